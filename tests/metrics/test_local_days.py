"""Days end at midnight in the shop's own zone: 23, 24 or 25 hours after they began."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.local_days import end_of, time_left
from metrics.period import resolve

ZONES = {"la": "America/Los_Angeles", "gb": "Europe/London", "vn": "Asia/Ho_Chi_Minh"}


def left(period: str, today: date, now: str) -> Mapping[str, timedelta]:
    return time_left(resolve(period, today), ZONES, ZONES, datetime.fromisoformat(now))


def test_the_day_ends_at_each_shop_by_its_own_clock() -> None:
    """10 in the morning in London is 2 in Los Angeles and 17 in Saigon."""
    assert left("today", date(2026, 11, 22), "2026-11-22T10:00:00Z") == {
        "la": timedelta(hours=22),
        "gb": timedelta(hours=14),
        "vn": timedelta(hours=7),
    }


def test_a_day_that_is_over_for_the_reader_may_last_at_a_shop() -> None:
    """In Shanghai the 23rd has begun; in Los Angeles it is 17:00 on the 22nd."""
    today = date(2026, 11, 23)
    assert left("yesterday", today, "2026-11-23T01:00:00Z") == {"la": timedelta(hours=7)}
    assert left("yesterday", today, "2026-11-23T08:00:00Z") == {}
    assert left("2026-11-21", today, "2026-11-23T01:00:00Z") == {}


def test_a_month_ends_with_its_last_day() -> None:
    november = left("2026-11", date(2026, 11, 22), "2026-11-22T08:00:00Z")
    assert november["la"] == timedelta(days=9)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 11, 2), 24)],
)
def test_a_day_on_which_clocks_change_has_23_or_25_hours(day: date, hours: int) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONES["la"]))
    assert left(str(day), day, midnight.isoformat())["la"] == timedelta(hours=hours)


def test_before_and_after_the_clocks_change_the_night_lasts_as_long_as_it_does() -> None:
    """On 1 November 01:30 comes twice in Los Angeles, at 08:30 and at 09:30 UTC."""
    day = date(2026, 11, 1)
    assert left("today", day, "2026-11-01T08:30:00Z")["la"] == timedelta(hours=23, minutes=30)
    assert left("today", day, "2026-11-01T09:30:00Z")["la"] == timedelta(hours=22, minutes=30)


def test_a_midnight_that_the_clocks_skip_is_the_moment_of_the_change() -> None:
    """In Cairo 24 April 2026 began at 01:00, at 22:00 UTC."""
    assert end_of(date(2026, 4, 23), ZoneInfo("Africa/Cairo")) == datetime(
        2026, 4, 23, 22, tzinfo=UTC
    )


@given(
    st.dates(date(2000, 1, 1), date(2035, 12, 31)),
    st.sampled_from(["America/Los_Angeles", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Cairo"]),
)
def test_a_minute_before_its_end_it_is_still_that_day_and_then_the_next(
    day: date, name: str
) -> None:
    zone = ZoneInfo(name)
    end = end_of(day, zone)
    assert (end - timedelta(minutes=1)).astimezone(zone).date() == day
    assert end.astimezone(zone).date() == day + timedelta(days=1)
