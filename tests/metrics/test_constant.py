"""Constant rates: growth and exchange, against SQL that was written by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.answer import ask, to_csv, to_json
from metrics.catalog import CATALOG, find
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.period import Span
from tests.metrics.conftest import AS_OF, MARKETS, table

MakeFacts = Callable[..., Facts]
DOC = Path(__file__).parents[2] / "docs/judgement/constant-rates.md"
MONDAY = date(2026, 10, 5)
DAYS = Span(MONDAY, MONDAY + timedelta(days=2), "2026-10-05..2026-10-07")
BEFORE = Span(date(2026, 10, 2), date(2026, 10, 4), "previous")
"""Friday to Sunday: no rate of Saturday or Sunday."""


def rate(day: date, currency: str, units: float) -> dict[str, Any]:
    return {"shop_id": "", "date": day, "currency": currency, "rate": units}


RATES = [
    rate(date(2026, 10, 1), "VND", 20_000),
    rate(date(2026, 10, 2), "VND", 25_000),
    rate(MONDAY, "VND", 50_000),
    rate(date(2026, 10, 7), "VND", 40_000),
]


def line(day: date, amount: int, shop: str = "b", **more: Any) -> dict[str, Any]:
    money = {"shop_id": shop, "currency": "VND" if shop == "b" else "USD"}
    return money | {"placed_on": day, "order_key": 1, "item_amount_e4": amount * 10_000} | more


def numbers(rows: pl.DataFrame, *words: str) -> list[tuple[Any, ...]]:
    return rows.select(*words, "value", "previous", "constant", "growth", "exchange").rows()


def test_each_day_takes_the_rate_of_its_place_in_the_comparison(make_facts: MakeFacts) -> None:
    lines = [line(MONDAY, 100_000), line(DAYS.last, 100_000), line(BEFORE.first, 50_000)]
    answer = ask(
        find(["gmv"]), make_facts(order_lines=lines, fx_rates=RATES), DAYS, BEFORE,
        currency="EUR", constant=True,
    )  # fmt: skip
    # Monday 100000 ÷ 50000 + Wednesday 100000 ÷ 40000; both ÷ 25000 (Friday's holds on Sunday).
    assert numbers(answer.rows) == [(4.5, 2, 8, 6, -3.5)]
    assert not answer.notes
    names = ("value", "previous", "change", "constant", "growth", "exchange")
    told = "".join(f"| {name} | {answer.rows[name].item():.1f} |\n" for name in names)
    assert told in DOC.read_text("utf-8"), "the worked example"


def test_days_beyond_the_end_of_the_comparison_take_its_last_day(make_facts: MakeFacts) -> None:
    lines = [line(MONDAY, 100_000), line(DAYS.last, 100_000)]
    facts = make_facts(order_lines=lines, fx_rates=RATES)
    first = Span(date(2026, 10, 1), date(2026, 10, 2), "previous")
    answer = ask(find(["gmv"]), facts, DAYS, first, currency="EUR", constant=True)
    assert numbers(answer.rows) == [(4.5, 0, 100_000 / 20_000 + 100_000 / 25_000, 9, -4.5)]


def test_ratios_with_money_are_at_constant_rates_and_counts_have_none(
    make_facts: MakeFacts,
) -> None:
    sold = [line(MONDAY, 100_000), line(MONDAY, 3, "a", order_key=2), line(BEFORE.first, 25_000)]
    facts = make_facts(
        orders=sold, order_lines=sold, fx_rates=[*RATES, rate(BEFORE.first, "USD", 1.5)]
    )
    answer = ask(find(["aov", "orders"]), facts, DAYS, BEFORE, currency="EUR", constant=True)
    assert numbers(answer.rows, "metric") == [
        ("aov", 2, 1, 3, 2, -1),
        ("orders", 2, 1, None, None, None),
    ]


def test_a_rate_that_is_missing_in_the_comparison_is_unknown_with_its_reason(
    make_facts: MakeFacts,
) -> None:
    rates = [rate(date(2026, 9, 25), "VND", 20_000), rate(MONDAY, "VND", 50_000)]
    facts = make_facts(order_lines=[line(MONDAY + timedelta(days=1), 100_000)], fx_rates=rates)
    answer = ask(find(["gmv"]), facts, DAYS, BEFORE, currency="EUR", constant=True)
    assert numbers(answer.rows) == [(2, 0, None, None, None)]
    assert answer.notes == (
        "There is no exchange rate for VND from 2026-10-03 to 2026-10-03 (nor in the 7 days "
        "before): its amounts are unknown. Load the European Central Bank's eurofxref-hist.csv.",
    )


def test_a_group_that_only_the_comparison_has_fell_by_growth_alone(make_facts: MakeFacts) -> None:
    lines = [line(MONDAY, 50_000), line(BEFORE.first, 25_000, product_id="gone")]
    answer = ask(
        find(["gmv"]), make_facts(order_lines=lines, fx_rates=RATES), DAYS, BEFORE, ["product"],
        currency="EUR", constant=True,
    )  # fmt: skip
    assert numbers(answer.rows, "product") == [("gone", 0, 1, 0, -1, 0), (None, 1, 0, 2, 2, -1)]


def test_costs_in_another_currency_are_at_constant_rates_too(make_facts: MakeFacts) -> None:
    sold = line(
        MONDAY, 10, "a", list_e4=100_000, seller_discount_e4=0, order_id="1", line_id="1",
        sku_id="s", product_id="p",
    )  # fmt: skip
    rates = [
        *(rate(BEFORE.first, name, units) for name, units in (("USD", 1), ("CNY", 2))),
        *(rate(MONDAY, name, units) for name, units in (("USD", 1), ("CNY", 4))),
    ]
    cost = {"shop_id": "a", "sku_id": "s", "valid_from": BEFORE.first, "unit_cost_e4": 40_000}
    kept = {
        "shop_id": "a", "order_key": 1, "type": "order", "settled_on": MONDAY, "currency": "USD",
        "settled_e4": 0, "fees_e4": 0, "shipping_e4": 0, "revenue_e4": 0,
    }  # fmt: skip
    facts = make_facts(
        order_lines=[sold], returns=[], settlements=[kept], fx_rates=rates,
        skus=[cost | {"cost_currency": "CNY"}],
    )  # fmt: skip
    metrics = find(["margin_before_ads"])
    answer = ask(metrics, facts, DAYS, BEFORE, currency="USD", constant=True)
    assert numbers(answer.rows) == [(9, 0, 8, 8, 1)]


def test_constant_rates_need_a_currency_and_a_comparison(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=[])
    with pytest.raises(MetricError, match="--currency"):
        ask(find(["gmv"]), facts, DAYS, BEFORE, constant=True)
    with pytest.raises(MetricError, match="--compare"):
        ask(find(["gmv"]), facts, DAYS, currency="EUR", constant=True)


def test_only_rows_of_money_say_it_in_json_and_csv_leaves_the_others_blank(
    make_facts: MakeFacts,
) -> None:
    sold = [line(MONDAY, 100_000)]
    facts = make_facts(orders=sold, order_lines=sold, fx_rates=RATES)
    metrics = find(["gmv", "orders"])
    answer = ask(metrics, facts, DAYS, BEFORE, currency="EUR", constant=True)
    told: Any = to_json(answer)
    assert told["rows"][0] == {
        "metric": "gmv", "by": {}, "value": 2, "previous": 0, "change": 2, "change_ratio": None,
        "constant": 4, "growth": 4, "exchange": -2,
    }  # fmt: skip
    assert [*told["rows"][1]] == ["metric", "by", "value", "previous", "change", "change_ratio"]
    assert to_csv(answer) == (
        "metric,value,previous,change,change_ratio,constant,growth,exchange\n"
        "gmv,2.0,0.0,2.0,,4.0,4.0,-2.0\norders,1,0,1,,,,\n"
    )
    plain = ask(metrics, facts, DAYS, BEFORE, currency="EUR")
    assert "constant" not in plain.rows.columns


WEEK = Span(date(2026, 10, 4), date(2026, 10, 9), "2026-10-04..2026-10-09")
EARLIER = Span(date(2026, 9, 29), date(2026, 10, 2), "previous")

AT_RATES_OF_THE_COMPARISON = """
with money as ({money}),
dated as (
  select *, date '{first}' + least(day - date '{start}', {last})::int as rate_day from money
),
known as (
  select dated.*, r.rate, r.date as of_day, t.rate as target, t.date as target_day
  from dated
  asof left join fx_rates r on dated.currency = r.currency and dated.rate_day >= r.date
  asof left join (select * from fx_rates where currency = 'USD') t on dated.rate_day >= t.date
)
select case when count(*) = 0 then 0 else round(sum(case
  when amount = 0 then 0
  when currency = 'USD' then amount
  when rate_day - of_day <= 7 and rate_day - target_day <= 7 then amount * target / rate
end)) end, bool_or(coalesce(amount, 0) <> 0 and currency <> 'USD' and (
  rate is null or target is null or rate_day - of_day > 7 or rate_day - target_day > 7))
