"""From list price to net revenue for a part of the sales: by eye, and against book and bridge."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from metrics.catalog import find
from metrics.compute import compute
from metrics.errors import MetricError, Reason
from metrics.facts import Facts
from metrics.judgement.bridge import bridge, gmv_branch
from metrics.judgement.bridge_amounts import placed
from metrics.judgement.sales_bridge import NOT_OF_PART, SalesBridge, sales_bridge
from metrics.judgement.steps import Step
from metrics.period import Span
from tests.metrics.judgement.test_bridge import BACK, DAY, LINES, WEEK, amounts_of, line

MakeFacts = Callable[..., Facts]
RandomFacts = Callable[[int, int], Facts]
LATE = date(2026, 10, 20)


def told(facts: Facts, **asked: Any) -> SalesBridge:
    found = sales_bridge(facts, WEEK, **asked)
    assert found
    return found


def reason(steps: Sequence[Step], name: str) -> str:
    return next(str(step.reason) for step in steps if step.name == name)


def test_the_steps_and_the_branch_of_four_orders(make_facts: MakeFacts) -> None:
    found = told(make_facts(order_lines=LINES, returns=[BACK]))
    assert amounts_of(found.steps) == {
        "list_sales": 400, "seller_discount": -40, "seller_revenue": 360,
        "cancelled": -90, "refunded": -45, "net_revenue": 225,
    }  # fmt: skip
    assert amounts_of(found.branch) == {
        "seller_revenue": 360, "platform_discount": -20, "gmv": 340,
    }  # fmt: skip
    assert (found.covers, found.currency) == (1, "USD")


def test_it_is_the_start_of_the_bridge_to_the_bank(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=LINES, returns=[BACK])
    (whole,) = placed(facts, WEEK)
    found = told(facts)
    assert amounts_of(found.steps) == amounts_of(bridge(whole.amounts)[:6])
    branch = amounts_of(gmv_branch(whole.amounts))
    assert branch.pop("other") == 0
    assert amounts_of(found.branch) == branch


def test_it_is_kept_to_a_product_and_dated_by_another_clock(make_facts: MakeFacts) -> None:
    lines = [
        line(1, product_id="p1", shipped_on=DAY),
        line(2, product_id="p2", shipped_on=DAY),
        line(3, product_id="p1", shipped_on=LATE),
    ]
    facts = make_facts(order_lines=lines, returns=[])
    assert amounts_of(told(facts, where={"product": ["p1"]}).steps)["net_revenue"] == 180
    assert amounts_of(told(facts, clock="shipped").steps)["net_revenue"] == 180
    assert amounts_of(told(facts, where={"product": ["p3"]}).steps)["net_revenue"] == 0


def test_lines_without_a_list_price_stand_in_the_rest_of_the_branch(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=[line(1), line(2, list_e4=None)], returns=[])
    found = told(facts)
    assert amounts_of(found.steps)["seller_revenue"] == 90
    assert amounts_of(found.branch) == {
        "seller_revenue": 90, "platform_discount": -10, "other": 90, "gmv": 170,
    }  # fmt: skip
    assert found.covers == 0.5


def test_without_any_list_price_only_gmv_is_known(make_facts: MakeFacts) -> None:
    found = told(make_facts(order_lines=[line(1, list_e4=None)], returns=[]))
    assert amounts_of(found.steps)["net_revenue"] is None
    assert "list price" in reason(found.steps, "list_sales")
    assert found.covers is None


def test_refunds_are_unknown_where_returns_are_not_loaded_for_every_shop(
    make_facts: MakeFacts,
) -> None:
    lines = [line(1), line(2, shop_id="b")]
    covered = {"returns": {"a": (date(2026, 1, 1), LATE)}}
    found = told(make_facts(covered, order_lines=lines, returns=[]))
    assert amounts_of(found.steps)["cancelled"] == 0
    assert amounts_of(found.steps)["refunded"] is None
    assert amounts_of(found.steps)["net_revenue"] is None
    assert "returns of b" in reason(found.steps, "refunded")


def test_refunds_are_unknown_for_a_part_that_returns_do_not_say(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=[line(1, affiliate=True)], returns=[])
    found = told(facts, where={"affiliate": ["true"]})
    assert amounts_of(found.steps)["seller_revenue"] == 90
    assert reason(found.steps, "net_revenue") == str(Reason(NOT_OF_PART))


def test_refunds_of_an_unknown_part_are_unknown(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=LINES, returns=[BACK | {"counted_revenue_e4": None}])
    assert "which part" in reason(told(facts).steps, "net_revenue")


def test_no_orders_are_a_bridge_of_nothing_and_no_days_are_none(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=LINES, returns=[BACK])
    later = Span(date(2026, 10, 8), date(2026, 10, 9), "x")
    nothing = sales_bridge(facts, later)
    assert nothing
    assert set(amounts_of(nothing.steps).values()) == {0}
    covered = {"order_lines": {"a": (date(2026, 1, 1), DAY)}}
    assert sales_bridge(make_facts(covered, order_lines=LINES, returns=[BACK]), later) is None


def test_currencies_are_never_added(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=[line(1), line(2, currency="GBP")], returns=[])
    with pytest.raises(MetricError, match="GBP, USD"):
        sales_bridge(facts, WEEK)
    assert amounts_of(told(facts, where={"currency": ["GBP"]}).branch)["gmv"] == 85


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "where", [{}, {"shop": ["a"]}, {"category": ["hats"]}, {"content_type": ["live"]}], ids=str
)
def test_the_sums_are_the_metrics_of_the_book(
    seed: int, where: Mapping[str, Sequence[str]], random_facts: RandomFacts
) -> None:
    facts = random_facts(seed, 60)
    span = Span(date(2026, 9, 28), date(2026, 10, 10), "x")
    for code in ("USD", "GBP"):
        only = {**where, "currency": [code]}
        names = ["seller_revenue", "net_revenue", "gmv"]
        book = dict(compute(find(names), facts, span, (), only).select("metric", "value").rows())
        found = sales_bridge(facts, span, only)
        if found is None:
            assert book["gmv"] is None
            continue
        amounts = amounts_of(found.branch) | amounts_of(found.steps)
        assert {name: amounts[name] for name in names} == pytest.approx(book)
