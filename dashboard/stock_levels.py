"""Stock of every SKU: how long it lasts, what is to be ordered, what was lost, what lies dead."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import polars as pl
import streamlit as st

from dashboard import drill, grids, plots, sources, text, worklist
from dashboard.charts.cover import POINTS, STATES, cover, cover_in_words
from dashboard.text import _
from dashboard.view import View
from metrics.worklists.stock import stock
from reports import formats
from reports.tables import Table

METRIC: Final = "stock_cover_days"
"""Whose sources and dimensions it shares."""
SHOWN: Final = (
    "called", "shop", "available", "inbound", "pace", "cover_days", "reorder_by", "lost_e4",
    "dead_e4", "sku_id",
)  # fmt: skip


def show(view: View) -> None:
    """The drawing of cover against pace, and all SKUs as a table; a click keeps to a SKU."""
    if not sources.known(view.at, [METRIC], view.chosen.shops, view.chosen.where):
        return
    rows = view.judged(stock, span=view.chosen.span, where=view.where)
    title = _("How long stock lasts")
    st.subheader(title, anchor=False)
    if rows.is_empty():
        view.no_data()
        return
    drawn = points(rows, view.chosen.span.last)
    if drawn.is_empty():
        st.info(_("Nothing in stock was sold in the 28 days before: no pace is known."))
    else:
        _draw(view, drawn)
    _table(view, rows)


def points(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """SKUs that sell and whose cover is known, the fastest first, with their state on the day."""
    known = rows.filter(pl.col("pace") > 0, pl.col("cover_days").is_not_null())
    due = (pl.col("reorder_by") <= pl.lit(day, pl.Date)).fill_null(value=False)
    state = pl.when(pl.col("available") <= 0).then(pl.lit("out")).when(due).then(
        pl.lit("reorder")
    )  # fmt: skip
    told = known.with_columns(state=state.otherwise(pl.lit("enough")))
    return told.sort("pace", "sku_id", descending=[True, False])


def _draw(view: View, drawn: pl.DataFrame) -> None:
    shown = drawn.head(POINTS)
    names = worklist.names_of_skus(view.at, shown["sku_id"].to_list(), view.chosen.span.last)
    labels = [
        f"{names.get(sku, sku)} · {view.at.shop_names.get(shop, shop)}"
        for sku, shop in shown.select("sku_id", "shop_id").iter_rows()
    ]
    shown = shown.with_columns(pl.Series("label", labels, dtype=pl.String))
    said = _("As of {day}, SKUs that sold in the 28 days before. Low and to the right is urgent.")
    day = formats.day(view.chosen.span.last, text.language())
    st.caption(text.plain(said.format(day=day)))
    plots.show(
        cover(shown), alt=cover_in_words(shown), key="cover",
        on_select=_on_click("cover", shown), selection_mode="points",
    )  # fmt: skip
    if drawn.height > POINTS:
        cut = _("The {shown} of {n} SKUs that sell fastest; all are in the table.")
        st.caption(cut.format(shown=f"{POINTS:,}", n=f"{drawn.height:,}"))


def _on_click(key: str, shown: pl.DataFrame) -> Callable[[], None]:
    """Keeps the page to the SKU of the point: each state is a trace of its own."""
    skus: Sequence[Sequence[str]] = [
        shown.filter(pl.col("state") == state)["sku_id"].to_list() for state in STATES
    ]

    def clicked() -> None:
        found = st.session_state[key].selection.points
        if found and found[0]["curve_number"] < len(skus):
            mine = skus[found[0]["curve_number"]]
            if found[0]["point_index"] < len(mine):
                drill.keep_to("sku", mine[found[0]["point_index"]])

    return clicked


def _table(view: View, rows: pl.DataFrame) -> None:
    table = of_skus(view, rows)
    st.subheader(table.title, anchor=False)
    skus = table.frame["sku_id"].to_list()
    grids.show_first(
        table, key="stock rows", on_select=drill.on_row("stock rows", "sku", skus),
        selection_mode="single-row",
    )  # fmt: skip
    view.take(table, "stock")


def of_skus(view: View, rows: pl.DataFrame) -> Table:
    """Every SKU, the first to run out on top; what is dead or sells nothing at the end."""
    ordered = rows.sort("cover_days", "sku_id", nulls_last=True)
    return worklist.table(view, ordered, _("Stock by SKU"), SHOWN, {})
