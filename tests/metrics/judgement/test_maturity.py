"""Refunds still to come: nothing that isn't known yet counts, and what came later was expected."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.maturity import DONE, Maturity, by_week, maturity, maturity_of
from metrics.judgement.refunds import refunds
from metrics.judgement.series import each_day
from metrics.period import Span

MakeFacts = Callable[..., Facts]
Sql = Callable[[Facts, str], list[tuple[Any, ...]]]
START, TODAY = date(2026, 1, 1), date(2026, 11, 26)
KNOWN = TODAY - timedelta(days=1)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
COVERED = {name: {"a": (START, TODAY)} for name in ("order_lines", "returns")}


def sold(day: date, e4: int = 1_000_000, **more: Any) -> dict[str, Any]:
    return {"placed_on": day, "item_amount_e4": e4} | more


def back(day: date, age: int, e4: int, **more: Any) -> dict[str, Any]:
    came = day + timedelta(days=age)
    return {"placed_on": day, "refunded_on": came, "counted_goods_e4": e4} | more


def steady(make_facts: MakeFacts, *more: dict[str, Any]) -> Facts:
    """100 a day; 2 % come back after 10 days and 3 % after 40."""
    days = each_day(START, TODAY)
    came = [back(day, age, e4) for day in days for age, e4 in ((10, 20_000), (40, 30_000))]
    known = [row for row in came if row["refunded_on"] <= TODAY]
    lines = [*map(sold, days), *(row for row in more if "item_amount_e4" in row)]
    others = [row for row in more if "item_amount_e4" not in row]
    return make_facts(COVERED, NOON, order_lines=lines, returns=[*known, *others])


def asked(facts: Facts, first: date, last: date, **more: Any) -> Maturity:
    return maturity_of(facts, Span(first, last, "x"), **more)


@pytest.mark.parametrize(
    ("age", "so_far", "is_mature"),
    [(5, 0, False), (10, 0.02, False), (39, 0.02, False), (40, 0.05, False), (90, 0.05, True)],
)
def test_orders_of_each_age_are_expected_to_end_as_earlier_ones_did(
    make_facts: MakeFacts, age: int, so_far: float, is_mature: bool
) -> None:
    day = KNOWN - timedelta(days=age)
    told = asked(steady(make_facts), day, day)
    assert told.until == KNOWN
    assert told.so_far == pytest.approx(so_far)
    assert (told.expected, told.low, told.high) == pytest.approx((0.05, 0.05, 0.05))
    assert told.is_mature is is_mature


def test_a_long_period_adds_what_is_to_come_of_its_young_days_only(make_facts: MakeFacts) -> None:
    told = asked(steady(make_facts), date(2026, 7, 1), KNOWN)
    days = (KNOWN - date(2026, 7, 1)).days + 1
    assert told.sold == days * 100
    assert told.so_far == pytest.approx(0.02 * (days - 10) / days + 0.03 * (days - 40) / days)
    assert told.expected == pytest.approx(0.05)


def test_a_refund_of_today_or_later_is_not_known(make_facts: MakeFacts) -> None:
    day = KNOWN - timedelta(days=5)
    late = [back(day, 6, 500_000), back(day, 9, 500_000)]
    assert asked(steady(make_facts, *late), day, day).so_far == 0
    known = [back(day, 5, 500_000)]
    assert asked(steady(make_facts, *known), day, day).so_far == 0.5


def test_what_is_no_refund_of_a_sale_is_left_out(make_facts: MakeFacts) -> None:
    day = KNOWN - timedelta(days=20)
    plain = asked(steady(make_facts), day, day)
    more = [
        sold(day, is_cancelled=True), sold(day, order_kind="sample"),
        back(day, 1, 10_000, is_cancelled=True), back(day, 1, 10_000, order_kind="exchange"),
        back(day, 1, 10_000, status="approved"), back(day, 1, 10_000, placed_on=None),
    ]  # fmt: skip
    assert asked(steady(make_facts, *more), day, day) == plain


def test_a_shop_too_young_to_know_expects_nothing(make_facts: MakeFacts) -> None:
    covered = {name: {"a": (date(2026, 7, 10), TODAY)} for name in COVERED}
    lines = [sold(day) for day in each_day(date(2026, 7, 10), TODAY)]
    facts = make_facts(covered, NOON, order_lines=lines, returns=[])
    told = asked(facts, date(2026, 11, 1), KNOWN)
    assert (told.so_far, told.expected, told.low, told.high) == (0, None, None, None)
    assert not told.is_mature
    assert asked(facts, date(2026, 7, 10), date(2026, 7, 12)).expected == 0


def test_returns_that_were_never_loaded_say_nothing(make_facts: MakeFacts) -> None:
    lines = [sold(day) for day in each_day(START, TODAY)]
    facts = make_facts({"returns": {}}, NOON, order_lines=lines, returns=[])
    assert asked(facts, date(2026, 5, 1), date(2026, 5, 31)).so_far is None


def test_several_currencies_need_one_to_be_chosen(make_facts: MakeFacts) -> None:
    facts = steady(make_facts, sold(KNOWN, currency="EUR"))
    with pytest.raises(MetricError, match="There is money in EUR, USD"):
        asked(facts, START, KNOWN)
    assert asked(facts, START, KNOWN, where={"currency": ["EUR"]}).sold == 100


def test_so_far_equals_sql(random_facts: Callable[[int, int], Facts], sql: Sql) -> None:
    facts = random_facts(5, 400)
    [(whole, came)] = sql(
        facts,
        """select sum(item_amount_e4), (select sum(counted_goods_e4) from returns
            where status = 'completed' and not is_cancelled and order_kind = 'normal'
            and shop_id = 'a' and region = 'CA' and refunded_on is not null
            and placed_on between '2026-09-28' and '2026-10-02')
        from order_lines where not is_cancelled and order_kind = 'normal' and shop_id = 'a'
        and region = 'CA' and placed_on between '2026-09-28' and '2026-10-02'""",
    )
    where = {"shop": ["a"], "region": ["CA"]}
    told = asked(facts, date(2026, 9, 28), date(2026, 10, 2), where=where)
    assert told.sold == int(whole) / 10_000
    assert told.so_far == pytest.approx(float(came / whole))
    assert told.is_mature


def test_weeks_go_back_from_the_last_day_known(make_facts: MakeFacts) -> None:
    told = by_week(steady(make_facts), Span(date(2026, 11, 1), TODAY, "x"))
    assert [(one.first, one.last) for one in told][-1] == (KNOWN - timedelta(days=6), KNOWN)
    assert told[0].first == date(2026, 11, 1)
    assert all(one.expected == pytest.approx(0.05) for one in told)


def random_shop(make_facts: MakeFacts, seed: int) -> Facts:
    """Forty orders a day, 6 % of them refunded 3 to 45 days later."""
    dice, lines, returns = random.Random(seed), [], []
    for day in each_day(date(2025, 6, 1), TODAY):
        for _ in range(40):
            amount = dice.randint(50_000, 900_000)
            lines.append(sold(day, amount))
            if dice.random() < 0.06:
                returns.append(back(day, 3 + int(dice.betavariate(1.3, 3) * 42), amount))
    covered = {name: {"a": (date(2025, 6, 1), TODAY)} for name in COVERED}
    return make_facts(covered, NOON, order_lines=lines, returns=returns)


def test_months_that_are_old_now_came_to_what_was_expected_then(make_facts: MakeFacts) -> None:
    """Hides what came later; expected is nearer to the truth than what was seen, and in range."""
    known = refunds(random_shop(make_facts, 1), Span(KNOWN, KNOWN, "x"))
    inside, ours, raw = [], 0.0, 0.0
    for start in range(16):
        first = date(2026, 3, 1) + timedelta(days=10 * start)
        last = first + timedelta(days=29)
        truth = maturity(known, first, last)
        then = maturity(known.known_by(last + timedelta(days=5)), first, last)
        if (KNOWN - last).days < DONE:
            break
        assert truth.is_mature
        assert truth.so_far is not None
        assert then.so_far is not None
        assert then.expected is not None
        assert then.low is not None
        assert then.high is not None
        inside.append(then.low <= truth.so_far <= then.high)
        ours += abs(then.expected / truth.so_far - 1)
        raw += abs(then.so_far / truth.so_far - 1)
    assert len(inside) > 10
    assert ours < raw / 3
    assert sum(inside) / len(inside) >= 0.6


def test_nothing_is_learnt_from_days_on_which_a_shop_had_no_data(make_facts: MakeFacts) -> None:
    """Shop b has lines from January and returns from June: until then it seems to have none."""
    facts = steady(make_facts)
    days = each_day(START, TODAY)
    lines = [*map(sold, days), *(sold(day, shop_id="b") for day in days)]
    came = facts.tables["returns"].collect().to_dicts()
    since = date(2026, 6, 1)
    came += [row | {"shop_id": "b"} for row in came if row["placed_on"] >= since]
    covered = {"order_lines": dict.fromkeys("ab", (START, TODAY))}
    covered["returns"] = {"a": (START, TODAY), "b": (since, TODAY)}
    both = make_facts(covered, NOON, order_lines=lines, returns=came)
    told = asked(both, date(2026, 11, 10), KNOWN)
    assert told.expected == pytest.approx(0.05)


def test_without_returns_or_lines_there_is_nothing_to_judge(make_facts: MakeFacts) -> None:
    for facts in (make_facts(), make_facts(order_lines=[sold(KNOWN)])):
        with pytest.raises(MetricError, match="No returns were ever loaded"):
            asked(facts, START, KNOWN)
