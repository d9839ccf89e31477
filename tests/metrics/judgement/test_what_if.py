"""What a rule, a price or a cost would change, on the period's real orders."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from metrics.errors import MetricError, UnknownNameError
from metrics.facts import Facts
from metrics.judgement import what_if
from metrics.judgement.fee_rules import FeeRule, Per, in_force, preset, presets
from metrics.judgement.parcel_fees import ParcelFees, parcel_fees
from metrics.judgement.what_if import Asked, Effect
from metrics.period import Span

MakeFacts = Callable[..., Facts]
Sql = Callable[[Facts, str], list[tuple[Any, ...]]]
DAY = date(2026, 10, 5)
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
WAREHOUSES = {"Shenzhen": "CN", "Venlo": "NL", "Leipzig": "de"}
FEE = preset("nl-parcel-fee").always()


def order(key: int = 1, *products: tuple[str, int, int], **more: Any) -> list[dict[str, Any]]:
    """Lines of one order: product, units, amount in euros."""
    whole = {
        "order_key": key, "placed_on": DAY, "country": "Netherlands", "warehouse": "Shenzhen",
        "currency": "EUR",
    }  # fmt: skip
    return [
        whole
        | {"product_id": name, "sku_id": f"{name}-{n}", "quantity": units}
        | {"item_amount_e4": euros * 10_000, "list_e4": euros * 10_000, "seller_discount_e4": 0}
        | more
        for n, (name, units, euros) in enumerate(products)
    ]


THREE_PRODUCTS = (("a", 2, 20), ("b", 1, 5), ("c", 2, 15))


def charged(
    make_facts: MakeFacts, lines: list[dict[str, Any]], rule: FeeRule = FEE, parcels: int | None = 1
) -> ParcelFees:
    orders = [
        {"order_key": key, "placed_on": DAY, "parcels": parcels}
        for key in {line["order_key"] for line in lines}
    ]
    facts = make_facts(orders=orders, order_lines=lines)
    return parcel_fees(rule, facts, OCTOBER, WAREHOUSES)


def test_one_parcel_of_three_products_and_five_units_pays_for_its_products(
    make_facts: MakeFacts,
) -> None:
    """The given number: 6 €, not 2 or 10."""
    told = charged(make_facts, order(1, *THREE_PRODUCTS))
    assert (told.fee_e4, told.currency, told.orders, told.charged) == (60_000, "EUR", 1, 1)
    assert not any(told.unknown.values())


@pytest.mark.parametrize("warehouse", ["Venlo", "Leipzig"])
def test_nothing_is_due_from_a_local_warehouse(make_facts: MakeFacts, warehouse: str) -> None:
    told = charged(make_facts, order(1, *THREE_PRODUCTS, warehouse=warehouse))
    assert (told.fee_e4, told.charged) == (0, 0)
    both = replace(FEE, cross_border_only=False)
    assert (
        charged(make_facts, order(1, *THREE_PRODUCTS, warehouse=warehouse), both).fee_e4 == 60_000
    )


@pytest.mark.parametrize(("per", "parcels", "e4"), [
    (Per.PRODUCT, 1, 60_000), (Per.UNIT, 1, 100_000), (Per.PARCEL, 1, 20_000),
    (Per.PARCEL, 2, 40_000), (Per.PARCEL, None, 20_000),
])  # fmt: skip
def test_a_fee_is_per_product_unit_or_parcel(
    make_facts: MakeFacts, per: Per, parcels: int | None, e4: int
) -> None:
    told = charged(make_facts, order(1, *THREE_PRODUCTS), replace(FEE, per=per), parcels)
    assert told.fee_e4 == e4
    assert told.unknown.get("parcels", 0) == (parcels is None)
    assert told.several_parcels == (parcels == 2)


def test_two_skus_of_a_product_are_one_product(make_facts: MakeFacts) -> None:
    assert charged(make_facts, order(1, ("a", 1, 10), ("a", 1, 12))).fee_e4 == 20_000


def test_the_limit_is_of_the_goods_of_the_whole_parcel(make_facts: MakeFacts) -> None:
    at, above = order(1, ("a", 1, 100), ("b", 1, 50)), order(2, ("a", 1, 100), ("b", 1, 51))
    told = charged(make_facts, [*at, *above])
    assert (told.fee_e4, told.charged) == (40_000, 1)
    apart = charged(make_facts, above, parcels=2)
    assert (apart.fee_e4, apart.unknown["value"]) == (0, 1)
    assert charged(make_facts, above, replace(FEE, limit_e4=None)).fee_e4 == 40_000


def test_other_destinations_pay_nothing_whatever_is_unknown(make_facts: MakeFacts) -> None:
    told = charged(make_facts, order(1, *THREE_PRODUCTS, country="Germany", warehouse=None))
    assert (told.fee_e4, told.orders, sum(told.unknown.values())) == (0, 1, 0)


@pytest.mark.parametrize("country", ["NL", "nl", "Nederland", "The Netherlands"])
def test_a_country_goes_by_its_code_or_name(make_facts: MakeFacts, country: str) -> None:
    assert charged(make_facts, order(1, *THREE_PRODUCTS, country=country)).fee_e4 == 60_000


@pytest.mark.parametrize(("column", "value", "name"), [
    ("country", None, "country"), ("warehouse", None, "origin"), ("warehouse", "new", "origin"),
])  # fmt: skip
def test_what_is_unknown_is_counted_and_not_charged(
    make_facts: MakeFacts, column: str, value: str | None, name: str
) -> None:
    told = charged(make_facts, order(1, *THREE_PRODUCTS, **{column: value}))
    assert (told.fee_e4, told.unknown[name], sum(told.unknown.values())) == (0, 1, 1)


def test_what_was_never_sent_pays_nothing(make_facts: MakeFacts) -> None:
    gone = order(1, *THREE_PRODUCTS, is_cancelled=True)
    refused = order(2, ("a", 1, 10), is_cancelled=True, shipped_on=DAY)
    samples = order(3, ("a", 1, 10), order_kind="sample")
    told = charged(make_facts, [*gone, *refused, *samples])
    assert (told.orders, told.fee_e4) == (1, 20_000)


def test_a_rule_holds_from_its_day_by_the_day_of_shipping(make_facts: MakeFacts) -> None:
    lines = [
        *order(1, ("a", 1, 10)),
        *order(2, ("a", 1, 10), shipped_on=date(2026, 10, 7)),
        *order(3, ("a", 1, 10), shipped_on=date(2026, 10, 8)),
    ]
    told = charged(make_facts, lines, replace(FEE, since=date(2026, 10, 8)))
    assert (told.fee_e4, told.orders) == (20_000, 3)


def test_a_fee_and_its_limit_are_converted_at_the_rate_of_the_day(make_facts: MakeFacts) -> None:
    """1 EUR = 2 USD: goods of 300 USD are at the limit, and the fee is 4 USD."""
    lines = [
        *order(1, ("a", 1, 300), currency="USD"), *order(2, ("a", 1, 301), currency="USD"),
        *order(3, ("a", 1, 9), currency="USD", shipped_on=date(2026, 11, 20)),
    ]  # fmt: skip
    rates = [{"shop_id": "", "date": DAY, "currency": "USD", "rate": 2.0}]
    facts = make_facts(orders=[], order_lines=lines, fx_rates=rates)
    told = parcel_fees(FEE, facts, OCTOBER, WAREHOUSES)
    assert (told.fee_e4, told.currency, told.charged) == (40_000, "USD", 1)
    assert told.unknown["value"] == 1  # no rate in November
    assert parcel_fees(FEE, facts, OCTOBER, WAREHOUSES, currency="EUR").fee_e4 == 20_000


def test_several_currencies_and_words_of_lines_are_refused(make_facts: MakeFacts) -> None:
    lines = [*order(1, ("a", 1, 30)), *order(2, ("a", 1, 30), currency="USD")]
    facts = make_facts(orders=[], order_lines=lines)
    with pytest.raises(MetricError, match="There is money in EUR, USD"):
        parcel_fees(FEE, facts, OCTOBER, WAREHOUSES)
    with pytest.raises(MetricError, match="A parcel may hold more than one product"):
        parcel_fees(FEE, facts, OCTOBER, WAREHOUSES, {"product": ["a"]})


def test_presets_are_off_until_they_are_confirmed() -> None:
    assert {name: rule.amount_e4 for name, rule in presets().items()} == {
        "nl-parcel-fee": 20_000, "eu-parcel-fee": 30_000,
    }  # fmt: skip
    assert in_force(date(2030, 1, 1)) == []
    assert len(preset("eu-parcel-fee").destinations) == 27
    with pytest.raises(UnknownNameError, match="Did you mean eu-parcel-fee"):
        preset("eu-parcel-fees")


def test_fees_of_random_orders_equal_sql(make_facts: MakeFacts, sql: Sql) -> None:
    dice, lines, orders = random.Random(7), [], []
    for key in range(300):
        more = {
            "country": dice.choice(["NL", "Netherlands", "Belgium", None]),
            "warehouse": dice.choice(["Shenzhen", "Venlo", "new", None]),
            "is_cancelled": dice.random() < 0.1,
        }
        some = [(dice.choice("abc"), dice.randint(1, 3), dice.randint(1, 90)) for _ in range(3)]
        lines += order(key, *some[: dice.randint(1, 3)], **more)
        orders.append({"order_key": key, "parcels": dice.choice([None, 1, 1, 2])})
    facts = make_facts(orders=orders, order_lines=lines)
    told = parcel_fees(FEE, facts, OCTOBER, WAREHOUSES)
    [(fee, hit)] = sql(
        facts,
        """with o as (
            select order_key, any_value(country) c, any_value(warehouse) w,
                count(distinct product_id) n, sum(item_amount_e4) e4
            from order_lines where not is_cancelled group by order_key)
        select sum(n) * 20000, count(*) from o
        where c in ('NL', 'Netherlands') and w = 'Shenzhen' and e4 <= 1500000""",
    )
    assert (told.fee_e4, told.charged) == (fee, hit)
    assert told.charged > 20


def shop(make_facts: MakeFacts, cost: int | None = 8, **tables: Any) -> Facts:
    """Sold for 40 at a cost of 8 a unit; the statement keeps 4 as fees and 2 as shipping."""
    lines = order(1, *THREE_PRODUCTS, unit_cost_e4=None if cost is None else cost * 10_000)
    for n, line in enumerate(lines):
        line["line_id"] = str(n)
    statement = {
        "shop_id": "a", "order_key": 1, "type": "order", "settled_on": DAY, "currency": "EUR",
        "revenue_e4": 400_000, "fees_e4": -40_000, "shipping_e4": -20_000, "settled_e4": 340_000,
    }  # fmt: skip
    ads = {"date": DAY, "currency": "EUR", "cost_e4": 10_000}
    settled = tables.pop("settlements", [statement])
    facts = make_facts(
        orders=[{"order_key": 1, "parcels": 1, "placed_on": DAY}], order_lines=lines,
        returns=[], skus=[], settlements=settled, ad_performance=[ads],
    )  # fmt: skip
    return facts


def test_every_change_is_beside_the_margin_as_it_is(make_facts: MakeFacts) -> None:
    """40 − 5 × 8 is nothing; less 6 that the platform keeps and 1 of ads: −7."""
    asked = Asked(shop(make_facts), OCTOBER)

    def told(effect: Effect) -> tuple[Any, ...]:
        return effect.metric, effect.currency, effect.margin, effect.effect, effect.margin_after

    assert told(what_if.fee(asked, FEE, WAREHOUSES)) == ("margin", "EUR", -7, -6, -13)
    assert told(what_if.commission(asked, Decimal("0.01"))) == ("margin", "EUR", -7, -0.4, -7.4)
    assert told(what_if.ad_cost(asked, Decimal("0.5"))) == ("margin", "EUR", -7, -0.5, -7.5)
    assert told(what_if.price(asked, Decimal("0.05"))) == ("margin", "EUR", -7, 1.8, -5.2)


def test_an_unknown_cost_leaves_the_margin_unknown_and_the_effect_known(
    make_facts: MakeFacts,
) -> None:
    told = what_if.fee(Asked(shop(make_facts, cost=None), OCTOBER), FEE, WAREHOUSES)
    assert (told.margin, told.margin_after, told.margin_covers) == (None, None, None)
    assert told.effect == -6


def test_the_share_of_gmv_with_a_cost_is_said(make_facts: MakeFacts) -> None:
    facts = shop(make_facts)
    lines = facts.tables["order_lines"].collect().to_dicts()
    lines[0]["unit_cost_e4"] = None  # 20 of 40
    told = what_if.commission(
        Asked(
            replace(facts, tables={**facts.tables, **make_facts(order_lines=lines).tables}), OCTOBER
        ),
        Decimal("0.01"),
    )
    assert told.margin_covers == 0.5


def test_where_ads_cant_be_cut_the_margin_is_before_them(make_facts: MakeFacts) -> None:
    asked = Asked(shop(make_facts), OCTOBER, {"country": ["Netherlands"]})
    told = what_if.commission(asked, Decimal("0.01"))
    assert (told.metric, told.margin, told.effect) == ("margin_before_ads", -6, -0.4)


def test_a_price_without_any_statement_has_an_unknown_effect(make_facts: MakeFacts) -> None:
    asked = Asked(shop(make_facts, settlements=[]), OCTOBER)
    assert what_if.price(asked, Decimal("0.05")).effect is None


def test_what_was_never_loaded_is_said_or_unknown(make_facts: MakeFacts) -> None:
    with pytest.raises(MetricError, match="No order_lines were ever loaded"):
        parcel_fees(FEE, make_facts(), OCTOBER, WAREHOUSES)
    lines = order(1, *THREE_PRODUCTS)
    asked = Asked(make_facts(order_lines=lines, returns=[]), OCTOBER)
    told = what_if.price(asked, Decimal("0.05"))
    assert (told.effect, told.margin) == (None, None)
    assert what_if.commission(asked, Decimal("0.01")).effect == -0.4
    assert what_if.ad_cost(asked, Decimal("0.1")).effect is None
