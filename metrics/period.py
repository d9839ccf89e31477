"""Spans of days, the words that name them, and what a span is compared with."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

COMPARISONS: Final = ("previous", "previous-full", "previous-year", "previous-year-weekday")

_EXAMPLES: Final = (
    "today, yesterday, last-7-days, this-week, last-month, mtd, qtd, ytd, 2026-10-17, 2026-W46, "
    "2026-10, 2026-Q3, 2026 or 2026-10-01..2026-10-17"
)
_DAY: Final = timedelta(days=1)
_TO_DATE: Final = {"mtd": "month", "qtd": "quarter", "ytd": "year"}


class PeriodError(ValueError):
    """A period that can't be understood, ends before it starts or lies in the future."""


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

    @property
    def last_over(self) -> date:
        """The last of its days that is over; the day before `first` where none is."""
        if not self.unfinished or self.today is None:
            return self.last
        return min(self.last, self.today - _DAY)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def each_day(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.days))

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def resolve(text: str, today: date, *, may_lie_ahead: bool = False) -> Span:
    """The span that `text` names when it is `today`; the label is the text, tidied.

    `last-n-days` ends yesterday; `this-…` and `…td` end today; weeks are ISO. A target may be for a
    period that lies ahead.

    >>> resolve("last-7-days", date(2026, 11, 22)).first
    datetime.date(2026, 11, 15)

    Raises:
        PeriodError: malformed, ends before it starts, or lies wholly in the future.
    """
    label, _, read, match = _form(text)
    try:
        first, last = read(match, today)
    except ValueError as error:
        raise PeriodError(f"{label!r} is not in the calendar ({error}).") from error
    if last < first:
        raise PeriodError(f"{label!r} ends before it starts: put the earlier day first.")
    if first > today and not may_lie_ahead:
        raise PeriodError(f"{label!r} lies in the future: today is {today}.")
    return Span(first, last, label, unfinished=last >= today, today=today)


def whole(span: Span) -> Span:
    """All days of the calendar unit that the label names (`mtd`: the month), else the same days.

    Its label holds on every day.

    >>> whole(resolve("mtd", date(2026, 11, 22))).label
    '2026-11'
    """
    unit = _unit(span.label)
    first, last = _whole(unit, span.first) if unit else (span.first, span.last)
    names = {
        "day": f"{first}",
        "week": f"{first:%G-W%V}",
        "month": f"{first:%Y-%m}",
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "year": f"{first.year}",
    }
    return replace(span, first=first, last=last, label=names.get(unit or "", f"{first}..{last}"))


def comparison(period: str | Span, name: str, today: date) -> Span:
    """The span that `period` is compared with: one of `COMPARISONS`, or any period text.

    An unfinished period is compared with as many days as have begun, counted from the start of
    the other span (31 March against 1-28 February); `previous-full` takes the other span whole.

    Raises:
        PeriodError: `name` is neither a comparison nor a period.
    """
    span = resolve(period, today) if isinstance(period, str) else period
    name = name.strip().lower()
    if name not in COMPARISONS:
        try:
            return resolve(name, today)
        except PeriodError as error:
            raise PeriodError(f"{error} Comparisons: {', '.join(COMPARISONS)}.") from error
    other = _other(span, name)
    if not span.unfinished or name == "previous-full":
        return other
    elapsed = min(span.last, today) - span.first
    return replace(other, last=min(other.last, other.first + elapsed))


def _other(span: Span, name: str) -> Span:
    """The whole span that `name` points to from `span`."""
    if name == "previous-year-weekday":
        shift = timedelta(days=364)
        return Span(span.first - shift, span.last - shift, name)
    unit = _unit(span.label)
    if name == "previous-year":
        first, last = _year_before(span, unit)
    elif unit:
        first, last = _whole(unit, span.first - _DAY)
    else:
        first, last = span.first - timedelta(days=span.days), span.first - _DAY
    return Span(first, last, name)


def _year_before(span: Span, unit: str | None) -> tuple[date, date]:
    if unit == "week":
        year, week, _ = span.first.isocalendar()
        week = min(week, date(year - 1, 12, 28).isocalendar().week)
        return _whole("week", date.fromisocalendar(year - 1, week, 1))
    if unit:
        return _whole(unit, _same_day_last_year(span.first))
    return _same_day_last_year(span.first), _same_day_last_year(span.last)


