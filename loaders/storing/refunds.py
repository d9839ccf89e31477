"""Refunds onto orders and lines: which count, for how much, and what they say of an order.

A refund counts when its request is completed and its order is known and not cancelled; the refunds
of a line together at most its amount (metric book, `refunded_gmv`).
"""

from collections.abc import Sequence

import polars as pl

FLAGS = ("has_refund", "has_request", "has_fault_request", "has_replacement")
TOTALS = ("refunded_goods_e4", "refunded_units")
OF_LINE = (
    "order_key", "line_id", "sku_id", "quantity", "item_amount_e4", "list_e4",
    "seller_discount_e4", "product_id", "category", "variation",
)  # fmt: skip
OF_SKU = ("product_id", "category", "variation", "content_type", "creator")
REFUNDS = ("refund", "return")


def returns(
    returns: pl.DataFrame, orders: pl.DataFrame, lines: pl.DataFrame, of_order: Sequence[str]
) -> pl.DataFrame:
    """The enriched columns of `returns`, row by row. `lines`: OF_LINE and the enriched columns."""
    orders, lines = (told.join(returns, on="order_key", how="semi") for told in (orders, lines))
    known = (
        returns.with_row_index("__row")
        .select(
            "__row", "order_key", "sku_id", "return_id", "kind", "status", "refunded_at",
            "goods_e4", "quantity", "currency", "refund_e4", "approved_e4",
        )
        .join(
            orders.select(
                "order_key", *of_order, "order_kind", "settled_on", "order_currency",
                "order_amount_e4", order_cancelled="is_cancelled", order_type="content_type",
                order_creator="creator",
            ),
            on="order_key", how="left",
        )
        .join(_by_sku(lines), on=["order_key", "sku_id"], how="left")
        .with_columns(
            order_known=pl.col("order_cancelled").is_not_null(),
            is_cancelled=pl.coalesce("is_cancelled", "order_cancelled").fill_null(value=False),
        )
    )  # fmt: skip
    return (
        _counted(known)
        .sort("__row")
        .select(
            *of_order,
            *(name for name in OF_SKU if name not in ("content_type", "creator")),
            "settled_on",
            "order_known",
            "is_cancelled",
            "counted_goods_e4",
            "counted_units",
            "counted_revenue_e4",
            is_over_refund=_completed("refund_e4") > pl.col("order_amount_e4"),
            is_short_refund=_completed("refund_e4") < _completed("approved_e4"),
            order_kind=pl.col("order_kind").fill_null("normal"),
            currency=pl.coalesce("order_currency", "currency"),
            content_type=pl.coalesce("content_type", "order_type"),
            creator=pl.coalesce("creator", "order_creator"),
        )
    )


def _completed(amount: str) -> pl.Expr:
    """The sum over the order's completed refunds; null where any of them is unknown."""
    done = (pl.col("status") == "completed") & pl.col("kind").is_in(REFUNDS) & pl.col("order_known")
    unknown = (done & pl.col(amount).is_null()).any().over("order_key")
    total = pl.when(done).then(amount).sum().over("order_key")
    return pl.when(pl.col("order_known") & ~unknown).then(total)


def onto_lines(lines: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """refunded_goods_e4, refunded_units, line by line; lines of one SKU: on the first of them."""
    back = counted.group_by("order_key", "sku_id").agg(
        refunded_goods_e4=pl.col("counted_goods_e4").sum(),
        refunded_units=pl.col("counted_units").sum(),
    )
    own = lines.select("order_key", "sku_id", "line_id")
    if back.is_empty():
        nothing = pl.repeat(0, lines.height, dtype=pl.Int64, eager=True)
        return pl.DataFrame(dict.fromkeys(TOTALS, nothing))
    first = pl.col("line_id") == pl.col("line_id").min().over("order_key", "sku_id")
    return own.join(back, on=["order_key", "sku_id"], how="left", maintain_order="left").select(
        pl.when(first).then(pl.col(name).fill_null(0)).otherwise(0).alias(name) for name in TOTALS
    )


def of_orders(counted: pl.DataFrame) -> pl.DataFrame:
    """order_key, FLAGS and TOTALS of the orders that have a request."""
    refund = (pl.col("status") == "completed") & pl.col("kind").is_in(REFUNDS)
    replaced = (pl.col("kind") == "exchange") & ~pl.col("status").is_in(["rejected", "withdrawn"])
    return counted.group_by("order_key").agg(
        refunded_goods_e4=pl.col("counted_goods_e4").sum(),
        refunded_units=pl.col("counted_units").sum(),
        has_refund=refund.any(),
        has_request=pl.lit(value=True),
        has_fault_request=pl.col("fault").is_in(["seller", "logistics"]).any(),
        has_replacement=replaced.any(),
    )


def _by_sku(lines: pl.DataFrame) -> pl.DataFrame:
    """Per order and SKU, and per order under sku_id "" (returns of a whole order)."""
    revenue = pl.col("list_e4") - pl.col("seller_discount_e4")
    amounts = {
        "sold_units": pl.col("quantity").sum(),
        "sold_e4": pl.col("item_amount_e4").sum(),
        "revenue_e4": pl.when(revenue.is_not_null().all()).then(revenue.sum()),
        "is_cancelled": pl.col("is_cancelled").all(),
    }
    of_sku = lines.group_by("order_key", "sku_id").agg(
        **amounts, **{name: pl.col(name).first() for name in OF_SKU}
    )
    whole = lines.group_by("order_key").agg(**amounts).with_columns(sku_id=pl.lit(""))
    return pl.concat([of_sku, whole], how="diagonal")


def _counted(returns: pl.DataFrame) -> pl.DataFrame:
    """Completed refunds, oldest first, until the line's amount and units are used up."""
    counts = (
        (pl.col("status") == "completed")
        & pl.col("kind").is_in(REFUNDS)
        & pl.col("order_known")
        & ~pl.col("is_cancelled")
    )
    returns = returns.sort("refunded_at", "return_id", nulls_last=True).with_columns(
        goods=pl.when(counts).then("goods_e4"), pieces=pl.when(counts).then("quantity")
    )
    revenue = pl.col("revenue_e4") * pl.col("counted_units") / pl.col("sold_units")
    return returns.with_columns(
        counted_goods_e4=_capped("goods", "sold_e4"),
        counted_units=_capped("pieces", "sold_units"),
    ).with_columns(
        counted_revenue_e4=pl.when(pl.col("sold_units") > 0).then(
            revenue.round(mode="half_to_even").cast(pl.Int64)
        )
    )


def _capped(column: str, limit: str) -> pl.Expr:
    """What of `column` is left of the line's `limit`, after the refunds before it."""
    amount = pl.col(column).fill_null(0)
    used = amount.cum_sum().over("order_key", "sku_id")
    most = pl.coalesce(limit, used)
    part = pl.min_horizontal(used, most) - pl.min_horizontal(used - amount, most)
    return pl.when(pl.col(column).is_not_null()).then(part)
