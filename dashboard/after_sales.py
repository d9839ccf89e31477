"""What comes back of what was sold: how refunds arrive, and where they are expected to end."""

from collections.abc import Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import charts, judging, plots, text
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.judgement.refund_curves import Outlook, outlook
from reports.tables import Column, Table

RATE: Final = "refund_rate_amount"


def of_view(view: View) -> Outlook | None:
    """What the period's orders have come to and will, or why that can't be said; None where it
    can't, or returns aren't loaded."""
    if not view.known([RATE]):
        return None
    asked = {"where": view.where, "currency": _currency(view)}
    return judging.told(view, outlook, span=view.chosen.span, **asked)


def _currency(view: View) -> str:
    """Shares of money need one currency: the chosen one, else that of the first shop."""
    return view.chosen.currency or view.at.currencies(view.chosen.shops)[0]


def remarks(told: Outlook | None) -> dict[str, str]:
    """What the card of the refund rate says: a young rate isn't put beside an old one."""
    return {RATE: charts.outcome(told.whole)} if told and not told.whole.is_mature else {}


def ripening(view: View, told: Outlook) -> None:
    """The large drawing, and the orders of each week as a table."""
    st.subheader(_("How refunds arrive"), anchor=False)
    if not told.curve.shares and not told.before:
        view.no_data()
        return
    st.caption(
        text.plain(
            _(
                "The share of what was sold that is refunded within so many days of the order, "
                "cancelled ones left out; each day speaks of the orders that are so old. {label}: "
                "{said}."
            ).format(label=text.label(CATALOG[RATE]), said=charts.outcome(told.whole))
        )
    )
    plots.show(
        charts.ripening(told),
        alt=charts.ripening_in_words(told),
        key="after_sales ripening",
    )
    if told.weeks:
        view.table(by_week(told, view.notes), "refunds-by-week")


def by_week(told: Outlook, notes: Sequence[tuple[str, str]]) -> Table:
    """A row for the orders of each week: so far, expected, and the range of it."""
    currency = told.whole.currency
    shares = {
        "so_far": _("Refunded so far"), "expected": _("Expected in the end"),
        "low": _("At least"), "high": _("At most"),
    }  # fmt: skip
    columns = [
        Column("first", _("From"), "date"),
        Column("last", _("To"), "date"),
        Column("sold", _("Sold"), "money", currency),
        *(Column(name, label, "share") for name, label in shares.items()),
        Column("state", _("State")),
    ]
    rows = [
        [one.first, one.last, one.sold, one.so_far, one.expected, one.low, one.high,
         _("complete") if one.is_mature else _("still settling")]
        for one in reversed(told.weeks)
    ]  # fmt: skip
    kinds = {"first": pl.Date, "last": pl.Date, "state": pl.String}
    schema = {one.name: kinds.get(one.name, pl.Float64) for one in columns}
    title = _("Refunds so far and expected, by week of order")
    return Table(title, pl.DataFrame(rows, schema=schema, orient="row"), columns, notes)