def _same_day_last_year(day: date) -> date:
    """29 February becomes 28 February."""
    length = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, length))


def _whole(unit: str, day: date) -> tuple[date, date]:
    """First and last day of the week, month, quarter or year that holds `day`."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = (day.month - 1) // months * months + 1
    end = start + months - 1
    return date(day.year, start, 1), date(day.year, end, calendar.monthrange(day.year, end)[1])


def _unit(label: str) -> str | None:
    """The calendar unit that a label names; None for a span of so many days."""
    try:
        return _form(label)[1]
    except PeriodError:
        return None


def _form(text: str) -> tuple[str, str | None, "_Read", re.Match[str]]:
    """The tidied text, its calendar unit, how to read its days, and what of it matched."""
    label = re.sub(r"(?<=-)[wq](?=\d)", lambda letter: letter[0].upper(), text.strip().lower())
    label = re.sub(r"\s*\.\.\s*", "..", label)
    label = re.sub(r"^last-0+(?=\d)", "last-", label)
    for pattern, unit, read in _FORMS:
        if match := re.fullmatch(pattern, label, re.ASCII):
            named = match.groupdict()
            return label, named.get("unit") or _TO_DATE.get(named.get("td", ""), unit), read, match
    raise PeriodError(f"{text!r} is not a period. Write one like {_EXAMPLES}.")


_Read = Callable[[re.Match[str], date], tuple[date, date]]


def _this(match: re.Match[str], today: date) -> tuple[date, date]:
    return _whole(match["unit"], today)[0], today


def _last(match: re.Match[str], today: date) -> tuple[date, date]:
    return _whole(match["unit"], _whole(match["unit"], today)[0] - _DAY)


def _to_date(match: re.Match[str], today: date) -> tuple[date, date]:
    return _whole(_TO_DATE[match["td"]], today)[0], today


def _last_days(match: re.Match[str], today: date) -> tuple[date, date]:
    return today - timedelta(days=int(match["n"])), today - _DAY


def _span(match: re.Match[str], _today: date) -> tuple[date, date]:
    return date.fromisoformat(match["first"]), date.fromisoformat(match["last"])


def _week(match: re.Match[str], _today: date) -> tuple[date, date]:
    return _whole("week", date.fromisocalendar(int(match["year"]), int(match["week"]), 1))


def _month(match: re.Match[str], _today: date) -> tuple[date, date]:
    return _whole("month", date(int(match["year"]), int(match["month"]), 1))


def _quarter(match: re.Match[str], _today: date) -> tuple[date, date]:
    return _whole("quarter", date(int(match["year"]), 3 * int(match["quarter"]), 1))


def _year(match: re.Match[str], _today: date) -> tuple[date, date]:
    return _whole("year", date(int(match["year"]), 1, 1))


def _one_day(match: re.Match[str], _today: date) -> tuple[date, date]:
    return _whole("day", date.fromisoformat(match[0]))


_DATE: Final = r"[12]\d{3}-\d\d-\d\d"
_FORMS: Final[tuple[tuple[str, str | None, _Read], ...]] = (
    ("today", "day", lambda _, today: (today, today)),
    ("yesterday", "day", lambda _, today: (today - _DAY, today - _DAY)),
    (r"this-(?P<unit>week|month|quarter|year)", None, _this),
    (r"last-(?P<unit>week|month|quarter|year)", None, _last),
    (r"(?P<td>mtd|qtd|ytd)", None, _to_date),
    (r"last-(?P<n>[1-9]\d{0,4})-days", None, _last_days),
    (rf"(?P<first>{_DATE})\.\.(?P<last>{_DATE})", None, _span),
    (r"(?P<year>[12]\d{3})-W(?P<week>\d\d)", "week", _week),
    (r"(?P<year>[12]\d{3})-Q(?P<quarter>[1-4])", "quarter", _quarter),
    (r"(?P<year>[12]\d{3})-(?P<month>\d\d)", "month", _month),
    (_DATE, "day", _one_day),
    (r"(?P<year>[12]\d{3})", "year", _year),
)
