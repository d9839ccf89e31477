"""When made-up buyers buy: growth, seasons, weekdays, pay days, campaigns, hours of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from loaders.demo.markets import MARKETS, Market
from loaders.demo.random import Floats, Ints

ANGLO: Final = {"6-6": 1.15, "7-8": 1.7, "7-9": 1.5, "9-9": 1.15, "11-11": 1.6, "12-12": 1.35}
DOUBLE: Final = {
    "3-3": 1.6, "4-4": 1.5, "5-5": 1.5, "6-6": 2.1, "7-7": 1.7, "8-8": 1.8, "9-9": 2.4,
    "10-10": 2.3, "11-11": 3.3, "12-12": 3.5, "12-11": 1.5, "11-10": 1.4,
}  # fmt: skip
WEEK: Final = {
    "west": (0.96, 0.95, 0.97, 1.0, 1.03, 1.04, 1.05),
    "east": (0.97, 0.96, 0.98, 1.0, 1.06, 1.03, 1.0),
}
HOURS: Final = (
    8, 5, 3, 2, 2, 4, 9, 16, 22, 27, 30, 34, 39, 36, 31, 30, 32, 36, 44, 58, 72, 70, 46, 20,
)  # fmt: skip
EVENT: Final = 1.4
"""From this lift on a day is a campaign day: deeper discounts, slower warehouses, more ads."""


@dataclass(frozen=True, eq=False)
class Calendar:
    """All days of the made-up shops; grids are shops × days, days count from the first."""

    days: tuple[date, ...]
    opened: Ints
    """First day of each shop."""
    lift: Floats
    """Times an ordinary day's orders that campaigns bring."""
    weights: Floats
    """Share of all orders, not yet summing to 1."""


def make_calendar(until: date, rng: np.random.Generator) -> Calendar:
    """The two years up to `until`."""
    openings = [opening(market, until) for market in MARKETS]
    first = min(openings)
    days = tuple(first + timedelta(days=n) for n in range((until - first).days + 1))
    lift = np.array([[campaign_lift(market, day) for day in days] for market in MARKETS])
    opened = np.array([(day - first).days for day in openings])
    weights = np.array([_plain(*one, days) for one in zip(MARKETS, opened, strict=True)]) * lift
    return Calendar(days, opened, lift, weights * _moods(rng, weights.shape))


def opening(market: Market, until: date) -> date:
    """The first day of a shop whose last day is `until`."""
    last = until + timedelta(days=1)
    if (last.month, last.day) == (2, 29):
        last = last.replace(day=28)
    return last.replace(year=last.year - market.years)


def campaign_lift(market: Market, day: date) -> float:
    """How many times an ordinary day's orders the campaigns of `day` bring."""
    key = f"{day.month}-{day.day}"
    if market.shop.market in ("US", "GB", "DE"):
        return max(ANGLO.get(key, 1.0), _black_friday(day))
    lift = DOUBLE.get(key, 1.28 if day.day in (25, 26, 27) else 1.0)
    return lift * (_ramadan(day) if market.shop.market == "ID" else _songkran(day))


def hour_of_day(rng: np.random.Generator, size: int) -> Ints:
    """Seconds since midnight, most in the evening."""
    edges = np.cumsum(HOURS) / sum(HOURS)
    hours = np.searchsorted(edges, rng.random(size), side="right")
    return hours.astype(np.int64) * 3600 + rng.integers(0, 3600, size)


def _plain(market: Market, opened: int, days: Sequence[date]) -> Floats:
    season = [1 + 0.16 * np.cos((day.timetuple().tm_yday - 345) / 365 * 2 * np.pi) for day in days]
    west = market.cod == 0
    if not west:
        season = [1 + (part - 1) / 3 for part in season]
    week = [WEEK["west" if west else "east"][day.weekday()] for day in days]
    age = np.arange(len(days)) - opened
    grown = np.exp(market.growth * age / 365)
    if opened > 0:
        grown = grown * (1 - 0.8 * np.exp(-np.maximum(age, 0) / 40))
    return np.where(age < 0, 0.0, market.share * grown * np.array(season) * np.array(week))


def _moods(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Good and bad weeks, and the noise of a day."""
    shocks = rng.normal(0, 0.03, shape)
    slow = np.zeros(shape)
    for day in range(1, shape[1]):
        slow[:, day] = slow[:, day - 1] * 0.95 + shocks[:, day]
    return np.exp(slow + rng.normal(0, 0.06, shape))


def _black_friday(day: date) -> float:
    thanksgiving = next(date(day.year, 11, n) for n in range(22, 29) if _is_thursday(day.year, n))
    after = (day - thanksgiving).days
    if -4 <= after < 0:
        return 1.45
    return {0: 1.6, 1: 3.4, 2: 2.0, 3: 1.9, 4: 2.6}.get(after, 1.0)


def _is_thursday(year: int, day: int) -> bool:
    return date(year, 11, day).weekday() == 3


def _ramadan(day: date) -> float:
    """More in the weeks of fasting, most before the feast, little during it."""
    for year in (day.year - 580, day.year - 579, day.year - 578):
        past = (day - _first_of_ramadan(year)).days
        if 0 <= past < 37:
            return 1.25 if past < 17 else 1.75 if past < 27 else 0.5 if past >= 29 else 1.0
    return 1.0


def _first_of_ramadan(year: int) -> date:
    """By the tabular Islamic calendar, which may be a day off the sighted one."""
    days = 236 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(227_015 + days)


def _songkran(day: date) -> float:
    if day.month != 4:
        return 1.0
    return 1.5 if 1 <= day.day <= 9 else 0.55 if 12 <= day.day <= 16 else 1.0
