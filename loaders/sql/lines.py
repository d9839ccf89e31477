"""Order lines of an answer: lines of one SKU made one, and who sold them apart from them."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from loaders import order_words
from loaders.reading.merge import merge
from loaders.reading.refusals import Why

SUMS: Final = (
    "quantity", "item_amount_e4", "list_e4", "seller_discount_e4", "platform_discount_e4",
    "commission_e4",
)  # fmt: skip
SOLD_BY: Final = ("content_type", "creator", "affiliate", "commission_e4")
"""Columns that say who sold a line: they are stored in `affiliations`."""


def merged(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per order and SKU of a source without line ids, and the key of every data row."""
    rows = rows.with_columns(line_id="sku_id")
    if "unit_cost_e4" not in rows.columns:
        return merge(rows, ["order_id", "line_id"], SUMS)
    cost, units = pl.col("unit_cost_e4"), pl.col("quantity")
    known = units.filter(cost.is_not_null()).sum()
    mean = ((cost * units).sum() / known).round().cast(pl.Int64, strict=False)
    one = pl.when(cost.n_unique() > 1, known > 0).then(mean).otherwise(cost.drop_nulls().first())
    return merge(rows, ["order_id", "line_id"], SUMS, {"unit_cost_e4": one})


def at_odds(rows: pl.DataFrame) -> pl.Expr:
    """Rows of one order and SKU that are not in the same state: they can't be made one."""
    states = [
        pl.col(name).rank("dense").fill_null(0).n_unique().over("order_id", "sku_id") > 1
        for name in ("status", "cancelled_at")
        if name in rows.columns
    ]
    return pl.any_horizontal(pl.lit(value=False), *states)


def without_torn_orders(
    rows: pl.DataFrame, refused: pl.DataFrame, orders: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One line of an order refused: all its lines are. `orders`: ids of refused lines."""
    torn = pl.col("order_id").is_in(orders.drop_nulls().unique().implode())
    others = rows.filter(torn).select("source_row", reason=pl.lit(Why.ANOTHER_ROW.value))
    return rows.filter(~torn), pl.concat([refused, others])


def tables(rows: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """`order_lines`, and `affiliations` where the source says who sold them."""
    said = [name for name in SOLD_BY if name in rows.columns]
    if not said:
        return {"order_lines": rows}
    sold = rows.select("source_row", "order_id", "line_id", *said)
    if "content_type" in said:
        sold = sold.with_columns(content_type=order_words.content_type(pl.col("content_type")))
    told = {"affiliate": pl.col("affiliate"), "commission_e4": pl.col("commission_e4") > 0}
    if known := [by for name, by in told.items() if name in said]:
        sold = sold.with_columns(affiliate=pl.coalesce(known))
    return {"order_lines": rows.drop(said), "affiliations": sold}
