"""Targets: read as a person writes them, and put beside the value of the period."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from metrics.answer import Answer, ask, to_json
from metrics.catalog import find
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.targets import Target, beside_targets, read_target
from metrics.period import PeriodError, Span, resolve

MakeFacts = Callable[..., Facts]
TODAY = date(2026, 11, 12)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
SHOPS = {"a": "USD", "b": "USD", "c": "VND"}


def target(value: str, shop: str | None = None, metric: str = "gmv", **more: Any) -> Target:
    fields = {"currency": "USD" if metric == "gmv" else None} | more
    return Target(metric, shop, "2026-11", *NOVEMBER, Decimal(value), **fields)


def read(*words: str, shop: str | None = "a", currency: str | None = None) -> Target:
    name, period, value = words
    return read_target(name, period, value, shop, currency, SHOPS, TODAY)


@pytest.mark.parametrize("period", ["2026-11", "mtd", "this-month"])
def test_a_target_is_of_the_whole_period_and_in_the_shops_currency(period: str) -> None:
    assert read("gmv", period, "120000.5") == target("120000.5", "a")


def test_a_target_may_lie_ahead_and_be_of_a_ratio() -> None:
    told = read("refund_rate", "2027-Q1", "0.035", shop=None)
    assert told == Target(
        "refund_rate", None, "2027-Q1", date(2027, 1, 1), date(2027, 3, 31), Decimal("0.035"), None
    )


@pytest.mark.parametrize(
    ("words", "more", "message"),
    [
        (("gmvv", "2026-11", "1"), {}, "no metric 'gmvv'. Did you mean gmv"),
        (("fulfilment_hours", "2026-11", "1"), {}, "fulfilment_hours_mean, .*choose one"),
        (("reorder_by", "2026-11", "1"), {}, "is a day: it can't have a target"),
        (("gmv", "2026-11", "much"), {}, "'much' is not a number"),
        (("gmv", "2026-11", "inf"), {}, "'inf' is not a number"),
        (("gmv", "2026-11", "1"), {"currency": "USB"}, "no currency 'USB'. Did you mean USD"),
        (("gmv", "2026-11", "1"), {"shop": None}, "In which currency is gmv"),
        (("orders", "2026-11", "1"), {"currency": "USD"}, "orders is not money"),
    ],
)
def test_what_cant_be_a_target_is_refused_by_name(
    words: tuple[str, ...], more: dict[str, Any], message: str
) -> None:
    with pytest.raises(MetricError, match=message):
        read(*words, **more)


def test_an_unknown_period_is_refused() -> None:
    with pytest.raises(PeriodError, match="is not a period"):
        read("gmv", "november", "1")


@pytest.fixture
def facts(make_facts: MakeFacts) -> Facts:
    line = {"placed_on": date(2026, 11, 3), "item_amount_e4": 199_900}
    order = {"placed_on": date(2026, 11, 3)}
    return make_facts(
        order_lines=[line, line | {"shop_id": "b", "item_amount_e4": 1}], orders=[order, order],
        as_of=datetime(2026, 11, 12, tzinfo=UTC),
    )  # fmt: skip


def answered(
    facts: Facts, targets: list[Target], *by: str, period: str = "mtd", **where: list[str | None]
) -> Answer:
    asked = ask(find(["gmv", "orders"]), facts, resolve(period, TODAY), by=by, where=where)
    return beside_targets(asked, targets, where)


def compared(answer: Answer) -> list[tuple[Any, ...]]:
    return answer.rows.select("value", "previous", "change", "change_ratio").rows()


def test_all_shops_take_the_target_of_all_and_one_shop_its_own(facts: Facts) -> None:
    targets = [target("10"), target("9.99", "a"), target("5", metric="orders")]
    assert compared(answered(facts, targets)) == [
        (19.9901, 10, 9.9901, 0.99901), (2, 5, -3, -0.6),
    ]  # fmt: skip
    assert compared(answered(facts, targets, shop=["a"])) == [
        (19.99, 9.99, 10, pytest.approx(10 / 9.99)), (2, None, None, None),
    ]  # fmt: skip
    assert [row[1] for row in compared(answered(facts, targets, "shop"))] == [
        9.99,
        None,
        None,
        None,
    ]


def test_the_comparison_says_the_days_of_the_target(facts: Facts) -> None:
    told = to_json(answered(facts, [target("10")]))
    assert told["compare"] == {"from": "2026-11-01", "to": "2026-11-30", "label": "target"}
    assert told["period"] == {"from": "2026-11-01", "to": "2026-11-12", "label": "mtd"}


@pytest.mark.parametrize(
    "asked",
    [{"period": "2026-10"}, {"region": ["CA"]}, {"shop": ["a", "b"]}],
)
def test_another_period_group_or_set_of_shops_has_no_target(
    facts: Facts, asked: dict[str, Any]
) -> None:
    told = answered(facts, [target("10"), target("4", "a")], **asked)
    assert {row[1:] for row in compared(told)} == {(None, None, None)}
    assert any("No target is set for" in note for note in told.notes) or asked == {"region": ["CA"]}


def test_a_group_has_no_target(facts: Facts) -> None:
    told = answered(facts, [target("10")], "region")
    assert {row[1] for row in compared(told)} == {None}


def test_a_target_in_another_currency_is_not_compared(facts: Facts) -> None:
    told = answered(facts, [target("10", currency="EUR")])
    assert compared(told)[0][1:] == (None, None, None)
    assert told.notes[-1] == "The target of gmv is in EUR: ask with --currency EUR."


def test_against_a_target_of_nothing_there_is_no_ratio(facts: Facts) -> None:
    told = answered(facts, [target("0", metric="orders")])
    assert compared(told)[1] == (2, 0, 2, None)


def test_spans_that_name_no_unit_are_compared_day_by_day(facts: Facts) -> None:
    span = Span(date(2026, 11, 1), date(2026, 11, 7), "2026-11-01..2026-11-07")
    weekly = Target("orders", None, span.label, span.first, span.last, Decimal(1), None)
    told = answered(facts, [weekly], period=span.label)
    assert compared(told)[1] == (2, 1, 1, 1)
