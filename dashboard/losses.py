"""Orders sold at a loss, as a sentence and a list."""

import polars as pl
import streamlit as st

from dashboard import judging, text
from dashboard.text import _
from dashboard.view import View
from metrics.judgement.losing import Losing, sold_at_a_loss
from metrics.values import E4, divided
from reports import formats
from reports.tables import PER_ROW, Column, Table


def show(view: View) -> None:
    """How many orders of the period brought less than they cost, what they lost, and which."""
    st.subheader(_("Orders sold at a loss"), anchor=False)
    if not view.known(["margin_before_ads"]):
        return
    span, currency = view.chosen.span, view.chosen.currency
    found = judging.told(view, sold_at_a_loss, span=span, where=view.where, currency=currency)
    if found is None:
        return
    if not found.judged:
        view.no_data()
        return
    for line in said(found):
        st.markdown(text.plain(line))
    if found.orders:
        view.table(_table(view, found), "losses")


def said(found: Losing) -> list[str]:
    """How many lost how much, and of how many it isn't known."""
    known = found.judged - found.unknown
    lines = []
    if not known:
        lines.append(_("Of no order is it known what it cost."))
    elif found.orders:
        lost = [
            formats.exact(amount / E4, "money", code, text.language())
            for code, amount in found.lost_e4.items()
        ]
        lines.append(
            _("{n} of {all} orders lost {amount} together, before ads.").format(
                n=f"{found.orders:,}", all=f"{known:,}", amount=text.listed(lost)
            )
        )
    else:
        lines.append(_("None of {all} orders was sold at a loss.").format(all=f"{known:,}"))
    if known and found.unknown:
        lines.append(
            _("For {n} more it isn't known: a cost, a list price or a fee is missing.").format(
                n=f"{found.unknown:,}"
            )
        )
    return lines


def _table(view: View, found: Losing) -> Table:
    amounts = {
        "contribution": _("Contribution before ads"),
        "revenue": _("Seller revenue"),
        "net_revenue": _("Net revenue"),
        "cost": _("Landed cost"),
        "kept": _("Fees and shipping"),
    }
    frame = found.rows.select(
        "order_id",
        pl.col("shop").replace_strict(dict(view.at.shop_names), default=pl.col("shop")),
        "placed_on",
        "currency",
        *(divided(pl.col(f"{name}_e4").alias(name), E4) for name in amounts),
        fees=pl.when("is_estimated").then(pl.lit(_("estimate"))).otherwise(pl.lit(_("settled"))),
    )
    codes = frame["currency"].unique().to_list()
    currency = codes[0] if len(codes) == 1 else PER_ROW
    columns = [
        Column("order_id", _("Order ID"), "id"),
        Column("shop", _("Shop")),
        Column("placed_on", _("Placed"), "date"),
        *(Column(name, label, "money", currency) for name, label in amounts.items()),
        Column("currency", _("Currency")),
        Column("fees", _("Fees are")),
    ]
    title = _("Orders that brought less than they cost, the greatest loss first")
    return Table(title, frame, columns, view.notes)
