"""What worklists share: the rows of a view that are asked for, and what their orders say."""

from collections.abc import Mapping, Sequence
from typing import Final

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.parts import FULFILLED_BY_PLATFORM
from metrics.period import Span
from metrics.views.question import Question

Where = Mapping[str, Sequence[str | None]]
OF_ORDER: Final = (
    "order_id", "placed_at", "currency", "order_amount_e4", "carrier", "tracking_id",
)  # fmt: skip


def question(facts: Facts, span: Span, where: Where | None = None) -> Question:
    """The question about the end of `span` (or now), or about what was placed in it.

    Raises MetricError: a word that is no dimension.
    """
    return Question(facts, (span,), Cut.read((), where or {}))


def kept(rows: pl.DataFrame, view: str, of: Question) -> pl.DataFrame:
    """The rows of a view in the shops, and with the values, that are asked for."""
    shops = nw.col("shop_id").is_in(of.cut.shops(of.facts))
    found = nw.from_native(rows).filter(shops, *of.cut.filters(view, of.facts))
    return found.to_native()


def by_seller(rows: pl.DataFrame, of: Question) -> pl.DataFrame:
    """Without what the platform fulfils, unless that is asked for."""
    if "fulfilment_type" in of.cut.words:
        return rows
    platform = pl.col("fulfilment_type").is_in(FULFILLED_BY_PLATFORM)
    return rows.filter(~platform.fill_null(value=False))


def with_orders(rows: pl.DataFrame, of: Question, *columns: str) -> pl.DataFrame:
    """Adds `columns` of each row's order, known by its order_key."""
    wanted = [one for one in columns or OF_ORDER if one not in rows.columns]
    if not wanted:
        return rows
    keys = rows["order_key"].unique()
    found = of.table("orders").filter(nw.col("order_key").is_in(keys.to_list()))
    if "placed_on" in rows.columns and rows["placed_on"].null_count() == 0 and rows.height:
        first, last = rows["placed_on"].min(), rows["placed_on"].max()
        found = found.filter(nw.col("placed_on").is_between(first, last))
    orders = of.read(found.select("order_key", *wanted))
    return rows.join(orders, on="order_key", how="left", maintain_order="left")
