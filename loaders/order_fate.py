"""What became of an order, from what its lines say together."""

from collections.abc import Collection
from typing import Final

import polars as pl

from loaders import faults, order_words

_OVER: Final = ("delivered", "completed", "cancelled")


def words(names: Collection[str]) -> dict[str, pl.Expr]:
    """Texts in the words of `metrics.tables`."""
    kind = pl.when("is_gift").then(pl.lit("sample")).otherwise(pl.lit("normal"))
    told = {
        "cancelled_by": order_words.actor(pl.col("cancelled_by")),
        "content_type": order_words.content_type(pl.col("content_type")),
        "fulfilment_type": order_words.fulfilment_type(pl.col("fulfilment_type")),
    }
    return {"order_kind": kind, **{name: word for name, word in told.items() if name in names}}


def cancellation(names: Collection[str]) -> dict[str, pl.Expr]:
    """Who, why and when, for orders that are cancelled as a whole."""
    whole = pl.col("status") == "cancelled"
    said = [name for name in ("cancelled_at", "cancelled_by", "cancel_reason") if name in names]
    told: dict[str, pl.Expr] = {name: pl.when(whole).then(name) for name in said}
    if "cancel_reason" in names:
        by = pl.col("cancelled_by") if "cancelled_by" in names else pl.lit("")
        fault = faults.of_cancellation(pl.col("cancel_reason"), by)
        told["cancel_fault"] = pl.when(whole).then(fault)
    return told


def payment(names: Collection[str], market: str) -> dict[str, pl.Expr]:
    """COD by its method, or paid at or after delivery. Without a paid time in the file, an order is
    taken as paid when it was created, unless its status is unpaid."""
    method = pl.col("payment_method") if "payment_method" in names else pl.lit(None, pl.String)
    is_cod = order_words.is_cod(method, market)
    told: dict[str, pl.Expr] = {}
    if {"paid_at", "delivered_at"} <= set(names):
        late = (pl.col("paid_at") >= pl.col("delivered_at")).fill_null(value=False)
        is_cod = pl.when(late).then(pl.lit(value=True)).otherwise(is_cod)
    if "paid_at" not in names:
        unpaid = (pl.col("status") == "unpaid").fill_null(value=False)
        told["paid_at"] = pl.when(~unpaid).then("created_at")
    if "delivered_at" in names:
        done = pl.col("status").is_in(_OVER) | ~pl.col("is_awaited")
        told["delivered_at"] = pl.when(done).then("delivered_at")
    return {"is_cod": is_cod, **told}
