"""The rows behind a figure: its rule, how many rows it counts, and each with its file and row."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import streamlit as st

from dashboard import data, downloads, grids, lineage, text
from dashboard.text import _
from metrics import behind
from metrics.behind import VALUE, Tally
from metrics.book import EXAMPLES, TIKTOK
from metrics.catalog import CATALOG
from metrics.metric import Metric
from reports import formats
from reports.tables import Table

if TYPE_CHECKING:
    from dashboard.view import View

ROWS: Final = 100
"""Rows of a page."""
MOST: Final = 1_048_575
"""Rows of a download: what a sheet of Excel holds below its headers."""
MOST_XLSX: Final = 200_000
"""Rows of a workbook, which is built in memory: half a minute, and half a gigabyte."""


def offer(view: "View", names: Sequence[str], key: str) -> None:
    """A closed box; nothing is worked out before it is opened."""
    label = _("Rows behind a figure")
    box = st.expander(label, key=f"{key} rows", icon=":material/table_rows:", on_change="rerun")
    if not box.open:
        return
    with box:
        labels = {one: text.label(CATALOG[one]) for one in names}
        name = st.selectbox(
            _("Metric"), names, format_func=labels.__getitem__, key=f"{key} rows of", width=360
        )
        _rule(view, CATALOG[name])
        _sides(view, CATALOG[name], key)


def _rule(view: "View", metric: Metric) -> None:
    """The figure, and what the metric book says of it."""
    answer = view.ask([metric.name], compared=False)
    shown = [
        text.value(row["value"], metric, row.get("currency") or answer.currency)
        for row in answer.rows.iter_rows(named=True)
    ]
    said = [
        text.plain(_(metric.meaning)),
        text.plain(_("Example: {sum}").format(sum=EXAMPLES[metric.name])),
    ]
    if metric.name in TIKTOK:
        said.append(text.plain(_("TikTok: {rule}").format(rule=_(TIKTOK[metric.name]))))
    figure = f"**{text.plain(text.label(metric))}: {text.plain(text.listed(shown))}**"
    st.markdown("  \n".join([figure, *said]))


def _sides(view: "View", metric: Metric, key: str) -> None:
    """One side of the metric: what its rows add up to, and the rows."""
    asked = _asked(view, metric)
    found = view.judged(behind.tallies, metric=metric.name, **asked)
    tallies = {one.side: one for one in found}
    if not tallies:
        view.no_data()
        return
    side = VALUE
    if len(tallies) > 1:
        labels = {one: _(lineage.SIDES[one]) for one in tallies}
        chosen = st.segmented_control(
            _("Rows"), list(labels), format_func=labels.__getitem__, default=VALUE,
            key=f"{key} rows side {metric.name}", required=True, label_visibility="collapsed",
        )  # fmt: skip
        side = chosen or VALUE
    tally = tallies[side]
    st.markdown(text.plain(lineage.said(tally, metric, view.chosen.currency)))
    if tally.rows:
        _rows(view, metric, tally, f"{key} {metric.name} {side} {tally.rows}")


def _asked(view: "View", metric: Metric) -> dict[str, Any]:
    clock = view.clock(metric.name)
    return {"span": view.chosen.span, "where": view.where, "clock": clock}


def _rows(view: "View", metric: Metric, tally: Tally, key: str) -> None:
    """A page of rows, and the download of them all."""
    asked = _asked(view, metric) | {"side": tally.side}
    number = 1
    if tally.rows > ROWS:
        number = st.pagination(ceil(tally.rows / ROWS), key=f"{key} page")
    some = view.judged(
        behind.page, metric=metric.name, offset=(number - 1) * ROWS, limit=ROWS, **asked
    )
    build = _builder(view, metric, tally.side)
    grids.show(build(some), key=f"{key} rows")
    read = partial(behind.page, data.facts(view.at), metric, limit=MOST, **asked)
    downloads.offer_made(
        lambda: build(read()),
        f"{view.file_name}-rows-{metric.name}-{tally.side}",
        as_workbook=tally.rows <= MOST_XLSX,
    )
    if tally.rows > MOST_XLSX:
        said = _("Excel takes up to {xlsx} rows here, CSV the first {csv}.")
        sizes = {"xlsx": MOST_XLSX, "csv": MOST}
        st.caption(said.format(**{name: formats.exact(n, "count") for name, n in sizes.items()}))


def _builder(view: "View", metric: Metric, side: str) -> "partial[Table]":
    """Makes a table of rows, in the language of this run: downloads are made outside of it."""
    title = _("Rows of {metric}").format(metric=text.label(metric))
    language = text.language()

    def build(rows: pl.DataFrame, measures: Sequence[Any], names: Mapping[str, str]) -> Table:
        text.speak(language)
        return lineage.table_of(rows, metric, measures, names, title, notes)

    notes = [*view.notes, (_("Rule"), _(metric.meaning)), (_("Rows"), _(lineage.SIDES[side]))]
    measures = lineage.measures_of(metric, side, view.where)
    return partial(build, measures=measures, names=view.at.shop_names)
