"""What buyers say: stars, and the products that they complain of."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import charts, grids, labels, plots, tables
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from reports.tables import Column, Table

WEEKLY_FROM: Final = 14
"""Days from which reviews are drawn by week: of a small shop a day has few."""
NEGATIVE: Final = ("1", "2")
OF_REVIEWS: Final = ("reviews", "average_rating", "negative_review_share")
OF_RETURNS: Final = ("requests", "refunds")


def stars(view: View) -> None:
    """The large drawing: reviews by their stars over time, and how many have how many."""
    if not view.known(["reviews"]):
        return
    st.subheader(_("Stars over time"), anchor=False)
    grain = tables.grain(view.chosen.span)
    if grain == "day" and view.chosen.span.days >= WEEKLY_FROM:
        grain = "week"
    over_time = view.ask(["reviews"], grain, "rating", compared=False)
    known = over_time.rows.filter(pl.col("value") > 0)
    if known.is_empty():
        view.no_data()
        return
    counts = counted(view.ask(["reviews"], "rating"))
    plots.show(
        charts.stars(course(known, grain)),
        alt=charts.stars_in_words(counts),
        key="feedback stars",
    )
    st.caption(_("The texts of reviews are not stored, only their stars."))
    view.table(distribution(counts, view.notes, compared=view.chosen.compare is not None), "stars")


def course(rows: pl.DataFrame, grain: str) -> pl.DataFrame:
    """when, tick, rating, value: as `charts.stars` draws it, in order."""
    whens = [tables.when(one, grain) for one in rows[grain]]
    return rows.select(
        pl.Series("when", [when for when, _tick in whens], dtype=pl.String),
        pl.Series("tick", [tick for _when, tick in whens], dtype=pl.String),
        pl.col("rating").cast(pl.Int64),
        "value",
        pl.col(grain).alias("__at"),
    ).sort("__at", "rating").drop("__at")  # fmt: skip


def counted(answer: Answer) -> pl.DataFrame:
    """rating, value, share, previous, previous_share; a row each number of stars, five first."""
    rows = answer.rows.select(pl.col("rating").cast(pl.Int64), "value", "previous")
    every = pl.DataFrame({"rating": [5, 4, 3, 2, 1]})
    whole = every.join(rows, on="rating", how="left", maintain_order="left")
    is_compared = answer.compare is not None and bool(rows["previous"].count())
    filled = whole.with_columns(
        pl.col("value").fill_null(0.0),
        pl.col("previous").fill_null(0.0) if is_compared else pl.col("previous"),
    )
    return filled.with_columns(share=_share("value"), previous_share=_share("previous")).select(
        "rating", "value", "share", "previous", "previous_share"
    )


def _share(column: str) -> pl.Expr:
    whole = pl.col(column).sum()
    return pl.when(whole > 0).then(pl.col(column) / whole)


def distribution(
    counts: pl.DataFrame, notes: Sequence[tuple[str, str]], *, compared: bool
) -> Table:
    """How many reviews have how many stars, of how many in a hundred."""
    columns = [
        Column("rating", _(WORD_LABELS["rating"]), "count"),
        Column("value", _("Reviews"), "count"),
        Column("share", _("Share"), "share"),
    ]
    if compared:
        columns += [
            Column("previous", _("Reviews before"), "count"),
            Column("previous_share", _("Share before"), "share"),
        ]
    return Table(_("Reviews by stars"), counts, columns, notes)


def complaints(view: View) -> None:
    """The products that buyers complain of: negative reviews and after-sales requests."""
    if "product" in view.chosen.where or "rating" in view.chosen.where:
        return
    reviews, returns = view.known(OF_REVIEWS), view.known(OF_RETURNS)
    if not reviews and not returns:
        return
    answers = []
    if reviews:
        answers += [
            view.ask(["reviews"], "product", where={"rating": NEGATIVE}, compared=False),
            view.ask(reviews, "product", compared=False),
        ]
    negative = _columns(answers[0], {"reviews": "negative"}) if reviews else None
    frames = [negative, _columns(answers[1], {}) if reviews else None]
    if returns:
        frames.append(_columns(view.ask(returns, "product", compared=False), {}))
    totals = view.ask([*reviews, *returns], compared=False).rows.filter("complete")
    whole = {*totals["metric"], *(["negative"] if "reviews" in totals["metric"] else [])}
    frame = complained([one for one in frames if one is not None], whole)
    if frame.is_empty():
        st.subheader(_("Products that buyers complain of"), anchor=False)
        st.info(_("There was none."))
        return
    called = labels.of_values(view.at, "product", frame["product"].to_list(), view.chosen.span)
    table = complaints_table(frame, called, view.notes)
    st.subheader(table.title, anchor=False)
    grids.show_first(table, key="feedback complaints")
    view.take(table, "complaints")


def _columns(answer: Answer, names: Mapping[str, str]) -> pl.DataFrame:
    """product, and a column each metric."""
    wide = answer.rows.select("product").unique(maintain_order=True)
    for name in answer.rows["metric"].unique(maintain_order=True):
        part = answer.rows.filter(pl.col("metric") == name)
        called = part.select("product", pl.col("value").alias(names.get(name, name)))
        wide = wide.join(called, on="product", how="left", nulls_equal=True, maintain_order="left")
    return wide


def complained(frames: Sequence[pl.DataFrame], complete: Collection[str]) -> pl.DataFrame:
    """The frames side by side; only products with a negative review or a request, most first.

    A product without a row has none of what is `complete` (known of all shops and days); of the
    rest it is unknown.
    """
    whole = pl.concat([one.select("product") for one in frames]).unique(maintain_order=True)
    for one in frames:
        whole = whole.join(one, on="product", how="left", nulls_equal=True, maintain_order="left")
    by = [name for name in ("negative", "requests") if name in whole.columns]
    counts = [name for name in ("reviews", *by, "refunds") if name in whole.columns]
    zero = [pl.col(name).fill_null(0) for name in counts if name in complete]
    whole = whole.with_columns(zero).filter(pl.any_horizontal(pl.col(by) > 0))
    return whole.sort(*by, "product", descending=[*(True for _one in by), False], nulls_last=True)


def complaints_table(
    frame: pl.DataFrame, called: Mapping[str | None, str], notes: Sequence[tuple[str, str]]
) -> Table:
    """A row each product."""
    label = pl.Series("label", [called[one] for one in frame["product"]], dtype=pl.String)
    columns = [
        Column("label", _(WORD_LABELS["product"])),
        Column("product", _("Id"), "id"),
        Column("negative", _("Reviews of 1 or 2 stars"), "count"),
        *(tables.column(name, None) for name in (*OF_REVIEWS, *OF_RETURNS)),
    ]
    kept = [one for one in columns if one.name == "label" or one.name in frame.columns]
    title = _("Products that buyers complain of")
    return Table(title, frame.with_columns(label), kept, notes)
