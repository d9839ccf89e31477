"""The orders by which TikTok judges a shop on a day: those of the rule's window, and their faults.

The platform's own verdict isn't in any file: faults and some deadlines are inferred.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Final

import narwhals as nw
import polars as pl

from metrics.health_rules import rule_for
from metrics.kept import Kept
from metrics.parts import FULFILLED_BY_PLATFORM
from metrics.views.question import Question

BY_PLATFORM: Final = nw.col("fulfilment_type").is_in(FULFILLED_BY_PLATFORM).fill_null(value=False)
EVERY: Final = ~nw.col("order_id").is_null()
DUE: Final = nw.col("dispatch_by_at")
READY: Final = nw.col("ready_at")
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
    ("ldr_tiktok", "ready_on"): Event(~DUE.is_null() & ~READY.is_null(), READY > DUE),
    ("ldr_tiktok", "dispatch_due_on"): Event(
        _in_time("dispatch_by_at") & (~SHIPPED.is_null() | ~ARRIVED), LATE | SHIPPED.is_null()
    ),
    ("otdr_tiktok", "delivery_due_on"): Event(
        _in_time("delivery_due_at") & (~nw.col("delivered_on").is_null() | ~ARRIVED),
        (nw.col("delivered_on") <= nw.col("delivery_due_on")).fill_null(value=False),
    ),
    ("vtr_tiktok", "shipped_on"): Event(
        EVERY, (nw.col("tracking_id") != "").fill_null(value=False)
    ),
    ("sfcr_tiktok", "placed_on"): Event(
        ~nw.col("is_cancelled") | ~nw.col("cancel_fault").is_null(),
        (nw.col("is_cancelled") & (nw.col("cancel_fault") == "seller")).fill_null(value=False),
    ),
    ("nrr_tiktok", "delivered_on"): Event(
        EVERY, (nw.col("first_review_rating") <= 2).fill_null(value=False)
    ),
    ("nbfr_tiktok", "delivered_on"): Event(
        ~nw.col("has_fault_request").is_null(), nw.col("has_fault_request")
    ),
}
"""Metric and clock → the event."""


def _by_day(clock: str) -> Kept:
    """By shop and day: how many orders each metric judges by the clock, and how many count."""
    columns = {}
    for (metric, by), event in EVENTS.items():
        if by == clock:
            columns[f"part_{metric}"] = (event.judged & event.counts).cast(nw.Int64)
            columns[f"whole_{metric}"] = event.judged.cast(nw.Int64)
    sums = [nw.col(name).sum() for name in columns]

    def of(orders: nw.LazyFrame) -> nw.LazyFrame:
        dated = orders.filter(nw.col("order_kind") == "normal", ~nw.col(clock).is_null())
        judged = dated.with_columns(**columns, by_platform=BY_PLATFORM)
        return judged.group_by("shop_id", clock, "by_platform").agg(sums)

    return Kept(f"judged_by_{clock}", "orders", of)


BY_DAY: Final = {clock: _by_day(clock) for clock in dict.fromkeys(clock for _, clock in EVENTS)}
KEPT: Final = tuple(BY_DAY.values())
METRICS: Final = tuple(dict.fromkeys(metric for metric, _ in EVENTS))


def judged_days(question: Question) -> pl.DataFrame:
    """shop_id, as_of_on, metric, part, whole: the window's counts on each of the days."""
    windows = _windows(question, question.cut.shops(question.facts))
    clocks = sorted({clock for _, clock in windows})
    frames = [_counted(question, clock, windows) for clock in clocks]
    days = dict(zip(clocks, question.read_all(frames), strict=True))
    empty = {"shop_id": pl.String, "as_of_on": pl.Date, "metric": pl.String}
    rows = pl.DataFrame(schema=empty | {"part": pl.Int64, "whole": pl.Int64})
    sums = [
        _inside(days[clock], mine)
        .group_by("shop_id", "as_of_on", metric=pl.lit(metric))
        .agg(
            part=pl.col(f"part_{metric}").sum().cast(pl.Int64),
            whole=pl.col(f"whole_{metric}").sum().cast(pl.Int64),
        )
        .filter(pl.col("whole") > 0)
        for (metric, clock), mine in windows.items()
    ]
    return pl.concat([rows, *sums])


