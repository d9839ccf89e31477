"""Lines of orders, from typed rows of the order export."""

from collections.abc import Collection
from typing import Final

import polars as pl

from loaders import order_words
from loaders.order_fields import LINE_AMOUNTS, LINE_TEXTS
from loaders.reading.instants import to_utc
from loaders.reading.merge import merge

_E4: Final = {name: f"{name}_e4" for name in LINE_AMOUNTS if name != "unit_price"}
_HAPPENED: Final = {
    "delivered_at": "delivered", "shipped_at": "in_transit", "ready_at": "awaiting_collection",
    "paid_at": "awaiting_shipment",
}  # fmt: skip


def completed(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `line_id`, `sku_id`, status and gift, and what can be told of blank amounts."""
    names = rows.columns
    skus = [name for name in ("sku_id", "seller_sku", "bundle_sku") if name in names]
    rows = rows.with_columns(sku_id=pl.coalesce(skus), **_amounts(names))
    return rows.with_columns(
        line_id=pl.col("sku_id"),
        status=status(rows.columns),
        is_gift=_is_gift(rows.columns),
    )


def has_parts(names: Collection[str]) -> pl.Expr:
    """Whether a line's amount follows from the list price and both discounts."""
    parts = {"list", "platform_discount", "seller_discount"}
    if not parts <= set(names):
        return pl.lit(value=False)
    return pl.all_horizontal(pl.col(name).is_not_null() for name in sorted(parts))


def merged(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per order and SKU of `table`'s rows, and the key of every data row.

    Quantities and amounts are summed; a line is cancelled when all its rows are.
    """
    key = ["order_id", "line_id"]
    keys = lines.select("source_row", *key)
    alone = lines.select(pl.struct(key).hash()).to_series().is_unique()
    if alone.all():
        return lines, keys
    others = {
        "status": least_advanced(),
        "is_gift": pl.col("is_gift").all(),
        "cancelled_at": pl.when(pl.col("cancelled_at").count() == pl.len()).then(
            pl.col("cancelled_at").max()
        ),
    }
    twice, _ = merge(lines.filter(~alone), key, ["quantity", *_E4.values()], others)
    return pl.concat([lines.filter(alone), twice]), keys


def table(lines: pl.DataFrame, zone: str) -> pl.DataFrame:
    """The columns of `order_lines` that the file has; `zone` is that of its times."""
    names = lines.columns
    cancelled = [name for name in ("cancelled_at",) if name in names]
    lines = to_utc(lines, cancelled, zone)
    return lines.select(
        "source_row", "order_id", "line_id", "sku_id", "quantity", "status", "is_gift",
        *(name for name in LINE_TEXTS if name in names),
        *(pl.col(name).alias(e4) for name, e4 in _E4.items() if name in names),
        *cancelled,
    ).with_columns(pl.col(pl.Categorical).cast(pl.String))  # fmt: skip


def status(names: Collection[str]) -> pl.Expr:
    """By substatus, else by status, else by what has happened to the line.

    Cancelled where either word or a cancelled time says so; what is over is not made open again by
    an older substatus.
    """
    coarse = order_words.status(pl.col("status"))
    fine = order_words.status(pl.col("substatus")) if "substatus" in names else coarse
    over = coarse.is_in(["cancelled", "completed", "unpaid"])
    cancelled = fine == "cancelled"
    if "cancelled_at" in names:
        cancelled |= pl.col("cancelled_at").is_not_null()
    happened = [
        pl.when(pl.col(name).is_not_null()).then(pl.lit(word))
        for name, word in _HAPPENED.items()
        if name in names
    ]
    return (
        pl.when(cancelled.fill_null(value=False))
        .then(pl.lit("cancelled"))
        .when(over)
        .then(coarse)
        .otherwise(pl.coalesce(fine, coarse, *happened))
    )


def _amounts(names: Collection[str]) -> dict[str, pl.Expr]:
    """Blank sums, told by their parts."""
    told = {}
    if {"unit_price", "list"} <= set(names):
        told["list"] = pl.coalesce("list", pl.col("unit_price") * pl.col("quantity"))
    if has_parts(names).meta.root_names():
        paid = pl.col("list") - pl.col("platform_discount") - pl.col("seller_discount")
        told["item_amount"] = pl.coalesce("item_amount", paid)
    return told


def _is_gift(names: Collection[str]) -> pl.Expr:
    free = pl.col("item_amount") == 0
    if "platform_discount" in names:
        free &= pl.col("platform_discount").fill_null(0) == 0
    if "list" in names:
        free |= (pl.col("list") == 0).fill_null(value=False)
    return free


def least_advanced() -> pl.Expr:
    """The status of what is least far, leaving out what was cancelled unless all of it was."""
    rank = pl.col("status").replace_strict(
        {word: rank for rank, word in enumerate(order_words.STATUSES)},
        default=None,
        return_dtype=pl.Int8,
    )
    words = dict(enumerate(order_words.STATUSES))
    return rank.min().replace_strict(words, default=None, return_dtype=pl.String)
