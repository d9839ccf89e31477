"""Columns that follow from a row's other columns and its shop's zone: `metrics.tables.DERIVED`.

Done once, at load, so that metrics need no zones, no parsing and no durations.
"""

from collections.abc import Callable, Mapping

import polars as pl

from loaders.deadlines import dispatch_due
from loaders.reading.keys import row_key
from loaders.settings_file import Shop

ORDER_CLOCKS = (
    "created", "paid", "placed", "ready", "shipped", "delivered", "cancelled", "delivery_due",
)  # fmt: skip
SPANS = {
    "minutes_to_ready": ("placed", "ready"),
    "minutes_to_ship": ("placed", "shipped"),
    "minutes_in_transit": ("shipped", "delivered"),
    "minutes_to_deliver": ("placed", "delivered"),
    "minutes_to_cancel": ("placed", "cancelled"),
    "minutes_seen": ("placed", "seen"),
}


def derive(table: str, rows: pl.DataFrame, shops: Mapping[str, Shop]) -> pl.DataFrame:
    """`rows` with their derived columns set anew; a table without any comes back as it is.

    Raises KeyError for a shop that is not in `shops`.
    """
    work = BY_TABLE.get(table)
    if work is None or rows.is_empty():
        return rows
    parts = rows.partition_by("shop_id", as_dict=True)
    return pl.concat([work(part, shops[str(shop)]) for (shop,), part in parts.items()])


def _orders(rows: pl.DataFrame, shop: Shop) -> pl.DataFrame:
    placed = (
        pl.when(pl.col("is_cod").fill_null(value=False))
        .then(pl.col("created_at"))
        .otherwise(pl.col("paid_at"))
    )
    cancelled = pl.col("cancelled_at").is_not_null() | (pl.col("status") == "cancelled").fill_null(
        value=False
    )
    rows = rows.with_columns(
        row_key(shop.id, "order_id").alias("order_key"),
        placed.alias("placed_at"),
        cancelled.alias("is_cancelled"),
        pl.col("created_at").dt.strftime("%Y-%m").alias("month"),
    )
    rows = rows.with_columns(
        dispatch_by_at=pl.coalesce("dispatch_due_at", dispatch_due(rows["placed_at"], shop)),
        is_dispatch_rebuilt=pl.col("dispatch_due_at").is_null(),
    )
    return rows.with_columns(
        *(_day(f"{clock}_at", shop.time_zone).alias(f"{clock}_on") for clock in ORDER_CLOCKS),
        _day("dispatch_by_at", shop.time_zone).alias("dispatch_due_on"),
        *(_minutes(f"{a}_at", f"{b}_at").alias(name) for name, (a, b) in SPANS.items()),
        pl.coalesce("placed_at", "created_at")
        .dt.convert_time_zone(shop.time_zone)
        .dt.hour()
        .cast(pl.Int64)
        .alias("hour"),
    )


def _lines(rows: pl.DataFrame, shop: Shop) -> pl.DataFrame:
    return rows.with_columns(row_key(shop.id, "order_id").alias("order_key"))


def _returns(rows: pl.DataFrame, shop: Shop) -> pl.DataFrame:
    return rows.with_columns(
        row_key(shop.id, "return_id").alias("return_key"),
        row_key(shop.id, "order_id").alias("order_key"),
        _day("requested_at", shop.time_zone).alias("requested_on"),
        _day("refunded_at", shop.time_zone).alias("refunded_on"),
        _minutes("requested_at", "refunded_at").alias("minutes_to_refund"),
    )


def _reviews(rows: pl.DataFrame, shop: Shop) -> pl.DataFrame:
    return rows.with_columns(
        row_key(shop.id, "order_id").alias("order_key"),
        _day("created_at", shop.time_zone).alias("created_on"),
    )


def _day(instant: str, zone: str) -> pl.Expr:
    return pl.col(instant).dt.convert_time_zone(zone).dt.date()


def _minutes(start: str, end: str) -> pl.Expr:
    """Whole minutes, rounded down; below zero is unknown (contract, section 2)."""
    seconds = (pl.col(end) - pl.col(start)).dt.total_seconds()
    return pl.when(seconds >= 0).then(seconds // 60)


BY_TABLE: Mapping[str, Callable[[pl.DataFrame, Shop], pl.DataFrame]] = {
    "orders": _orders,
    "order_lines": _lines,
    "affiliations": _lines,
    "settlements": _lines,
    "returns": _returns,
    "reviews": _reviews,
}