def judged_orders(question: Question, shop: str, metric: str) -> pl.DataFrame:
    """The shop's orders in the window of each of the days: as_of_on, metric, order_id, on (the day
    that put it into the window), counts, is_rebuilt."""
    windows = _windows(question, [shop])
    parts = [
        _inside(question.read(_listed(question, *event, mine)), mine).select(
            "shop_id", "as_of_on", "order_id", "on", "counts", "source_file", "source_row",
            metric=pl.lit(metric), is_rebuilt=pl.col("is_dispatch_rebuilt") & (metric in REBUILT),
        )
        for event, mine in windows.items()
        if event[0] == metric
    ]  # fmt: skip
    text = dict.fromkeys(("shop_id", "metric", "order_id", "source_file"), pl.String)
    days = dict.fromkeys(("as_of_on", "on"), pl.Date)
    schema = text | days | {"counts": pl.Boolean, "is_rebuilt": pl.Boolean, "source_row": pl.Int64}
    return pl.concat([pl.DataFrame(schema=schema), *parts], how="diagonal")


def rows_of_judged(question: Question, metric: str) -> pl.DataFrame:
    """`judged_days` of a metric, with a row an order: its part (0 or 1) of a whole of 1."""
    shops = question.cut.shops(question.facts)
    orders = pl.concat([judged_orders(question, shop, metric) for shop in shops])
    return orders.with_columns(part=pl.col("counts").cast(pl.Int64), whole=pl.lit(1, pl.Int64))


REBUILT: Final = ("ldr_tiktok",)
"""Metrics that go by the dispatch deadline, which may be inferred."""


def _windows(question: Question, shops: Sequence[str]) -> dict[tuple[str, str], pl.DataFrame]:
    """Metric and clock → shop_id, first, as_of_on, platform: where a rule holds on the day."""
    rows = defaultdict(list)
    for shop, metric, day in product(shops, METRICS, question.days):
        if rule := rule_for(metric, question.facts.markets.get(shop), day):
            first = day - timedelta(days=rule.window - 1)
            rows[metric, rule.counted].append((shop, first, day, rule.platform_fulfilled))
    days = {"first": pl.Date, "as_of_on": pl.Date}
    schema = {"shop_id": pl.String} | days | {"platform": pl.Boolean}
    return {event: pl.DataFrame(some, schema, orient="row") for event, some in rows.items()}


def _near(clock: str, windows: pl.DataFrame) -> nw.Expr:
    """Orders that may be in one of the windows."""
    inside = nw.col(clock).is_between(windows["first"].min(), windows["as_of_on"].max())
    return inside & nw.col("shop_id").is_in(windows["shop_id"].unique().to_list())


def _counted(
    question: Question, clock: str, windows: Mapping[tuple[str, str], pl.DataFrame]
) -> nw.LazyFrame:
    """The sums BY_DAY of the clock, near its windows; the day is `on`."""
    mine = [frame for (_, by), frame in windows.items() if by == clock]
    near = _near(clock, pl.concat(mine))
    return question.kept(BY_DAY[clock], near).rename({clock: "on"})


def _listed(question: Question, metric: str, clock: str, windows: pl.DataFrame) -> nw.LazyFrame:
    event = EVENTS[metric, clock]
    is_normal = nw.col("order_kind") == "normal"
    orders = question.table("orders").filter(_near(clock, windows), is_normal, event.judged)
    judged = orders.with_columns(on=nw.col(clock), by_platform=BY_PLATFORM)
    columns = "shop_id order_id on counts by_platform is_dispatch_rebuilt source_file source_row"
    return judged.with_columns(counts=event.counts).select(columns.split())


def _inside(rows: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """Rows of orders in each of the windows that they are in."""
    on = pl.col("on").is_between(pl.col("first"), pl.col("as_of_on"))
    whose = pl.col("platform") | ~pl.col("by_platform")
    return rows.join(windows, on="shop_id").filter(on, whose)
