"""What the lines of a period brought, summed up: by how much was taken off, and by order."""

from collections.abc import Sequence
from typing import Final

import polars as pl

BANDS: Final = (0.0, 0.1, 0.2, 0.3, 0.5)
"""Seller discount ÷ list price: none, up to 10 %, 20 %, 30 %, 50 %, and more."""
AMOUNTS: Final = ("revenue_e4", "net_revenue_e4", "cost_e4", "kept_e4", "contribution_e4")


def by_discount(lines: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """`profit_lines` summed up by day, `keys` and `band`, the place among BANDS (null: unknown).

    units, item_amount_e4, contribution_e4 of lines whose contribution is known (null where none
    is), and `known_e4`, their item_amount_e4.
    """
    rate = pl.col("seller_discount_e4") / pl.when(pl.col("list_e4") > 0).then("list_e4")
    above = sum(pl.when(rate > edge).then(1).otherwise(0) for edge in BANDS)
    known = pl.col("contribution_e4").is_not_null()
    return (
        lines.lazy()
        .with_columns(band=pl.when(rate.is_not_null()).then(above).cast(pl.Int64))
        .group_by("placed_on", *keys, "band")
        .agg(
            units=pl.col("quantity").sum(),
            item_amount_e4=pl.col("item_amount_e4").sum(),
            contribution_e4=pl.when(known.any()).then(pl.col("contribution_e4").sum()),
            known_e4=pl.col("item_amount_e4").filter(known).sum(),
        )
        .collect()
    )


def at_a_loss(lines: pl.DataFrame) -> pl.DataFrame:
    """A row an order of `profit_lines` that brought less than it cost: order_key, AMOUNTS and
    is_estimated; and a row (order_key is null) of how many others there are on a day.

    Both have shop_id, currency, placed_on, and how many `orders` they are, of which `known` (an
    order is unless a line lacks its contribution).
    """
    orders = lines.group_by("order_key").agg(
        pl.col("shop_id", "currency", "placed_on").first(),
        pl.col(*AMOUNTS).sum(),
        pl.col("is_estimated").any(),
        known=pl.col("contribution_e4").is_not_null().all().cast(pl.UInt32),
        orders=pl.lit(1, pl.UInt32),
    )
    is_losing = (pl.col("known") == 1) & (pl.col("contribution_e4") < 0)
    days = orders.filter(~is_losing).group_by("shop_id", "currency", "placed_on")
    others = days.agg(pl.col("orders", "known").sum())
    return pl.concat([orders.filter(is_losing), others], how="diagonal")
