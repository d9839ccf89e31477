"""How much more than an ordinary day some day brings: its weekday, and what it was a year ago."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import fmean, median
from typing import Final

from metrics.judgement.series import Days

NEAR: Final = 21
"""A day of last year is seen beside so many days before and after it."""
LEAST_NEAR: Final = 35
STANDS_OUT: Final = 3.5
"""It counts where it is so many robust standard deviations off them: less is chance."""
TO_DEVIATION: Final = 1.4826
LEAST_SPREAD: Final = 0.1
MOST: Final = 4.0


class Seasons:
    """Weights of days, of the history in `days`.

    `alike` names the day that an event day is like (this year's Black Friday → last year's); every
    other day is like the same date a year before.
    """

    def __init__(self, days: Days, alike: Mapping[date, date] | None = None) -> None:
        self._days = days
        self._alike = alike or {}
        self._known: dict[date, float] = {}

    def of(self, day: date) -> float:
        """How many ordinary days the like of this day was worth; 1 unless it stood out."""
        if day not in self._known:
            self._known[day] = self._weight(self._alike.get(day, _year_before(day)))
        return self._known[day]

    def _weight(self, day: date) -> float:
        around = (day + timedelta(days=n) for n in range(-NEAR, NEAR + 1) if n)
        near = [self._days[one] for one in around if one in self._days]
        if day not in self._days or len(near) < LEAST_NEAR:
            return 1.0
        usual = median(near)
        spread = median(abs(value - usual) for value in near) * TO_DEVIATION
        off = abs(self._days[day] - usual)
        if usual <= 0 or off < STANDS_OUT * max(spread, LEAST_SPREAD * usual):
            return 1.0
        return min(MOST, max(1 / MOST, self._days[day] / usual))


def weekdays(plain: Days) -> dict[int, float]:
    """Weekday → how many ordinary days it is worth; their mean is 1."""
    means = {
        n: _mean(value for day, value in plain.items() if day.weekday() == n) for n in range(7)
    }
    middle = fmean(means.values())
    return {n: value / middle if middle else 1.0 for n, value in means.items()}


def _mean(values: Iterable[float]) -> float:
    return fmean(known) if (known := list(values)) else 0.0


def _year_before(day: date) -> date:
    """29 February becomes 28 February."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
