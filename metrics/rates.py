"""Converts sums of money, each at the rate of its own day."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from metrics.errors import Reason
from metrics.facts import Facts
from metrics.metric import N_
from metrics.period import Span

LONGEST_AGE = "7d"
"""A rate holds for so long, until the next one."""
NO_RATE: Final = N_(
    "There is no exchange rate for {currency} from {first} to {last} (nor in the 7 days before): "
    "its amounts are unknown. Load the European Central Bank's eurofxref-hist.csv."
)
NO_CURRENCY: Final = N_(
    "Amounts from {first} to {last} say no currency, so they are unknown. Add the shop to the "
    "settings with its currency."
)


def convert(
    frame: pl.DataFrame, groups: Sequence[str], facts: Facts, target: str
) -> tuple[pl.DataFrame, list[Reason]]:
    """Sums over `by_currency` and `rate_on` in the target currency, and what could not be.

    `fx_rates` holds units per 1 EUR. Sums are rounded to whole ten-thousandths. A sum that needs a
    rate that isn't there is unknown (`known_…` is 0), and the reason is given.
    """
    key = ["by_currency", "rate_on"]
    pairs = frame.select(key).unique().with_columns(target=pl.lit(target))
    rates = _with_factor(pairs, facts)
    frame = frame.join(rates.select(*key, "factor"), on=key, nulls_equal=True)
    sums = [name for name in frame.columns if name.startswith("value_")]
    totals = [total for name in sums for total in _total(name.removeprefix("value_"))]
    result = frame.group_by(groups).agg(totals) if groups else frame.select(totals)
    needed = frame.filter(pl.any_horizontal(pl.col(sums) != 0)).select(key)
    return result, _reasons(rates.join(needed, on=key, how="semi", nulls_equal=True))


def cross_rates(
    pairs: pl.DataFrame, facts: Facts, source: str, target: str, day: str
) -> tuple[pl.DataFrame, list[Reason]]:
    """`pairs` of currencies and days with `factor`: what 1 of `source` is in `target` on the day.

    Null where a rate is missing, and the reason is given.
    """
    named = pairs.with_columns(by_currency=source, target=target, rate_on=day)
    known = _with_factor(named, facts)
    return known.select(*pairs.columns, "factor"), _reasons(known)


def at_rates_of(facts: Facts, span: Span, other: Span) -> Facts:
    """The facts with the days of `span` at the rates of the days in the same place of `other`.

    Days beyond its end take its last day.
    """
    days = list(other.each_day())
    places = enumerate(span.each_day())
    rate_days = {day: days[min(n, len(days) - 1)] for n, day in places}
    return replace(facts, rate_days=rate_days, remembered=None)


def _total(n: str) -> list[pl.Expr]:
    amount = pl.col(f"value_{n}")
    converted = pl.when(amount == 0).then(0.0).otherwise(amount * pl.col("factor"))
    missing = (converted.is_null() & amount.is_not_null()).any()
    return [
        converted.sum().round().cast(pl.Int64).alias(f"value_{n}"),
        pl.when(missing).then(0).otherwise(pl.col(f"known_{n}").sum()).alias(f"known_{n}"),
        pl.col(f"rows_{n}").sum(),
    ]


def _with_factor(pairs: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """`pairs` of by_currency, target and rate_on with both rates of the day, and their quotient."""
    stored = facts.rates
    known = pairs.with_columns(
        rate_of=pl.col("rate_on").replace(list(facts.rate_days), list(facts.rate_days.values()))
    )
    for side, name in (("by_currency", "rate"), ("target", "target_rate")):
        known = _with_rate(known, stored, side, name)
    same = pl.col("by_currency") == pl.col("target")
    factor = pl.when(same).then(1.0).otherwise(pl.col("target_rate") / pl.col("rate"))
    return known.with_columns(factor=factor)


def _with_rate(pairs: pl.DataFrame, known: pl.DataFrame, side: str, name: str) -> pl.DataFrame:
    """Adds the rate of the currency at `side` on the day, under `name`; the euro's is 1."""
    found = pairs.sort("rate_of").join_asof(
        known.rename({"currency": side, "rate": name}).sort("date"),
        left_on="rate_of",
        right_on="date",
        by=side,
        strategy="backward",
        tolerance=LONGEST_AGE,
        check_sortedness=False,
    )
    is_euro = pl.col(side) == "EUR"
    return found.drop("date", strict=False).with_columns(
        pl.when(is_euro).then(1.0).otherwise(name).alias(name)
    )


def _reasons(rates: pl.DataFrame) -> list[Reason]:
    """One line per currency of which a rate is missing."""
    unknown = rates.filter(pl.col("factor").is_null())
    sides = [
        unknown.filter(pl.col(rate).is_null()).select(currency=currency, day="rate_of")
        for currency, rate in (("by_currency", "rate"), ("target", "target_rate"))
    ]
    missing = pl.concat(sides).group_by("currency").agg(first=pl.min("day"), last=pl.max("day"))
    return [
        Reason(
            NO_RATE if currency else NO_CURRENCY,
            {"currency": currency, "first": first, "last": last},
        )
        for currency, first, last in missing.sort("currency").rows()
    ]
