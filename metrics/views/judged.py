"""The orders by which TikTok judges a shop on a day: those of the rule's window, and their faults.

The platform's own verdict isn't in any file: faults and some deadlines are inferred.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.health_rules import rule_for
from metrics.parts import FULFILLED_BY_PLATFORM
from metrics.views.question import Question

BY_PLATFORM: Final = nw.col("fulfilment_type").is_in(FULFILLED_BY_PLATFORM).fill_null(value=False)
DUE: Final = nw.col("dispatch_by_at")
SHIPPED: Final = nw.col("shipped_at")
ARRIVED: Final = ~nw.col("delivered_on").is_null() | nw.col("status").is_in(
    ["delivered", "completed"]
).fill_null(value=False)


@dataclass(frozen=True, eq=False)
class Event:
    """Which orders are judged, and which of them count for the numerator."""

    judged: nw.Expr
    counts: nw.Expr


def _in_time(due: str) -> nw.Expr:
    """The deadline has passed for all we saw, and the order wasn't cancelled before it."""
    spared = (nw.col("cancelled_at") <= nw.col(due)).fill_null(value=False)
    return (nw.col(due) <= nw.col("seen_at")) & ~spared


LATE: Final = (SHIPPED > DUE).fill_null(value=False)
EVENTS: Final[Mapping[tuple[str, str], Event]] = {
    ("ldr_tiktok", "shipped_on"): Event(BY_PLATFORM | ~DUE.is_null(), LATE & ~BY_PLATFORM),
    ("ldr_tiktok", "dispatch_due_on"): Event(
        _in_time("dispatch_by_at") & (~SHIPPED.is_null() | ~ARRIVED), LATE | SHIPPED.is_null()
    ),
    ("otdr_tiktok", "delivery_due_on"): Event(
        _in_time("delivery_due_at") & (~nw.col("delivered_on").is_null() | ~ARRIVED),
        (nw.col("delivered_on") <= nw.col("delivery_due_on")).fill_null(value=False),
    ),
    ("vtr_tiktok", "shipped_on"): Event(
        nw.lit(value=True), (nw.col("tracking_id") != "").fill_null(value=False)
    ),
    ("sfcr_tiktok", "placed_on"): Event(
        ~nw.col("is_cancelled") | ~nw.col("cancel_fault").is_null(),
        (nw.col("is_cancelled") & (nw.col("cancel_fault") == "seller")).fill_null(value=False),
    ),
    ("nrr_tiktok", "delivered_on"): Event(
        nw.lit(value=True), (nw.col("first_review_rating") <= 2).fill_null(value=False)
    ),
    ("nbfr_tiktok", "delivered_on"): Event(
        ~nw.col("has_fault_request").is_null(), nw.col("has_fault_request")
    ),
}
"""Metric and clock → the event."""

METRICS: Final = tuple(dict.fromkeys(metric for metric, _ in EVENTS))


def judged_days(question: Question) -> pl.DataFrame:
    """shop_id, as_of_on, metric, part, whole: the window's counts on each of the days."""
    empty = {"shop_id": pl.String, "as_of_on": pl.Date, "metric": pl.String}
    rows = pl.DataFrame(schema=empty | {"part": pl.Int64, "whole": pl.Int64})
    counted = [
        judged_orders(question, shop, metric).group_by("shop_id", "as_of_on", "metric").agg(
            part=pl.col("counts").sum().cast(pl.Int64), whole=pl.len().cast(pl.Int64)
        )
        for shop in question.cut.shops(question.facts)
        for metric in METRICS
    ]  # fmt: skip
    return pl.concat([rows, *counted])


def judged_orders(question: Question, shop: str, metric: str) -> pl.DataFrame:
    """The shop's orders in the window of each of the days: as_of_on, metric, order_id, on (the day
    that put it into the window), counts, is_rebuilt."""
    market = question.facts.markets.get(shop)
    rules = {day: rule_for(metric, market, day) for day in question.days}
    windows = [
        (day, rule.counted, day - timedelta(days=rule.window - 1), rule.platform_fulfilled)
        for day, rule in rules.items()
        if rule
    ]
    parts = [_of_clock(question, shop, metric, clock, windows) for clock in {w[1] for w in windows}]
    return pl.concat([_no_orders(), *parts])


def _no_orders() -> pl.DataFrame:
    text = dict.fromkeys(("shop_id", "metric", "order_id"), pl.String)
    days = dict.fromkeys(("as_of_on", "on"), pl.Date)
    return pl.DataFrame(schema=text | days | {"counts": pl.Boolean, "is_rebuilt": pl.Boolean})


def _of_clock(
    question: Question, shop: str, metric: str, clock: str, windows: list[tuple]
) -> pl.DataFrame:
    days = pl.DataFrame(
        [window[:1] + window[2:] for window in windows if window[1] == clock],
        schema={"as_of_on": pl.Date, "first": pl.Date, "platform": pl.Boolean},
        orient="row",
    )
    event, on = EVENTS[metric, clock], pl.col("on")
    inside = nw.col(clock).is_between(days["first"].min(), days["as_of_on"].max())
    orders = question.read(
        question.table("orders")
        .filter(nw.col("shop_id") == shop, nw.col("order_kind") == "normal", inside)
        .with_columns(
            on=nw.col(clock), judged=event.judged, counts=event.counts, by_platform=BY_PLATFORM
        )
        .filter(nw.col("judged"))
        .select("shop_id", "order_id", "on", "counts", "by_platform", "is_dispatch_rebuilt")
    )
    windowed = orders.join(days, how="cross").filter(
        on.is_between(pl.col("first"), pl.col("as_of_on")),
        pl.col("platform") | ~pl.col("by_platform"),
    )
    uses_deadline = metric == "ldr_tiktok"
    return windowed.with_columns(
        metric=pl.lit(metric), is_rebuilt=pl.col("is_dispatch_rebuilt") & uses_deadline
    ).select(_no_orders().columns)
