"""As of when answers are kept: what depends on dates only is kept until the next midnight."""

from datetime import UTC, date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from dashboard import data
from dashboard.data.answers import DATED
from loaders.settings import Shop, add_shop
from metrics.judgement.concentration import concentration_of
from metrics.period import Span
from metrics.worklists.orders import overdue

DAY = Span(date(2026, 11, 24), date(2026, 11, 24), "2026-11-24")


@pytest.fixture
def at(small_shop: Path, monkeypatch: pytest.MonkeyPatch) -> data.Situation:
    """Shops in Los Angeles and London: 23:15 on the 24th there, 07:15 on the 25th here."""
    add_shop(small_shop, Shop("gb", "London", "GB", "GBP", "Europe/London"))
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-25T07:15:00Z")
    return data.whole()


def test_a_day_is_over_once_it_is_over_at_every_shop(
    at: data.Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not at.are_over(DAY)
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-25T08:00:00Z")
    assert at.are_over(DAY)
    assert not at.are_over(DAY, Span(date(2026, 11, 1), date(2026, 11, 25), "x"))


def test_no_date_changes_between_two_midnights(
    at: data.Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert at.midnight() == datetime(2026, 11, 25, tzinfo=UTC)
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-25T23:59:59Z")
    assert at.midnight() == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_what_stands_is_asked_anew_and_what_was_sold_is_kept(
    at: data.Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    this_month = Span(date(2026, 11, 1), date(2026, 11, 30), "2026-11")
    october = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
    asked = [(["gmv"], this_month), (["at_risk_orders"], october), (["at_risk_orders"], this_month)]
    first = [data.answer(at, *one) for one in asked]
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-25T07:45:00Z")
    again = [data.answer(at, *one) for one in asked]
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True, False]


def test_a_judgement_of_days_that_are_not_over_is_kept_where_it_depends_on_dates_only(
    at: data.Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    this_month = Span(date(2026, 11, 1), date(2026, 11, 30), "2026-11")
    by_buyer = partial(data.judged, at, concentration_of, by="buyer")
    late = partial(data.judged, at, overdue)
    first = [work(span=this_month) for work in (by_buyer, late)]
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-25T07:45:00Z")
    again = [work(span=this_month) for work in (by_buyer, late)]
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, False]


def test_judgements_that_depend_on_dates_only_are_there() -> None:
    assert all(find_spec(name) for name in DATED)
