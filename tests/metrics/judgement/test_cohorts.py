"""Who comes back, and on how few a shop depends; both against SQL."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.cohorts import repeat_purchase
from metrics.judgement.concentration import concentration, concentration_of
from metrics.period import Span

MakeFacts = Callable[..., Facts]
RandomFacts = Callable[[int, int], Facts]
Sql = Callable[[Facts, str], list[tuple[Any, ...]]]
OCTOBER = Span(date(2026, 9, 28), date(2026, 10, 10), "x")
TODAY = date(2026, 11, 26)


def order(buyer: int | None, *days: date, **more: Any) -> list[dict[str, Any]]:
    return [{"customer_key": buyer, "placed_on": day} | more for day in days]


def test_buyers_are_of_the_month_of_their_first_order(make_facts: MakeFacts) -> None:
    orders = [
        *order(1, date(2026, 8, 31), date(2026, 8, 1), date(2026, 10, 5), date(2026, 10, 6)),
        *order(2, date(2026, 8, 3), date(2026, 9, 1)),
        *order(3, date(2026, 9, 30)),
        *order(None, date(2026, 8, 3)),
        *order(4, date(2026, 7, 3), order_kind="sample"),
        *order(4, date(2026, 11, 2)),
    ]
    covered = {"orders": {"a": (date(2026, 5, 10), TODAY)}}
    told = repeat_purchase(make_facts(covered, orders=orders), TODAY)
    assert told.select("cohort", "months", "buyers", "size", "share").rows() == [
        (date(2026, 8, 1), 0, 2, 2, 1), (date(2026, 8, 1), 1, 1, 2, 0.5),
        (date(2026, 8, 1), 2, 1, 2, 0.5), (date(2026, 8, 1), 3, 0, 2, 0),
        (date(2026, 9, 1), 0, 1, 1, 1), (date(2026, 9, 1), 1, 0, 1, 0),
        (date(2026, 9, 1), 2, 0, 1, 0), (date(2026, 11, 1), 0, 1, 1, 1),
    ]  # fmt: skip
    assert told["complete"].to_list() == [True, True, True, False, True, True, False, False]
    assert told["is_known"].to_list() == [False] * 4 + [True] * 4  # 90 days after 10 May: 8 August


def test_a_month_is_complete_when_the_data_of_all_shops_covers_it(make_facts: MakeFacts) -> None:
    orders = [*order(1, date(2026, 9, 2)), *order(2, date(2026, 9, 3), shop_id="b")]
    always = (date(2025, 1, 1), TODAY)
    covered = {"orders": {"a": always, "b": (date(2025, 1, 1), date(2026, 10, 30))}}
    facts = make_facts(covered, orders=orders)
    assert repeat_purchase(facts, TODAY)["complete"].to_list() == [True, False, False]
    alone = repeat_purchase(facts, TODAY, {"shop": ["a"]})
    assert alone["complete"].to_list() == [True, True, False]
    assert alone["size"].to_list() == [1, 1, 1]


def test_cohorts_of_a_product_are_of_its_buyers(make_facts: MakeFacts) -> None:
    lines = [
        *order(1, date(2026, 8, 1), product_id="p"), *order(1, date(2026, 9, 1), product_id="q"),
        *order(2, date(2026, 9, 1), product_id="q"), *order(2, date(2026, 10, 1), product_id="q"),
    ]  # fmt: skip
    told = repeat_purchase(make_facts(orders=[], order_lines=lines), TODAY, {"product": ["q"]})
    assert told.select("cohort", "months", "buyers").rows() == [
        (date(2026, 9, 1), 0, 2), (date(2026, 9, 1), 1, 1), (date(2026, 9, 1), 2, 0),
    ]  # fmt: skip


def test_cohorts_equal_sql(random_facts: RandomFacts, sql: Sql) -> None:
    facts = random_facts(21, 300)
    rows = sql(
        facts,
        """with b as (select distinct customer_key k, date_trunc('month', placed_on)::date m
            from orders where order_kind = 'normal' and shop_id = 'a'
            and customer_key is not null and placed_on is not null),
        f as (select k, min(m) c from b group by k)
        select c, date_diff('month', c, m), count(*),
            (select count(*) from f g where g.c = f.c) from b join f using (k) group by c, m""",
    )
    told = repeat_purchase(facts, TODAY, {"shop": ["a"]}).select(
        "cohort", "months", "buyers", "size"
    )
    assert sorted(row for row in told.rows() if row[2]) == sorted(rows)
    assert len(rows) > 1


@pytest.mark.parametrize("by", ["product", "buyer"])
@pytest.mark.parametrize("clock", [None, "delivered"])
def test_shares_of_the_greatest_equal_sql(
    random_facts: RandomFacts, sql: Sql, by: str, clock: str | None
) -> None:
    facts = random_facts(22, 400)
    column = {"product": "product_id", "buyer": "customer_key"}[by]
    rows = sql(
        facts,
        f"""select {column} g, sum(item_amount_e4)::bigint v from order_lines
        where order_kind = 'normal' and shop_id = 'a' and placed_on is not null
        and {clock or "placed"}_on between '{OCTOBER.first}' and '{OCTOBER.last}'
        group by 1 order by v desc""",
    )
    whole, named = sum(v for _, v in rows), [v for g, v in rows if g is not None]
    told = concentration_of(facts, OCTOBER, by, {"shop": ["a"]}, tops=(1, 2, 3), clock=clock)
    assert told is not None
    assert (told.whole, told.currency) == (whole / 10_000, "USD")
    assert told.shares == {n: sum(named[:n]) / whole for n in (1, 2, 3)}
    assert told.unknown == pytest.approx(1 - sum(named) / whole)
    assert told.groups == len([v for v in named if v])


@pytest.mark.parametrize("by", ["product", "buyer"])
def test_currencies_are_converted_or_one_is_chosen(random_facts: RandomFacts, by: str) -> None:
    facts = random_facts(22, 400)
    with pytest.raises(MetricError, match="There is money in USD, VND"):
        concentration_of(facts, OCTOBER, by)
    told = concentration_of(facts, OCTOBER, by, currency="EUR")
    assert told is not None
    assert told.currency == "EUR"
    assert sum(told.shares.values()) > 0


@pytest.mark.parametrize("by", ["product", "buyer"])
def test_without_a_rate_nothing_is_said(make_facts: MakeFacts, by: str) -> None:
    lines = order(1, date(2026, 10, 1), item_amount_e4=5, product_id="p")
    facts = make_facts(order_lines=lines, fx_rates=[])
    with pytest.raises(MetricError, match="There is no exchange rate"):
        concentration_of(facts, OCTOBER, by, currency="EUR")


@settings(deadline=None)
@given(
    st.dictionaries(st.none() | st.integers(0, 40), st.integers(-3, 50), max_size=30),
    st.lists(st.integers(1, 12), unique=True),
)
def test_the_greatest_are_ranked_one_by_one(
    values: dict[int | str | None, int], tops: list[int]
) -> None:
    whole = sum(values.values())
    told = concentration(values, tops)
    if whole <= 0:
        assert told is None
        return
    assert told is not None
    ranked = sorted((v for name, v in values.items() if name is not None and v > 0), reverse=True)
    reach = [n for n in range(1, len(ranked) + 1) if sum(ranked[:n]) * 2 >= whole]
    assert (told.whole, told.groups) == (whole, len(ranked))
    assert told.shares == {top: sum(ranked[:top]) / whole for top in tops}
    assert told.half == (reach[0] if reach else None)
    assert told.unknown == values.get(None, 0) / whole


def test_half_is_made_up_by_the_fewest() -> None:
    told = concentration({"a": 40, "b": 30, "c": 30})
    assert told is not None
    assert told.half == 2
    most_unknown = concentration({"a": 4, None: 6})
    assert most_unknown is not None
    assert (most_unknown.half, most_unknown.shares[5]) == (None, 0.4)
    assert concentration({}) is None
    assert concentration({"a": 0}) is None


def test_where_nothing_was_loaded_there_is_nothing_to_judge(make_facts: MakeFacts) -> None:
    with pytest.raises(MetricError, match="No orders were ever loaded"):
        repeat_purchase(make_facts(), TODAY)
    with pytest.raises(MetricError, match="No order_lines were ever loaded"):
        concentration_of(make_facts(), OCTOBER, "buyer")
    assert concentration_of(make_facts(), OCTOBER, "product") is None


def test_days_of_the_week_are_kept_to_and_refused_where_all_days_are_looked_at(
    make_facts: MakeFacts,
) -> None:
    """The first of October 2026 is a Thursday."""
    lines = [
        {"customer_key": 1, "placed_on": date(2026, 10, 1), "item_amount_e4": 30_000},
        {"customer_key": 2, "placed_on": date(2026, 10, 2), "item_amount_e4": 10_000},
    ]
    facts = make_facts(order_lines=lines, orders=lines)
    only = {"weekday": ["4"]}
    for by in ("product", "buyer"):
        told = concentration_of(facts, OCTOBER, by, only)
        assert told
        assert told.whole == 3
    with pytest.raises(MetricError, match="weekday: take that filter back"):
        repeat_purchase(facts, TODAY, only)
    with pytest.raises(MetricError, match="aren't known by campaign"):
        repeat_purchase(facts, TODAY, {"campaign": ["1"]})
