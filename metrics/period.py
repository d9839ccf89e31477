"""Spans of days, the texts that name them, and what a span is compared with."""

import calendar as gregorian
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from metrics import period_words
from metrics.calendar import DAY, ISO, Calendar
from metrics.errors import PeriodError as PeriodError
from metrics.event_alignment import EVENT, this_and_before
from metrics.events import Occurrence, events

COMPARISONS: Final = (
    *("previous", "previous-full", "previous-year", "previous-year-weekday"),
    EVENT,
    *events(),
)
"""All but the periods, any of which will do."""


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both counted."""

    first: date
    last: date
    label: str
    unfinished: bool = False
    """The last day isn't over yet."""
    today: date | None = field(default=None, compare=False)
    """The day on which an unfinished span was asked for."""
    calendar: Calendar = ISO
    """How its days make weeks, months, quarters and years."""
    event: Occurrence | None = None
    """The event by which a comparison is aligned, as it was held in these days."""

    @property
    def last_over(self) -> date:
        """The last of its days that is over; the day before `first` where none is."""
        if not self.unfinished or self.today is None:
            return self.last
        return min(self.last, self.today - DAY)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def each_day(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def resolve(
    text: str, today: date, calendar: Calendar = ISO, *, may_lie_ahead: bool = False
) -> Span:
    """The span that `text` names when it is `today`; the label is the text, tidied.

    `last-n-days` ends yesterday; `this-…` and `…td` end today. A target may be for a period that
    lies ahead.

    >>> resolve("last-7-days", date(2026, 11, 22)).first
    datetime.date(2026, 11, 15)

    Raises:
        PeriodError: malformed, ends before it starts, or lies wholly in the future.
    """
    words = period_words.read(text)
    label = words.label
    try:
        first, last = words.days(today, calendar)
    except (ValueError, OverflowError) as error:
        raise PeriodError(f"{label!r} is not in the calendar ({error}).") from error
    if last < first:
        raise PeriodError(f"{label!r} ends before it starts: put the earlier day first.")
    if first > today and not may_lie_ahead:
        raise PeriodError(f"{label!r} lies in the future: today is {today}.")
    return Span(first, last, label, unfinished=last >= today, today=today, calendar=calendar)


def whole(span: Span) -> Span:
    """All days of the calendar unit that the label names (`mtd`: the month), else the same days.

    Its label holds on every day.

    >>> whole(resolve("mtd", date(2026, 11, 22))).label
    '2026-11'
    """
    unit = _unit(span.label)
    if unit is None:
        return replace(span, label=f"{span.first}..{span.last}")
    first, last = span.calendar.whole(unit, span.first)
    label = f"{first}" if unit == "day" else span.calendar.label(unit, first)
    return replace(span, first=first, last=last, label=label)


def comparison(span: Span, name: str, today: date, markets: Collection[str] = ()) -> Span:
    """What `span` is compared with: one of `COMPARISONS`, or any period text.

    An unfinished span is compared with as many days as have begun, counted from the start of
    the other one (31 March against 1-28 February); `previous-full` takes the other one whole, and
    so does a period text. Events are those of the shops' `markets`, of any where none is said.

    Raises:
        PeriodError: `name` is neither a comparison nor a period, or an event that can't be meant.
    """
    name = name.strip().lower()
    if name not in COMPARISONS:
        return _period_named(name, today, span.calendar)
    other = _by_event(span, name, markets) if _is_event(name) else _other(span, name)
    other = replace(other, calendar=span.calendar)
    if not span.unfinished or name == "previous-full":
        return other
    elapsed = min(span.last, today) - span.first
    return replace(other, last=min(other.last, other.first + elapsed))


def _period_named(name: str, today: date, calendar: Calendar) -> Span:
    try:
        period_words.read(name)
    except PeriodError as error:
        near = get_close_matches(name, [*COMPARISONS, *period_words.WORDS])
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise PeriodError(
            f"{name!r} is neither a comparison nor a period.{hint} "
            f"There are {', '.join(COMPARISONS)}, and periods like {period_words.EXAMPLES}."
        ) from error
    return resolve(name, today, calendar)


def _is_event(name: str) -> bool:
    return name == EVENT or name in events()


def _by_event(span: Span, name: str, markets: Collection[str]) -> Span:
    """The days that lie about the event as those of the span do about the one after."""
    this, before = this_and_before(span.first, span.last, name, markets)
    shift = this.first - before.first
    label = f"{this.name} ({before.first} for {this.first})"
    return Span(span.first - shift, span.last - shift, label, event=before)


def _other(span: Span, name: str) -> Span:
    """The whole span that `name` points to from `span`."""
    if name == "previous-year-weekday":
        shift = timedelta(days=364)
        return Span(span.first - shift, span.last - shift, name)
    unit = _unit(span.label)
    if name == "previous-year":
        first, last = _year_before(span, unit)
    elif unit:
        first, last = span.calendar.whole(unit, span.first - DAY)
    else:
        first, last = span.first - timedelta(days=span.days), span.first - DAY
    return Span(first, last, name)


def _year_before(span: Span, unit: str | None) -> tuple[date, date]:
    if unit == "week":
        year, week = span.calendar.week_number(span.first)
        return span.calendar.week(year - 1, min(week, _weeks_of(year - 1)))
    if unit:
        return span.calendar.whole(unit, _same_day_last_year(span.first))
    return _same_day_last_year(span.first), _same_day_last_year(span.last)


def _weeks_of(year: int) -> int:
    """52 or 53."""
    return date(year, 12, 28).isocalendar().week


def _same_day_last_year(day: date) -> date:
    """29 February becomes 28 February."""
    length = gregorian.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, length))


def _unit(label: str) -> str | None:
    """The calendar unit that a label names; None for a span of so many days."""
    try:
        return period_words.read(label).unit
    except PeriodError:
        return None
