"""How refunds arrive after the order, by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.judgement.maturity import DONE, by_week, maturity_of
from metrics.judgement.refund_curves import MONTHS, curve_of, outlook
from metrics.judgement.refunds import Refunds
from metrics.judgement.series import each_day
from metrics.period import Span
from tests.metrics.judgement.test_maturity import KNOWN, MakeFacts, steady

UNTIL = date(2026, 11, 25)


def known(sold: list[tuple[date, int]], back: list[tuple[date, int, int]]) -> Refunds:
    """Sold on a day, and refunded of it so many days later."""
    came = [(day, day + timedelta(days=age), e4) for day, age, e4 in back]
    return Refunds(
        pl.DataFrame(sold, schema={"placed_on": pl.Date, "sold_e4": pl.Int64}, orient="row"),
        pl.DataFrame(
            came,
            schema={"placed_on": pl.Date, "refunded_on": pl.Date, "back_e4": pl.Int64},
            orient="row",
        ),
        UNTIL,
        "USD",
    ).known_by(UNTIL)


def test_each_day_is_taken_of_the_orders_that_are_so_old() -> None:
    """On day 2 only the older of two orders, of 300 and of 100, is known."""
    old, young = UNTIL - timedelta(days=2), UNTIL - timedelta(days=1)
    told = curve_of(
        known([(old, 3_000_000), (young, 1_000_000)], [(old, 1, 300_000), (young, 1, 100_000),
                                                       (old, 2, 150_000)]),
        old, young,
    )  # fmt: skip
    assert told.shares == pytest.approx((0, 400 / 4_000, 0.1 + 150 / 3_000))


def test_a_curve_never_falls_and_ends_where_less_than_a_tenth_is_so_old() -> None:
    first, last = UNTIL - timedelta(days=20), UNTIL
    days = each_day(first, last)
    sold = [(day, 90_000_000 if day == last else 1_000_000) for day in days]
    told = curve_of(known(sold, [(day, 3, 10_000) for day in days]), first, last)
    assert list(told.shares) == sorted(told.shares)
    assert len(told.shares) == 11  # of 110 in all, 11 are ten days old or more, and 10 eleven


def test_the_curve_of_orders_that_are_complete_ends_at_their_rate(make_facts: MakeFacts) -> None:
    span = Span(date(2026, 6, 1), date(2026, 6, 30), "2026-06")
    facts = steady(make_facts)
    told = outlook(facts, span)
    assert len(told.curve.shares) == DONE + 1
    assert told.curve.shares[9] == 0
    assert told.curve.shares[10] == pytest.approx(0.02)
    assert told.curve.shares[-1] == pytest.approx(0.05)
    assert told.whole == maturity_of(facts, span)
    assert told.whole.so_far == pytest.approx(told.curve.shares[-1])


def test_the_months_before_and_the_weeks_of_the_period_are_told(make_facts: MakeFacts) -> None:
    span = Span(KNOWN - timedelta(days=20), KNOWN, "x")
    facts = steady(make_facts)
    told = outlook(facts, span)
    assert [one.first for one in told.before] == [date(2026, n, 1) for n in range(5, 11)]
    assert len(told.before) == MONTHS
    assert told.before[-1].last == date(2026, 10, 31)
    assert list(told.weeks) == by_week(facts, span)


def test_of_nothing_there_is_no_curve() -> None:
    assert curve_of(known([], []), UNTIL, UNTIL).shares == ()
