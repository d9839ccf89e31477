"""The words that name periods, and the days that each means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from metrics.calendar import DAY, Calendar
from metrics.errors import PeriodError

EXAMPLES: Final = (
    "today, yesterday, last-7-days, this-week, last-month, mtd, qtd, ytd, 2026-10-17, 2026-W46, "
    "2026-10, 2026-Q3, 2026 or 2026-10-01..2026-10-17"
)
TO_DATE: Final[Mapping[str, str]] = {"mtd": "month", "qtd": "quarter", "ytd": "year"}
UNITS: Final = ("week", "month", "quarter", "year")
WORDS: Final = (
    "today",
    "yesterday",
    "last-7-days",
    *(f"{which}-{unit}" for which in ("this", "last") for unit in UNITS),
    *TO_DATE,
)
"""Those that follow from today."""


@dataclass(frozen=True)
class Words:
    """A period as written: `label` is the text, tidied; `unit` the calendar unit that it names,
    None for a span of so many days."""

    label: str
    unit: str | None
    days: Callable[[date, Calendar], tuple[date, date]]
    """First and last day, given today and the calendar; ValueError for what doesn't exist."""


def read(text: str) -> Words:
    """What a text says.

    Raises:
        PeriodError: no form of a period; names the nearest word.
    """
    label = re.sub(r"(?<=-)[wq](?=\d)", lambda letter: letter[0].upper(), text.strip().lower())
    label = re.sub(r"\s*\.\.\s*", "..", label)
    label = re.sub(r"^last-0+(?=\d)", "last-", label)
    for pattern, unit, days in _FORMS:
        if match := re.fullmatch(pattern, label, re.ASCII):
            named = match.groupdict()
            unit = named.get("unit") or TO_DATE.get(named.get("td", ""), unit)
            return Words(label, unit, _bound(days, match))
    near = get_close_matches(label, WORDS, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise PeriodError(f"{text!r} is not a period.{hint} Write one like {EXAMPLES}.")


_Days = Callable[[re.Match[str], date, Calendar], tuple[date, date]]


def _bound(days: _Days, match: re.Match[str]) -> Callable[[date, Calendar], tuple[date, date]]:
    return lambda today, calendar: days(match, today, calendar)


def _this(match: re.Match[str], today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.whole(match["unit"], today)[0], today


def _last(match: re.Match[str], today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.whole(match["unit"], calendar.whole(match["unit"], today)[0] - DAY)


def _to_date(match: re.Match[str], today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.whole(TO_DATE[match["td"]], today)[0], today


def _last_days(match: re.Match[str], today: date, _: Calendar) -> tuple[date, date]:
    return today - timedelta(days=int(match["n"])), today - DAY


def _span(match: re.Match[str], _today: date, _: Calendar) -> tuple[date, date]:
    return date.fromisoformat(match["first"]), date.fromisoformat(match["last"])


def _week(match: re.Match[str], _today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.week(int(match["year"]), int(match["week"]))


def _month(match: re.Match[str], _today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.month(int(match["year"]), int(match["month"]))


def _quarter(match: re.Match[str], _today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.quarter(int(match["year"]), int(match["quarter"]))


def _year(match: re.Match[str], _today: date, calendar: Calendar) -> tuple[date, date]:
    return calendar.year(int(match["year"]))


def _one_day(match: re.Match[str], _today: date, _: Calendar) -> tuple[date, date]:
    day = date.fromisoformat(match[0])
    return day, day


_UNIT: Final = f"(?P<unit>{'|'.join(UNITS)})"
_DATE: Final = r"[12]\d{3}-\d\d-\d\d"
_FORMS: Final[tuple[tuple[str, str | None, _Days], ...]] = (
    ("today", "day", lambda _match, today, _: (today, today)),
    ("yesterday", "day", lambda _match, today, _: (today - DAY, today - DAY)),
    (f"this-{_UNIT}", None, _this),
    (f"last-{_UNIT}", None, _last),
    (f"(?P<td>{'|'.join(TO_DATE)})", None, _to_date),
    (r"last-(?P<n>[1-9]\d{0,4})-days", None, _last_days),
    (rf"(?P<first>{_DATE})\.\.(?P<last>{_DATE})", None, _span),
    (r"(?P<year>[12]\d{3})-W(?P<week>\d\d)", "week", _week),
    (r"(?P<year>[12]\d{3})-Q(?P<quarter>[1-4])", "quarter", _quarter),
    (r"(?P<year>[12]\d{3})-(?P<month>\d\d)", "month", _month),
    (_DATE, "day", _one_day),
    (r"(?P<year>[12]\d{3})", "year", _year),
)
