"""Which shops and days a metric is known for: zero against unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import STANDING, Metric, Rows
from metrics.period import Span


@dataclass(frozen=True)
class Need:
    """What has to be covered for a metric to be known."""

    tables: frozenset[str]
    history_days: int = 0
    same_days: bool = False
    finished: bool = False
    """Only days that are over count."""
    standing: bool = False
    """How things stood is asked, not what happened."""
    sources: frozenset[Rows] = frozenset()
    """Rows of which a shop must have had some, on any day."""

    @classmethod
    def of(cls, metric: Metric, cut: Cut, clock: str | None) -> "Need":
        measures = [cut.measured(measure) for measure in metric.measures()]
        tables = {table for measure in measures for table in measure.tables}
        sources = frozenset(measure.rows for measure in measures if measure.rows.is_source)
        if clock == "settled_on":
            tables.add("settlements")
        standing = all(measure.rows.clock == STANDING for measure in measures)
        days = metric.history_days, metric.same_days, metric.per_day
        return cls(frozenset(tables), *days, standing, sources)


@dataclass(frozen=True)
class Scope:
    """The rows of a span that a metric may read: all of its shops, or these on these days."""

    first: date
    last: date
    shops: tuple[tuple[str, date, date], ...] | None


def known_days(need: Need, facts: Facts, shop: str, span: Span) -> tuple[date, date] | None:
    """The first and last day of the span on which the need is met for a shop."""
    days = facts.covers(sorted(need.tables), shop, span, standing=need.standing)
    if days is None or any(shop not in facts.shops_with(rows) for rows in need.sources):
        return None
    if need.history_days:
        history = facts.coverage["orders"][shop][0]
        if history > span.first - timedelta(days=need.history_days):
            return None
    last = min(days[1], facts.last_over([shop], span)) if need.finished else days[1]
    return (days[0], last) if days[0] <= last else None


def scope(need: Need, facts: Facts, shops: Sequence[str], span: Span, *, by_shop: bool) -> Scope:
    """Leaves out shops for which the need is never met, so that both sides of a ratio agree.

    Where shops are told apart (`by_shop`) they stay in, to be listed as unknown.
    """
    spans = {shop: known_days(need, facts, shop, span) for shop in shops}
    if not any(spans.values()):
        return Scope(span.first, span.last, ())
    kept = []
    for shop, days in spans.items():
        last = facts.last_over([shop] if by_shop else shops, span) if need.finished else span.last
        if days or by_shop:
            kept.append((shop, *(days if days and need.same_days else (span.first, last))))
    last = max(last for _, _, last in kept)
    if len(kept) == len(shops) and all(tuple(days) == (span.first, last) for _, *days in kept):
        return Scope(span.first, last, None)
    return Scope(span.first, last, tuple(kept))


def frame(
    needs: Sequence[Need],
    facts: Facts,
    shops: Sequence[str],
    cut: Cut,
    span: Span,
    *,
    by_currency: bool = False,
) -> pl.DataFrame:
    """One row per group of the cut's time words, shop and market, and of the shops' own currency.

    For the need at n: `known_for_n` (met for some shop and day of the group), `whole_for_n` (for
    all of them, and the days are over at the shop) and `days_for_n` (how many of its days are over
    at every shop; where shops are told apart, at the shop).
    """
    calendar = cut.calendar(span)
    shop = pl.col("by_shop")
    columns, totals = [], []
    over = pl.col("on") <= pl.col("last_over")
    counted = over if "shop" in cut.by else pl.col("on") <= facts.last_over(shops, span)
    for n, need in enumerate(needs):
        days = {name: known_days(need, facts, name, span) for name in shops}
        met = pl.any_horizontal(
            pl.lit(value=False),
            *((shop == name) & pl.col("on").is_between(*d) for name, d in days.items() if d),
        )
        columns.append(met.alias(f"met_{n}"))
        totals += [
            pl.col(f"met_{n}").any().alias(f"known_for_{n}"),
            (pl.col(f"met_{n}") & over).all().alias(f"whole_for_{n}"),
            pl.col("on").filter(counted).n_unique().alias(f"days_for_{n}"),
        ]
    groups = [f"by_{word}" for word in cut.by if word in {"shop", "market"}]
    groups += [name for name in calendar.columns if name != "on"]
    groups += ["by_currency"] if by_currency else []
    spread = calendar.join(_all(shops, facts, span), how="cross").with_columns(columns)
    return spread.group_by(groups).agg(totals) if groups else spread.select(totals)


def _all(shops: Sequence[str], facts: Facts, span: Span) -> pl.DataFrame:
    """A row for each shop: its market, its currency, and the last day that is over there."""
    return pl.DataFrame(
        {
            "by_shop": shops,
            "by_market": [facts.markets.get(name) for name in shops],
            "by_currency": [facts.currencies.get(name) for name in shops],
            "last_over": [facts.last_over([name], span) for name in shops],
        },
        schema=dict.fromkeys(("by_shop", "by_market", "by_currency"), pl.String)
        | {"last_over": pl.Date},
    )
