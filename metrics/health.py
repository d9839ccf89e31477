"""Shop health as TikTok judges it: its own windows and limits by market.

A value is dated by the day on which the window ends: the period's last day, or now. The windows and
limits are dated settings (`health.toml`); a market without a rule is not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Final

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.health_rules import Rule, rule_for
from metrics.measures import units
from metrics.metric import N_, Better, Metric, Rows, Unit, total
from metrics.period import Span
from metrics.views.judged import METRICS as JUDGED
from metrics.views.judged import judged_orders
from metrics.views.question import Question

AHEAD: Final = {
    "dispatch_due_on": ("dispatch_due_on", None),
    "delivery_due_on": ("delivery_due_on", None),
    "ready_on": ("dispatch_due_on", "ready_on"),
    "shipped_on": ("dispatch_due_on", "shipped_on"),
    "delivered_on": ("delivery_due_on", "delivered_on"),
}
"""The clock of a window → the day that says when an order comes into it, and what it waits for."""

SOON: Final = 7
"""So many days ahead are looked at for what enters and leaves the window."""


def _judged(name: str, label: str, meaning: str, better: Better, *reads: str) -> Metric:
    rows = Rows("judged_days", "as_of_on", nw.col("metric") == name, reads=("orders", *reads))
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        unit=Unit.SHARE,
        better=better,
        value=total(units(rows, "part")),
        per=total(units(rows, "whole")),
    )


METRICS: Final = (
    _judged(
        "ldr_tiktok",
        N_("Late dispatch, as TikTok judges"),
        N_(
            "Orders dispatched (GB: made ready to ship) after their deadline ÷ orders dispatched "
            "(US), made ready (GB) or due, in the market's window of days. Deadlines of files are "
            "rebuilt from the market's rule."
        ),
        Better.LOWER,
    ),
    _judged(
        "otdr_tiktok",
        N_("On-time delivery, as TikTok judges"),
        N_("Orders delivered by the promised day ÷ orders promised by then, in the window."),
        Better.HIGHER,
    ),
    _judged(
        "vtr_tiktok",
        N_("Valid tracking, as TikTok judges"),
        N_("Orders with a tracking id ÷ orders shipped, in the window; scans are in no file."),
        Better.HIGHER,
    ),
    _judged(
        "sfcr_tiktok",
        N_("Seller-fault cancellation, as TikTok judges"),
        N_("Orders cancelled for a seller's reason ÷ orders placed, in the window."),
        Better.LOWER,
    ),
    _judged(
        "nrr_tiktok",
        N_("Negative reviews, as TikTok judges"),
        N_("Orders whose first review has 1 or 2 stars ÷ orders delivered, in the window."),
        Better.LOWER,
        "reviews",
    ),
    _judged(
        "nbfr_tiktok",
        N_("Returns not the buyer's fault, as TikTok judges"),
        N_(
            "Orders with a request for a seller's or carrier's fault ÷ orders delivered, in the "
            "window. The fault is inferred from the reason."
        ),
        Better.LOWER,
        "returns",
    ),
)
"""In the order of the metric book."""


BETTER: Final = {metric.name: metric.better for metric in METRICS}


@dataclass(frozen=True)
class Standing:
    """Where a shop stands by one rule on a day.

    `to_limit`: how far the value may still move, in share; negative beyond the limit.
    `faults_left`: how many more faulty orders keep the limit. `leaving`: orders that leave the
    window in the next seven days, and how many of them are faults. `is_rebuilt`: a deadline was
    inferred.
    """

    shop: str
    metric: str
    rule: Rule
    part: int
    whole: int
    value: float | None
    to_limit: float | None
    faults_left: int | None
    leaving: int
    leaving_faults: int
    is_rebuilt: bool

    @property
    def better(self) -> Better:
        return BETTER[self.metric]

    @property
    def faults(self) -> int:
        """Orders of the window that speak against the shop."""
        return self.part if self.better is Better.LOWER else self.whole - self.part

    @property
    def used(self) -> float | None:
        """Share of faults ÷ the share that the limit bears (where there is none, the target): 1 is
        the limit. Null without either, or without orders."""
        reference = self.rule.limit if self.rule.limit is not None else self.rule.target
        if reference is None or not self.whole:
            return None
        bears = Fraction(str(reference))
        if self.better is Better.HIGHER:
            bears = 1 - bears
        return float(Fraction(self.faults, self.whole) / bears) if bears else None


def standings(facts: Facts, day: date, shops: Sequence[str] = ()) -> list[Standing]:
    """Every rule that judges the shops (all by default) on a day."""
    question = _at(facts, day)
    found = []
    for shop in shops or facts.shops():
        for metric in JUDGED:
            rule = rule_for(metric, facts.markets.get(shop), day)
            if rule:
                found.append(_standing(judged_orders(question, shop, metric), shop, rule, day))
    return found


def faulty(facts: Facts, shop: str, metric: str, day: date) -> pl.DataFrame:
    """order_id, on, leaves_on: the orders of the window that speak against the shop, by the day
    on which they leave it."""
    rule = rule_for(metric, facts.markets.get(shop), day)
    orders = judged_orders(_at(facts, day), shop, metric)
    is_fault = pl.col("counts") if BETTER[metric] is Better.LOWER else ~pl.col("counts")
    leaves = pl.col("on") + pl.duration(days=rule.window if rule else 0)
    found = orders.filter(is_fault).select("order_id", "on", leaves_on=leaves)
    return found.sort("leaves_on", "order_id")


def leaving(facts: Facts, shop: str, metric: str, day: date) -> pl.DataFrame:
    """order_id, on, counts, leaves_on: the orders that leave the window in the next seven days."""
    rule = rule_for(metric, facts.markets.get(shop), day)
    orders = judged_orders(_at(facts, day), shop, metric)
    window = rule.window if rule else 0
    return (
        orders.with_columns(leaves_on=pl.col("on") + pl.duration(days=window))
        .filter(pl.col("leaves_on") <= day + timedelta(days=SOON))
        .select("order_id", "on", "counts", "leaves_on")
        .sort("leaves_on", "order_id")
    )


def entering(facts: Facts, shop: str, metric: str, day: date) -> pl.DataFrame:
    """order_id, enters_on: the orders that will come into the window in the next seven days.

    What the window counts by is known for those promised or due already: orders due to be
    dispatched or delivered then; for windows of what was made ready, dispatched or delivered, the
    orders that still wait for it, by their deadline. Orders that nobody placed yet are unknown.
    """
    rule = rule_for(metric, facts.markets.get(shop), day)
    empty = pl.DataFrame(schema={"order_id": pl.String, "enters_on": pl.Date})
    if rule is None or rule.counted not in AHEAD:
        return empty
    due, still = AHEAD[rule.counted]
    open_ones = ~nw.col("is_cancelled") & (nw.col("order_kind") == "normal")
    ahead = nw.col(due).is_between(day + timedelta(days=1), day + timedelta(days=SOON))
    orders = facts.table("orders").filter(nw.col("shop_id") == shop, open_ones, ahead)
    if still:
        orders = orders.filter(nw.col(still).is_null())
    found = facts.read(orders.select("order_id", enters_on=nw.col(due)))
    return found.sort("enters_on", "order_id")


def faults_left(part: int, whole: int, limit: float, better: Better) -> int:
    """How many more faulty orders the limit bears; 0 where it is reached or broken.

    Each makes the window longer by one order: the k-th breaks it where (part + k) ÷ (whole + k)
    exceeds the limit, or part ÷ (whole + k) falls below it.
    """
    share = Fraction(str(limit))
    lower = better is Better.LOWER
    most = (share * whole - part) / (1 - share) if lower else part / share - whole
    return max(0, floor(most))


def _standing(orders: pl.DataFrame, shop: str, rule: Rule, day: date) -> Standing:
    part, whole = int(orders["counts"].sum()), orders.height
    better = BETTER[rule.metric]
    value = part / whole if whole else None
    limit, to_limit, left = rule.limit, None, None
    if limit is not None and value is not None:
        to_limit = limit - value if better is Better.LOWER else value - limit
        left = faults_left(part, whole, limit, better)
    last = day + timedelta(days=SOON - rule.window)
    gone = orders.filter(pl.col("on") <= last)
    faults = gone["counts"] if better is Better.LOWER else ~gone["counts"]
    return Standing(
        shop, rule.metric, rule, part, whole, value, to_limit, left, gone.height,
        int(faults.sum()), bool(orders["is_rebuilt"].any()),
    )  # fmt: skip


def _at(facts: Facts, day: date) -> Question:
    return Question(facts, [Span(day, day, str(day))], Cut((), {}))
