"""Days aligned by an event: the week of 11.11 beside the week of 11.11 a year before."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from metrics.errors import PeriodError
from metrics.events import Occurrence, events

EVENT: Final = "event"
"""The word for the event that a period holds, or else the one near it."""
NEAR: Final = timedelta(days=14)
"""How far from a period an event may be that isn't named."""
FAR: Final = timedelta(days=60)
"""How far from a period an event may be that is."""


def this_and_before(
    first: date, last: date, name: str, markets: Collection[str]
) -> tuple[Occurrence, Occurrence]:
    """The event that a span of days is about, and the same event before: `name` or `EVENT`.

    Raises:
        PeriodError: the markets don't have the event, none or several are meant, or the one before
            isn't in the table.
    """
    this = _only(first, last, markets) if name == EVENT else _named(first, last, name, markets)
    before = events()[this.name].before(this)
    if before is None:
        raise PeriodError(
            f"When {this.name} was before {this.first} isn't in the table of events: compare with "
            "a span of days instead, such as 2025-10-01..2025-10-17."
        )
    return this, before


def applicable(first: date, last: date, markets: Collection[str]) -> list[Occurrence]:
    """The events of the markets that a span of days holds, or else those near it, by their day."""
    nearest = {
        name: min(event.around(first, last), key=lambda one: one.away(first, last), default=None)
        for name, event in events().items()
        if event.is_of(markets)
    }
    known = [one for one in nearest.values() if one]
    held = [one for one in known if not one.away(first, last)]
    near = [one for one in known if one.away(first, last) <= NEAR]
    return sorted(held or near, key=lambda one: one.first)


def _named(first: date, last: date, name: str, markets: Collection[str]) -> Occurrence:
    event = events()[name]
    if not event.is_of(markets):
        has = ", ".join(one.name for one in events().values() if one.is_of(markets))
        raise PeriodError(f"There is no {name} in {' or '.join(sorted(markets))}, but {has}.")
    found = event.around(first, last)
    held = [one for one in found if not one.away(first, last)]
    if len(held) > 1:
        raise PeriodError(
            f"{first} to {last} holds {name} more than once "
            f"({', '.join(str(one.first) for one in held)}): choose a period around one of them."
        )
    nearest = min(found, key=lambda one: one.away(first, last), default=None)
    if nearest is None or nearest.away(first, last) > FAR:
        when = f"; the nearest is on {nearest.first}" if nearest else ""
        raise PeriodError(
            f"{first} to {last} is more than {FAR.days} days from {name}{when}: choose a period "
            "around it, or compare with previous-year."
        )
    return nearest


def _only(first: date, last: date, markets: Collection[str]) -> Occurrence:
    found = applicable(first, last, markets)
    if len(found) == 1:
        return _named(first, last, found[0].name, markets)
    if found:
        raise PeriodError(
            f"{first} to {last} is about several events: {', '.join(map(str, found))}. "
            f"Compare with one of them by its name, such as {found[0].name}."
        )
    names = ", ".join(one.name for one in events().values() if one.is_of(markets))
    raise PeriodError(
        f"No event is in {first} to {last}, or within {NEAR.days} days of it. "
        f"Compare with one by its name: {names}."
    )
