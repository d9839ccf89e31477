"""The platform's own lists of LIVEs, videos, creators and products, as they were exported.

A row answers for exactly its span of days: it is never split, and rows of overlapping spans hold
the same sales twice, so nothing here is ever added up.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Final

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.errors import FilterError, MetricError
from metrics.facts import Facts
from metrics.metric import N_
from metrics.period import Span

COLUMNS: Final[Mapping[str, str]] = {
    "shop": "shop_id", "market": "shop_id", "creator": "creator", "product": "product_id",
    "currency": "currency", "campaign": "campaign_id",
}  # fmt: skip
"""Word that a list can be kept to → its column."""


def kinds_listed(facts: Facts, span: Span, shops: Sequence[str] = ()) -> list[str]:
    """The kinds of which a row touches the span: live, video, creator, product …"""
    if "content" not in facts.tables:
        return []
    cut = Cut.read([], {"shop": tuple(shops)} if shops else {})
    rows = _touching(facts, span, cut).select("kind").unique()
    return sorted(facts.read(rows)["kind"].to_list())


def rows_of_content(
    facts: Facts, span: Span, kind: str, where: Mapping[str, Sequence[str | None]] | None = None
) -> pl.DataFrame:
    """The rows of a kind whose own span touches `span`, the greatest GMV of each currency first.

    Columns are those of `content`, and is_inside: the row's whole span is in `span`.

    Raises:
        FilterError: a word that the lists don't say.
        MetricError: lists that were never loaded.
    """
    cut = Cut.read([], where or {})
    if lacks := next((word for word in cut.where if word not in COLUMNS), None):
        raise FilterError(
            N_("Lists of content aren't known by {word}: take that filter back."), word=lacks
        )
    if "content" not in facts.tables:
        raise MetricError(N_("No lists of content were ever loaded."))
    rows = facts.read(_touching(facts, span, cut).filter(nw.col("kind") == kind))
    inside = (pl.col("date_from") >= span.first) & (pl.col("date_to") <= span.last)
    return rows.with_columns(is_inside=inside).sort(
        "currency", "gmv_e4", "revenue_e4", "date_from", "content_id", "shop_id",
        descending=[False, True, True, True, False, False], nulls_last=True,
    )  # fmt: skip


def _touching(facts: Facts, span: Span, cut: Cut) -> nw.LazyFrame:
    kept = [
        nw.col("shop_id").is_in(cut.shops(facts)),
        nw.col("date_from") <= span.last,
        nw.col("date_to") >= span.first,
    ]
    for word, values in cut.where.items():
        if word in ("shop", "market"):
            continue
        column = nw.col(COLUMNS[word])
        some = column.is_in([one for one in values if one is not None])
        kept.append(some | column.is_null() if None in values else some)
    return facts.table("content").filter(reduce(and_, kept))
