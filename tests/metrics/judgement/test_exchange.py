"""What exchange rates did to a change, of amounts that can be checked by hand."""

from collections.abc import Callable
from datetime import date

from metrics.catalog import CATALOG
from metrics.facts import Facts
from metrics.judgement.exchange import Exchange, exchange_of
from metrics.period import Span

BEFORE, NOW = date(2026, 10, 5), date(2026, 10, 6)
GMV = CATALOG["gmv"]


def day(on: date) -> Span:
    return Span(on, on, f"{on}")


def facts_of(make_facts: Callable[..., Facts], *, with_rate: bool = True) -> Facts:
    """100 USD and 100 EUR, then 110 USD and 120 EUR; a euro is 1.00 dollar, then 1.50."""
    sold = [("a", BEFORE, "USD", 100), ("b", BEFORE, "EUR", 100), ("a", NOW, "USD", 110),
            ("b", NOW, "EUR", 120)]  # fmt: skip
    lines = [
        {"shop_id": shop, "order_key": n, "order_kind": "normal", "is_cancelled": False,
         "placed_on": on, "quantity": 1, "currency": code, "item_amount_e4": amount * 10_000}
        for n, (shop, on, code, amount) in enumerate(sold)
    ]  # fmt: skip
    days = [(BEFORE, 1.0), (NOW, 1.5)] if with_rate else []
    rates = [{"shop_id": "", "date": on, "currency": "USD", "rate": rate} for on, rate in days]
    return make_facts(order_lines=lines, fx_rates=rates)


def test_growth_is_at_the_rates_of_before_and_exchange_is_the_rest(
    make_facts: Callable[..., Facts],
) -> None:
    """From 200 to 290 dollars: 10 and 20 more at a dollar the euro, and 120 × 0.50."""
    told = exchange_of(GMV, facts_of(make_facts), day(NOW), day(BEFORE), currency="USD")
    assert told == Exchange(growth=30.0, exchange=60.0, before=200.0, currency="USD")


def test_one_shop_in_the_currency_itself_has_no_exchange(make_facts: Callable[..., Facts]) -> None:
    where = {"shop": ["a"]}
    told = exchange_of(GMV, facts_of(make_facts), day(NOW), day(BEFORE), where, currency="USD")
    assert told == Exchange(growth=10.0, exchange=0.0, before=100.0, currency="USD")


def test_it_is_unknown_without_rates(make_facts: Callable[..., Facts]) -> None:
    facts = facts_of(make_facts, with_rate=False)
    assert exchange_of(GMV, facts, day(NOW), day(BEFORE), currency="USD") is None