from known
"""
MONEY = {
    "gmv": """select placed_on as day, currency, item_amount_e4 as amount from order_lines
        where order_kind = 'normal'""",
    "cancelled_gmv": """select placed_on as day, currency, item_amount_e4 as amount
        from order_lines where order_kind = 'normal' and is_cancelled""",
    "customer_payment": """select placed_on as day, currency, order_amount_e4 as amount
        from orders where order_kind = 'normal'""",
    "refund_amount": """select refunded_on as day, currency, refund_e4 as amount from returns
        where order_kind = 'normal' and not is_cancelled and status = 'completed'
          and kind <> 'exchange'""",
    "fees": "select settled_on as day, currency, -fees_e4 as amount from settlements",
    "ad_cost": "select date as day, currency, cost_e4 as amount from ad_performance where counts",
}


def by_sql(facts: Facts, metric: str, rates: Span, span: Span) -> float | None:
    with duckdb.connect() as database:
        for name, frame in facts.tables.items():
            database.register(name, frame.collect())
        days = f"between '{span.first}' and '{span.last}'"
        inside = f"select * from ({MONEY[metric]}) where day {days}"
        sql = AT_RATES_OF_THE_COMPARISON.format(
            money=inside, first=rates.first, start=span.first, last=rates.days - 1
        )
        total, is_missing = database.execute(sql).fetchall()[0]
    return None if is_missing or total is None else total / 10_000


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("metric", MONEY)
def test_converted_money_equals_an_as_of_join_in_sql(
    random_facts: Callable[[int, int], Facts], metric: str, seed: int
) -> None:
    rates = [
        rate(date(2026, 9, 21) + timedelta(days=n), currency, units + n / 10)
        for n in range(20)
        for currency, units in (("USD", 1.1), ("VND", 28_000.0))
        if n % 7 < 5 and not (seed == 3 and currency == "VND" and n > 3)
    ]
    facts = random_facts(seed, 60)
    facts = replace(facts, tables={**facts.tables, "fx_rates": table("fx_rates", rates)})
    answer = ask(find([metric]), facts, WEEK, EARLIER, currency="USD", constant=True)
    ((value, previous, constant, growth, exchange),) = numbers(answer.rows)
    assert value == by_sql(facts, metric, WEEK, WEEK)
    assert previous == by_sql(facts, metric, EARLIER, EARLIER)
    assert constant == by_sql(facts, metric, EARLIER, WEEK)
    if metric == "gmv":
        assert (seed < 3) == (constant is not None)
    if growth is not None:
        assert growth + exchange == pytest.approx(value - previous)


AMOUNTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.integers(0, 9),
        st.integers(0, 10**12),
    ),
    max_size=12,
)
UNITS = st.lists(st.floats(0.001, 30_000), min_size=20, max_size=20)


def _facts(sold: Sequence[tuple[str, int, int]], units: Sequence[float]) -> Facts:
    lines = [
        line(EARLIER.first + timedelta(days=n), 0, shop, order_key=place) | {"item_amount_e4": e4}
        for place, (shop, n, e4) in enumerate(sold)
    ]
    rates = [
        rate(EARLIER.first + timedelta(days=n // 2), ("USD", "VND")[n % 2], one)
        for n, one in enumerate(units)
    ]
    tables = {
        "order_lines": table("order_lines", lines),
        "orders": table("orders", lines),
        "fx_rates": table("fx_rates", rates),
    }
    always = dict.fromkeys(MARKETS, (date(2025, 1, 1), date(2026, 12, 31)))
    return Facts(tables, dict.fromkeys(("orders", "order_lines"), always), MARKETS, AS_OF)


@given(sold=AMOUNTS, units=UNITS)
@settings(max_examples=60, deadline=None)
def test_growth_and_exchange_add_up_to_the_change_to_the_last_ten_thousandth(
    sold: list[tuple[str, int, int]], units: list[float]
) -> None:
    answer = ask(
        find(["gmv", "aov"]), _facts(sold, units), WEEK, EARLIER, ["shop"],
        currency="EUR", constant=True,
    )  # fmt: skip
    for row in answer.rows.iter_rows(named=True):
        if row["change"] is None:
            assert row["metric"] == "aov"
        elif row["metric"] == "gmv":
            e4 = {name: round(row[name] * 10_000) for name in ("change", "growth", "exchange")}
            assert e4["growth"] + e4["exchange"] == e4["change"]
        else:
            parts = row["growth"] + row["exchange"]
            assert parts == pytest.approx(row["change"], rel=1e-9, abs=1e-4 * row["previous"])


def test_every_metric_with_money_has_constant_rates(
    random_facts: Callable[[int, int], Facts],
) -> None:
    answer = ask(
        list(CATALOG.values()), random_facts(4, 120), WEEK, EARLIER, currency="USD", constant=True
    )
    for metric, value, constant in answer.rows.select("metric", "value", "constant").iter_rows():
        expected = CATALOG[metric].has_money and value is not None
        assert (constant is not None) == expected, metric


def test_money_of_a_shop_without_a_currency_is_unknown_and_says_why(
    random_facts: Callable[[int, int], Facts],
) -> None:
    facts = replace(random_facts(4, 120), currencies={})
    answer = ask(find(["stockout_loss"]), facts, WEEK, currency="USD")
    assert answer.rows["value"].to_list() == [None]
    assert "say no currency" in answer.notes[0]
