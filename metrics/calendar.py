"""How days make weeks, months, quarters and years: as ISO says, or as a company's year runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "year": 12}
"""How many months each unit has."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """When weeks, months and years start, and so which days their names mean.

    A week goes by the ISO week with which it shares most days, a month by the calendar month in
    which it ends; a year by the calendar year of its first month, and its quarters are counted from
    there (docs/decisions/0007).
    """

    week_start: int = 0
    """0 is Monday."""
    month_start: int = 1
    """Day of the calendar month, 1 to 28."""
    year_start: int = 1
    """Month, 1 to 12."""

    def whole(self, unit: str, day: date) -> tuple[date, date]:
        """First and last day of the day, week, month, quarter or year that holds `day`.

        >>> Calendar(month_start=26).whole("month", date(2026, 10, 3))[0]
        datetime.date(2026, 9, 26)
        """
        if unit == "day":
            return day, day
        if unit == "week":
            first = day - timedelta(days=(day.weekday() - self.week_start) % 7)
            return first, first + timedelta(days=6)
        count, start = MONTHS[unit], self.year_start - 1
        return self._months((self._month_of(day) - start) // count * count + start, count)

    def label(self, unit: str, day: date) -> str:
        """The name of the week, month, quarter or year that holds `day`.

        >>> Calendar(year_start=4).label("quarter", date(2027, 2, 14))
        '2026-Q4'
        """
        if unit == "week":
            year, week = self.week_number(day)
            return f"{year}-W{week:02}"
        month = self._month_of(day)
        if unit == "month":
            return f"{month // 12}-{month % 12 + 1:02}"
        month -= self.year_start - 1
        year = f"{month // 12}"
        return year if unit == "year" else f"{year}-Q{month % 12 // 3 + 1}"

    def week_number(self, day: date) -> tuple[int, int]:
        """Year and number of the week that holds `day`."""
        fourth = self.whole("week", day)[0] + 3 * DAY
        return fourth.isocalendar()[:2]

    def week(self, year: int, week: int) -> tuple[date, date]:
        """The days of a week by its number; ValueError where the year has no such week."""
        monday = date.fromisocalendar(year, week, 1)
        first = monday + ((self.week_start + 3) % 7 - 3) * DAY
        return first, first + 6 * DAY

    def month(self, year: int, month: int) -> tuple[date, date]:
        """The days of a month by its name; ValueError where there is no such month."""
        return self._months(_number(date(year, month, 1)), 1)

    def quarter(self, year: int, quarter: int) -> tuple[date, date]:
        """The days of the first to fourth quarter of a year."""
        return self._months(12 * year + self.year_start - 1 + 3 * (quarter - 1), 3)

    def year(self, year: int) -> tuple[date, date]:
        """The days of a year by its name."""
        return self._months(12 * year + self.year_start - 1, 12)

    def _month_of(self, day: date) -> int:
        """The number of the month that holds `day`: of the calendar month in which it ends."""
        if self.month_start == 1:
            return _number(day)
        return _number(day) + (day.day >= self.month_start)

    def _months(self, month: int, count: int) -> tuple[date, date]:
        return self._first_of(month), self._first_of(month + count) - DAY

    def _first_of(self, month: int) -> date:
        starts_in = month if self.month_start == 1 else month - 1
        return date(starts_in // 12, starts_in % 12 + 1, self.month_start)


ISO: Final = Calendar()
"""Weeks from Monday, months from the 1st, years from January."""


def _number(day: date) -> int:
    """Months since the year 0."""
    return 12 * day.year + day.month - 1
