"""Money of several currencies: never summed, split or converted."""

from collections.abc import Callable
from datetime import date

import narwhals as nw
import pytest

from metrics.answer import ask
from metrics.catalog import find
from metrics.facts import Facts
from metrics.period import Span

MakeFacts = Callable[..., Facts]
MONDAY, TUESDAY, WEDNESDAY = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)
DAYS = Span(MONDAY, WEDNESDAY, "2026-10-05..2026-10-07")
BEFORE = Span(date(2026, 10, 2), date(2026, 10, 4), "previous")

USD = {"placed_on": MONDAY, "order_key": 1, "customer_key": 1}
VND = USD | {"shop_id": "b", "currency": "VND", "order_key": 2}
ORDERS = [USD, VND]
LINES = [USD | {"item_amount_e4": 199_900}, VND | {"item_amount_e4": 2_000_000_000}]
RATES = [
    {"shop_id": "", "date": date(2026, 9, 29), "currency": "USD", "rate": 1.25},
    {"shop_id": "", "date": MONDAY, "currency": "VND", "rate": 25_000.0},
    {"shop_id": "", "date": TUESDAY, "currency": "VND", "rate": 50_000.0},
]


def test_money_of_one_currency_names_it_once(make_facts: MakeFacts) -> None:
    answer = ask(
        find(["gmv", "orders"]), make_facts(orders=ORDERS[:1], order_lines=LINES[:1]), DAYS
    )
    assert answer.currency == "USD"
    assert answer.rows.select("metric", "value").rows() == [("gmv", 19.99), ("orders", 1)]


def test_money_of_two_currencies_is_split_and_the_rest_is_not(make_facts: MakeFacts) -> None:
    facts = make_facts(orders=ORDERS, order_lines=LINES)
    metrics = find(["gmv", "orders", "customers", "aov", "gmv_per_customer", "discount_rate"])
    answer = ask(metrics, facts, DAYS)
    assert answer.currency is None
    assert answer.rows.select("metric", "currency", "value").rows() == [
        ("gmv", "USD", 19.99),
        ("gmv", "VND", 200_000),
        ("orders", None, 2),
        ("customers", None, 1),
        ("aov", "USD", 19.99),
        ("aov", "VND", 200_000),
        ("gmv_per_customer", "USD", 19.99),
        ("gmv_per_customer", "VND", 200_000),
        ("discount_rate", "USD", None),
        ("discount_rate", "VND", None),
    ]


def test_a_currency_that_only_the_comparison_holds_splits_too(make_facts: MakeFacts) -> None:
    earlier = LINES[1] | {"placed_on": BEFORE.first}
    facts = make_facts(order_lines=[LINES[0], earlier])
    rows = ask(find(["gmv"]), facts, DAYS, BEFORE).rows
    assert rows.select("currency", "value", "previous").rows() == [
        ("USD", 19.99, 0),
        ("VND", 0, 200_000),
    ]


def test_by_currency_is_a_dimension_like_any_other(make_facts: MakeFacts) -> None:
    answer = ask(
        find(["orders"]), make_facts(orders=ORDERS, order_lines=LINES), DAYS, by=["currency"]
    )
    assert answer.rows.select("currency", "value").rows() == [("USD", 1), ("VND", 1)]


def test_amounts_convert_at_the_rate_of_their_own_day(make_facts: MakeFacts) -> None:
    facts = make_facts(
        order_lines=[*LINES, LINES[1] | {"placed_on": TUESDAY}], orders=ORDERS, fx_rates=RATES
    )
    answer = ask(find(["gmv", "aov"]), facts, DAYS, currency="USD", by=["shop"])
    assert answer.currency == "USD"
    assert not answer.notes
    assert answer.rows.select("metric", "shop", "value").rows() == [
        ("gmv", "a", 19.99),
        ("gmv", "b", 15),
        ("aov", "a", 19.99),
        ("aov", "b", 15),
    ]


def test_euros_need_no_rate_of_their_own(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=LINES, fx_rates=RATES)
    assert ask(find(["gmv"]), facts, DAYS, currency="EUR").rows["value"].to_list() == [
        round(19.99 / 1.25, 4) + 8
    ]


def test_without_a_rate_of_the_last_7_days_the_amount_is_unknown(make_facts: MakeFacts) -> None:
    line = LINES[0] | {"placed_on": WEDNESDAY}
    facts = make_facts(order_lines=[line], orders=[USD], fx_rates=RATES)
    answer = ask(find(["gmv", "orders"]), facts, DAYS, currency="EUR")
    assert answer.rows["value"].to_list() == [None, 1]
    assert "exchange rate for USD from 2026-10-07" in answer.notes[0]


def test_an_amount_of_nothing_needs_no_rate(make_facts: MakeFacts) -> None:
    line = LINES[0] | {"placed_on": WEDNESDAY, "item_amount_e4": 0}
    answer = ask(find(["gmv"]), make_facts(order_lines=[line]), DAYS, currency="EUR")
    assert answer.rows["value"].to_list() == [0]
    assert not answer.notes


def test_the_currency_that_lacks_a_rate_is_named(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=LINES, fx_rates=RATES)
    answer = ask(find(["gmv"]), facts, DAYS, currency="GBP")
    assert answer.rows["value"].to_list() == [None]
    assert [note.split(" from ")[0] for note in answer.notes] == [
        "There is no exchange rate for GBP"
    ]


def test_a_cost_in_a_currency_without_a_rate_is_unknown_and_says_why(
    make_facts: MakeFacts,
) -> None:
    sold = LINES[0] | {"list_e4": 199_900, "seller_discount_e4": 0, "sku_id": "s", "line_id": "1"}
    cost = {"shop_id": "a", "sku_id": "s", "valid_from": MONDAY, "cost_currency": "CNY"}
    facts = make_facts(
        order_lines=[sold], returns=[], settlements=[], skus=[cost | {"unit_cost_e4": 1}]
    )
    answer = ask(find(["margin_before_ads"]), facts, DAYS)
    assert answer.rows["value"].to_list() == [None]
    assert [note.split(" (")[0] for note in answer.notes] == [
        f"There is no exchange rate for {currency} from 2026-10-05 to 2026-10-05"
        for currency in ("CNY", "USD")
    ]
    without_cost = make_facts(order_lines=[sold], returns=[], settlements=[], skus=[cost])
    assert not ask(find(["margin_before_ads"]), without_cost, DAYS).notes


def test_money_in_the_target_currency_needs_no_rate(make_facts: MakeFacts) -> None:
    answer = ask(find(["gmv"]), make_facts(order_lines=LINES[:1]), DAYS, currency="USD")
    assert answer.rows["value"].to_list() == [19.99]
    assert not answer.notes


def test_rates_are_read_once_for_facts_and_anew_for_other_facts(
    make_facts: MakeFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, how = [], Facts.table

    def table(facts: Facts, name: str) -> nw.LazyFrame:
        if name == "fx_rates":
            read.append(facts)
        return how(facts, name)

    monkeypatch.setattr(Facts, "table", table)
    first = make_facts(order_lines=LINES, fx_rates=RATES)
    doubled = [rate | {"rate": 2 * float(str(rate["rate"]))} for rate in RATES]
    second = make_facts(order_lines=LINES, fx_rates=doubled)
    told = [
        ask(find(["gmv"]), facts, DAYS, BEFORE, currency="EUR").rows["value"][0]
        for facts in (first, first, second)
    ]
    assert told == pytest.approx([23.992, 23.992, 11.996])
    assert read == [first, second]
