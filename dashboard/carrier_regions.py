"""One measure of the carriers of a market in its largest regions."""

from collections.abc import Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import grids, plots, sources, text
from dashboard.carrier_cells import SHORT, SIZE, TIMED, cell, ink
from dashboard.carriers import largest, rows_of
from dashboard.charts.scorecard import scorecard, scorecard_in_words
from dashboard.filters import market_name
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from reports.tables import Column, Table

REGIONS: Final = 6
CARRIERS: Final = 8


def show(view: View) -> None:
    """Carriers against regions, each cell beside all carriers of its region."""
    title = _("Carriers by region")
    names = sources.known(view.at, TIMED, view.chosen.shops, view.chosen.where)
    if not names:
        return
    markets = [key[0] or "" for key in largest(rows_of(view.ask([SIZE], "market", compared=False)))]
    if not markets:
        return
    st.subheader(title, anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            _("Metric"), names, format_func=lambda one: _(SHORT[one]), key="carrier region",
            width=260,
        )  # fmt: skip
        market = markets[0]
        if len(markets) > 1:
            market = st.selectbox(
                _("Market"), markets, format_func=market_name, key="carrier market", width=200
            )
    where = {"market": (market,)}
    both = view.ask([SIZE, name], "carrier", "region", where=where, compared=False)
    of_region = view.ask([SIZE, name], "region", where=where, compared=False)
    _draw(both, of_region, name)
    shown = table(both, name, title, view.notes)
    with st.expander(_("All regions as a table")):
        grids.show(shown)
        view.take(shown, "carriers-by-region")


def _draw(both: Answer, of_region: Answer, name: str) -> None:
    cells, regions = rows_of(both), rows_of(of_region)
    columns = largest(regions)[:REGIONS]
    sizes: dict[tuple[str | None, ...], dict[str, float]] = {}
    for (carrier, region), row in cells.items():
        if (region,) in columns:
            of_carrier = sizes.setdefault((carrier,), {SIZE: 0})
            of_carrier[SIZE] += row.get(SIZE) or 0
    rows = largest(sizes)[:CARRIERS]
    if not rows or not columns:
        return
    drawn = [
        [cell(name, cells.get((*row, *column), {}), regions[column]) for column in columns]
        for row in rows
    ]
    said = _("The {n} largest regions; ✓ better, ! worse than all carriers of the region.")
    st.caption(text.plain(said.format(n=len(columns))))
    lines, heads = [row[0] or "" for row in rows], [column[0] or "" for column in columns]
    plots.show(
        scorecard(lines, heads, drawn, ink()), alt=scorecard_in_words(lines, heads, drawn),
        key="carrier regions",
    )  # fmt: skip


def table(both: Answer, name: str, title: str, notes: Sequence[tuple[str, str]]) -> Table:
    """A row each carrier and region that had a delivery, the largest first."""
    values = [
        (*key, row.get(SIZE), row.get(name)) for key, row in rows_of(both).items() if row.get(SIZE)
    ]
    schema = {"carrier": pl.String, "region": pl.String, SIZE: pl.Float64, name: pl.Float64}
    frame = pl.DataFrame(values, schema, orient="row").sort(
        SIZE, "carrier", "region", descending=[True, False, False]
    )
    columns = [
        Column("carrier", _("Carrier")),
        Column("region", _("Region")),
        *(Column(one, _(SHORT[one]), CATALOG[one].unit) for one in (SIZE, name)),
    ]
    return Table(title, frame, columns, notes)
