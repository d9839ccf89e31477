"""Orders that wait to be shipped or are under way, at each moment: rebuilt from their instants.

What left, arrived or was cancelled at an unknown time is in none of these views.
"""

from collections.abc import Sequence
from datetime import timedelta

import narwhals as nw
import polars as pl

from metrics.dimensions import DIMENSIONS
from metrics.facts import STALE_AFTER
from metrics.kept import Kept, Lasting
from metrics.parts import FULFILLED_BY_PLATFORM
from metrics.views.question import Question
from metrics.views.stock import at_moments

SLOWEST = 0.95
DELIVERED_WITHIN = timedelta(days=90)
"""How far back the usual transit time of a carrier is looked at."""

ORDER = (
    "order_id", "order_key", "order_kind", "status", "carrier", "region", "fulfilment_type",
    "placed_at", "ready_at", "shipped_at", "dispatch_by_at", "seen_at", "placed_on",
)  # fmt: skip
GONE = ["in_transit", "delivered", "completed", "cancelled"]
OVER = ["delivered", "completed", "cancelled"]
LEFT = nw.min_horizontal("shipped_at", "delivered_at", "cancelled_at")
ARRIVED = nw.min_horizontal("delivered_at", "cancelled_at")


def _of_orders(
    name: str, since: str, until: nw.Expr, over: Sequence[str], usually: timedelta
) -> Lasting:
    """Orders until `until`, but for those that are over by now at a time that isn't known."""
    is_over = nw.col("status").is_in(over).fill_null(value=False) | nw.col("is_cancelled")
    columns = tuple(dict.fromkeys([*DIMENSIONS["orders"].values(), *ORDER]))
    known = ~(until.is_null() & is_over)
    return Lasting(name, "orders", since, until, known, usually, columns)


WAITING = _of_orders("waiting_orders", "placed_at", LEFT, [*GONE, "on_hold"], timedelta(days=14))
UNDER_WAY = _of_orders("orders_under_way", "shipped_at", ARRIVED, OVER, timedelta(days=21))
NEWEST = Kept(
    "newest_orders",
    "orders",
    lambda orders: orders.group_by("shop_id").agg(newest_at=nw.col("seen_at").max()),
)
KEPT = (WAITING.kept, UNDER_WAY.kept, NEWEST)


def open_orders(question: Question) -> pl.DataFrame:
    """Paid orders that have not left, at each moment.

    Adds to the order's columns: `state` (awaiting_shipment or awaiting_collection), `is_at_risk`
    (less than 24 h to the dispatch deadline; null where that is unknown), `is_fresh` (seen in the
    three days before the shop's newest data).
    """
    rows = _open(question, WAITING)
    waiting = question.during(rows, "placed_at", "until").join(_newest(question), on="shop_id")
    status, ready = pl.col("status"), pl.col("ready_at")
    is_ready = (
        pl.when(status == "awaiting_shipment")
        .then(pl.lit(value=False))
        .when(status == "awaiting_collection")
        .then((ready <= pl.col("at")).fill_null(value=True))
        .otherwise((ready <= pl.col("at")).fill_null(value=False))
    )
    to_due = pl.col("dispatch_by_at") - pl.col("at")
    newest = pl.min_horizontal("newest_at", "at")
    return waiting.with_columns(
        state=pl.when(is_ready)
        .then(pl.lit("awaiting_collection"))
        .otherwise(pl.lit("awaiting_shipment")),
        is_at_risk=(to_due > timedelta(0)) & (to_due < timedelta(days=1)),
        is_fresh=pl.col("seen_at") >= newest - STALE_AFTER,
    ).drop("until", "newest_at")


def filled_orders(question: Question) -> pl.DataFrame:
    """`open_orders`, the waiting ones with `is_oversold`: a line that the stock no longer covers.

    Orders are filled oldest first; null where the stock on hand of a line's SKU is unknown.
    """
    waiting = question.once(open_orders).with_columns(
        by_platform=pl.col("fulfilment_type").is_in(FULFILLED_BY_PLATFORM).fill_null(value=False)
    )
    to_fill = waiting.filter(pl.col("is_fresh"), pl.col("state") == "awaiting_shipment")
    lines = question.read(
        question.table("order_lines")
        .filter(nw.col("placed_on").is_in(to_fill["placed_on"].unique().to_list()))
        .filter(~nw.col("is_cancelled"))
        .select("order_key", "sku_id", "quantity")
    )
    keys = ["as_of_on", "shop_id", "order_key"]
    held = question.once(at_moments).group_by("as_of_on", "shop_id", "sku_id").agg(_sum("on_hand"))
    wanted = (
        to_fill.select(*keys, "order_id", "placed_at", "by_platform")
        .join(lines, on="order_key")
        .join(held, on=["as_of_on", "shop_id", "sku_id"], how="left")
        .sort("placed_at", "order_id")
    )
    so_far = pl.col("quantity").cum_sum().over("as_of_on", "shop_id", "sku_id", "by_platform")
    over = (
        wanted.with_columns(over=so_far > pl.col("on_hand"))
        .group_by(keys)
        .agg(
            is_oversold=pl.when(pl.col("over").any())
            .then(pl.lit(value=True))
            .when(pl.col("over").null_count() == 0)
            .then(pl.lit(value=False))
        )
    )
    return waiting.join(over, on=keys, how="left")


def parcels(question: Question) -> pl.DataFrame:
    """Orders under way at each moment, with `is_stuck`.

    Stuck: longer under way than 95 % of the orders of the shop, carrier and region that were
    delivered in the 90 days before; null where there was none.
    """
    rows = _open(question, UNDER_WAY)
    sent = question.during(rows, "shipped_at", "until")
    usual = _usual_minutes(question)
    age = (pl.col("at") - pl.col("shipped_at")).dt.total_minutes()
    same = ["as_of_on", "shop_id", "carrier", "region"]
    return (
        sent.join(usual, on=same, how="left", nulls_equal=True)
        .with_columns(is_stuck=age > pl.col("usual"))
        .drop("until", "usual")
    )


def _open(question: Question, orders: Lasting) -> pl.DataFrame:
    return question.read(question.open_rows(orders, [*question.columns("orders"), *ORDER]))


def _newest(question: Question) -> pl.DataFrame:
    newest = question.kept(NEWEST).group_by("shop_id").agg(nw.col("newest_at").max())
    return question.read(newest)


def _usual_minutes(question: Question) -> pl.DataFrame:
    days = question.days
    reach = DELIVERED_WITHIN
    empty = {"as_of_on": pl.Date, "shop_id": pl.String, "carrier": pl.String, "region": pl.String}
    if not days:
        return pl.DataFrame(schema=empty | {"usual": pl.Float64})
    delivered = question.read(
        question.table("orders")
        .filter(nw.col("delivered_on").is_between(days[0] - reach, days[-1]))
        .filter(~nw.col("minutes_in_transit").is_null())
        .select("shop_id", "carrier", "region", "delivered_on", "minutes_in_transit")
    )
    group, minutes = ["shop_id", "carrier", "region"], pl.col("minutes_in_transit")
    usual = {
        str(day): minutes.filter(pl.col("delivered_on").is_between(day - reach, day)).quantile(
            SLOWEST, interpolation="linear"
        )
        for day in days
    }
    known = delivered.group_by(group).agg(**usual)
    return pl.concat(
        known.select(pl.lit(day).alias("as_of_on"), *group, usual=str(day)) for day in days
    )


def _sum(column: str) -> pl.Expr:
    """The sum; null where nothing is known."""
    known = pl.col(column).is_not_null().any()
    return pl.when(known).then(pl.col(column).sum()).alias(column)
