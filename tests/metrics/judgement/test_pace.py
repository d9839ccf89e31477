"""Where a period will end: by level, weekday and season, with a range that holds."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import exp
from typing import Any

import pytest

from metrics.catalog import CATALOG
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.pace import pace, pace_of
from metrics.judgement.progress import Progress, progress_of
from metrics.judgement.series import each_day
from metrics.period import Span, resolve

MakeFacts = Callable[..., Facts]
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
START = date(2025, 6, 2)
WEEK = (8, 9, 10, 11, 12, 10, 10)


def history(elapsed: date, value: Callable[[date], float]) -> dict[date, float]:
    return {day: value(day) for day in each_day(START, elapsed)}


def by_weekday(day: date) -> float:
    return WEEK[day.weekday()]


@pytest.mark.parametrize("elapsed", [date(2026, 11, 1), date(2026, 11, 11), date(2026, 11, 29)])
def test_a_shop_of_weekdays_alone_is_projected_to_the_unit(elapsed: date) -> None:
    """After a Sunday alone, elapsed ÷ days would say 300; November has 297 to come."""
    told = pace(history(elapsed, by_weekday), FIRST, LAST, elapsed, target=330)
    whole = sum(by_weekday(day) for day in each_day(FIRST, LAST))
    assert told.projected == pytest.approx(whole)
    assert (told.low, told.high) == (pytest.approx(whole), pytest.approx(whole))
    so_far = sum(by_weekday(day) for day in each_day(FIRST, elapsed))
    left = (LAST - elapsed).days
    assert (told.so_far, told.days_left) == (so_far, left)
    assert told.progress == so_far / 330
    assert told.needed_a_day == (330 - so_far) / left


def test_a_day_that_stood_out_a_year_ago_is_expected_again() -> None:
    def value(day: date) -> float:
        return 50 if (day.month, day.day) == (11, 20) else 10

    told = pace(history(date(2026, 11, 10), value), FIRST, LAST, date(2026, 11, 10))
    assert told.projected == 29 * 10 + 40  # four times an ordinary day at the most


def test_an_event_is_like_the_day_that_it_is_said_to_be_like() -> None:
    def value(day: date) -> float:
        return 30 if day == date(2025, 11, 28) else 10

    black_friday = {date(2026, 11, 27): date(2025, 11, 28), date(2026, 11, 28): date(2025, 11, 29)}
    days = history(date(2026, 11, 10), value)
    told = pace(days, FIRST, LAST, date(2026, 11, 10), alike=black_friday)
    assert told.projected == 320


def test_a_new_level_counts_more_than_an_old_one() -> None:
    """Days of 20 for four weeks after days of 10: a mean of eight weeks would say 15 a day."""
    told = pace(
        history(date(2026, 11, 10), lambda day: 20 if day > date(2026, 10, 13) else 10),
        FIRST, LAST, date(2026, 11, 10),
    )  # fmt: skip
    assert told.projected is not None
    assert 17.5 < (told.projected - 200) / 20 < 20


def test_too_little_history_projects_nothing() -> None:
    days = dict.fromkeys(each_day(date(2026, 10, 20), date(2026, 11, 10)), 10.0)
    told = pace(days, FIRST, LAST, date(2026, 11, 10), target=300)
    assert (told.projected, told.low, told.high) == (None, None, None)
    assert (told.so_far, told.needed_a_day) == (100, 10)
    longer = dict.fromkeys(each_day(date(2026, 9, 10), date(2026, 11, 10)), 10.0)
    told = pace(longer, FIRST, LAST, date(2026, 11, 10))
    assert (told.projected, told.low) == (300, None)


def test_a_period_that_is_over_needs_nothing_more() -> None:
    told = pace(history(LAST, by_weekday), FIRST, LAST, LAST, target=400)
    assert (told.projected, told.days_left, told.needed_a_day) == (told.so_far, 0, None)


def test_a_target_that_is_met_needs_nothing_more() -> None:
    told = pace(history(date(2026, 11, 10), by_weekday), FIRST, LAST, date(2026, 11, 10), target=5)
    assert told.needed_a_day == 0


def test_the_range_holds_about_four_ends_in_five_and_beats_elapsed_by_days() -> None:
    """Random shops: weekdays, good and bad weeks that pass, noise of a day of 6 %."""
    inside, ours, naive = [], [], []
    for seed in range(60):
        dice, mood, days = random.Random(seed), 0.0, {}
        for day in each_day(START, LAST):
            mood = 0.95 * mood + dice.gauss(0, 0.03)
            days[day] = exp(mood) * (0.5 + by_weekday(day) / 20) * dice.lognormvariate(0, 0.06)
        elapsed = date(2026, 11, 3 + seed % 24)
        told = pace({d: v for d, v in days.items() if d <= elapsed}, FIRST, LAST, elapsed)
        true = sum(days[day] for day in each_day(FIRST, LAST))
        assert told.low is not None
        assert told.high is not None
        assert told.projected is not None
        assert told.so_far is not None
        inside.append(told.low <= true <= told.high)
        ours.append(abs(told.projected / true - 1))
        naive.append(abs(told.so_far / elapsed.day * 30 / true - 1))
    assert 0.65 <= sum(inside) / len(inside) <= 0.92
    assert sum(ours) < sum(naive)


def line(day: date, e4: int, **more: Any) -> dict[str, Any]:
    return {"placed_on": day, "item_amount_e4": e4} | more


def november(today: date) -> Span:
    return resolve("2026-11", today)


def test_pace_of_a_metric_leaves_today_out(make_facts: MakeFacts) -> None:
    today = date(2026, 11, 12)
    days = each_day(date(2026, 8, 1), today)
    lines = [line(day, 100_000 if day < today else 1) for day in days]
    lines += [line(day, 7, shop_id="b") for day in days]
    covered = {"order_lines": dict.fromkeys("ab", (date(2026, 8, 1), today))}
    facts = make_facts(covered, datetime(2026, 11, 12, 9, tzinfo=UTC), order_lines=lines)
    told = pace_of(CATALOG["gmv"], facts, november(today), 330, {"shop": ["a"]})
    assert (told.elapsed, told.so_far, told.days_left) == (date(2026, 11, 11), 110, 19)
    assert (told.projected, told.currency) == (pytest.approx(300), "USD")
    assert told.needed_a_day == pytest.approx(220 / 19)


def test_pace_counts_sales_on_the_days_of_the_chosen_clock(make_facts: MakeFacts) -> None:
    today = date(2026, 11, 12)
    days = each_day(date(2026, 8, 1), today)
    lines = [line(day, 100_000, shipped_on=day + timedelta(days=2)) for day in days]
    covered = {"order_lines": dict.fromkeys("ab", (date(2026, 8, 1), today))}
    facts = make_facts(covered, datetime(2026, 11, 12, 9, tzinfo=UTC), order_lines=lines[:-10])
    told, shipped = (
        pace_of(CATALOG["gmv"], facts, november(today), where={"shop": ["a"]}, clock=clock)
        for clock in (None, "shipped")
    )
    assert (told.so_far, shipped.so_far) == (20, 40)


def test_pace_waits_for_the_shop_whose_data_ends_first(make_facts: MakeFacts) -> None:
    lines = [line(day, 10_000) for day in each_day(date(2026, 8, 1), date(2026, 11, 11))]
    covered = {"a": (date(2026, 8, 1), date(2026, 11, 11)), "b": (date(2026, 8, 1), FIRST)}
    facts = make_facts({"order_lines": covered}, order_lines=lines)
    told = pace_of(CATALOG["gmv"], facts, november(date(2026, 11, 12)))
    assert (told.elapsed, told.so_far) == (FIRST, 1)


@pytest.mark.parametrize("name", ["aov", "customers", "gmv_per_day", "awaiting_shipment"])
def test_what_days_dont_add_up_to_has_no_pace(make_facts: MakeFacts, name: str) -> None:
    with pytest.raises(MetricError, match=f"{name} is not the sum of its days"):
        pace_of(CATALOG[name], make_facts(orders=[], order_lines=[]), november(LAST))


def test_december_so_far_against_all_of_november(make_facts: MakeFacts) -> None:
    """2,220 in the 30 days of November, 964 in the first 11 of December."""
    today = date(2026, 12, 12)
    lines = [line(date(2026, 11, 3), 22_200_000), line(date(2026, 12, 11), 9_640_000)]
    facts = make_facts(order_lines=[*lines, line(today, 50_000)])
    december, whole = resolve("this-month", today), Span(FIRST, LAST, "2026-11")
    told = progress_of(CATALOG["gmv"], facts, december, whole)
    assert told == Progress(964, 11, 2220, 30, "USD")
    assert told.progress == pytest.approx(0.434, abs=5e-4)
    assert told.daily_change == pytest.approx(0.184, abs=5e-4)


def test_progress_on_the_first_day_is_unknown(make_facts: MakeFacts) -> None:
    today = date(2026, 12, 1)
    facts = make_facts(order_lines=[line(today, 1)])
    whole = Span(FIRST, LAST, "2026-11")
    assert progress_of(CATALOG["gmv"], facts, resolve("this-month", today), whole) is None
    assert Progress(5, 3, 0, 30).daily_change is None


def test_sum_of_days_before_a_gap_is_not_taken_for_a_whole_trial() -> None:
    elapsed = date(2026, 11, 10)
    gap = {elapsed - timedelta(days=3)}
    days = {d: v for d, v in history(elapsed, by_weekday).items() if d not in gap}
    told = pace(days, FIRST, LAST, elapsed)
    assert told.low is not None
    assert told.projected is not None
    assert told.low == pytest.approx(told.projected, rel=0.02)


def test_a_shop_that_closed_or_was_never_loaded_is_not_waited_for(make_facts: MakeFacts) -> None:
    lines = [line(day, 10_000) for day in each_day(date(2026, 8, 1), date(2026, 11, 11))]
    covered = {"a": (date(2026, 8, 1), date(2026, 11, 11)), "b": (START, date(2026, 9, 1))}
    known = {"order_lines": covered, "ad_performance": {"c": (START, LAST)}}
    facts = make_facts(known, order_lines=lines, ad_performance=[])
    told = pace_of(CATALOG["gmv"], facts, resolve("mtd", date(2026, 11, 12)))
    assert (told.elapsed, told.so_far, told.days_left) == (date(2026, 11, 11), 11, 19)
    assert told.projected == pytest.approx(30)


def test_where_nothing_was_loaded_there_is_no_end(make_facts: MakeFacts) -> None:
    told = pace_of(CATALOG["gmv"], make_facts(), november(date(2026, 11, 12)), 10)
    assert (told.so_far, told.projected, told.progress) == (None, None, None)
    assert (told.needed_a_day, told.elapsed) == (None, date(2026, 10, 31))
