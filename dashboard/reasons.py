"""Which products come back for which reason."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import charts, labels, money, plots, tables, text
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from reports.tables import Column, Table

PRODUCTS: Final = 12
REASONS: Final = 8
PAIRED: Final = ("requests", "refunds", "refund_amount")


def show(view: View) -> None:
    """The heat map of one metric, and the download of all; where both words are free."""
    names = view.known(PAIRED)
    words = [one for one in ("product", "reason") if one not in view.chosen.where]
    if not names or len(words) < 2:
        return
    st.subheader(_("Reasons by product"), anchor=False)
    with st.container(horizontal=True):
        shown = {one: text.label(CATALOG[one]) for one in names}
        name = st.selectbox(
            _("Metric"), names, format_func=shown.__getitem__, key="after_sales pair", width=260
        )
        answer = view.ask(names, "product", "reason", compared=False)
        answer = money.in_one_currency(answer, name, "after_sales pair")
    if answer.rows.is_empty():
        view.no_data()
        return
    called = {
        word: labels.of_values(view.at, word, answer.rows[word].to_list(), view.chosen.span)
        for word in words
    }
    _drawn(answer, name, called)
    view.take(pairs(answer, called, view.notes), "reasons-by-product")


def _drawn(answer: Answer, name: str, called: Mapping[str, Mapping[str | None, str]]) -> None:
    cells = answer.rows.filter(pl.col("metric") == name, pl.col("value") > 0)
    if cells.is_empty():
        st.info(_("There was none."))
        return
    first = {
        word: _first(cells, word, most)
        for word, most in (("product", PRODUCTS), ("reason", REASONS))
    }
    kept = cells.filter(
        *(pl.col(word).is_in(some, nulls_equal=True) for word, some in first.items())
    )
    named = kept.select(
        *(pl.Series(word, [called[word][one] for one in kept[word]]) for word in first), "value"
    )
    names = {word: [called[word][one] for one in some] for word, some in first.items()}
    scale = charts.Scale(CATALOG[name], answer.currency)
    plots.show(
        charts.heat(named, names["product"], names["reason"], scale),
        alt=charts.heat_in_words(named, scale),
        key="after_sales heat",
    )
    counts = {word: cells[word].n_unique() for word in first}
    if counts["product"] > PRODUCTS or counts["reason"] > REASONS:
        said = _("The first {products} products and {reasons} reasons; all are in the download.")
        st.caption(said.format(products=len(first["product"]), reasons=len(first["reason"])))


def _first(cells: pl.DataFrame, word: str, most: int) -> list[str | None]:
    """The groups with the greatest sums."""
    sums = cells.group_by(word).agg(pl.col("value").sum())
    return sums.sort("value", word, descending=[True, False])[word].head(most).to_list()


def pairs(
    answer: Answer,
    called: Mapping[str, Mapping[str | None, str]],
    notes: Sequence[tuple[str, str]],
) -> Table:
    """A row each product and reason, a column each metric; the most requests first."""
    names = answer.rows["metric"].unique(maintain_order=True).to_list()
    frame = answer.rows.select("product", "reason").unique(maintain_order=True)
    for name in names:
        part = answer.rows.filter(pl.col("metric") == name)
        frame = frame.join(
            part.select("product", "reason", pl.col("value").alias(name)),
            on=["product", "reason"], how="left", nulls_equal=True, maintain_order="left",
        )  # fmt: skip
    frame = frame.sort(
        names[0], "product", "reason", descending=[True, False, False], nulls_last=True
    )
    said = {
        f"{word}_label": pl.Series([called[word][one] for one in frame[word]], dtype=pl.String)
        for word in ("product", "reason")
    }
    columns = [
        Column("product_label", _(WORD_LABELS["product"])),
        Column("product", _("Id"), "id"),
        Column("reason_label", _(WORD_LABELS["reason"])),
        *(tables.column(name, answer.currency) for name in names),
    ]
    return Table(_("Reasons by product"), frame.with_columns(**said), columns, notes)
