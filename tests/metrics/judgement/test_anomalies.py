"""Days out of the ordinary: drops are found, chance, growth, events and small shops are not."""

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.catalog import CATALOG
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.anomalies import anomalies, by_group, expected, width_for
from metrics.judgement.series import each_day
from metrics.judgement.watch import watch
from metrics.period import Span

MakeFacts = Callable[..., Facts]
START = date(2026, 1, 5)
JUDGED = each_day(date(2026, 3, 9), date(2026, 4, 7))
WEEK = (0.8, 0.9, 0.9, 1.0, 1.1, 1.2, 1.1)


def poisson(dice: random.Random, mean: float) -> int:
    """Knuth's for small means, the normal approximation for great ones."""
    if mean > 60:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    count, left = 0, dice.random()
    while left > math.exp(-mean):
        left *= dice.random()
        count += 1
    return count


def random_days(seed: int, mean: float, growth: float = 0.0) -> dict[date, float]:
    dice = random.Random(seed)
    return {
        day: poisson(dice, mean * WEEK[day.weekday()] * (1 + growth) ** (n / 7))
        for n, day in enumerate(each_day(START, JUDGED[-1]))
    }


@pytest.mark.parametrize("mean", [30, 100, 1000])
def test_chance_raises_an_alarm_in_few_months(mean: float) -> None:
    """One in a hundred months is meant; at most four of 100 is 2.6 times the chance of that."""
    assert sum(bool(anomalies(random_days(seed, mean), JUDGED)) for seed in range(100)) <= 4


def test_growth_is_no_alarm() -> None:
    """Four per cent a week."""
    months = [anomalies(random_days(seed, 200, 0.04), JUDGED) for seed in range(40)]
    assert sum(map(bool, months)) <= 2


@pytest.mark.parametrize(("mean", "left"), [(100, 0.4), (400, 0.7), (100, 1.8)])
def test_drops_and_jumps_are_found_on_their_day(mean: float, left: float) -> None:
    found = 0
    for seed in range(30):
        days = random_days(seed, mean)
        odd = JUDGED[seed]
        days[odd] = round(days[odd] * left)
        told = anomalies(days, JUDGED)
        hits = [one for one in told if one.day == odd]
        found += bool(hits)
        for one in hits:
            assert (one.size < 0) == (left < 1)
            assert not one.low <= one.value <= one.high
            assert one.low < one.expected < one.high
    assert found >= 25


def test_what_is_expected_follows_weekday_and_trend() -> None:
    """By 0.1 a day in the square root, on top of a weekday's own: expected to the last digit."""
    days = {
        day: (10 + 3 * WEEK[day.weekday()] + n / 10) ** 2
        for n, day in enumerate(each_day(START, JUDGED[-1]))
    }
    for day in JUDGED:
        before = each_day(day - timedelta(days=56), day - timedelta(days=1))
        told = expected([math.sqrt(days[one]) for one in before])
        assert told is not None
        assert told.root**2 == pytest.approx(days[day])


def test_a_day_of_an_event_is_neither_judged_nor_learnt_from() -> None:
    days = random_days(1, 100)
    events = [JUDGED[3], JUDGED[10]]
    plain = {day: value for day, value in days.items() if day not in events}
    days |= dict.fromkeys(events, 400)
    assert [one.day for one in anomalies(days, JUDGED)] == events
    assert anomalies(days, JUDGED, events) == anomalies(plain, JUDGED) == []


def test_small_shops_stay_quiet_even_when_nothing_is_sold() -> None:
    days = random_days(2, 12)
    days[JUDGED[5]] = 0
    assert anomalies(days, JUDGED) == []
    large = random_days(2, 60)
    large[JUDGED[5]] = 0
    assert [one.day for one in anomalies(large, JUDGED)] == [JUDGED[5]]


def test_money_needs_rows_behind_it() -> None:
    days = {day: value * 25.5 for day, value in random_days(3, 60).items()}
    days[JUDGED[5]] = 1.0
    many, few = dict.fromkeys(days, 60.0), dict.fromkeys(days, 5.0)
    told = anomalies(days, JUDGED, rows=many, is_count=False)
    assert [one.day for one in told] == [JUDGED[5]]
    assert anomalies(days, JUDGED, rows=few, is_count=False) == []


def test_too_little_history_judges_nothing() -> None:
    days = {day: v for day, v in random_days(4, 100).items() if day >= date(2026, 2, 9)}
    days[JUDGED[0]] = 0
    assert anomalies(days, JUDGED[:7]) == []


def test_many_groups_need_days_further_off() -> None:
    """A hundred groups of chance alone, and one that loses a day."""
    groups: dict[str | int | None, Any] = {f"g{n}": random_days(n, 40) for n in range(100)}
    groups["small"] = random_days(5, 3)
    groups[None] = random_days(200, 90)
    groups[None][JUDGED[9]] = 5
    told = by_group(groups, JUDGED)
    assert [(one.group, one.day) for one in told] == [(None, JUDGED[9])]
    assert width_for(1) < width_for(30) < width_for(3000)


def facts_of(make_facts: MakeFacts, counts: dict[date, int], **more: Any) -> Facts:
    orders = [{"placed_on": day} | more for day, n in counts.items() for _ in range(n)]
    covered = {"orders": {"a": (START, JUDGED[-1])}}
    now = datetime.combine(JUDGED[-1], datetime.min.time(), UTC) + timedelta(hours=9)
    return make_facts(covered, now, orders=orders)


def test_an_unfinished_day_raises_no_alarm(make_facts: MakeFacts) -> None:
    """It is nine in the morning of the last day, and only two orders came; so on the day before."""
    today, before = JUDGED[-1], JUDGED[-2]
    steady = dict.fromkeys(each_day(START, today), 40)
    facts = facts_of(make_facts, steady | {today: 2, before: 2}, carrier="x")
    span = Span(JUDGED[0], today, "mtd", unfinished=True, today=today)
    told = watch(CATALOG["orders"], facts, span)
    assert (told.last, [one.day for one in told.anomalies]) == (before, [before])
    by = watch(CATALOG["orders"], facts, span, "carrier")
    assert [(one.group, one.day, one.value) for one in by.anomalies] == [("x", before, 2)]
    assert watch(CATALOG["orders"], facts, span, events=[before]).anomalies == ()


def test_a_group_without_a_row_on_a_day_had_none(make_facts: MakeFacts) -> None:
    gap = JUDGED[4]
    steady = {day: 40 for day in each_day(START, JUDGED[-1]) if day != gap}
    facts = facts_of(make_facts, steady, region="CA")
    told = watch(CATALOG["orders"], facts, Span(JUDGED[0], JUDGED[-2], "x"), "region")
    assert [(one.group, one.day, one.value) for one in told.anomalies] == [("CA", gap, 0)]


def test_what_days_dont_add_up_to_is_refused(make_facts: MakeFacts) -> None:
    facts = make_facts(orders=[], order_lines=[])
    with pytest.raises(MetricError, match="aov is not the sum of its days"):
        watch(CATALOG["aov"], facts, Span(JUDGED[0], JUDGED[-1], "x"))


def test_where_nothing_was_loaded_nothing_is_odd(make_facts: MakeFacts) -> None:
    told = watch(CATALOG["orders"], make_facts(), Span(JUDGED[0], JUDGED[-1], "x"))
    assert told.anomalies == ()
