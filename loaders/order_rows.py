"""Orders, from the rows of the order export."""

from collections.abc import Collection, Sequence
from typing import Final

import polars as pl
import polars.selectors as cs

from loaders import order_fate
from loaders.order_fields import BUYER_FEES, ORDER_AMOUNTS, ORDER_TEXTS, TIMES
from loaders.order_lines import least_advanced
from loaders.reading.instants import to_utc
from loaders.reading.keys import customer_key
from loaders.sheet import Given

_CHAIN: Final = ("created_at", "paid_at", "ready_at", "shipped_at", "delivered_at")
_SAID_ONCE: Final = (
    *ORDER_TEXTS, *ORDER_AMOUNTS, *BUYER_FEES, "cancelled_by", "cancel_reason", "buyer",
)  # fmt: skip


def orders(lines: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row per order: the columns of `orders` that the file has, instants in UTC.

    `lines`: the file's rows, with their status. First shipped, last delivered; cancelled when all
    lines are.
    """
    rows = _together(lines).with_columns(pl.col(pl.Categorical).cast(pl.String))
    rows = rows.with_columns(**order_fate.words(rows.columns))
    rows = rows.with_columns(**order_fate.cancellation(rows.columns))
    rows = rows.with_columns(**order_fate.payment(rows.columns, given.shop.market))
    rows = _in_utc(rows, given.shop.time_zone)
    if "buyer" in rows.columns:
        key = customer_key(rows["buyer"], given.shop.id, "username", given.secret)
        kind = pl.when(key.is_not_null()).then(pl.lit("username"))
        rows = rows.with_columns(key.alias("customer_key"), kind.alias("customer_kind"))
    return rows.drop("buyer", "is_gift", "is_awaited", *BUYER_FEES, strict=False).rename(
        {name: f"{name}_e4" for name in (*ORDER_AMOUNTS, "buyer_fees", "refund_reported")},
        strict=False,
    )


def _together(lines: pl.DataFrame) -> pl.DataFrame:
    names = lines.columns
    once = [name for name in _SAID_ONCE if name in names]
    times = [name for name in TIMES if name in names]
    parts = lines.select(
        "order_id",
        "status",
        "is_gift",
        *times,
        *(name for name in ("refund_reported",) if name in names),
        *_parcels(names),
        *_awaited(names),
        *(pl.col(name).is_not_null().alias(f"has {name}") for name in once),
    )
    rows = parts.group_by("order_id", maintain_order=True).agg(
        least_advanced().alias("status"),
        pl.col("is_gift").all(),
        *(_time(name) for name in times),
        *_refund(names),
        cs.by_name("parcels", require_all=False).sum().cast(pl.Int64),
        (cs.by_name("is_awaited", require_all=False) | cs.starts_with("has ")).any(),
    )
    first = lines.get_column("order_id").is_first_distinct()
    said = lines.select("source_row", *once).filter(first)
    rows = pl.concat([rows, said], how="horizontal")
    rows = _filled(rows, lines, once).with_columns(_fees(names)).drop(cs.starts_with("has "))
    return rows.with_columns(cs.by_name("parcels", require_all=False).replace(0, None))


def _filled(rows: pl.DataFrame, lines: pl.DataFrame, once: Sequence[str]) -> pl.DataFrame:
    """What stands on every line of an order was taken from its first; where that is blank, from the
    next line that has it. (Few orders, so that the many need no grouping of texts.)"""
    gaps = [pl.col(name).is_null() & pl.col(f"has {name}") for name in once]
    lacking = rows.filter(pl.any_horizontal(pl.lit(value=False), *gaps)).select("order_id")
    if lacking.is_empty():
        return rows
    known = (
        lines.join(lacking, on="order_id", how="semi")
        .group_by("order_id")
        .agg(pl.col(once).first(ignore_nulls=True))
    )
    return rows.update(known, on="order_id")


def _parcels(names: Collection[str]) -> list[pl.Expr]:
    """Marks the first line of each parcel."""
    if "package_id" not in names:
        return []
    first = pl.struct("order_id", "package_id").hash().is_first_distinct()
    return [(first & pl.col("package_id").is_not_null()).alias("parcels")]


def _time(name: str) -> pl.Expr:
    last = name in ("delivered_at", "cancelled_at")
    return pl.col(name).max() if last else pl.col(name).min()


def _awaited(names: Collection[str]) -> list[pl.Expr]:
    """Whether a line that isn't cancelled has no delivery yet."""
    if "delivered_at" not in names:
        return []
    is_open = (pl.col("status") != "cancelled").fill_null(value=True)
    return [(pl.col("delivered_at").is_null() & is_open).alias("is_awaited")]


def _fees(names: Collection[str]) -> list[pl.Expr]:
    fees = [name for name in BUYER_FEES if name in names]
    if not fees:
        return []
    known = pl.any_horizontal(pl.col(fee).is_not_null() for fee in fees)
    return [pl.when(known).then(pl.sum_horizontal(fees)).alias("buyer_fees")]


def _refund(names: Collection[str]) -> list[pl.Expr]:
    """An amount of the order; where its lines differ, of the line."""
    if "refund_reported" not in names:
        return []
    amount = pl.col("refund_reported")
    return [
        pl.when(amount.min() == amount.max())
        .then(amount.max())
        .when(amount.count() > 0)
        .then(amount.sum())
        .alias("refund_reported")
    ]


def _in_utc(rows: pl.DataFrame, zone: str) -> pl.DataFrame:
    if "cancelled_at" in rows.columns:
        rows = rows.with_columns(before="created_at")
        rows = to_utc(rows, ["before", "cancelled_at"], zone).drop("before")
    return to_utc(rows, [name for name in _CHAIN if name in rows.columns], zone)
