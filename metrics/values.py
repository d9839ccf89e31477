"""From aligned totals to values: unknown stays null, money leaves its ten-thousandths here."""

from collections.abc import Mapping

import polars as pl

from metrics.metric import ADDITIVE, Kind, Measure, Metric, Term, Unit

E4 = 10_000


RESULTS = {"value": pl.Float64, "e4": pl.Int64, "complete": pl.Boolean, "covers": pl.Float64}
"""What is known of a metric; `e4` is its value in ten-thousandths where that is whole."""


NOTHING = {"complete": True}
"""A result that a metric doesn't have is this, else null."""


Counted = Mapping[Measure, int]
"""Measure → the number of its total."""


def amounts(measures: Mapping[int, Measure]) -> list[pl.Expr]:
    """The total of each measure, by its number: `amount_n`."""
    return [amount(measure, n).alias(f"amount_{n}") for n, measure in measures.items()]


def results(metric: Metric, need: int, counted: Counted, *, by_currency: bool) -> list[pl.Expr]:
    """The results that a metric has, named `metric:result`, out of `amounts`.

    `need` numbers its columns of coverage, `counted` the totals of its measures. By currency, a
    group is known too if it has rows: of a shop that is covered and sells in another.
    """
    is_known = pl.col(f"known_for_{need}")
    if by_currency:
        has_rows = [pl.col(f"value_{n}").is_not_null() for n in counted.values()]
        is_known |= pl.col(f"anywhere_for_{need}") & pl.any_horizontal(has_rows)
    total = _sum(metric.value, counted)
    value = pl.when(is_known).then(_value(metric, total, need, counted))
    found = {"value": value, "complete": ~is_known | pl.col(f"whole_for_{need}")}
    if metric.unit is Unit.MONEY and not _divides(metric):
        found["e4"] = pl.when(is_known).then(total)
    if metric.covers:
        known, whole = (pl.col(f"amount_{counted[measure]}") for measure in metric.covers)
        partly = value.is_not_null() & (known != whole)
        found["covers"] = pl.when(partly).then(ratio(known, whole))
    return [
        result.cast(RESULTS[name]).alias(f"{metric.name}:{name}") for name, result in found.items()
    ]


def _value(metric: Metric, total: pl.Expr, need: int, counted: Counted) -> pl.Expr:
    if metric.scale.numerator != 1:
        total = total * metric.scale.numerator
    below = metric.scale.denominator * (E4 if metric.unit is Unit.MONEY else 1)
    if metric.per_day:
        return ratio(total, pl.col(f"days_for_{need}").cast(pl.Int64) * below)
    if metric.per:
        per = _sum(metric.per, counted)
        return ratio(total, per * below if below != 1 else per)
    return divided(total, below) if below != 1 else total


def _divides(metric: Metric) -> bool:
    return metric.per_day or bool(metric.per) or metric.scale != 1


def divided(value: pl.Expr, by: int) -> pl.Expr:
    """Exactly: 199900 ÷ 10000 is 19.99.

    By a column, because Polars divides by a constant as multiplication with its inverse, and that
    gives 19.990000000000002.
    """
    return value / (value * 0 + by)


def difference(one: str, other: str, one_e4: str, other_e4: str) -> pl.Expr:
    """One column less the other: exactly, where both are known in whole ten-thousandths."""
    exact = divided(pl.col(one_e4) - pl.col(other_e4), E4)
    return pl.coalesce(exact, pl.col(one) - pl.col(other))


def ratio(value: pl.Expr, per: pl.Expr) -> pl.Expr:
    """Total ÷ total; null where there is nothing to divide by."""
    return pl.when(per != 0).then(value / per)


def _sum(terms: tuple[Term, ...], counted: Counted) -> pl.Expr:
    signed = [_signed(sign, counted[measure]) for sign, measure in terms]
    total = signed[0]
    for term in signed[1:]:
        total = total + term
    return total


def _signed(sign: int, n: int) -> pl.Expr:
    return pl.col(f"amount_{n}") if sign == 1 else -pl.col(f"amount_{n}")


def amount(measure: Measure, n: int) -> pl.Expr:
    """A measure's total: 0 where its group has no row, null where all its rows are unknown."""
    value = pl.col(f"value_{n}")
    if measure.kind is Kind.MEAN:
        return ratio(value, pl.col(f"known_{n}"))
    if measure.kind not in {*ADDITIVE, Kind.DISTINCT}:
        return value
    value = value.cast(pl.Int64).fill_null(0)
    if measure.value is None and measure.where is None:
        return value
    if measure.kind is Kind.DISTINCT:
        value = value - (pl.col(f"gap_{n}").fill_null(0) > 0).cast(pl.Int64)
    nothing_known = (pl.col(f"known_{n}") == 0) & (pl.col(f"rows_{n}") > 0)
    return pl.when(~nothing_known.fill_null(value=False)).then(value)
