"""The orders behind a day on which our GMV and the platform's differ.

Nobody can see how the platform counted: these are the orders that one of the usual differences
would move in or out of the day, and what they add up to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.gmv_variants import VARIANTS
from metrics.judgement.ties import Ties, ties
from metrics.measures import CANCELLED_SALES, REFUNDED_SALES
from metrics.metric import N_, Measure, Metric
from metrics.period import Span

OTHER_ZONES: Final = ("UTC", "America/Los_Angeles", "Asia/Shanghai")
"""Where the platform may cut its days: statements, US order files, cross-border sellers."""
COLUMNS: Final = (
    "order_id", "order_key", "order_kind", "is_cancelled", "is_cod", "hour", "placed_at",
    "created_on", "paid_on", "placed_on", "refunded_goods_e4", "version_at",
)  # fmt: skip
AROUND_MIDNIGHT: Final = (0, 23)

REASONS: Final[Mapping[str, str]] = {
    "unpaid": N_("never paid, counted by the platform when created"),
    "sample": N_("a sample, replacement or exchange, not in our sales"),
    "cancelled": N_("cancelled, in whole or in part"),
    "refunded": N_("refunded, in whole or in part"),
    "cash_on_delivery": N_("cash on delivery, counted by the platform when paid"),
    "created_another_day": N_("created on another day than it was paid"),
    "near_midnight": N_("on the other side of midnight in another time zone"),
    "changed_later": N_("changed after the platform's figure was made"),
}
"""In the order in which equal amounts are shown."""


@dataclass(frozen=True, eq=False)
class Explained:
    """`orders`: order_id, reason, amount_e4, explains; the likeliest first, then by amount.

    `amount_e4` is what the order adds to the residual if the reason holds. Those that `explains`
    marks add up to the residual but for `unexplained_e4`.
    """

    day: date
    variant: str
    residual_e4: int
    orders: pl.DataFrame
    unexplained_e4: int


def orders_behind(found: Ties, facts: Facts, day: date, variant: str | None = None) -> Explained:
    """The orders behind the residual of a compared day, by the nearest variant or the one given.

    Raises:
        MetricError: the day wasn't compared by the variant.
    """
    name = variant or found.verdict.variant or VARIANTS[0].name
    row = found.days.filter(variant=name, date=day)
    metric = next((one for one in VARIANTS if one.name == name), None)
    if row.is_empty() or metric is None:
        raise MetricError(
            N_("{day} of {shop} was not compared by {name}."), day=day, shop=found.shop, name=name
        )
    orders = _orders(facts, found, day)
    for column, as_normal in (("amount_e4", False), ("whole_e4", True)):
        amounts = _amounts(metric, facts, orders, as_normal=as_normal).rename({"value": column})
        orders = orders.join(amounts, on="order_key", how="left")
    orders = orders.with_columns(pl.col("amount_e4", "whole_e4").fill_null(0))
    parts = [
        orders.filter(where).select("order_id", reason=pl.lit(reason), amount_e4=amount)
        for reason, where, amount in _candidates(metric, day, row["made_at"].item())
    ]
    return explained(day, name, row["residual_e4"].item(), pl.concat(parts))


def orders_of_day(facts: Facts, shop: str, day: date, variant: str) -> Explained:
    """The orders behind the residual of one day, by one variant: see `orders_behind`."""
    return orders_behind(ties(facts, shop, Span(day, day, str(day))), facts, day, variant)


def explained(day: date, variant: str, residual_e4: int, candidates: pl.DataFrame) -> Explained:
    """Chooses among candidates: one order that is the residual, else all of one reason, else the
    largest that fit."""
    sign = (residual_e4 > 0) - (residual_e4 < 0)
    same_sign = candidates.filter(pl.col("amount_e4") != 0, pl.col("amount_e4").sign() == sign)
    places = {reason: place for place, reason in enumerate(REASONS)}
    ranked = same_sign.sort(
        -pl.col("amount_e4").abs(), pl.col("reason").replace_strict(places), "order_id"
    )
    chosen = _chosen(ranked, residual_e4)
    orders = ranked.with_columns(explains=pl.Series(chosen, dtype=pl.Boolean)).sort(
        "explains", descending=True, maintain_order=True
    )
    left = residual_e4 - sum(orders.filter("explains")["amount_e4"].to_list())
    return Explained(day, variant, residual_e4, orders, left)


def _chosen(ranked: pl.DataFrame, residual: int) -> list[bool]:
    amounts = ranked["amount_e4"].to_list()
    if residual in amounts:
        place = amounts.index(residual)
        return [n == place for n in range(len(amounts))]
    sums = ranked.group_by("reason").agg(pl.col("amount_e4").sum())
    for reason in REASONS:
        if sums.filter(reason=reason, amount_e4=residual).height:
            return [one == reason for one in ranked["reason"]]
    chosen, left, seen = [], residual, set()
    for order, amount in zip(ranked["order_id"], amounts, strict=True):
        fits = order not in seen and abs(amount) <= abs(left)
        if fits:
            left -= amount
            seen.add(order)
        chosen.append(fits)
    return chosen


def _candidates(
    metric: Metric, day: date, made_at: datetime
) -> Iterator[tuple[str, pl.Expr, pl.Expr]]:
    """Reason, the orders that it may move, and what each adds to ours less theirs."""
    left_out = {measure for sign, measure in metric.value if sign < 0}
    ours, theirs = pl.col("amount_e4"), -pl.col("amount_e4")
    normal = pl.col("order_kind") == "normal"
    counted = normal & (pl.col("placed_on") == day).fill_null(value=False)
    created = pl.col("created_on") == day
    elsewhere = normal & (pl.col("placed_on") != day)
    cash = pl.col("is_cod").fill_null(value=False)
    yield "unpaid", normal & pl.col("placed_on").is_null() & created, theirs
    others = ~normal & (pl.coalesce("placed_on", "created_on") == day)
    yield "sample", others, -pl.col("whole_e4")
    whole = pl.when("is_cancelled").then(ours).otherwise("cancelled_e4")
    if CANCELLED_SALES in left_out:
        whole = -pl.col("cancelled_e4")
    yield "cancelled", counted & (pl.col("is_cancelled") | (pl.col("cancelled_e4") != 0)), whole
    refund = pl.col("refunded_goods_e4").fill_null(0)
    yield "refunded", counted & (refund != 0), -refund if REFUNDED_SALES in left_out else refund
    yield (
        "cash_on_delivery",
        counted & cash & (pl.col("paid_on") != day).fill_null(value=True),
        ours,
    )
    yield "cash_on_delivery", elsewhere & cash & (pl.col("paid_on") == day), theirs
    yield "created_another_day", counted & ~created, ours
    yield "created_another_day", elsewhere & created, theirs
    late = pl.col("hour").is_in(AROUND_MIDNIGHT)
    is_day = [pl.col(f"in_{zone}") == day for zone in OTHER_ZONES]
    yield "near_midnight", counted & late & ~pl.all_horizontal(is_day), ours
    yield "near_midnight", elsewhere & late & pl.any_horizontal(is_day), theirs
    yield "changed_later", counted & (pl.col("version_at") > made_at), ours


def _orders(facts: Facts, found: Ties, day: date) -> pl.DataFrame:
    """Orders of the shop with something on the day, or placed on the day before or after."""
    around = (day - timedelta(days=1), day + timedelta(days=1))
    near = nw.col("placed_on").is_between(*around)
    near |= (nw.col("created_on") == day) | (nw.col("paid_on") == day)
    mine = near.fill_null(value=False) & (nw.col("shop_id") == found.shop)
    if found.currency:
        mine &= nw.col("currency") == found.currency
    orders = facts.read(facts.table("orders").filter(mine).select(*COLUMNS))
    lines = facts.read(
        facts.table("order_lines")
        .filter(nw.col("shop_id") == found.shop, nw.col("is_cancelled"))
        .join(facts.table("orders").filter(mine).select("order_key"), on="order_key", how="semi")
        .select("order_key", "item_amount_e4")
    )
    cancelled = lines.group_by("order_key").agg(cancelled_e4=pl.col("item_amount_e4").sum())
    zones = {
        f"in_{zone}": pl.col("placed_at").dt.convert_time_zone(zone).dt.date()
        for zone in OTHER_ZONES
    }
    joined = orders.with_columns(**zones).join(cancelled, on="order_key", how="left")
    return joined.with_columns(pl.col("cancelled_e4").fill_null(0))


def _amounts(
    metric: Metric, facts: Facts, orders: pl.DataFrame, *, as_normal: bool
) -> pl.DataFrame:
    """order_key, value: what each order adds to the metric, or would as a normal order."""
    keys = orders["order_key"].to_list()
    parts = [
        _part(measure, facts, keys, as_normal=as_normal).with_columns(pl.col("value") * sign)
        for sign, measure in metric.value
    ]
    return pl.concat(parts).group_by("order_key").agg(pl.col("value").sum())


def _part(measure: Measure, facts: Facts, keys: Sequence[int], *, as_normal: bool) -> pl.DataFrame:
    frame = facts.table(measure.rows.table).filter(nw.col("order_key").is_in(keys))
    if as_normal:
        frame = frame.with_columns(order_kind=nw.lit("normal"))
    for kept in (measure.rows.only, measure.where):
        if kept is not None:
            frame = frame.filter(kept)
    assert measure.value is not None
    return facts.read(frame.select("order_key", value=measure.value))
