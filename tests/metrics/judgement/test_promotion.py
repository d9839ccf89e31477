"""What a promotion brought: a day before, during and after, by SKU and by discount band."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.promotion import promotion
from metrics.judgement.series import each_day
from metrics.period import Span

MakeFacts = Callable[..., Facts]
Sql = Callable[[Facts, str], list[tuple[Any, ...]]]
SATURDAY = date(2026, 10, 17)
WEEKEND = Span(SATURDAY, SATURDAY + timedelta(days=1), "x")
DAYS = each_day(SATURDAY - timedelta(days=40), SATURDAY + timedelta(days=40))


def line(day: date, units: int, list_price: int, off: int = 0, **more: Any) -> dict[str, Any]:
    """Units at a list price each, with so many parts in a hundred off; a unit costs 4."""
    whole = units * list_price * 10_000
    discount = whole * off // 100
    return {
        "placed_on": day, "sku_id": "s", "quantity": units, "list_e4": whole,
        "seller_discount_e4": discount, "item_amount_e4": whole - discount, "unit_cost_e4": 40_000,
    } | more  # fmt: skip


def facts_of(
    make_facts: MakeFacts, lines: list[dict[str, Any]], today: date = date(2026, 12, 31)
) -> Facts:
    """Nothing is kept by the platform: every order has a statement without fees."""
    keyed = [one | {"order_key": n, "line_id": "1"} for n, one in enumerate(lines)]
    statements = [
        {"shop_id": "a", "order_key": n, "type": "order", "settled_on": today, "settled_e4": 0}
        | {"currency": "USD", "fees_e4": 0, "revenue_e4": 0}
        for n in range(len(keyed))
    ]
    covered = {"order_lines": {"a": (DAYS[0], today)}}
    now = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=12)
    return make_facts(covered, now, order_lines=keyed, returns=[], skus=[], settlements=statements)


def usual(day: date) -> int:
    """Twice as much on weekends."""
    return 4 if day.weekday() > 4 else 2


def sold(day: date) -> dict[str, Any]:
    is_on = WEEKEND.first <= day <= WEEKEND.last
    return line(day, 10, 10, 30) if is_on else line(day, usual(day), 10)


def test_a_weekend_is_beside_weekends(make_facts: MakeFacts) -> None:
    """4 units at 10 with a cost of 4 bring 24; 10 units at 7 bring 30."""
    told = promotion(facts_of(make_facts, [sold(day) for day in DAYS]), WEEKEND)
    assert told.days == {"before": 8, "during": 2, "after": 8}
    assert told.currency == "USD"
    assert told.by_sku.rows() == [
        ("s", "before", 4, 40, 24, 1), ("s", "during", 10, 70, 30, 1), ("s", "after", 4, 40, 24, 1),
    ]  # fmt: skip


def test_bands_are_by_the_share_of_the_list_price(make_facts: MakeFacts) -> None:
    lines = [line(SATURDAY, 1, 100, off) for off in (0, 1, 10, 11, 20, 30, 31, 50, 51, 100)]
    unknown = line(SATURDAY, 1, 100) | {"list_e4": None, "item_amount_e4": 5}
    told = promotion(facts_of(make_facts, [*lines, unknown]), WEEKEND).by_band
    during = told.filter(phase="during").select("above", "up_to", "units_a_day")
    assert during.rows() == [
        (None, 0, 0.5), (0, 0.1, 1), (0.1, 0.2, 1), (0.2, 0.3, 0.5), (0.3, 0.5, 1), (0.5, None, 1),
        (None, None, 0.5),
    ]  # fmt: skip


def test_an_unknown_cost_gives_an_unknown_margin_and_its_share(make_facts: MakeFacts) -> None:
    lines = [
        line(SATURDAY, 1, 10), line(SATURDAY, 1, 30, unit_cost_e4=None),
        line(SATURDAY, 1, 10, sku_id="t", unit_cost_e4=None),
    ]  # fmt: skip
    told = promotion(facts_of(make_facts, lines), WEEKEND).by_sku.filter(phase="during")
    assert told.select("sku", "margin_a_day", "covers").rows() == [("s", 3, 0.25), ("t", None, 0)]


def test_days_that_arent_over_or_known_dont_count(make_facts: MakeFacts) -> None:
    today = WEEKEND.last
    lines = [sold(day) for day in DAYS if day <= today]
    told = promotion(facts_of(make_facts, lines, today), WEEKEND)
    assert told.days == {"before": 8, "during": 1, "after": 0}
    assert told.by_sku.rows()[1:] == [
        ("s", "during", 10, 70, 30, 1), ("s", "after", None, None, None, None),
    ]  # fmt: skip
    young = make_facts(
        {"order_lines": {"a": (SATURDAY - timedelta(days=7), date(2026, 12, 31))}},
        order_lines=[], returns=[], skus=[], settlements=[],
    )  # fmt: skip
    assert promotion(young, WEEKEND, {"shop": ["a"]}).days["before"] == 2


def test_a_sku_that_sold_in_one_phase_only_sold_nothing_in_the_others(
    make_facts: MakeFacts,
) -> None:
    facts = facts_of(make_facts, [line(SATURDAY, 2, 10), line(DAYS[40], 1, 10, sku_id="t")])
    told = promotion(facts, WEEKEND, {"sku": ["s"]}).by_sku
    assert told.select("sku", "units_a_day").rows() == [("s", 0), ("s", 1), ("s", 0)]


def test_several_currencies_are_refused(make_facts: MakeFacts) -> None:
    lines = [line(SATURDAY, 1, 10), line(SATURDAY, 1, 10, currency="EUR")]
    with pytest.raises(MetricError, match="There is money in EUR, USD"):
        promotion(facts_of(make_facts, lines), WEEKEND)


def test_units_and_gmv_of_random_lines_equal_sql(make_facts: MakeFacts, sql: Sql) -> None:
    dice = random.Random(9)
    lines = [
        line(dice.choice(DAYS), dice.randint(1, 4), dice.randint(5, 90), dice.randint(0, 60))
        | {"sku_id": dice.choice("stu"), "is_cancelled": dice.random() < 0.1}
        | {"order_kind": dice.choice(["normal", "normal", "sample"])}
        for _ in range(400)
    ]
    facts = facts_of(make_facts, lines)
    rows = sql(
        facts,
        f"""with d as (select *, case when placed_on < '{WEEKEND.first}' then 'before'
                when placed_on > '{WEEKEND.last}' then 'after' else 'during' end phase
            from order_lines where order_kind = 'normal' and isodow(placed_on) > 5
            and placed_on between date '{WEEKEND.first}' - 28 and date '{WEEKEND.last}' + 28)
        select sku_id, phase, sum(quantity) / if(phase = 'during', 2, 8)::double,
            sum(item_amount_e4) / 1e4 / if(phase = 'during', 2, 8)
        from d group by 1, 2""",
    )
    told = promotion(facts, WEEKEND).by_sku.select("sku", "phase", "units_a_day", "gmv_a_day")
    found = {row[:2]: row[2:] for row in told.rows()}
    assert len(rows) > 6
    for sku, phase, units, gmv in rows:
        assert found[sku, phase] == pytest.approx((float(units), float(gmv)))


def test_without_costs_or_statements_units_are_known_and_the_margin_is_not(
    make_facts: MakeFacts,
) -> None:
    facts = make_facts(order_lines=[sold(day) for day in DAYS])
    told = promotion(facts, WEEKEND).by_sku
    assert told.select("units_a_day", "margin_a_day", "covers").rows() == [
        (4, None, 0), (10, None, 0), (4, None, 0),
    ]  # fmt: skip


def test_where_nothing_was_loaded_there_is_nothing_to_judge(make_facts: MakeFacts) -> None:
    with pytest.raises(MetricError, match="No order_lines were ever loaded"):
        promotion(make_facts(), WEEKEND)


def test_fees_of_an_order_are_shared_before_it_is_kept_to_a_sku(make_facts: MakeFacts) -> None:
    """A statement keeps 4 of an order of two equal lines: each bears 2."""
    lines = [line(SATURDAY, 1, 10), line(SATURDAY, 1, 10, sku_id="t")]
    lines = [one | {"order_key": 1, "line_id": one["sku_id"]} for one in lines]
    statement = {
        "shop_id": "a", "order_key": 1, "type": "order", "settled_on": SATURDAY, "currency": "USD",
        "settled_e4": 0, "fees_e4": -40_000, "revenue_e4": 200_000,
    }  # fmt: skip
    facts = make_facts(order_lines=lines, returns=[], skus=[], settlements=[statement])
    told = promotion(facts, WEEKEND, {"sku": ["t"]}).by_sku.filter(phase="during")
    assert told.select("sku", "margin_a_day").rows() == [("t", (10 - 4 - 2) / 2)]


def test_it_is_kept_to_days_of_the_week_and_refuses_words_that_lines_lack(
    make_facts: MakeFacts,
) -> None:
    """Only Saturdays: 4 of them before, 1 during, 4 after."""
    facts = facts_of(make_facts, [sold(day) for day in DAYS])
    told = promotion(facts, WEEKEND, {"weekday": ["6"]})
    assert told.days == {"before": 4, "during": 1, "after": 4}
    assert told.by_sku["units_a_day"].to_list() == [4, 10, 4]
    assert promotion(facts, WEEKEND, {"weekday": ["3"]}).by_sku.is_empty()
    with pytest.raises(MetricError, match="aren't known by campaign"):
        promotion(facts, WEEKEND, {"campaign": ["1"]})
