"""Lists of SKUs, of hand-written snapshots and sales up to 4 November 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.facts import Facts
from metrics.period import resolve
from metrics.worklists import stock

LAST = date(2026, 11, 4)
TODAY = resolve("2026-11-04", LAST)


def day(n: int) -> date:
    return LAST - timedelta(days=n)


def held(sku: str, ago: int, available: int, inbound: int = 0) -> dict[str, Any]:
    return {
        "shop_id": "a", "sku_id": sku, "warehouse": "", "date": day(ago), "product_id": f"p {sku}",
        "on_hand": available, "available": available, "inbound": inbound,
    }  # fmt: skip


def sold(sku: str, ago: int, units: int, e4: int) -> dict[str, Any]:
    return {
        "order_id": f"{sku}{ago}", "order_key": ago, "line_id": sku, "sku_id": sku,
        "placed_on": day(ago), "quantity": units, "item_amount_e4": e4,
    }  # fmt: skip


@pytest.fixture
def facts(make_facts: Callable[..., Facts]) -> Facts:
    """s1 ran out 7 days ago, came back and ran out 3 days ago; s2 sells 1 a day; s3 sells none."""
    price = {"shop_id": "a", "valid_from": date(2026, 1, 1), "unit_cost_e4": 50, "currency": "USD"}
    made = make_facts(
        as_of=datetime(2026, 11, 4, 20, tzinfo=UTC),
        stock=[
            *(held("s1", ago, units) for ago, units in ((30, 9), (7, 0), (5, 4), (3, 0), (1, 0))),
            held("s2", 1, 20, 5),
            held("s3", 1, 7),
        ],
        order_lines=[
            sold("s1", 10, 23, 2_300),
            *(sold("s2", ago, 1, 10) for ago in range(28)),
            sold("s3", 89 + 1, 1, 10),
        ],
        skus=[
            price | {"sku_id": "s1", "lead_days": 10},
            price | {"sku_id": "s2", "lead_days": 25},
            price | {"sku_id": "s3"},
        ],
    )  # fmt: skip
    return replace(made, currencies={"a": "USD"})


def test_out_of_stock_says_since_when_and_what_it_costs(facts: Facts) -> None:
    """s1: 22 days in stock of 28 (out for 2, and 4 with today), 2,300 sold in them."""
    rows = stock.out_of_stock(facts, TODAY)
    told = rows.select("sku_id", "product_id", "empty_since", "available", "pace").rows()
    assert told == [("s1", "p s1", day(3), 0, pytest.approx(23 / 22, abs=1e-6))]
    assert rows["lost_e4"].to_list() == [round(6 * 2_300 / 22)]


def test_to_reorder_is_what_runs_out_before_a_new_delivery_comes(facts: Facts) -> None:
    """s2 lasts 25 days with what comes, and takes 25 to come: today is the last day."""
    rows = stock.to_reorder(facts, TODAY)
    assert rows.select("sku_id", "reorder_by").rows() == [("s1", day(10)), ("s2", LAST)]


def test_stock_knows_cover_and_what_lies_dead(facts: Facts) -> None:
    rows = stock.stock(facts, TODAY).sort("sku_id")
    told = rows.select("sku_id", "available", "cover_days", "dead_e4", "currency").rows()
    assert told == [
        ("s1", 0, 0, 0, "USD"),
        ("s2", 20, pytest.approx(20), 0, "USD"),
        ("s3", 7, None, 350, "USD"),
    ]


def test_without_a_price_list_lead_times_and_costs_are_unknown(
    make_facts: Callable[..., Facts],
) -> None:
    facts = make_facts(stock=[held("s1", 1, 4)], order_lines=[sold("s1", 3, 28, 10)])
    rows = stock.stock(facts, TODAY)
    assert rows.select("sku_id", "cover_days", "reorder_by").rows() == [("s1", 4.0, None)]
    assert stock.to_reorder(facts, TODAY).is_empty()


def test_a_sku_is_empty_once_the_last_of_its_warehouses_is(
    make_facts: Callable[..., Facts],
) -> None:
    made = make_facts(
        as_of=datetime(2026, 11, 4, 20, tzinfo=UTC),
        stock=[
            held("s", 5, 4) | {"warehouse": "east"},
            held("s", 3, 0) | {"warehouse": "west"},
            held("s", 1, 0) | {"warehouse": "east"},
            held("s", 0, 0) | {"warehouse": "west"},
        ],
        order_lines=[sold("s", 10, 1, 100)],
    )
    rows = stock.out_of_stock(made, TODAY)
    assert rows.select("sku_id", "empty_since").rows() == [("s", day(1))]
