"""Events by which shops sell (11.11, Ramadan, …) and when they are: the table is `events.toml`."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from metrics.calendar import DAY


@dataclass(frozen=True)
class Occurrence:
    """An event as it is held once."""

    name: str
    first: date
    last: date

    def away(self, first: date, last: date) -> timedelta:
        """How far it is from a span of days; 0 where they meet."""
        return max(self.first - last, first - self.last, timedelta())

    def __str__(self) -> str:
        return f"{self.name} ({self.first})"


@dataclass(frozen=True)
class Event:
    """An event; `markets` is None where every market has it."""

    name: str
    markets: frozenset[str] | None
    held: Callable[[int], list[Occurrence]]
    """Its occurrences that begin in a year."""

    def is_of(self, markets: Collection[str]) -> bool:
        """Whether one of the markets has it; any has where none is said."""
        return self.markets is None or not markets or not self.markets.isdisjoint(markets)

    def around(self, first: date, last: date) -> list[Occurrence]:
        """Its occurrences in the years of a span, and in those before and after."""
        years = range(max(first.year - 2, 1), min(last.year + 2, 9998) + 1)
        return [one for year in years for one in self.held(year)]

    def before(self, this: Occurrence) -> Occurrence | None:
        """The occurrence before one; None where the table begins with it."""
        earlier = [one for one in self.around(this.first, this.last) if one.first < this.first]
        return max(earlier, key=lambda one: one.first, default=None)


@cache
def events() -> Mapping[str, Event]:
    """All of them by name."""
    text = Path(__file__).with_name("events.toml").read_text("utf-8")
    return {said["name"]: _event(said) for said in tomllib.loads(text)["events"]}


def event_days(first: date, last: date, markets: Collection[str]) -> dict[date, str]:
    """The days of a span on which a market has an event, and which: `ramadan, lunar-new-year`."""
    found: dict[date, list[str]] = {}
    for event in events().values():
        if not event.is_of(markets):
            continue
        for one in event.around(first, last):
            start, days = max(one.first, first), (min(one.last, last) - max(one.first, first)).days
            for n in range(days + 1):
                found.setdefault(start + n * DAY, []).append(event.name)
    return {day: ", ".join(names) for day, names in sorted(found.items())}


def without(name: str, markets: Collection[str]) -> list[str]:
    """Those of the markets that don't have the event."""
    return sorted(market for market in set(markets) if not events()[name].is_of([market]))


def _event(said: Mapping[str, Any]) -> Event:
    name, markets = said["name"], frozenset(said["markets"])
    return Event(name, None if "*" in markets else markets, _held(name, said))


def _held(name: str, said: Mapping[str, Any]) -> Callable[[int], list[Occurrence]]:
    if "spans" in said:
        spans = [Occurrence(name, *days) for days in said["spans"]]
        return lambda year: [one for one in spans if one.first.year == year]
    if "rule" in said:
        first_in = _RULES[said["rule"]]
    else:
        month, day = map(int, said["day"].split("-"))

        def first_in(year: int) -> date:
            return date(year, month, day)

    more = (said.get("days", 1) - 1) * DAY
    return lambda year: [Occurrence(name, first_in(year), first_in(year) + more)]


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


_RULES: Final[Mapping[str, Callable[[int], date]]] = {"black-friday": _black_friday}
