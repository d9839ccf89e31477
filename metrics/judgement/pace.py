"""Whether a target will be met: what is needed a day, and where the period will end.

What is still to come is the shop's present level (newer days weigh more) × the weights of the days
that are left, not the days that have passed ÷ their number. The range is how far the same method
was off, at the same point of the same number of days, each week of the last year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import fsum
from statistics import quantiles
from typing import Final

from metrics.facts import Facts
from metrics.judgement.exact import Where
from metrics.judgement.seasons import Seasons, weekdays
from metrics.judgement.series import (
    DAY,
    Days,
    check_adds_up,
    each_day,
    series_of,
)
from metrics.metric import Metric
from metrics.period import Span, whole

WEEKS: Final = 8
LEAST_DAYS: Final = 28
HALF_LIFE: Final = 10
"""A day so many days ago counts half as much for the present level."""
TRIALS: Final = 52
LEAST_TRIALS: Final = 8
HISTORY: Final = timedelta(days=800)


@dataclass(frozen=True)
class Pace:
    """Where a period stands after the day `elapsed`.

    `so_far` is null where no day is known at all. `projected`: its end; null where less than four
    weeks are known. `low`, `high`: four in five such projections end between them; null where fewer
    than eight weeks tell. `progress` and `needed_a_day` are null without a target, the latter also
    without a day left.
    """

    elapsed: date
    days_left: int
    so_far: float | None
    projected: float | None
    low: float | None
    high: float | None
    target: float | None
    progress: float | None
    needed_a_day: float | None
    currency: str | None = None


def pace_of(
    metric: Metric,
    facts: Facts,
    span: Span,
    target: float | None = None,
    where: Where | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
    alike: Mapping[date, date] | None = None,
) -> Pace:
    """The pace of a metric in all of the period that `span` names (`mtd`: the month).

    `alike`: event days → the days of the year before that they are like.

    Raises:
        MetricError: a metric that isn't the sum of its days; several currencies.
    """
    check_adds_up(metric)
    period = whole(span)
    series = series_of(metric, facts, period, HISTORY, where, currency=currency, clock=clock)
    found = pace(series.days, period.first, period.last, series.last, target, alike)
    return replace(found, currency=series.currency if metric.has_money else None)


def pace(
    days: Days,
    first: date,
    last: date,
    elapsed: date,
    target: float | None = None,
    alike: Mapping[date, date] | None = None,
) -> Pace:
    """Where the period from `first` to `last` stands. `days`: its history and its days so far."""
    known = {day: value for day, value in days.items() if day <= elapsed}
    seasons = Seasons(known, alike)
    so_far = fsum(known.get(day, 0) for day in each_day(first, elapsed)) if known else None
    left = max(0, (last - elapsed).days)
    rest = expected(known, elapsed, last, seasons) if known else None
    trials = _errors(known, last, elapsed, seasons)
    low, high = _tenths(trials) if rest is not None else (None, None)
    ends = [
        None if off is None or rest is None or so_far is None else so_far + rest * off
        for off in (1.0, low, high)
    ]
    asked = target is not None and so_far is not None
    return Pace(
        elapsed=elapsed,
        days_left=left,
        so_far=so_far,
        projected=ends[0],
        low=ends[1],
        high=ends[2],
        target=target,
        progress=so_far / target if asked and target else None,
        needed_a_day=max(0.0, target - so_far) / left if asked and left else None,
    )


def expected(days: Days, elapsed: date, last: date, seasons: Seasons) -> float | None:
    """What the days after `elapsed` up to `last` will bring; None where too little is known."""
    if elapsed >= last:
        return 0.0
    recent = each_day(elapsed - timedelta(days=7 * WEEKS - 1), elapsed)
    plain = {day: days[day] / seasons.of(day) for day in recent if day in days}
    if len(plain) < LEAST_DAYS:
        return None
    weekday = weekdays(plain)
    ages = {day: 0.5 ** ((elapsed - day).days / HALF_LIFE) for day in plain}
    weight = sum(ages[day] * weekday[day.weekday()] for day in plain)
    level = sum(ages[day] * value for day, value in plain.items()) / weight if weight else 0.0
    return sum(
        level * weekday[day.weekday()] * seasons.of(day) for day in each_day(elapsed + DAY, last)
    )


def _errors(days: Days, last: date, elapsed: date, seasons: Seasons) -> list[float]:
    """True ÷ expected, so many days ahead, each week of the last year whose end is known."""
    ahead, errors = last - elapsed, []
    if not ahead:
        return []
    for n in range(TRIALS):
        then = elapsed - ahead - timedelta(days=7 * n)
        came = [days.get(day) for day in each_day(then + DAY, then + ahead)]
        guess = expected(days, then, then + ahead, seasons)
        if guess and None not in came:
            errors.append(fsum(value for value in came if value is not None) / guess)
    return errors


def _tenths(errors: Sequence[float]) -> tuple[float | None, float | None]:
    """The tenth and the ninetieth in a hundred."""
    if len(errors) < LEAST_TRIALS:
        return None, None
    tenths = quantiles(errors, n=10, method="exclusive")
    return tenths[0], tenths[-1]
