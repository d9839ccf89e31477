"""Durations with their spread: mean, median and the slowest tenth, as three metrics."""

from fractions import Fraction
from typing import Final

import narwhals as nw

from metrics.metric import Better, Kind, Measure, Metric, Rows, Unit, total

KINDS: Final = (Kind.MEAN, Kind.MEDIAN, Kind.P90)


def hours(
    name: str,
    labels: tuple[str, str, str],
    meaning: str,
    rows: Rows,
    column: str,
    covers: tuple[Measure, Measure] | None = None,
    *,
    seller_fulfilled: bool = True,
) -> tuple[Metric, ...]:
    """Mean, median and p90 of a column of minutes, in hours."""
    return tuple(
        Metric(
            name=f"{name}_{kind.value}",
            label=label,
            meaning=meaning,
            unit=Unit.HOURS,
            better=Better.LOWER,
            value=total(Measure(rows, kind, nw.col(column), seller_fulfilled=seller_fulfilled)),
            scale=Fraction(1, 60),
            covers=covers,
        )
        for kind, label in zip(KINDS, labels, strict=True)
    )


def days(
    name: str, labels: tuple[str, str, str], meaning: str, rows: Rows, column: str
) -> tuple[Metric, ...]:
    """Mean, median and p90 of a column of days."""
    return tuple(
        Metric(
            name=f"{name}_{kind.value}",
            label=label,
            meaning=meaning,
            unit=Unit.DAYS,
            better=Better.LOWER,
            value=total(Measure(rows, kind, nw.col(column))),
        )
        for kind, label in zip(KINDS, labels, strict=True)
    )
