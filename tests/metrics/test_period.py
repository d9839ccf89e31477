"""Spans of days: the whole grammar, and what each is compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.period import PeriodError, Span, comparison, resolve, whole

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("last-1-days", "2026-11-21", "2026-11-21"),
        ("last-7-days", "2026-11-15", "2026-11-21"),
        ("last-365-days", "2025-11-22", "2026-11-21"),
        ("this-week", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("2026-W46", "2026-11-09", "2026-11-15"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("this-month", "2026-11-01", "2026-11-22"),
        ("mtd", "2026-11-01", "2026-11-22"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("this-quarter", "2026-10-01", "2026-11-22"),
        ("qtd", "2026-10-01", "2026-11-22"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("this-year", "2026-01-01", "2026-11-22"),
        ("ytd", "2026-01-01", "2026-11-22"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-10-17", "2026-10-17", "2026-10-17"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2026-10-01..2026-10-17", "2026-10-01", "2026-10-17"),
    ],
)
def test_period_text_names_these_days(text: str, first: str, last: str) -> None:
    span = resolve(text, TODAY)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert span.label == text
    assert span.unfinished == (span.last >= TODAY)


@pytest.mark.parametrize(
    ("today", "text", "first", "last"),
    [
        (date(2026, 1, 1), "last-month", "2025-12-01", "2025-12-31"),
        (date(2026, 1, 1), "last-quarter", "2025-10-01", "2025-12-31"),
        (date(2026, 1, 1), "this-week", "2025-12-29", "2026-01-01"),
        (date(2021, 1, 3), "last-week", "2020-12-21", "2020-12-27"),
        (date(2024, 3, 1), "last-month", "2024-02-01", "2024-02-29"),
    ],
)
def test_last_and_this_reach_over_the_turn_of_month_and_year(
    today: date, text: str, first: str, last: str
) -> None:
    assert str(resolve(text, today)) == f"{first} to {last}"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (" Last-7-Days ", "last-7-days"),
        ("last-07-days", "last-7-days"),
        ("2026-w46", "2026-W46"),
        ("2026-q3", "2026-Q3"),
        ("2026-10-01 .. 2026-10-17", "2026-10-01..2026-10-17"),
        ("THIS-WEEK", "this-week"),
    ],
)
def test_label_is_the_tidied_text(text: str, label: str) -> None:
    assert resolve(text, TODAY).label == label


@pytest.mark.parametrize(
    "text",
    ["", "foo", "last-days", "last-0-days", "last--7-days", "this-day", "2026-1", "2026/10", "..",
     "2026-10-01..", "2026-10-01..2026-10", "26-10", "2026-Q5", "2026-W7", "last-999999-days",
     "٢٠٢٦", "2026-10-01...2026-10-02"],
)  # fmt: skip
def test_malformed_text_is_refused_with_examples(text: str) -> None:
    with pytest.raises(PeriodError, match=r"is not a period.*last-7-days.*2026-W46"):
        resolve(text, TODAY)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-02-29", "2025-W53", "2026-W00"])
def test_day_week_or_month_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(PeriodError, match="not in the calendar"):
        resolve(text, TODAY)


def test_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(PeriodError, match="ends before it starts"):
        resolve("2026-10-17..2026-10-01", TODAY)


@pytest.mark.parametrize("text", ["2026-11-23", "2026-W48", "2026-12", "2027", "2999-12"])
def test_period_wholly_in_the_future_is_refused(text: str) -> None:
    with pytest.raises(PeriodError, match="in the future"):
        resolve(text, TODAY)


@pytest.mark.parametrize(
    ("text", "name", "first", "last"),
    [
        ("today", "previous", "2026-11-21", "2026-11-21"),
        ("2026-10-17", "previous", "2026-10-16", "2026-10-16"),
        ("last-7-days", "previous", "2026-11-08", "2026-11-14"),
        ("2026-10-01..2026-10-17", "previous", "2026-09-14", "2026-09-30"),
        ("last-month", "previous", "2026-09-01", "2026-09-30"),
        ("2026-02", "previous", "2026-01-01", "2026-01-31"),
        ("2026-Q1", "previous", "2025-10-01", "2025-12-31"),
        ("2025", "previous", "2024-01-01", "2024-12-31"),
        ("2021-W01", "previous", "2020-12-28", "2021-01-03"),
        ("mtd", "previous", "2026-10-01", "2026-10-22"),
        ("2026-11", "previous", "2026-10-01", "2026-10-22"),
        ("mtd", "previous-full", "2026-10-01", "2026-10-31"),
        ("qtd", "previous", "2026-07-01", "2026-08-22"),
        ("qtd", "previous-full", "2026-07-01", "2026-09-30"),
        ("2026-11-20..2026-11-30", "previous", "2026-11-09", "2026-11-11"),
        ("2026-11-20..2026-11-30", "previous-full", "2026-11-09", "2026-11-19"),
        ("last-7-days", "previous-full", "2026-11-08", "2026-11-14"),
        ("mtd", "previous-year", "2025-11-01", "2025-11-22"),
        ("2026-10", "previous-year", "2025-10-01", "2025-10-31"),
        ("2024-02", "previous-year", "2023-02-01", "2023-02-28"),
        ("2025-02", "previous-year", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "previous-year", "2023-02-28", "2023-02-28"),
        ("2024-02-29..2024-03-02", "previous-year", "2023-02-28", "2023-03-02"),
        ("2020-W53", "previous-year", "2019-12-23", "2019-12-29"),
        ("2026-W46", "previous-year", "2025-11-10", "2025-11-16"),
        ("2026-W46", "previous-year-weekday", "2025-11-10", "2025-11-16"),
        ("2026-10-17", "previous-year-weekday", "2025-10-18", "2025-10-18"),
        ("mtd", "previous-year-weekday", "2025-11-02", "2025-11-23"),
        ("mtd", "2025-11", "2025-11-01", "2025-11-30"),
    ],
)
def test_comparison_is_these_days(text: str, name: str, first: str, last: str) -> None:
    assert str(comparison(resolve(text, TODAY), name, TODAY)) == f"{first} to {last}"


@pytest.mark.parametrize(("day", "last"), [(27, 27), (28, 28), (29, 28), (31, 28)])
def test_march_to_date_is_compared_with_as_many_days_as_february_has(day: int, last: int) -> None:
    today = date(2026, 3, day)
    other = comparison(resolve("this-month", today), "previous", today)
    assert (other.first, other.last) == (date(2026, 2, 1), date(2026, 2, last))


@pytest.mark.parametrize(
    ("today", "text", "name", "first", "last"),
    [
        ("2026-12-30", "this-week", "previous-year", "2025-12-22", "2025-12-24"),
        ("2026-12-30", "2026-W53", "previous", "2026-12-21", "2026-12-23"),
        ("2026-12-30", "this-week", "previous-year-weekday", "2025-12-29", "2025-12-31"),
        ("2021-01-02", "this-week", "previous-year-weekday", "2019-12-30", "2020-01-04"),
        ("2026-01-01", "this-week", "previous-year", "2024-12-30", "2025-01-02"),
        ("2024-02-29", "mtd", "previous", "2024-01-01", "2024-01-29"),
        ("2024-02-29", "mtd", "previous-year", "2023-02-01", "2023-02-28"),
        ("2024-02-29", "today", "previous-year", "2023-02-28", "2023-02-28"),
        ("2024-02-29", "today", "previous-year-weekday", "2023-03-02", "2023-03-02"),
        ("2024-02-29", "ytd", "previous", "2023-01-01", "2023-03-01"),
        ("2024-03-01", "last-month", "previous-year", "2023-02-01", "2023-02-28"),
        ("2024-03-31", "mtd", "previous", "2024-02-01", "2024-02-29"),
        ("2025-02-28", "mtd", "previous-year", "2024-02-01", "2024-02-28"),
        ("2024-12-31", "ytd", "previous", "2023-01-01", "2023-12-31"),
        ("2026-03-08", "2026-03-01..2026-03-14", "previous-year", "2025-03-01", "2025-03-08"),
    ],
)
def test_unfinished_periods_meet_as_many_days_over_leap_days_and_week_53(
    today: str, text: str, name: str, first: str, last: str
) -> None:
    """A year to date of 60 days meets 60 days, to 1 March where there was no 29 February."""
    day = date.fromisoformat(today)
    assert str(comparison(resolve(text, day), name, day)) == f"{first} to {last}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lastweek", "last-week"), ("this-mnth", "this-month"), ("yesterdy", "yesterday")],
)
def test_a_slip_in_a_word_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(PeriodError, match=f"is not a period. Did you mean {meant}"):
        resolve(typed, TODAY)


def test_a_resolved_span_keeps_its_calendar_unit() -> None:
    span = resolve("last-week", TODAY)
    assert comparison(span, "previous", TODAY).first == date(2026, 11, 2)


def test_label_of_a_comparison_is_its_name() -> None:
    assert comparison(resolve("mtd", TODAY), "Previous", TODAY).label == "previous"
    assert comparison(resolve("mtd", TODAY), "2025-w46", TODAY).label == "2025-W46"


def test_unknown_comparison_names_those_that_exist() -> None:
    with pytest.raises(PeriodError, match="previous-year-weekday"):
        comparison(resolve("mtd", TODAY), "before", TODAY)


def test_days_of_a_span_are_each_counted_once() -> None:
    span = Span(date(2024, 2, 28), date(2024, 3, 1), "leap")
    assert list(span.each_day()) == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert span.days == 3


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(0, 900), DAYS)
def test_previous_of_a_finished_span_is_as_long_and_ends_the_day_before(
    first: date, more: int, today: date
) -> None:
    last = first + timedelta(days=more)
    today = max(today, last + timedelta(days=1))
    other = comparison(resolve(f"{first}..{last}", today), "previous", today)
    assert other.days == more + 1
    assert other.last == first - timedelta(days=1)


@given(DAYS, st.sampled_from(["this-week", "mtd", "qtd", "ytd"]))
def test_previous_of_an_unfinished_calendar_period_has_its_elapsed_days_or_all_it_has(
    today: date, text: str
) -> None:
    span = resolve(text, today)
    other = comparison(span, "previous", today)
    full = comparison(span, "previous-full", today)
    assert other.first == full.first
    assert full.last == span.first - timedelta(days=1)
    assert other.days == min(span.days, full.days)


@given(DAYS, st.sampled_from(["today", "last-30-days", "last-week", "last-month", "ytd"]))
def test_364_days_earlier_falls_on_the_same_weekdays(today: date, text: str) -> None:
    span = resolve(text, today)
    other = comparison(span, "previous-year-weekday", today)
    assert other.days == span.days
    assert other.first.weekday() == span.first.weekday()


@pytest.mark.parametrize(
    ("text", "label", "days"),
    [
        ("today", "2026-11-22", 1),
        ("this-week", "2026-W47", 7),
        ("mtd", "2026-11", 30),
        ("last-month", "2026-10", 31),
        ("qtd", "2026-Q4", 92),
        ("ytd", "2026", 365),
        ("2027-W01", "2027-W01", 7),
        ("last-7-days", "2026-11-15..2026-11-21", 7),
    ],
)
def test_the_whole_of_a_period_is_named_by_its_days(text: str, label: str, days: int) -> None:
    span = whole(resolve(text, TODAY, may_lie_ahead=True))
    assert (span.label, span.days) == (label, days)
    assert resolve(label, TODAY, may_lie_ahead=True) == Span(
        span.first, span.last, label, span.last >= TODAY
    )
