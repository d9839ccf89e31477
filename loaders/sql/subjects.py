"""What follows from typed rows of an answer: defaults, derived words, keys; one function a table.

NULL clears and stays; only a column that the source doesn't have is worked out.
"""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from loaders import faults, order_words
from loaders.ads_objects import level
from loaders.reading.keys import customer_key
from loaders.sheet import Given

Complete = Callable[[pl.DataFrame, Given], pl.DataFrame]


def named_campaigns(batch: pl.DataFrame) -> pl.DataFrame:
    """Ad rows as they came; where the campaign's id is empty, `name:` and its name is the id."""
    if not {"campaign_id", "campaign_name"} <= set(batch.columns):
        return batch
    number, name = (pl.col(c).cast(pl.String) for c in ("campaign_id", "campaign_name"))
    named = pl.when(name != "").then("name:" + name)
    return batch.with_columns(campaign_id=pl.coalesce(pl.when(number != "").then(number), named))


def _orders(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    if "customer_id" in rows.columns:
        key = customer_key(rows["customer_id"], given.shop.id, "id", given.secret)
        kind = pl.when(key.is_not_null()).then(pl.lit("id"))
        rows = rows.with_columns(customer_key=key, customer_kind=kind).drop("customer_id")
    rows = _with_cod(rows, given.shop.market)
    if "paid_at" not in rows.columns:
        paid = pl.col("status").ne_missing("unpaid") if "status" in rows.columns else True
        rows = rows.with_columns(paid_at=pl.when(paid).then("created_at"))
    if "status" not in rows.columns and {"shipped_at", "delivered_at"} & set(rows.columns):
        rows = rows.with_columns(status=_status(rows))
    if {"cancel_reason", "cancelled_by"} & set(rows.columns):
        reason, actor = (_column(rows, name) for name in ("cancel_reason", "cancelled_by"))
        rows = rows.with_columns(cancel_fault=faults.of_cancellation(reason, actor))
    return _in_our_words(rows)


def _with_cod(rows: pl.DataFrame, market: str) -> pl.DataFrame:
    """`is_cod` where the source doesn't say: by payment method, or as paid at or after delivery."""
    if "is_cod" in rows.columns:
        return rows
    told = []
    if "payment_method" in rows.columns:
        told.append(order_words.is_cod(pl.col("payment_method"), market))
    if {"paid_at", "delivered_at"} <= set(rows.columns):
        late = pl.col("paid_at") >= pl.col("delivered_at")
        told.insert(0, pl.when(late).then(True))
    return rows.with_columns(is_cod=pl.coalesce(told)) if told else rows


def _status(rows: pl.DataFrame) -> pl.Expr:
    """How far the order got, by its instants."""
    steps = {
        "cancelled": "cancelled_at",
        "delivered": "delivered_at",
        "in_transit": "shipped_at",
        "awaiting_collection": "ready_at",
        "awaiting_shipment": "paid_at",
    }
    reached = [
        pl.when(pl.col(instant).is_not_null()).then(pl.lit(word))
        for word, instant in steps.items()
        if instant in rows.columns
    ]
    due = pl.when(_column(rows, "is_cod")).then(pl.lit("awaiting_shipment"))
    return pl.coalesce(*reached, due, pl.lit("unpaid"))


def _column(rows: pl.DataFrame, name: str) -> pl.Expr:
    dtype = pl.Boolean if name.startswith("is_") else pl.String
    return pl.col(name) if name in rows.columns else pl.lit(None, dtype)


def _in_our_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Content types and fulfilment types as the export files' loaders name them."""
    kind = pl.col("fulfilment_type")
    words = {
        "content_type": order_words.content_type(pl.col("content_type")),
        "fulfilment_type": pl.coalesce(order_words.fulfilment_type(kind), kind),
    }
    return rows.with_columns(**{name: e for name, e in words.items() if name in rows.columns})


def _returns(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    names = rows.columns
    refunded = _at(names, "refunded_at").is_not_null()
    came_back = _at(names, "received_at").is_not_null()
    kind = pl.when(came_back).then(pl.lit("return")).otherwise(pl.lit("refund"))
    status = pl.when(refunded).then(pl.lit("completed")).otherwise(pl.lit("requested"))
    rows = rows.with_columns(
        kind=pl.coalesce(_column(rows, "kind"), kind),
        status=pl.coalesce(_column(rows, "status"), status),
        sku_id=_column(rows, "sku_id").fill_null(""),
    )
    if "fault" not in names and "reason" in names:
        rows = rows.with_columns(fault=faults.of_return(pl.col("reason")))
    if "goods_e4" not in names and "refund_e4" in names:
        rows = rows.with_columns(goods_e4="refund_e4", is_estimated=pl.lit(value=True))
    return rows


def _at(names: list[str], name: str) -> pl.Expr:
    return pl.col(name) if name in names else pl.lit(None, pl.Datetime("us", "UTC"))


def _reviews(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    return rows


def _ad_performance(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    ids = {
        name: _column(rows, name).fill_null("") for name in ("account_id", "adgroup_id", "ad_id")
    }
    kind = _column(rows, "campaign_type").fill_null("other")
    return rows.with_columns(**ids, campaign_type=kind).with_columns(level=level())


COMPLETE: Final[Mapping[str, Complete]] = {
    "orders": _orders,
    "returns": _returns,
    "reviews": _reviews,
    "ad_performance": _ad_performance,
}
"""Table → its rows with everything that follows from them; lines: `loaders.sql_lines`."""
