"""Why a figure changed: parts that sum to the change exactly, whichever way it is looked at."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import permutations
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.answer import ask
from metrics.catalog import CATALOG
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.drivers import Driver, by_group, mix_and_rate
from metrics.judgement.explain import explain
from metrics.judgement.factors import by_factor, factor_steps, gmv_by_factor
from metrics.period import Span

MakeFacts = Callable[..., Facts]
Sql = Callable[[Facts, str], list[tuple[Any, ...]]]
OLD = Span(date(2026, 9, 28), date(2026, 10, 3), "2026-09-28..2026-10-03")
NEW = Span(date(2026, 10, 4), date(2026, 10, 10), "2026-10-04..2026-10-10")
GROUPS = st.one_of(st.none(), st.sampled_from("abcdefghijklmnop"))
AMOUNT = st.integers(-(10**15), 10**15)
SIDES = st.dictionaries(GROUPS, st.tuples(AMOUNT, st.integers(0, 10**9)), max_size=14)
FACTORS = st.dictionaries(
    st.sampled_from("wxyz"), st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=4
)


def test_small_groups_are_folded_by_rank_and_by_share() -> None:
    now = {f"g{n}": 100 - n for n in range(10)} | {"tiny": 1}
    told = by_group({}, now, shown=3)
    assert [(one.group, one.change, one.folded) for one in told] == [
        ("g0", 100, 0), ("g1", 99, 0), ("g2", 98, 0), (None, sum(range(91, 98)) + 1, 8),
    ]  # fmt: skip
    by_share = by_group({}, {"big": 1_000, "s": 1, "t": -2})
    assert [(one.group, one.change, one.folded) for one in by_share] == [
        ("big", 1_000, 0), (None, -1, 2),
    ]  # fmt: skip


def test_unknown_and_folded_are_told_apart() -> None:
    told = by_group({None: 5}, {None: 50, "a": 100, "s": 1, "t": 1})
    assert [(one.group, one.folded) for one in told] == [("a", 0), (None, 0), (None, 2)]


def test_share_of_no_change_is_unknown() -> None:
    assert [one.share for one in by_group({"a": 1, "b": 2}, {"a": 2, "b": 1})] == [None, None]


@given(SIDES, SIDES)
@settings(deadline=None)
def test_mix_and_rate_sum_to_the_change_and_turn_around_with_the_periods(
    before: dict[str | None, tuple[int, int]], now: dict[str | None, tuple[int, int]]
) -> None:
    wholes = [sum(whole for _, whole in side.values()) for side in (before, now)]
    told = mix_and_rate(before, now)
    if not all(wholes):
        assert told == []
        return
    old, new = (
        Fraction(sum(part for part, _ in side.values()), whole)
        for side, whole in zip((before, now), wholes, strict=True)
    )
    assert sum(one.change for one in told) == new - old
    back = {(one.group, one.folded): (one.mix, one.rate) for one in mix_and_rate(now, before)}
    for one in told:
        assert back[one.group, one.folded] == (-one.mix, -one.rate)


def test_a_group_that_keeps_its_ratio_has_no_rate_and_one_that_keeps_its_weight_no_mix() -> None:
    before = {"same ratio": (1, 10), "same weight": (4, 20), "shrinks": (9, 10)}
    now = {"same ratio": (2, 20), "same weight": (10, 30), "shrinks": (9, 10)}
    by_name = {one.group: one for one in mix_and_rate(before, now, least=Fraction(0))}
    assert by_name["same ratio"].rate == by_name["shrinks"].rate == by_name["same weight"].mix == 0
    assert by_name["same weight"].rate == Fraction(1, 2) * (Fraction(1, 3) - Fraction(1, 5))
    middle = (Fraction(14, 40) + Fraction(21, 60)) / 2
    assert by_name["same ratio"].mix == (Fraction(1, 3) - Fraction(1, 4)) * (
        Fraction(1, 10) - middle
    )


def test_a_part_without_a_whole_is_not_lost() -> None:
    """Revenue of a campaign that cost nothing."""
    told = mix_and_rate({"a": (40, 10)}, {"a": (40, 10), "free": (5, 0)})
    assert {one.group: one.change for one in told} == {"a": 0, "free": Fraction(1, 2)}
    assert [one.now for one in told if one.group == "free"] == [None]


@given(FACTORS)
@settings(max_examples=30, deadline=None)
def test_factors_sum_to_the_change_of_the_product_in_any_order(
    values: dict[str, tuple[int, int]],
) -> None:
    before = {name: old for name, (old, _) in values.items()}
    now = {name: new for name, (_, new) in values.items()}
    parts = by_factor(before, now)
    assert sum(parts.values()) == prod(now.values()) - prod(before.values())
    for order in [*permutations(before)][::5]:
        assert by_factor({n: before[n] for n in order}, {n: now[n] for n in order}) == parts


def test_two_factors_are_each_ones_change_at_the_mean_of_the_other() -> None:
    assert by_factor({"a": 10, "b": 2}, {"a": 12, "b": 3}) == {"a": 2 * 2.5, "b": 1 * 11}


def test_drivers_of_gmv_equal_sql(random_facts: Callable[[int, int], Facts], sql: Sql) -> None:
    facts = random_facts(11, 400)
    rows = sql(
        facts,
        f"""select region, sum(case when placed_on >= '{NEW.first}' then 1 else -1 end
                               * item_amount_e4)
        from order_lines where order_kind = 'normal' and currency = 'USD'
        and placed_on between '{OLD.first}' and '{NEW.last}' group by region""",
    )
    told = explain(CATALOG["gmv"], facts, NEW, OLD, "region", {"currency": ["USD"]})
    assert {one.group: one.change * 10_000 for one in told.drivers} == dict(rows)
    assert sum(one.change for one in told.drivers) == told.now - told.before
    assert told.currency == "USD"


def test_drivers_of_a_ratio_equal_sql(random_facts: Callable[[int, int], Facts], sql: Sql) -> None:
    """Mix and rate, worked out by SQL in floating point from the same rows."""
    facts = random_facts(12, 500)
    rows = sql(
        facts,
        f"""with t as (
            select coalesce(category, '?') g, placed_on >= '{NEW.first}' n,
                sum(item_amount_e4)::double p, sum(quantity)::double w
            from order_lines where order_kind = 'normal' and shop_id = 'a'
            and placed_on between '{OLD.first}' and '{NEW.last}' group by all),
        s as (select n, sum(p) pp, sum(w) ww from t group by n),
        u as (select g, max(p / w) filter (n) r1, max(p / w) filter (not n) r0,
                max(w / ww) filter (n) w1, max(w / ww) filter (not n) w0
            from t join s using (n) group by g)
        select g, (w1 - w0) * ((r0 + r1) / 2 - (select avg(pp / ww) from s)) / 1e4,
            (r1 - r0) * (w0 + w1) / 2 / 1e4 from u""",
    )
    told = explain(CATALOG["asp"], facts, NEW, OLD, "category", {"shop": ["a"]})
    assert {one.group or "?" for one in told.drivers} == {"shoes", "hats", "?"}
    for group, mix, rate in rows:
        [driver] = [one for one in told.drivers if (one.group or "?") == group]
        assert (float(driver.mix), float(driver.rate)) == pytest.approx((mix, rate))
    assert sum(one.change for one in told.drivers) == told.now - told.before
    frame = told.frame()
    assert frame["change"].sum() == pytest.approx(float(told.now - told.before))


@pytest.mark.parametrize("seed", range(4))
def test_every_ratio_is_explained_exactly(
    random_facts: Callable[[int, int], Facts], seed: int
) -> None:
    facts = random_facts(seed, 120)
    for name in ("refund_rate_amount", "return_rate", "cancellation_rate", "aov"):
        told = explain(CATALOG[name], facts, NEW, OLD, "shop", {"shop": ["a"]}, currency="USD")
        assert sum(one.change for one in told.drivers) == told.now - told.before
        converted = explain(CATALOG[name], facts, NEW, OLD, "region", currency="EUR")
        assert sum(one.change for one in converted.drivers) == converted.now - converted.before


def test_days_are_matched_by_their_place(make_facts: MakeFacts) -> None:
    line = {"item_amount_e4": 10_000}
    facts = make_facts(
        order_lines=[line | {"placed_on": date(2026, 10, day)} for day in (1, 1, 2, 5, 6, 6)]
    )
    first = Span(date(2026, 10, 1), date(2026, 10, 2), "x")
    second = Span(date(2026, 10, 5), date(2026, 10, 6), "y")
    told = explain(CATALOG["gmv"], facts, second, first, "day")
    assert {one.group: one.change for one in told.drivers} == {"2026-10-05": -1, "2026-10-06": 1}


def test_several_currencies_need_one_to_be_chosen(random_facts: Callable[..., Facts]) -> None:
    facts = random_facts(3, 200)
    with pytest.raises(MetricError, match="There is money in USD, VND: keep to one"):
        explain(CATALOG["gmv"], facts, NEW, OLD, "region")
    converted = explain(CATALOG["gmv"], facts, NEW, OLD, "region", currency="EUR")
    assert converted.currency == "EUR"
    assert sum(one.change for one in converted.drivers) == converted.now - converted.before


def test_groups_that_overlap_are_refused(make_facts: MakeFacts) -> None:
    line = {"order_key": 1, "customer_key": 1, "placed_on": date(2026, 10, 5)}
    lines = [line | {"product_id": "p"}, line | {"product_id": "q"}]
    lines += [one | {"order_key": 2, "placed_on": date(2026, 10, 1)} for one in lines]
    facts = make_facts(orders=[], order_lines=lines)
    with pytest.raises(MetricError, match="orders can't be split by product: its groups don't"):
        explain(CATALOG["orders"], facts, NEW, OLD, "product")


@pytest.mark.parametrize("name", ["gmv_per_day", "fulfilment_hours_median"])
def test_what_is_no_sum_is_refused(make_facts: MakeFacts, name: str) -> None:
    with pytest.raises(MetricError, match=f"{name} can't be split: ask for a total"):
        explain(CATALOG[name], make_facts(orders=[], order_lines=[]), NEW, OLD, "shop")


def sale(
    order: int, day: int, buyer: int | None, *lines: tuple[int, int]
) -> list[dict[str, object]]:
    order_of = {"order_key": order, "placed_on": date(2026, 10, day), "customer_key": buyer}
    return [order_of | {"quantity": q, "item_amount_e4": e4 * 10_000} for q, e4 in lines]


def test_gmv_is_split_by_its_factors_and_what_unknown_buyers_bought(make_facts: MakeFacts) -> None:
    """1 buyer × 2 orders × 1.5 units × 10 = 30; then 2 × 1 × 2 × 9 = 36, and 7 of unknown."""
    sales = [
        *sale(1, 1, 1, (2, 20)), *sale(2, 2, 1, (1, 10)),
        *sale(3, 5, 1, (1, 9), (1, 9)), *sale(4, 6, 2, (2, 18)), *sale(5, 6, None, (1, 7)),
    ]  # fmt: skip
    orders = {row["order_key"]: row for row in sales}.values()
    facts = make_facts(orders=list(orders), order_lines=sales)
    told = gmv_by_factor(facts, NEW, OLD)
    assert told.before_factors == {
        "customers": 1, "orders_per_customer": 2, "units_per_order": Fraction(3, 2), "price": 10,
    }  # fmt: skip
    assert [*told.now_factors.values()] == [2, 1, 2, 9]
    assert (told.before, told.now, told.unknown_buyers) == (30, 43, 7)
    assert sum(told.parts.values()) == 6
    assert (told.parts["customers"] > 0, told.parts["price"] < 0) == (True, True)


def test_gmv_by_factor_is_exact_on_any_rows(random_facts: Callable[[int, int], Facts]) -> None:
    for seed in range(5):
        told = gmv_by_factor(random_facts(seed, 300), NEW, OLD, {"shop": ["a"]})
        assert sum(told.parts.values()) + told.unknown_buyers == told.now - told.before
        first, *changes, last = factor_steps(told)
        assert [one.amount_e4 for one in (first, last)] == [told.before * 10_000, told.now * 10_000]
        assert (first.amount_e4 or 0) + sum(one.amount_e4 or 0 for one in changes) == last.amount_e4
        parts = {**told.parts, "unknown_buyers": told.unknown_buyers}
        for one in changes:
            assert abs((one.amount_e4 or 0) - parts[one.name] * 10_000) <= 1
        assert [one.name for one in changes][:4] == list(told.parts)


@pytest.mark.parametrize("clock", ["created", "shipped", "delivered", "settled"])
def test_what_another_clock_dates_is_explained_by_it(
    random_facts: Callable[[int, int], Facts], clock: str
) -> None:
    facts, where = random_facts(3, 300), {"shop": ["a"]}
    for name in ("gmv", "aov"):
        told = explain(CATALOG[name], facts, NEW, OLD, "carrier", where, clock=clock)
        rows = ask([CATALOG[name]], facts, NEW, OLD, where=where, clock=clock).rows
        asked = rows.select("value", "previous").row(0)
        assert (float(told.now), float(told.before)) == pytest.approx(asked)
    factors = gmv_by_factor(facts, NEW, OLD, where, clock=clock)
    gmv = explain(CATALOG["gmv"], facts, NEW, OLD, "carrier", where, clock=clock)
    assert (factors.now, factors.before) == (gmv.now, gmv.before)


def test_gmv_without_known_buyers_has_no_factors(make_facts: MakeFacts) -> None:
    sales = [*sale(1, 1, None, (2, 20)), *sale(2, 5, 1, (1, 10))]
    with pytest.raises(MetricError, match="No GMV of known buyers from 2026-09-28 to 2026-10-03"):
        gmv_by_factor(make_facts(orders=sales, order_lines=sales), NEW, OLD)


def test_a_driver_knows_its_change() -> None:
    one = Driver("a", None, None, Fraction(1, 3), Fraction(1, 6), None)
    assert one.change == Fraction(1, 2)


def test_where_nothing_was_loaded_nothing_is_explained(make_facts: MakeFacts) -> None:
    with pytest.raises(MetricError, match="gmv is unknown from"):
        explain(CATALOG["gmv"], make_facts(), NEW, OLD, "region")
    with pytest.raises(MetricError, match="No GMV of known buyers"):
        gmv_by_factor(make_facts(), NEW, OLD)
