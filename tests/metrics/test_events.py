"""Events: their days against the `holidays` package and other formulas, and aligning by them."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.events import Occurrence, event_days, events
from metrics.period import COMPARISONS, PeriodError, comparison, resolve

TODAY = date(2026, 11, 30)
YEARS = range(2023, 2031)
MOON = timedelta(days=1)
"""By how much the sighted moon may differ from the computed one, and one market from another."""


def held(name: str, year: int) -> list[Occurrence]:
    return events()[name].held(year)


def named(country: str, year: int, *words: str) -> list[date]:
    """The public holidays of a year whose name has one of the words, without days off in lieu."""
    found = holidays.country_holidays(country, years=year, language="en_US")
    return sorted(
        day
        for day, name in found.items()
        for part in name.split("; ")
        if any(word in part for word in words) and "observed" not in part
    )


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("country", ["SG", "MY"])
def test_lunar_new_year_is_on_its_two_public_holidays(country: str, year: int) -> None:
    (one,) = held("lunar-new-year", year)
    assert named(country, year, "Chinese New Year") == [one.first, one.last]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("country", ["CN", "ID", "PH", "TW"])
def test_lunar_new_year_is_the_same_day_in_other_markets(country: str, year: int) -> None:
    days = named(country, year, "Chinese New Year", "Lunar New Year", "Spring Festival")
    assert held("lunar-new-year", year)[0].first in days or (country, year) == ("PH", 2023)


@pytest.mark.parametrize("year", YEARS)
def test_tet_is_on_the_first_three_days_of_the_vietnamese_year(year: int) -> None:
    found = holidays.country_holidays("VN", years=year, language="en_US")
    days = {name: day for day, name in found.items()}
    (one,) = held("tet", year)
    assert (one.first, one.last) == (days["Lunar New Year"], days["Third Day of Lunar New Year"])


@pytest.mark.parametrize("year", YEARS)
def test_songkran_is_on_its_public_holidays(year: int) -> None:
    (one,) = held("songkran", year)
    days = [day for day in named("TH", year, "Songkran") if day.day <= 15]
    assert days == [one.first + timedelta(days=n) for n in range(3)]
    assert days[-1] == one.last


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("country", ["ID", "MY", "SG"])
def test_ramadan_ends_on_the_day_before_eid_but_for_the_moon(country: str, year: int) -> None:
    eid = named(country, year, "Eid al-Fitr")
    eid = [day for day in eid if day - timedelta(days=1) not in eid or country == "SG"]
    one = held("ramadan", year)[0]
    assert any(abs(day - MOON - one.last) <= MOON for day in eid)


def tabular_ramadan(year: int) -> date:
    """1 Ramadan of an Islamic year by the tabular calendar."""
    days = 236 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(227_015 + days)


def test_ramadan_begins_with_the_ninth_month_but_for_the_moon_and_lasts_29_or_30_days() -> None:
    found = [one for year in YEARS for one in held("ramadan", year)]
    assert len(found) == 9, "it comes twice in 2030"
    for one, year in zip(found, range(1444, 1453), strict=True):
        assert abs(one.first - tabular_ramadan(year)) <= MOON
        assert (one.last - one.first).days + 1 in (29, 30)


@pytest.mark.parametrize("year", range(2020, 2040))
def test_black_friday_follows_thanksgiving_and_ends_on_cyber_monday(year: int) -> None:
    found = holidays.country_holidays("US", years=year)
    thanksgiving = next(day for day, name in found.items() if name.startswith("Thanksgiving"))
    (one,) = held("black-friday", year)
    assert one.first == thanksgiving + timedelta(days=1)
    assert (one.last.weekday(), (one.last - one.first).days) == (0, 3)


@pytest.mark.parametrize(
    ("period", "name", "first", "last"),
    [
        ("2026-11-08..2026-11-14", "11.11", "2025-11-08", "2025-11-14"),
        ("2026-11-08..2026-11-14", "event", "2025-11-08", "2025-11-14"),
        ("2026-06-06", "6.6", "2025-06-06", "2025-06-06"),
        ("2026-11-27..2026-11-30", "black-friday", "2025-11-28", "2025-12-01"),
        ("2026-11-20..2026-11-26", "black-friday", "2025-11-21", "2025-11-27"),
        ("2026-02-19..2026-02-25", "ramadan", "2025-03-01", "2025-03-07"),
        ("2026-03-05..2026-03-11", "ramadan", "2025-03-15", "2025-03-21"),
        ("2026-02-10..2026-02-16", "tet", "2025-01-22", "2025-01-28"),
        ("2024-02-29..2024-03-09", "lunar-new-year", "2023-02-10", "2023-02-19"),
        ("2024-06-01..2024-06-07", "6.6", "2023-06-01", "2023-06-07"),
        ("2026-04-12..2026-04-18", "Songkran", "2025-04-12", "2025-04-18"),
        ("2026-10-08..2026-10-12", "event", "2025-10-08", "2025-10-12"),
        ("2026-04-20..2026-04-26", "event", "2025-04-20", "2025-04-26"),
        ("2025", "11.11", "2024-01-02", "2024-12-31"),
    ],
)
def test_days_are_compared_with_those_about_the_same_event_before(
    period: str, name: str, first: str, last: str
) -> None:
    assert str(comparison(resolve(period, TODAY), name, TODAY)) == f"{first} to {last}"


@given(st.sampled_from([*events()]), st.integers(2024, 2029), st.integers(-20, 20))
def test_a_day_lies_as_far_from_the_event_as_its_counterpart(
    name: str, year: int, away: int
) -> None:
    this, before = held(name, year)[0], held(name, year - 1)[0]
    day = this.first + timedelta(days=away)
    other = comparison(resolve(str(day), date(2035, 1, 1)), name, TODAY)
    assert (other.first, other.days) == (before.first + timedelta(days=away), 1)
    assert other.event == before


def test_an_unfinished_period_is_aligned_day_by_day() -> None:
    """From the 9th to today, the 12th: four days beside four."""
    today = date(2026, 11, 12)
    span = resolve("2026-11-09..2026-11-15", today)
    assert str(comparison(span, "11.11", today)) == "2025-11-09 to 2025-11-12"


def test_label_says_the_event_and_both_its_days() -> None:
    span = resolve("2026-11-08..2026-11-14", TODAY)
    assert comparison(span, "event", TODAY).label == "11.11 (2025-11-11 for 2026-11-11)"


@pytest.mark.parametrize(
    ("period", "name", "markets", "message"),
    [
        ("2026-02-10..2026-02-16", "tet", {"US", "GB"}, r"no tet in GB or US, but 6.6, .*black-fr"),
        ("2026-11-27", "black-friday", {"TH"}, r"no black-friday in TH, but .*songkran"),
        ("2026-11", "event", {"US"}, r"several events: 11.11 \(2026-11-11\), black-friday"),
        ("2026-08-01..2026-08-07", "event", {"US"}, r"within 14 days.*by its name: 6.6, 9.9"),
        ("2026-05", "tet", {"VN"}, r"more than 60 days from tet; the nearest is on 2026-02-17"),
        ("2025-01-01..2026-11-20", "11.11", {"US"}, r"more than once \(2025-11-11, 2026-11-11\)"),
        ("2023-01-20", "tet", {"VN"}, r"tet was before 2023-01-22 isn't in the table"),
        ("2015-01-20", "tet", {"VN"}, r"more than 60 days from tet"),
        ("2026-02-10..2026-02-16", "event", {"ID"}, r"several events: lunar-new-year .*ramadan"),
    ],
)
def test_an_event_that_cannot_be_meant_is_refused_with_those_that_can(
    period: str, name: str, markets: set[str], message: str
) -> None:
    with pytest.raises(PeriodError, match=message):
        comparison(resolve(period, TODAY), name, TODAY, markets)


def test_an_event_of_one_of_the_markets_will_do() -> None:
    span = resolve("2026-04-13", TODAY)
    assert str(comparison(span, "event", TODAY, {"TH", "US"})) == "2025-04-13 to 2025-04-13"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("11.12", "12.12 or 11.11"), ("blackfriday", "black-friday"), ("ramadhan", "ramadan")],
)
def test_a_slip_in_an_event_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(PeriodError, match=f"Did you mean {meant}"):
        comparison(resolve("2026-11-08..2026-11-14", TODAY), typed, TODAY)


def test_days_of_events_are_those_of_the_markets() -> None:
    november = (date(2026, 11, 1), date(2026, 11, 30))
    friday = [date(2026, 11, n) for n in (27, 28, 29, 30)]
    double = {date(2026, 11, 11): "11.11"}
    assert event_days(*november, {"TH"}) == double
    assert event_days(*november, {"US"}) == double | dict.fromkeys(friday, "black-friday")
    assert event_days(date(2026, 11, 12), date(2026, 11, 26), {"US"}) == {}
    cut = event_days(date(2026, 3, 20), date(2026, 3, 25), {"ID"})
    assert cut == {date(2026, 3, 20): "ramadan"}


def test_a_day_of_two_events_names_both() -> None:
    days = event_days(date(2029, 2, 13), date(2029, 2, 13), {"SG"})
    assert days == {date(2029, 2, 13): "lunar-new-year, ramadan"}


def test_every_event_can_be_compared_with() -> None:
    assert {"event", *events()} <= set(COMPARISONS)
