"""Orders, from the rows of the order export."""

from collections.abc import Collection
from typing import Final

import polars as pl

from loaders import faults, order_words
from loaders.instants import to_utc
from loaders.keys import customer_key
from loaders.order_fields import BUYER_FEES, ORDER_AMOUNTS, ORDER_TEXTS, TIMES
from loaders.order_lines import least_advanced
from loaders.sheet import Given

_CHAIN: Final = ("created_at", "paid_at", "ready_at", "shipped_at", "delivered_at")
_SAID_ONCE: Final = (*ORDER_TEXTS, *ORDER_AMOUNTS, "cancelled_by", "cancel_reason", "buyer")
_OVER: Final = ("delivered", "completed", "cancelled")


def orders(lines: pl.DataFrame, given: Given) -> pl.DataFrame:
    """One row per order: the columns of `orders` that the file has, instants in UTC.

    `lines`: the file's rows, with their status. First shipped, last delivered; cancelled when all
    lines are.
    """
    rows = _together(lines)
    rows = rows.with_columns(**_words(rows.columns))
    rows = rows.with_columns(**_cancellation(rows.columns))
    rows = rows.with_columns(**_payment(rows.columns, given.shop.market))
    rows = _in_utc(rows, given.shop.time_zone)
    if "buyer" in rows.columns:
        key = customer_key(rows["buyer"], given.shop.id, "username", given.secret)
        kind = pl.when(key.is_not_null()).then(pl.lit("username"))
        rows = rows.with_columns(key.alias("customer_key"), kind.alias("customer_kind"))
    return rows.drop("buyer", "is_gift", "is_awaited", strict=False).rename(
        {name: f"{name}_e4" for name in (*ORDER_AMOUNTS, "buyer_fees", "refund_reported")},
        strict=False,
    )


def _together(lines: pl.DataFrame) -> pl.DataFrame:
    names = lines.columns
    if "package_id" in names:
        first = pl.struct("order_id", "package_id").hash().is_first_distinct()
        lines = lines.with_columns(parcels=first & pl.col("package_id").is_not_null())
    return lines.group_by("order_id", maintain_order=True).agg(
        pl.col("source_row").first(),
        least_advanced().alias("status"),
        pl.col("is_gift").all(),
        *(_once(lines, name) for name in _SAID_ONCE if name in names),
        *(_time(name) for name in TIMES if name in names),
        *_awaited(names),
        *(pl.col("parcels").sum().cast(pl.Int64) for name in ("package_id",) if name in names),
        *_fees(lines),
        *_refund(names),
    )


def _once(lines: pl.DataFrame, name: str) -> pl.Expr:
    """What stands on every line of an order: the first that is known."""
    return pl.col(name).first(ignore_nulls=lines[name].null_count() > 0)


def _time(name: str) -> pl.Expr:
    last = name in ("delivered_at", "cancelled_at")
    return pl.col(name).max() if last else pl.col(name).min()


def _awaited(names: Collection[str]) -> list[pl.Expr]:
    """Whether a line that isn't cancelled has no delivery yet."""
    if "delivered_at" not in names:
        return []
    open_line = pl.col("delivered_at").is_null() & (pl.col("status") != "cancelled")
    return [open_line.any().alias("is_awaited")]


def _fees(lines: pl.DataFrame) -> list[pl.Expr]:
    fees = [_once(lines, name) for name in BUYER_FEES if name in lines.columns]
    if not fees:
        return []
    known = pl.any_horizontal(fee.is_not_null() for fee in fees)
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


def _words(names: Collection[str]) -> dict[str, pl.Expr]:
    """Texts in the words of `metrics.tables`."""
    kind = pl.when("is_gift").then(pl.lit("sample")).otherwise(pl.lit("normal"))
    words = {
        "cancelled_by": order_words.actor(pl.col("cancelled_by")),
        "content_type": order_words.content_type(pl.col("content_type")),
        "fulfilment_type": order_words.fulfilment_type(pl.col("fulfilment_type")),
    }
    return {"order_kind": kind, **{name: word for name, word in words.items() if name in names}}


def _cancellation(names: Collection[str]) -> dict[str, pl.Expr]:
    """Who, why and when, for orders that are cancelled as a whole."""
    whole = pl.col("status") == "cancelled"
    said = [name for name in ("cancelled_at", "cancelled_by", "cancel_reason") if name in names]
    told = {name: pl.when(whole).then(name) for name in said}
    if "cancel_reason" in names:
        by = pl.col("cancelled_by") if "cancelled_by" in names else pl.lit("")
        fault = faults.of_cancellation(pl.col("cancel_reason"), by)
        told["cancel_fault"] = pl.when(whole).then(fault)
    return told


def _payment(names: Collection[str], market: str) -> dict[str, pl.Expr]:
    """COD by its method, or paid at or after delivery. Without a paid time in the file, an order is
    taken as paid when it was created, unless its status is unpaid."""
    method = pl.col("payment_method") if "payment_method" in names else pl.lit(None, pl.String)
    is_cod = order_words.is_cod(method, market)
    told = {}
    if {"paid_at", "delivered_at"} <= set(names):
        late = (pl.col("paid_at") >= pl.col("delivered_at")).fill_null(value=False)
        is_cod = pl.when(late).then(True).otherwise(is_cod)  # noqa: FBT003
    if "paid_at" not in names:
        unpaid = (pl.col("status") == "unpaid").fill_null(value=False)
        told["paid_at"] = pl.when(~unpaid).then("created_at")
    if "delivered_at" in names:
        done = pl.col("status").is_in(_OVER) | ~pl.col("is_awaited")
        told["delivered_at"] = pl.when(done).then("delivered_at")
    return {"is_cod": is_cod, **told}


def _in_utc(rows: pl.DataFrame, zone: str) -> pl.DataFrame:
    if "cancelled_at" in rows.columns:
        rows = rows.with_columns(before="created_at")
        rows = to_utc(rows, ["before", "cancelled_at"], zone).drop("before")
    return to_utc(rows, [name for name in _CHAIN if name in rows.columns], zone)
