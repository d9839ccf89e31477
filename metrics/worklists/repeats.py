"""Orders that a buyer may have placed twice. The buyer is used to find them and never shown."""

from datetime import timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.views.question import Question
from metrics.worklists.asked import Where, question
from metrics.worklists.placed import asked_for, newest

SAME_WITHIN: Final = timedelta(hours=1)


def repeated(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Orders with a SKU that the same buyer had ordered from the shop in the hour before.

    shop_id, order_id, placed_at, sku_id, quantity, other_order_id (the order before), minutes
    (between them). Unknown buyers and cancelled orders are left out.
    """
    of = question(facts, span, where)
    orders = _close_orders(of, span)
    if orders.is_empty():
        return _no_repeats()
    theirs = of.table("order_lines").filter(
        *asked_for(of, "order_lines", span, cut=False),
        ~nw.col("is_cancelled"),
        nw.col("order_key").is_in(orders["order_key"].to_list()),
    )
    lines = of.read(theirs.select("order_key", "sku_id", "quantity"))
    each = lines.group_by("order_key", "sku_id").agg(pl.col("quantity").sum())
    same = ["shop_id", "customer_key", "sku_id"]
    bought = each.join(orders, on="order_key").sort("placed_at", "order_id")
    told = bought.with_columns(
        other_order_id=pl.col("order_id").shift().over(same),
        gap=pl.col("placed_at") - pl.col("placed_at").shift().over(same),
    )
    found = told.filter(pl.col("gap") <= SAME_WITHIN).with_columns(
        minutes=pl.col("gap").dt.total_seconds() / 60
    )
    return newest(found, "sku_id").select(_no_repeats().columns)


def _close_orders(of: Question, span: Span) -> pl.DataFrame:
    """Orders whose buyer placed another one at the shop within the hour before or after."""
    wanted = of.table("orders").filter(
        *asked_for(of, "orders", span), ~nw.col("is_cancelled"), ~nw.col("customer_key").is_null()
    )
    buyers = _hasty_buyers(of.facts.lazy(wanted.select("customer_key", "placed_at")))
    theirs = wanted.filter(nw.col("customer_key").is_in(buyers.to_list()))
    columns = ["shop_id", "order_id", "order_key", "customer_key", "placed_at"]
    orders = of.read(theirs.select(columns)).sort("placed_at", "order_id")
    gap = pl.col("placed_at").diff().over("shop_id", "customer_key")
    close = orders.with_columns(gap=gap).with_columns(
        next=pl.col("gap").shift(-1).over("shop_id", "customer_key")
    )
    return close.filter((pl.col("gap") <= SAME_WITHIN) | (pl.col("next") <= SAME_WITHIN)).drop(
        "gap", "next"
    )


def _hasty_buyers(orders: pl.LazyFrame) -> pl.Series:
    """All who may have placed two orders within the hour: on one day (UTC), or about a midnight.

    A few others are among them.
    """
    at = pl.col("placed_at")
    before, day, after = ((at + by).dt.date() for by in (-SAME_WITHIN, timedelta(0), SAME_WITHIN))
    about_midnight = orders.filter(before != after)
    groups = [orders.group_by("customer_key", day), about_midnight.group_by("customer_key", after)]
    several = [one.agg(orders=pl.len()).filter(pl.col("orders") > 1) for one in groups]
    return pl.concat(several).select("customer_key").unique().collect().to_series()


def _no_repeats() -> pl.DataFrame:
    text = dict.fromkeys(("shop_id", "order_id", "other_order_id", "sku_id"), pl.String)
    more = {"placed_at": pl.Datetime("us", "UTC"), "quantity": pl.Int64, "minutes": pl.Float64}
    return pl.DataFrame(schema=text | more)
