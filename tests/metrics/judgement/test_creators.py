"""What creators sold and what is left of it, by eye and against the book."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from metrics.catalog import find
from metrics.compute import compute
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.creators import by_creator
from metrics.period import Span

MakeFacts = Callable[..., Facts]
RandomFacts = Callable[[int, int], Facts]
WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")
DAY = date(2026, 10, 5)


def line(key: int, creator: str | None, **more: Any) -> dict[str, Any]:
    """One unit of list price and GMV 100 that cost 30; 10 of commission."""
    return {
        "order_key": key, "line_id": "1", "placed_on": DAY, "shipped_on": DAY, "quantity": 1,
        "sku_id": "s", "creator": creator, "affiliate": creator is not None,
        "list_e4": 1_000_000, "seller_discount_e4": 0, "item_amount_e4": 1_000_000,
        "unit_cost_e4": 300_000, "commission_e4": 100_000 if creator else None,
    } | more  # fmt: skip


def facts_of(make_facts: MakeFacts, *lines: dict[str, Any], **more: Any) -> Facts:
    orders = list({one["order_key"]: one for one in lines}.values())
    return make_facts(
        order_lines=list(lines), orders=orders, affiliations=[], returns=[], **{"skus": []} | more,
        settlements=[{
            "shop_id": "a", "statement_id": "s", "transaction_id": "t", "type": "order",
            "sku_id": "", "settled_on": DAY, "order_key": 1, "currency": "USD",
            "revenue_e4": 1_000_000, "fees_e4": -200_000, "shipping_e4": 0, "settled_e4": 800_000,
        }],
    )  # fmt: skip


def test_profit_is_what_is_left_after_commission_and_samples(make_facts: MakeFacts) -> None:
    """Ann sold 100, of which 20 were kept and 30 is the goods' cost; her sample cost 30."""
    facts = facts_of(
        make_facts,
        line(1, "ann"), line(2, None),
        line(3, "ann", order_kind="sample", placed_on=None, item_amount_e4=0, commission_e4=None),
    )  # fmt: skip
    told, currency = by_creator(facts, WEEK)
    assert currency == "USD"
    row = told.row(0, named=True)
    assert (told.height, row["creator"]) == (1, "ann")
    assert (row["gmv"], row["commission"], row["commission_rate"]) == (100, 10, 0.1)
    assert (row["samples_shipped"], row["sample_cost"]) == (1, 30)
    assert (row["margin_before_ads"], row["profit_after_samples"]) == (50, 20)
    assert row["covers"] == 1


def test_samples_cost_what_the_price_list_says_on_the_day_they_are_shipped(
    make_facts: MakeFacts,
) -> None:
    """30 by the list of the day, of which a dollar is half a euro; 30 more by their source."""
    sample = {"order_kind": "sample", "placed_on": None, "item_amount_e4": 0}
    prices = {"shop_id": "a", "sku_id": "s", "currency": "USD", "cost_currency": "EUR"}
    facts = facts_of(
        make_facts,
        line(1, "ann"), line(2, "ann", **sample, unit_cost_e4=None), line(3, "ann", **sample),
        skus=[
            prices | {"valid_from": day, "unit_cost_e4": cost}
            for day, cost in ((date(2026, 10, 1), 150_000), (date(2026, 10, 6), 990_000))
        ],
        fx_rates=[{"shop_id": "", "date": DAY, "currency": "USD", "rate": 2.0}],
    )  # fmt: skip
    row = by_creator(facts, WEEK)[0].row(0, named=True)
    assert (row["samples_shipped"], row["sample_cost"]) == (2, 60)
    assert (row["margin_before_ads"], row["profit_after_samples"]) == (50, -10)


def test_without_a_known_cost_there_is_no_profit(make_facts: MakeFacts) -> None:
    told, _ = by_creator(facts_of(make_facts, line(1, "ann", unit_cost_e4=None)), WEEK)
    assert told.select("gmv", "margin_before_ads", "profit_after_samples", "covers").row(0) == (
        100, None, None, None,
    )  # fmt: skip


def test_the_greatest_comes_first_and_currencies_are_never_added(make_facts: MakeFacts) -> None:
    lines = [line(1, "ann"), line(2, "bob"), line(3, "bob")]
    told, _ = by_creator(facts_of(make_facts, *lines), WEEK)
    assert told["creator"].to_list() == ["bob", "ann"]
    mixed = facts_of(make_facts, *lines, line(4, "ann", currency="GBP"))
    with pytest.raises(MetricError, match="GBP, USD"):
        by_creator(mixed, WEEK)
    told, currency = by_creator(mixed, WEEK, {"currency": ["GBP"]})
    assert (told["creator"].to_list(), currency) == (["ann"], "GBP")


def test_what_was_never_loaded_is_unknown(make_facts: MakeFacts) -> None:
    sold = [line(1, "ann")]
    told, _ = by_creator(make_facts(order_lines=sold, orders=sold), WEEK)
    assert told.select("gmv", "commission", "profit_after_samples").row(0) == (100, None, None)


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_the_book(seed: int, random_facts: RandomFacts) -> None:
    facts = random_facts(seed, 80)
    span = Span(date(2026, 9, 28), date(2026, 10, 10), "x")
    only = {"currency": ["USD"]}
    told, _ = by_creator(facts, span, only)
    assert told.height
    names = ["gmv", "orders", "commission_rate", "margin_before_ads", "sample_cost"]
    book = compute(find(names), facts, span, ["creator"], only)
    for row in told.iter_rows(named=True):
        mine = dict(book.filter(creator=row["creator"]).select("metric", "value").iter_rows())
        assert {name: row[name] for name in names} == mine
        if row["profit_after_samples"] is not None:
            left = row["margin_before_ads"] - row["sample_cost"]
            assert row["profit_after_samples"] == pytest.approx(left)
