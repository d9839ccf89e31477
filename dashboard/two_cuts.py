"""GMV cut in two ways that are never added: by what showed the goods, and by who sold them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import charts, drill, grids, labels, plots, text
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from reports.tables import Column, Table

GMV: Final = CATALOG["gmv"]
CUTS: Final = ("content_type", "affiliate")
ORDER: Final = ("live", "video", "product_card", "true", "false")
"""The order in which parts stand, whatever their size: eyes find them again."""


def show(view: View, asked: Mapping[str, Any]) -> None:
    """Both cuts as bars of the same length, and as a table. A click keeps to a part."""
    title = _("Where GMV came from")
    st.subheader(title, anchor=False)
    known = view.known(["gmv", "affiliate_gmv_share"])
    if "gmv" not in known:
        return
    parts, currency = parts_of(view, CUTS[: len(known)], asked["where"])
    if not parts["share"].count():
        view.no_data()
        return
    scale = charts.Scale(GMV, currency)
    key = "two cuts"
    plots.show(
        charts.shares(parts, scale),
        alt=charts.shares_in_words(parts, scale),
        key=key,
        on_select=_on_click(key, parts.select("word", "group").rows()),
        selection_mode="points",
    )
    said = _(
        "Two cuts of the same GMV: what showed the goods, and who sold them. Each is the whole; "
        "never add one to the other."
    )
    st.caption(text.plain(said))
    shown = table(parts, currency, title, view.notes)
    grids.show(shown)
    view.take(shown, "two-cuts")


def parts_of(
    view: View, words: Sequence[str], where: Mapping[str, Any]
) -> tuple[pl.DataFrame, str | None]:
    """A row each part of each cut (see `charts.shares`), with word, group, before and change.

    Affiliate files name only what affiliates sold: the rest is the shop's own, as far as is known.
    """
    frames, currency = [], None
    for word in words:
        answer = view.ask(["gmv"], word, where=where)
        currency = answer.currency
        rows = answer.rows.select(
            pl.col(word).cast(pl.String).alias("group"),
            "value",
            before="previous",
            change="change_ratio",
        ).filter((pl.col("value").fill_null(0) != 0) | (pl.col("before").fill_null(0) != 0))
        groups = rows["group"].to_list()
        called = labels.of_values(view.at, word, groups, view.chosen.span)
        if word == "affiliate" and "false" not in groups:
            called[None] = _("Own, or not known")
        frames.append(with_shares(rows, word, called))
    return pl.concat(frames), currency


def with_shares(rows: pl.DataFrame, word: str, called: Mapping[str | None, str]) -> pl.DataFrame:
    """Adds what a part is called and its share of the cut; in an order that stays the same."""
    order = {group: place for place, group in enumerate(ORDER)}
    place = pl.col("group").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    whole = pl.col("value").sum()
    sorted_rows = rows.with_columns(place=place).sort("place", "group", nulls_last=True)
    names = [called[group] for group in sorted_rows["group"]]
    return sorted_rows.with_columns(
        pl.Series("label", names, dtype=pl.String),
        pl.lit(word).alias("word"),
        pl.lit(_(WORD_LABELS[word])).alias("cut"),
        known=pl.col("group").is_not_null() | (pl.lit(word) == "affiliate"),
        share=pl.when(whole != 0).then(pl.col("value") / whole),
    )


def table(
    parts: pl.DataFrame, currency: str | None, title: str, notes: Sequence[tuple[str, str]]
) -> Table:
    """The parts of both cuts; each cut's shares make up 100 %."""
    columns = [
        Column("cut", _("Cut")),
        Column("label", _("Part")),
        Column("value", text.label(GMV), "money", currency),
        Column("share", _("Share of GMV"), "share"),
        Column("before", _("Before"), "money", currency),
        Column("change", _("Change in %"), "share"),
    ]
    if not parts["before"].count():
        columns = columns[:4]
    return Table(title, parts, columns, notes)


def _on_click(key: str, parts: Sequence[tuple[str, str | None]]) -> Callable[[], None]:
    """A part is a trace of its own: its number says which one was clicked."""

    def clicked() -> None:
        points = st.session_state[key].selection.points
        if points and (place := points[0]["curve_number"]) < len(parts):
            drill.keep_to(*parts[place])

    return clicked
