"""From list price to net revenue, with GMV as the side branch that ties to Seller Center."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import bridges, dated, grids, text
from dashboard.judging import told
from dashboard.text import _
from dashboard.view import View
from metrics.judgement.sales_bridge import SalesBridge, sales_bridge
from metrics.metric import Unit
from reports import formats


def show(view: View, asked: Mapping[str, Any]) -> None:
    """The bridge as a waterfall, and as a table beside what it was before."""
    title = _("From list price to net revenue")
    st.subheader(title, anchor=False)
    chosen = view.chosen
    now = told(view, sales_bridge, span=chosen.span, clock=chosen.clock, **asked)
    chains = _chains(now)
    if now is None or not any((chain["amount"] != 0).any() for chain in chains):
        view.no_data()
        return
    bridges.draw(now.currency, *chains, key="sales bridge")
    st.caption(text.plain(" ".join(_remarks(now, is_young=_is_young(view)))))
    before = (
        told(view, sales_bridge, span=chosen.compare, clock=chosen.clock, **asked)
        if chosen.compare
        else None
    )
    table = bridges.table(
        chains, now.currency, title, view.notes, _chains(before), _("Of list price")
    )
    grids.show(table)
    view.take(table, "bridge")


def _chains(bridge: SalesBridge | None) -> list[pl.DataFrame]:
    return [bridges.rows(bridge.steps), bridges.rows(bridge.branch)] if bridge else []


def _is_young(view: View) -> bool:
    """Whether refunds of these days are still to come."""
    today = view.at.now(st.context.timezone).date()
    return dated.still_settles("net_revenue", view.chosen.span.last, today)


def _remarks(bridge: SalesBridge, *, is_young: bool) -> list[str]:
    said = [
        _(
            "GMV is a branch of its own, the one that ties to Seller Center: goods as buyers paid "
            "them."
        )
    ]
    if bridge.covers is not None and bridge.covers < 1:
        share = formats.exact(bridge.covers, Unit.SHARE, language=text.language())
        line = _("Lines that say their list price hold {share} of GMV; the rest is in Other.")
        said.append(line.format(share=share))
    if is_young:
        said.append(_("Still settling: refunds and cancellations arrive for weeks."))
    return said
