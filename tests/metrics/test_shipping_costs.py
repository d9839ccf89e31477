"""Shipping in statements by what orders know, beside the metric of the whole."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.answer import ask
from metrics.catalog import find
from metrics.facts import Facts
from metrics.period import Span
from metrics.shipping_costs import shipping_costs, together

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")


def paid(key: int, e4: int | None, kind: str = "order", **columns: Any) -> dict[str, Any]:
    return {
        "shop_id": "a", "currency": "USD", "order_key": key, "type": kind, "shipping_e4": e4,
        "settled_on": date(2026, 10, 9), "settled_e4": 0,
    } | columns  # fmt: skip


@pytest.fixture
def facts(make_facts: Callable[..., Facts]) -> Facts:
    return make_facts(
        orders=[
            {"order_id": "1", "order_key": 1, "carrier": "USPS", "region": "Ohio"},
            {"order_id": "2", "order_key": 2, "carrier": "USPS", "region": "Utah"},
            {"order_id": "3", "order_key": 3, "carrier": "UPS", "region": "Ohio"},
            {"order_id": "4", "order_key": 4, "carrier": "J&T", "shop_id": "b", "currency": "EUR"},
        ],
        settlements=[
            paid(1, -40_000),
            paid(1, -20_000, "adjustment"),
            paid(2, -30_000),
            paid(3, -70_000),
            paid(3, -99_000, settled_on=date(2026, 11, 1)),
            paid(3, None),
            paid(4, -10_000, shop_id="b", currency="EUR"),
            paid(9, -5_000),
        ],
        fx_rates=[
            {"shop_id": "", "date": date(2026, 10, 9), "currency": "USD", "rate": 2.0},
            {"shop_id": "", "date": date(2026, 10, 9), "currency": "EUR", "rate": 1.0},
        ],
    )


def test_costs_go_to_the_carrier_of_the_order_once_per_order(facts: Facts) -> None:
    rows = shipping_costs(facts, OCTOBER, ["carrier"], {"shop": ["a"]}).sort(
        "carrier", nulls_last=True
    )
    assert rows.select("carrier", "currency", "cost_e4", "orders", "per_order").rows() == [
        ("UPS", "USD", 70_000, 1, 7.0),
        ("USPS", "USD", 90_000, 2, 4.5),
        (None, "USD", 5_000, 1, 0.5),
    ]


def test_filters_keep_to_orders_that_are_known_to_fit(facts: Facts) -> None:
    rows = shipping_costs(facts, OCTOBER, ["carrier"], {"region": ["Ohio"]}).sort("carrier")
    assert rows.select("carrier", "cost_e4").rows() == [("UPS", 70_000), ("USPS", 60_000)]


def test_kept_to_a_weekday_only_statements_of_that_day_count(facts: Facts) -> None:
    friday, monday = (
        shipping_costs(facts, OCTOBER, where={"shop": ["a"], "weekday": [day]}) for day in "51"
    )
    assert friday["cost_e4"].to_list() == [165_000]
    assert monday.is_empty()


def test_costs_are_told_by_currency_or_converted_at_the_days_rate(facts: Facts) -> None:
    apart = shipping_costs(facts, OCTOBER, ["market"]).drop_nulls("market").sort("market")
    assert apart.select("market", "currency", "cost_e4").rows() == [
        ("US", "USD", 160_000),
        ("VN", "EUR", 10_000),
    ]
    (whole,) = shipping_costs(facts, OCTOBER, currency="USD").to_dicts()
    assert (whole["cost_e4"], whole["orders"]) == (185_000, 5)


def test_carriers_of_a_market_together_are_the_market(facts: Facts) -> None:
    """An order that was charged on two days is one order; without a rate a cost is unknown."""
    by_carrier = shipping_costs(facts, OCTOBER, ["market", "carrier"])
    market = shipping_costs(facts, OCTOBER, ["market"])
    found = together(by_carrier, ["market"])
    assert_frame_equal(found, market, check_row_order=False, check_exact=True)
    half_known = by_carrier.with_columns(
        cost_e4=pl.when(pl.col("carrier") == "UPS").then(None).otherwise("cost_e4")
    )
    unknown = together(half_known, ["market"]).filter(pl.col("cost_e4").is_null())
    assert unknown.select("market", "orders", "per_order").rows() == [("US", 3, None)]


def test_an_order_is_known_by_its_day_of_sale_or_without_one(
    make_facts: Callable[..., Facts],
) -> None:
    """Order 1 was placed in September; 2 was never paid, and charged all the same."""
    placed = {"placed_on": date(2026, 9, 30)}
    facts = make_facts(
        orders=[
            {"order_id": "1", "order_key": 1, "carrier": "USPS"} | placed,
            {"order_id": "2", "order_key": 2, "carrier": "UPS"},
        ],
        settlements=[paid(1, -40_000) | placed, paid(2, -30_000)],
    )
    rows = shipping_costs(facts, OCTOBER, ["carrier"]).sort("carrier")
    assert rows.select("carrier", "cost_e4").rows() == [("UPS", 30_000), ("USPS", 40_000)]


def test_all_carriers_together_are_the_metric(facts: Facts) -> None:
    (whole,) = shipping_costs(facts, OCTOBER, currency="USD").to_dicts()
    answer = ask(find(["shipping_cost_per_order"]), facts, OCTOBER, currency="USD")
    assert whole["per_order"] == pytest.approx(answer.rows["value"][0])
