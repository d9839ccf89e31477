"""The numbers that must come out: small cases by hand, those of the metric book first."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from metrics.answer import ask
from metrics.catalog import find
from metrics.compute import compute
from metrics.facts import Facts
from metrics.period import Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
MONDAY = date(2026, 10, 5)
FRIDAY = date(2026, 10, 9)
MakeFacts = Callable[..., Facts]


def values(facts: Facts, *names: str, span: Span = OCTOBER) -> dict[str, float | None]:
    rows = compute(find(names), facts, span)
    return dict(rows.select("metric", "value").iter_rows())


def test_200_spent_on_100000_impressions_is_a_cpm_of_2(make_facts: MakeFacts) -> None:
    facts = make_facts(
        ad_performance=[{"date": MONDAY, "cost_e4": 2_000_000, "impressions": 100_000}]
    )
    assert values(facts, "cpm") == {"cpm": 2.0}


def test_cpm_leaves_out_spend_without_impressions_and_says_so(make_facts: MakeFacts) -> None:
    shown = {"date": MONDAY, "cost_e4": 2_000_000, "impressions": 100_000}
    gmv_max = {"date": MONDAY, "cost_e4": 8_000_000, "campaign_type": "gmv_max_product"}
    rows = compute(find(["cpm"]), make_facts(ad_performance=[shown, gmv_max]), OCTOBER)
    assert rows.select("value", "covers").row(0) == (2.0, 0.2)


def test_500_spent_on_5000_clicks_is_a_cpc_of_10_cents(make_facts: MakeFacts) -> None:
    facts = make_facts(ad_performance=[{"date": MONDAY, "cost_e4": 5_000_000, "clicks": 5_000}])
    assert values(facts, "cpc") == {"cpc": 0.1}


def test_an_order_of_3_a_and_2_b_is_1_order_2_sku_orders_and_5_units(make_facts: MakeFacts) -> None:
    line = {"order_key": 1, "placed_on": MONDAY, "quantity": 1}
    facts = make_facts(
        orders=[{"order_key": 1, "placed_on": MONDAY}],
        order_lines=[line | {"sku_id": "a", "line_id": str(n)} for n in range(3)]
        + [line | {"sku_id": "b", "quantity": 2}],
    )
    assert values(facts, "orders", "sku_orders", "units_sold") == {
        "orders": 1,
        "sku_orders": 2,
        "units_sold": 5,
    }


def test_discounts_tax_and_shipping_go_where_the_book_says(make_facts: MakeFacts) -> None:
    facts = make_facts(
        orders=[{"placed_on": MONDAY, "order_amount_e4": 970_000, "shipping_fee_e4": 40_000}],
        order_lines=[
            {
                "placed_on": MONDAY,
                "list_e4": 1_000_000,
                "seller_discount_e4": 100_000,
                "platform_discount_e4": 50_000,
                "item_amount_e4": 850_000,
            }
        ],
    )
    names = "gmv gmv_with_shipping gmv_cofunded list_sales discount_rate seller_revenue "
    names += "customer_payment"
    assert values(facts, *names.split()) == {
        "gmv": 85,
        "gmv_with_shipping": 89,
        "gmv_cofunded": 90,
        "list_sales": 100,
        "discount_rate": 0.1,
        "seller_revenue": 90,
        "customer_payment": 97,
    }


def test_an_order_cancelled_the_same_day_stays_in_gmv_and_is_no_refund(
    make_facts: MakeFacts,
) -> None:
    cancelled = {"order_key": 1, "placed_on": MONDAY, "is_cancelled": True}
    back = {"return_id": "r", "return_key": 1, "placed_on": MONDAY, "refunded_on": MONDAY}
    facts = make_facts(
        orders=[cancelled | {"has_refund": True}],
        order_lines=[cancelled | {"item_amount_e4": 100_000, "quantity": 2}],
        returns=[back | {"is_cancelled": True, "counted_goods_e4": 100_000, "refund_e4": 100_000}],
    )
    names = "gmv orders cancelled_gmv net_sales refunded_gmv refunds refund_amount refund_rate"
    assert values(facts, *names.split()) == {
        "gmv": 10,
        "orders": 1,
        "cancelled_gmv": 10,
        "net_sales": 0,
        "refunded_gmv": 0,
        "refunds": 0,
        "refund_amount": 0,
        "refund_rate": None,
    }


def test_ctr_of_two_days_is_total_by_total(make_facts: MakeFacts) -> None:
    day = {"date": MONDAY, "clicks": 1, "impressions": 10}
    facts = make_facts(ad_performance=[day, day | {"date": FRIDAY, "clicks": 0, "impressions": 90}])
    assert values(facts, "ctr") == {"ctr": 0.01}


def test_december_so_far_against_all_of_november(make_facts: MakeFacts) -> None:
    """2,220 in the 30 days of November, 964 in the first 11 of December."""
    november = Span(date(2026, 11, 1), date(2026, 11, 30), "previous-full")
    today = date(2026, 12, 12)
    december = Span(date(2026, 12, 1), today, "this-month", unfinished=True, today=today)
    line = {"item_amount_e4": 22_200_000, "placed_on": date(2026, 11, 3)}
    facts = make_facts(
        order_lines=[line, line | {"item_amount_e4": 9_640_000, "placed_on": date(2026, 12, 11)}],
        as_of=datetime(2026, 12, 12, 8, tzinfo=UTC),
    )
    rows = ask(find(["gmv", "gmv_per_day"]), facts, december, november).rows
    gmv, daily = rows.iter_rows(named=True)
    assert gmv["value"] / gmv["previous"] == pytest.approx(0.434, abs=5e-4)
    assert daily["change_ratio"] == pytest.approx(0.184, abs=5e-4)
    assert (daily["value"], daily["previous"]) == (pytest.approx(964 / 11), 74)
    assert not gmv["complete"]


def test_shipped_within_24_hours_is_not_flattered_by_what_is_still_open(
    make_facts: MakeFacts,
) -> None:
    seen = {"placed_on": MONDAY, "minutes_seen": 5000, "status": "awaiting_shipment"}
    facts = make_facts(
        orders=[
            seen | {"minutes_to_ship": 1440},
            seen | {"minutes_to_ship": 1441},
            seen,
            seen | {"minutes_seen": 1439},
            seen | {"is_cancelled": True, "minutes_to_cancel": 1439},
            seen | {"is_cancelled": True, "minutes_to_cancel": 1440},
            seen | {"is_cancelled": True},
        ]
    )
    assert values(facts, "shipped_within_24h") == {"shipped_within_24h": 1 / 4}


def test_cod_rejection_waits_for_the_outcome(make_facts: MakeFacts) -> None:
    cod = {"is_cod": True, "shipped_on": MONDAY}
    facts = make_facts(
        orders=[
            cod | {"delivered_on": FRIDAY},
            cod | {"status": "completed"},
            cod | {"is_cancelled": True},
            cod | {"status": "in_transit"},
            cod | {"is_cod": False, "is_cancelled": True},
        ]
    )
    rows = compute(find(["cod_rejection_rate"]), facts, OCTOBER)
    assert rows.select("value", "covers").row(0) == (1 / 3, 3 / 4)


def test_what_the_platform_fulfils_is_apart(make_facts: MakeFacts) -> None:
    ours = {"placed_on": MONDAY, "minutes_to_ship": 600, "fulfilment_type": "seller"}
    facts = make_facts(orders=[ours, ours | {"minutes_to_ship": 60, "fulfilment_type": "tiktok"}])
    metrics = find(["fulfilment_hours_mean"])
    assert compute(metrics, facts, OCTOBER)["value"].to_list() == [10]
    apart = compute(metrics, facts, OCTOBER, ["fulfilment_type"])
    assert apart.select("fulfilment_type", "value").rows() == [("seller", 10), ("tiktok", 1)]


def test_gmv_max_is_in_no_ratio_of_other_ads(make_facts: MakeFacts) -> None:
    other = {"date": MONDAY, "cost_e4": 1_000_000, "conversions": 10, "revenue_e4": 4_000_000}
    gmv_max = other | {"campaign_type": "gmv_max_live", "conversions": 100, "clicks": 5}
    facts = make_facts(ad_performance=[other, gmv_max | {"revenue_e4": 9_000_000}])
    names = ["cpa", "roas", "cvr", "gmv_max_cost_per_order", "gmv_max_roi", "conversions"]
    assert values(facts, *names) == {
        "cpa": 10,
        "roas": 4,
        "cvr": None,
        "gmv_max_cost_per_order": 1,
        "gmv_max_roi": 9,
        "conversions": 110,
    }


def test_ads_of_a_coarser_level_do_not_count_twice(make_facts: MakeFacts) -> None:
    ad = {"date": MONDAY, "cost_e4": 10_000}
    facts = make_facts(ad_performance=[ad, ad | {"level": "account", "counts": False}])
    assert values(facts, "ad_cost") == {"ad_cost": 1}


def test_one_request_of_two_skus_is_one_refund(make_facts: MakeFacts) -> None:
    row = {"return_key": 7, "refunded_on": MONDAY, "refund_e4": 10_000, "minutes_to_refund": 120}
    facts = make_facts(returns=[row | {"sku_id": "a"}, row | {"sku_id": "b"}])
    assert values(facts, "refunds", "refund_amount", "hours_to_refund_mean") == {
        "refunds": 1,
        "refund_amount": 2,
        "hours_to_refund_mean": 2,
    }


def test_only_completed_refunds_count(make_facts: MakeFacts) -> None:
    row = {"return_key": 7, "refunded_on": MONDAY, "refund_e4": 10_000, "requested_on": MONDAY}
    facts = make_facts(
        returns=[row | {"status": status} for status in ("approved", "withdrawn", "rejected")]
    )
    assert values(facts, "refunds", "refund_amount", "requests") == {
        "refunds": 0,
        "refund_amount": 0,
        "requests": 1,
    }


def test_samples_are_in_no_sales_metric_and_cost_what_they_cost(make_facts: MakeFacts) -> None:
    sample = {"order_kind": "sample", "placed_on": MONDAY, "shipped_on": FRIDAY}
    facts = make_facts(
        orders=[sample],
        order_lines=[sample | {"quantity": 3, "unit_cost_e4": 20_000}],
    )
    assert values(facts, "orders", "units_sold", "samples_shipped", "sample_cost") == {
        "orders": 0,
        "units_sold": 0,
        "samples_shipped": 1,
        "sample_cost": 6,
    }


def test_an_exchange_gives_no_money_back_and_leaves_nothing_unknown(make_facts: MakeFacts) -> None:
    sold = {"placed_on": MONDAY, "order_key": 1, "item_amount_e4": 850_000}
    sold |= {"list_e4": 1_000_000, "seller_discount_e4": 100_000}
    swapped = {"placed_on": MONDAY, "order_key": 1, "kind": "exchange", "status": "completed"}
    facts = make_facts(orders=[sold], order_lines=[sold], returns=[swapped])
    names = ("refunded_gmv", "net_sales", "net_revenue", "refund_rate_units", "refund_rate_amount")
    assert values(facts, *names) == dict(zip(names, (0, 85, 90, 0, 0), strict=True))
