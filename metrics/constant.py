"""Constant rates: a period's money at the exchange rates of what it is compared with.

A change then splits exactly: growth is the value at constant rates less the previous value,
exchange is the value less itself at constant rates.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from metrics.compute import compute_spans
from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.metric import N_, Metric
from metrics.period import Span
from metrics.rates import at_rates_of
from metrics.values import difference

COLUMNS: Final = ("constant", "growth", "exchange")


def check(currency: str | None, compare: Span | None) -> None:
    """Raise `MetricError` where there is nothing to hold constant."""
    if currency is None:
        raise MetricError(N_("Constant rates need a currency to convert to: add --currency."))
    if compare is None:
        raise MetricError(N_("Constant rates need a period to take them from: add --compare."))


def with_constant(
    rows: pl.DataFrame,
    metrics: Sequence[Metric],
    facts: Facts,
    spans: tuple[Span, Span],
    cut: Cut,
    currency: str,
    clock: str | None,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """`rows` of the first span with `constant` and `constant_e4`, and why some are unknown.

    The rates are those of the second span. Only metrics with money have them. A group without rows
    in the span is worth the same at any rates.
    """
    money = [metric for metric in metrics if metric.has_money]
    if not money:
        nothing = pl.lit(None, pl.Float64)
        return rows.with_columns(constant=nothing, constant_e4=nothing.cast(pl.Int64)), ()
    there = at_rates_of(facts, *spans)
    found = compute_spans(money, there, spans[:1], cut, currency=currency, clock=clock)
    keys = ["metric", *cut.by]
    known = found.frames[0].select(
        *keys, constant="value", constant_e4="e4", converted=pl.lit(value=True)
    )
    joined = rows.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")
    absent = pl.col("converted").is_null() & pl.col("metric").is_in([one.name for one in money])
    return joined.with_columns(
        constant=pl.when(absent).then("value").otherwise("constant"),
        constant_e4=pl.when(absent).then("e4").otherwise("constant_e4"),
    ).drop("converted"), found.notes


def split(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with growth and exchange, where they have `constant` and `previous`."""
    return rows.with_columns(
        growth=difference("constant", "previous", "constant_e4", "previous_e4"),
        exchange=difference("value", "constant", "e4", "constant_e4"),
    )
