"""Weeks, months, quarters and years, as ISO says and as companies count them."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import ISO, MONTHS, Calendar
from metrics.period import PeriodError, comparison, resolve

TODAY = date(2026, 11, 22)  # a Sunday

FROM_26TH = Calendar(month_start=26)
FROM_APRIL = Calendar(year_start=4)
FROM_SUNDAY = Calendar(week_start=6)
ALL_THREE = Calendar(week_start=5, month_start=26, year_start=2)

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
CALENDARS = st.builds(Calendar, st.integers(0, 6), st.integers(1, 28), st.integers(1, 12))


@pytest.mark.parametrize(
    ("calendar", "text", "first", "last"),
    [
        (FROM_26TH, "2026-10", "2026-09-26", "2026-10-25"),
        (FROM_26TH, "2026-01", "2025-12-26", "2026-01-25"),
        (FROM_26TH, "2024-03", "2024-02-26", "2024-03-25"),
        (FROM_26TH, "this-month", "2026-10-26", "2026-11-22"),
        (FROM_26TH, "mtd", "2026-10-26", "2026-11-22"),
        (FROM_26TH, "last-month", "2026-09-26", "2026-10-25"),
        (FROM_26TH, "2026-Q3", "2026-06-26", "2026-09-25"),
        (FROM_26TH, "2026", "2025-12-26", "2026-12-25"),
        (FROM_26TH, "2026-W46", "2026-11-09", "2026-11-15"),
        (FROM_APRIL, "2025", "2025-04-01", "2026-03-31"),
        (FROM_APRIL, "this-year", "2026-04-01", "2026-11-22"),
        (FROM_APRIL, "ytd", "2026-04-01", "2026-11-22"),
        (FROM_APRIL, "last-year", "2025-04-01", "2026-03-31"),
        (FROM_APRIL, "qtd", "2026-10-01", "2026-11-22"),
        (FROM_APRIL, "2026-Q1", "2026-04-01", "2026-06-30"),
        (FROM_APRIL, "2025-Q4", "2026-01-01", "2026-03-31"),
        (FROM_APRIL, "2026-10", "2026-10-01", "2026-10-31"),
        (FROM_SUNDAY, "this-week", "2026-11-22", "2026-11-22"),
        (FROM_SUNDAY, "last-week", "2026-11-15", "2026-11-21"),
        (FROM_SUNDAY, "2026-W46", "2026-11-08", "2026-11-14"),
        (FROM_SUNDAY, "2020-W53", "2020-12-27", "2021-01-02"),
        (FROM_SUNDAY, "2026-W01", "2025-12-28", "2026-01-03"),
        (Calendar(week_start=3), "2026-W46", "2026-11-12", "2026-11-18"),
        (Calendar(week_start=4), "2026-W46", "2026-11-06", "2026-11-12"),
        (ALL_THREE, "last-year", "2025-01-26", "2026-01-25"),
        (ALL_THREE, "last-quarter", "2026-07-26", "2026-10-25"),
    ],
    ids=str,
)
def test_words_mean_the_days_of_the_companys_own_calendar(
    calendar: Calendar, text: str, first: str, last: str
) -> None:
    assert str(resolve(text, TODAY, calendar)) == f"{first} to {last}"


@pytest.mark.parametrize(
    ("calendar", "text", "name", "first", "last"),
    [
        (FROM_26TH, "2026-10", "previous", "2026-08-26", "2026-09-25"),
        (FROM_26TH, "mtd", "previous", "2026-09-26", "2026-10-23"),
        (FROM_26TH, "mtd", "previous-full", "2026-09-26", "2026-10-25"),
        (FROM_26TH, "2026-10", "previous-year", "2025-09-26", "2025-10-25"),
        (FROM_26TH, "mtd", "previous-year", "2025-10-26", "2025-11-22"),
        (FROM_26TH, "2026-10", "2025-10", "2025-09-26", "2025-10-25"),
        (FROM_APRIL, "ytd", "previous", "2025-04-01", "2025-11-22"),
        (FROM_APRIL, "2025-Q4", "previous", "2025-10-01", "2025-12-31"),
        (FROM_APRIL, "2025-Q4", "previous-year", "2025-01-01", "2025-03-31"),
        (FROM_SUNDAY, "last-week", "previous", "2026-11-08", "2026-11-14"),
        (FROM_SUNDAY, "2026-W46", "previous-year", "2025-11-09", "2025-11-15"),
        (FROM_SUNDAY, "2020-W53", "previous-year", "2019-12-22", "2019-12-28"),
        (FROM_SUNDAY, "this-week", "previous", "2026-11-15", "2026-11-15"),
    ],
    ids=str,
)
def test_comparisons_keep_to_the_companys_own_calendar(
    calendar: Calendar, text: str, name: str, first: str, last: str
) -> None:
    other = comparison(resolve(text, TODAY, calendar), name, TODAY)
    assert str(other) == f"{first} to {last}"
    assert other.calendar == calendar


def test_a_week_that_the_year_lacks_is_refused_in_any_calendar() -> None:
    with pytest.raises(PeriodError, match="not in the calendar"):
        resolve("2025-W53", TODAY, FROM_SUNDAY)


@given(DAYS)
def test_iso_names_are_those_of_the_standard_library(day: date) -> None:
    quarter = f"{day.year}-Q{-(-day.month // 3)}"
    names = [ISO.label(unit, day) for unit in ("week", "month", "quarter", "year")]
    assert names == [day.strftime("%G-W%V"), day.strftime("%Y-%m"), quarter, str(day.year)]


@given(CALENDARS, DAYS)
def test_a_week_is_called_after_the_iso_week_with_which_it_shares_most_days(
    calendar: Calendar, day: date
) -> None:
    first, last = calendar.whole("week", day)
    assert first <= day <= last
    assert (first.weekday(), (last - first).days) == (calendar.week_start, 6)
    shared = Counter((first + timedelta(days=n)).strftime("%G-W%V") for n in range(7))
    assert calendar.label("week", day) == shared.most_common(1)[0][0]


@given(CALENDARS, DAYS)
def test_a_month_is_called_after_the_calendar_month_in_which_it_ends(
    calendar: Calendar, day: date
) -> None:
    first, last = calendar.whole("month", day)
    assert first <= day <= last
    assert first.day == calendar.month_start
    assert (last + timedelta(days=1)).day == calendar.month_start
    assert 28 <= (last - first).days + 1 <= 31
    assert calendar.label("month", day) == last.strftime("%Y-%m")


@given(CALENDARS, DAYS)
def test_a_year_begins_with_its_month_and_is_called_after_that_months_year(
    calendar: Calendar, day: date
) -> None:
    first, last = calendar.whole("year", day)
    assert first <= day <= last
    month = calendar.label("month", first)
    assert month == f"{calendar.label('year', day)}-{calendar.year_start:02}"
    begins = [first]
    while begins[-1] <= last:
        begins.append(calendar.whole("quarter", begins[-1])[1] + timedelta(days=1))
    assert begins[-1] == last + timedelta(days=1)
    assert [calendar.label("quarter", one)[-2:] for one in begins[:-1]] == ["Q1", "Q2", "Q3", "Q4"]
    assert {calendar.label("quarter", one)[:4] for one in begins[:-1]} == {month[:4]}


@given(CALENDARS, DAYS, st.sampled_from(["week", *MONTHS]))
def test_a_name_means_the_days_that_are_called_so(calendar: Calendar, day: date, unit: str) -> None:
    named = resolve(calendar.label(unit, day), date(2200, 1, 1), calendar)
    assert (named.first, named.last) == calendar.whole(unit, day)
    assert {calendar.label(unit, one) for one in named.each_day()} == {named.label}
