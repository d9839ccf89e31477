"""Creators: what they sold, what came back, and what is left after commission and samples."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import charts, drill, grids, plots, text
from dashboard.judging import as_placed, told
from dashboard.text import _
from dashboard.view import View
from metrics.judgement.creators import METRICS, PROFIT_AFTER_SAMPLES, by_creator
from metrics.metric import Unit
from reports import formats
from reports.tables import Column, Table

BARS: Final = 12
NEEDS: Final = ("commission_rate", "refund_rate", "sample_cost", "margin_before_ads")
"""What the table is made of: what isn't loaded is said at the end of the page."""


def show(view: View, asked: Mapping[str, Any]) -> None:
    """The most profitable creators as bars, all of them as a table. A click keeps to one."""
    title = _("Creators")
    st.subheader(title, anchor=False)
    found = told(view, by_creator, span=view.chosen.span, **asked)
    if found is None:
        return
    rows, currency = found
    if rows.is_empty():
        st.caption(_("No creator is known to have sold on these days."))
        return
    profit = PROFIT_AFTER_SAMPLES.name
    ranked = rows.drop_nulls(profit).sort(profit, "creator", descending=[True, False])
    if ranked.height:
        _draw(view, ranked.head(BARS), currency)
        st.caption(text.plain(remark(rows)))
    as_placed(view)
    shown = table(rows, currency, title, view.notes)
    key = "creators rows"
    grids.show_first(
        shown,
        key=key,
        on_select=drill.on_row(key, "creator", rows["creator"].to_list()),
        selection_mode="single-row",
    )
    view.take(shown, "creators")


def remark(rows: pl.DataFrame) -> str:
    """What the profit is, how much it loses on some, and how much of it is estimated."""
    said = _(
        "Profit: contribution before ads, which has the commission taken off, less the goods of "
        "samples shipped. Until an order settles, its fees are the shop's usual share."
    )
    losing = rows.filter(pl.col(PROFIT_AFTER_SAMPLES.name) < 0).height
    if not losing:
        return said
    known = rows[PROFIT_AFTER_SAMPLES.name].count()
    lost = _("{losing} of {known} creators cost more than they brought.")
    return f"{said} {lost.format(losing=_count(losing), known=_count(known))}"


def table(
    rows: pl.DataFrame, currency: str | None, title: str, notes: Sequence[tuple[str, str]]
) -> Table:
    """A row each creator, the greatest GMV first; columns with nothing known are left out."""
    columns = [Column("creator", _("Creator"))]
    for metric in METRICS:
        if rows[metric.name].count():
            money = currency if metric.unit is Unit.MONEY else None
            label, meaning = text.label(metric), _(metric.meaning)
            columns.append(Column(metric.name, label, metric.unit, money, meaning))
    if rows["covers"].count():
        columns.append(Column("covers", _("Share of GMV whose cost is known"), "share"))
    return Table(title, rows, columns, notes)


def _draw(view: View, ranked: pl.DataFrame, currency: str | None) -> None:
    nothing = pl.lit(None, pl.Float64)
    groups = ranked.select(label="creator", value=PROFIT_AFTER_SAMPLES.name, previous=nothing)
    scale = charts.Scale(PROFIT_AFTER_SAMPLES, currency)
    key = "creators drawing"
    plots.show(
        charts.ranking(groups, scale, (_(PROFIT_AFTER_SAMPLES.label), None)),
        alt=charts.ranking_in_words(groups, scale),
        key=key,
        on_select=drill.on_click(key, "creator", groups["label"].reverse().to_list()),
        selection_mode="points",
    )


def _count(number: int) -> str:
    return formats.exact(number, Unit.COUNT, language=text.language())
