"""Orders sold at a loss, of rows that can be checked by eye."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.losing import sold_at_a_loss
from metrics.period import Span
from metrics.remembered import Remembered

MakeFacts = Callable[..., Facts]
DAY = date(2026, 10, 5)
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
TABLES = {"returns": [], "skus": []}


def line(key: int, cost: int | None, **more: Any) -> dict[str, Any]:
    """One unit for 100, whose cost is said."""
    row = {
        "order_key": key, "order_id": f"order {key}", "line_id": "1", "sku_id": "s",
        "placed_on": DAY, "list_e4": 1_100_000, "seller_discount_e4": 100_000,
        "unit_cost_e4": cost, "item_amount_e4": 1_000_000,
    }  # fmt: skip
    return row | more


def statement(key: int, fees: int = -100_000, shipping: int = -50_000) -> dict[str, Any]:
    return {
        "shop_id": "a", "statement_id": "s", "transaction_id": str(key), "type": "order",
        "sku_id": "", "settled_on": date(2026, 10, 20), "order_key": key, "currency": "USD",
        "placed_on": DAY, "revenue_e4": 1_000_000, "fees_e4": fees, "shipping_e4": shipping,
        "settled_e4": 850_000,
    }  # fmt: skip


def facts_of(make_facts: MakeFacts, *lines: dict[str, Any], **more: Any) -> Facts:
    keys = {one["order_key"]: one["order_id"] for one in lines}
    orders = [{"order_key": key, "order_id": name} for key, name in keys.items()]
    statements = [statement(key) for key in keys if key != 9]
    return make_facts(orders=orders, order_lines=lines, settlements=statements, **TABLES, **more)


LINES = (
    line(1, 840_000),  # 100 − 84 − 15 = 1
    line(2, 870_000),  # −2
    line(3, 950_000),  # −10
    line(4, None),  # unknown
    line(5, 990_000, line_id="1"),  # 100 − 99 and 100 − 10, less 15: no loss together
    line(5, 100_000, line_id="2", product_id="cheap"),
    line(6, 990_000, order_kind="sample"),
    line(7, 990_000, placed_on=date(2026, 9, 30)),
    line(9, 900_000),  # not settled: 15 % are to be expected, −5
)


def test_orders_that_bring_less_than_they_cost_are_listed(make_facts: MakeFacts) -> None:
    found = sold_at_a_loss(facts_of(make_facts, *LINES), OCTOBER)
    columns = ("order_id", "net_revenue_e4", "cost_e4", "kept_e4", "contribution_e4")
    assert found.rows.select(columns).rows() == [
        ("order 3", 1_000_000, 950_000, 150_000, -100_000),
        ("order 9", 1_000_000, 900_000, 150_000, -50_000),
        ("order 2", 1_000_000, 870_000, 150_000, -20_000),
    ]
    assert found.rows["is_estimated"].to_list() == [False, True, False]
    assert (found.orders, found.judged, found.unknown) == (3, 6, 1)
    assert found.lost_e4 == {"USD": 170_000}


def test_kept_to_a_product_only_its_lines_count(make_facts: MakeFacts) -> None:
    where = {"product": [None]}
    found = sold_at_a_loss(facts_of(make_facts, *LINES), OCTOBER, where)
    assert "order 5" in found.rows["order_id"].to_list()


def test_kept_to_a_weekday_only_its_orders_count(make_facts: MakeFacts) -> None:
    facts = facts_of(make_facts, line(2, 870_000), line(3, 950_000, placed_on=date(2026, 10, 6)))
    found = sold_at_a_loss(facts, OCTOBER, {"weekday": ["2"]})
    assert (found.orders, found.judged, found.lost_e4) == (1, 1, {"USD": 100_000})


def test_days_that_a_table_does_not_cover_are_left_out(make_facts: MakeFacts) -> None:
    early = {"skus": {"a": (date(2026, 10, 6), date(2026, 12, 31))}}
    found = sold_at_a_loss(facts_of(make_facts, *LINES, coverage=early), OCTOBER)
    assert (found.orders, found.judged) == (0, 0)


@pytest.mark.parametrize("where", [{"market": ["FR"]}, {"shop": ["b"]}])
@pytest.mark.parametrize("remembered", [None, Remembered()])
def test_where_no_shop_is_asked_for_nothing_is_judged(
    make_facts: MakeFacts, where: dict[str, list[str]], remembered: Remembered | None
) -> None:
    facts = replace(facts_of(make_facts, *LINES), remembered=remembered)
    found = sold_at_a_loss(facts, OCTOBER, where)
    assert (found.orders, found.judged, found.lost_e4) == (0, 0, {})


def test_a_chosen_currency_converts_each_order(make_facts: MakeFacts) -> None:
    rates = [
        {"shop_id": "", "date": DAY, "currency": code, "rate": rate}
        for code, rate in (("USD", 2.0), ("EUR", 1.0))
    ]
    facts = facts_of(make_facts, line(3, 950_000), fx_rates=rates)
    found = sold_at_a_loss(facts, OCTOBER, currency="EUR")
    assert found.rows.select("currency", "contribution_e4").row(0) == ("EUR", -50_000)
    with pytest.raises(MetricError, match="no exchange rate"):
        sold_at_a_loss(facts, OCTOBER, currency="GBP")
