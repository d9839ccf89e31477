"""Zero against unknown: what was loaded for whom, and from when to when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from metrics.answer import ask
from metrics.catalog import find
from metrics.compute import compute
from metrics.facts import Facts
from metrics.period import Span

MakeFacts = Callable[..., Facts]
MONDAY, TUESDAY, WEDNESDAY = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)
DAYS = Span(MONDAY, WEDNESDAY, "2026-10-05..2026-10-07")
LONG_AGO = date(2026, 1, 1)


def test_a_product_without_returns_has_a_rate_of_0(make_facts: MakeFacts) -> None:
    line = {"placed_on": MONDAY, "product_id": "p", "quantity": 8}
    back = {"placed_on": MONDAY, "product_id": "q", "counted_units": 1}
    facts = make_facts(order_lines=[line, line | {"product_id": "q"}], returns=[back])
    rows = compute(find(["refund_rate_units"]), facts, DAYS, ["product"])
    assert rows.select("product", "value").rows() == [("p", 0), ("q", 1 / 8)]


def test_a_table_that_was_never_loaded_is_unknown_not_0(make_facts: MakeFacts) -> None:
    facts = make_facts(orders=[{"placed_on": MONDAY, "has_refund": None}])
    rows = compute(find(["orders", "refund_rate", "reviews", "ad_cost"]), facts, DAYS)
    assert rows["value"].to_list() == [1, None, None, None]
    assert rows["complete"].all()


def test_traffic_is_unknown_at_a_scope_that_no_source_of_the_shop_speaks_of(
    make_facts: MakeFacts,
) -> None:
    """Shop a knows itself and its products; shop b once had a product of video, no more."""
    views = {"date": MONDAY, "page_views": 5}
    of_video = {"product_id": "q", "content_type": "video"}
    facts = make_facts(
        traffic=[
            {"shop_id": "a", "scope": "shop", **views},
            {"shop_id": "a", "scope": "product", "product_id": "p", **views},
            {"shop_id": "b", "scope": "product×content", **views, **of_video, "date": LONG_AGO},
        ]
    )

    def seen(by: Sequence[str] = (), **where: Sequence[str]) -> list[tuple[object, ...]]:
        asked = ["page_views", "product_clicks"]
        rows = compute(find(asked), facts, DAYS, by, where)
        return rows.filter(metric="page_views").select(*by, "value").rows()

    assert seen(["shop"]) == [("a", 5)]
    assert seen(shop=["b"]) == [(None,)]
    assert seen() == [(5,)]
    assert seen(product=["p"]) == [(5,)]
    assert seen(product=["none"]) == [(0,)]
    assert seen(content_type=["video"], shop=["a"]) == [(None,)]
    assert seen(content_type=["video"], shop=["b"]) == [(0,)]
    assert seen(["day"], content_type=["video"], shop=["a"]) == []
    alone = facts.of_shops(["a"])
    assert compute(find(["page_views"]), alone, DAYS)["value"].to_list() == [5]


def test_a_sum_of_nothing_but_unknown_is_unknown(make_facts: MakeFacts) -> None:
    facts = make_facts(order_lines=[{"placed_on": MONDAY, "list_e4": None}])
    names = ["list_sales", "seller_revenue", "discount_rate", "gmv"]
    assert compute(find(names), facts, DAYS)["value"].to_list() == [None, None, None, 0]


def test_a_sum_says_what_share_it_knows(make_facts: MakeFacts) -> None:
    line = {"placed_on": MONDAY, "item_amount_e4": 10_000, "list_e4": 20_000}
    facts = make_facts(order_lines=[line, line | {"item_amount_e4": 30_000, "list_e4": None}])
    rows = compute(find(["list_sales"]), facts, DAYS)
    assert rows.select("value", "covers").row(0) == (2, 0.25)


def test_a_period_outside_what_was_loaded_is_unknown(make_facts: MakeFacts) -> None:
    facts = make_facts(
        orders=[{"placed_on": MONDAY}], coverage={"orders": {"a": (MONDAY, WEDNESDAY)}}
    )
    before = Span(date(2026, 9, 1), date(2026, 9, 30), "2026-09")
    row = ask(find(["orders"]), facts, DAYS, before).rows.row(0, named=True)
    assert (row["value"], row["previous"], row["change"]) == (1, None, None)
    assert row["complete"]


def test_a_period_of_which_a_part_was_loaded_is_marked(make_facts: MakeFacts) -> None:
    facts = make_facts(
        orders=[{"placed_on": TUESDAY}], coverage={"orders": {"a": (TUESDAY, WEDNESDAY)}}
    )
    assert compute(find(["orders"]), facts, DAYS)["complete"].to_list() == [False]


def test_every_covered_day_is_listed_and_no_other(make_facts: MakeFacts) -> None:
    facts = make_facts(
        orders=[{"placed_on": WEDNESDAY}], coverage={"orders": {"a": (TUESDAY, WEDNESDAY)}}
    )
    rows = compute(find(["orders"]), facts, DAYS, ["day"])
    assert rows.select("day", "value", "complete").rows() == [
        ("2026-10-06", 0, True),
        ("2026-10-07", 1, True),
    ]


def test_a_ratio_leaves_out_shops_for_which_one_side_is_unknown(make_facts: MakeFacts) -> None:
    line = {"placed_on": MONDAY, "quantity": 8}
    facts = make_facts(
        order_lines=[line, line | {"shop_id": "b", "quantity": 92}],
        returns=[{"placed_on": MONDAY, "counted_units": 2}],
        coverage={"returns": {"a": (LONG_AGO, WEDNESDAY)}},
    )
    whole = compute(find(["refund_rate_units", "units_sold"]), facts, DAYS)
    assert whole.select("value", "complete").rows() == [(0.25, False), (100, True)]
    by_shop = compute(find(["refund_rate_units"]), facts, DAYS, ["shop"])
    assert by_shop.select("shop", "value").rows() == [("a", 0.25), ("b", None)]


def test_ad_cost_share_takes_the_same_shops_and_days_on_both_sides(make_facts: MakeFacts) -> None:
    line = {"placed_on": MONDAY, "item_amount_e4": 1_000_000}
    ad = {"date": TUESDAY, "cost_e4": 100_000}
    facts = make_facts(
        order_lines=[line, line | {"placed_on": TUESDAY}],
        ad_performance=[ad, ad | {"net_cost_e4": 50_000}],
        coverage={
            "order_lines": {"a": (LONG_AGO, WEDNESDAY)},
            "ad_performance": {"a": (TUESDAY, WEDNESDAY)},
        },
    )
    rows = compute(find(["ad_cost_share"]), facts, DAYS)
    assert rows.select("value", "complete").row(0) == (0.15, False)


def test_affiliate_share_needs_affiliate_files(make_facts: MakeFacts) -> None:
    line = {"placed_on": MONDAY, "item_amount_e4": 10_000}
    lines = [line | {"affiliate": True}, line]
    metrics = find(["affiliate_gmv_share"])
    assert compute(metrics, make_facts(order_lines=lines), DAYS)["value"].to_list() == [None]
    facts = make_facts(order_lines=lines, affiliations=[])
    assert compute(metrics, facts, DAYS)["value"].to_list() == [0.5]


def test_new_customers_need_90_days_of_history(make_facts: MakeFacts) -> None:
    first = {"placed_on": MONDAY, "customer_key": 1, "is_first_of_customer": True}
    orders = [first, first | {"shop_id": "b", "customer_key": 2}]
    metrics = find(["new_customers", "returning_customer_rate"])
    enough, too_short = (date(2026, 7, 7), WEDNESDAY), (date(2026, 7, 8), WEDNESDAY)
    one = make_facts(orders=orders, coverage={"orders": {"a": enough, "b": too_short}})
    rows = compute(metrics, one, DAYS)
    assert rows.select("value", "complete").rows() == [(1, False), (0, False)]
    none = make_facts(orders=orders, coverage={"orders": {"a": too_short, "b": too_short}})
    assert compute(metrics, none, DAYS)["value"].to_list() == [None, None]


def test_how_things_stand_is_known_where_nothing_happened_for_three_days_after_it_was_seen(
    make_facts: MakeFacts,
) -> None:
    """The last order was placed on Monday; a file of Tuesday, 10:00, shows that it still waits."""
    seen = datetime(2026, 10, 6, 10, tzinfo=UTC)
    order = {
        "placed_at": datetime(2026, 10, 5, 9, tzinfo=UTC), "placed_on": MONDAY, "seen_at": seen,
        "status": "awaiting_shipment",
    }  # fmt: skip
    facts = make_facts(orders=[order], coverage={"orders": {"a": (MONDAY, MONDAY)}})

    def waiting(seen: Mapping[str, datetime], day: int) -> list[float | None]:
        on = date(2026, 10, day)
        noon = datetime(2026, 10, day, 12, tzinfo=UTC)
        span = Span(on, on, str(on), today=on)
        asked = find(["awaiting_shipment", "orders"])
        return compute(asked, replace(facts, seen=seen, now=noon), span)["value"].to_list()

    assert waiting({}, 5) == [1, 1]
    assert waiting({}, 6) == [None, None]
    assert [waiting({"a": seen}, day) for day in range(4, 11)] == [
        [None, None],
        [1, 1],
        *[[1, None]] * 4,
        [None, None],
    ]


def test_an_unfinished_period_is_marked_and_its_average_takes_whole_days(
    make_facts: MakeFacts,
) -> None:
    line = {"placed_on": MONDAY, "item_amount_e4": 40_000}
    facts = make_facts(
        order_lines=[line, line | {"placed_on": WEDNESDAY, "item_amount_e4": 990_000}],
        as_of=datetime(2026, 10, 7, 9, tzinfo=UTC),
    )
    span = Span(MONDAY, WEDNESDAY, "this-week", unfinished=True, today=WEDNESDAY)
    rows = compute(find(["gmv", "gmv_per_day"]), facts, span)
    assert rows.select("value", "complete").rows() == [(103, False), (2, False)]
    by_day = compute(find(["gmv"]), facts, span, ["day"])
    assert by_day["complete"].to_list() == [True, True, False]


def test_a_day_that_is_not_over_at_one_shop_is_in_no_average_of_both(
    make_facts: MakeFacts,
) -> None:
    """Wednesday 08:00 in Saigon, where Tuesday is over; in Los Angeles it is Tuesday 17:00."""
    line = {"item_amount_e4": 10_000, "currency": "USD"}
    facts = make_facts(
        order_lines=[
            line | {"shop_id": shop, "placed_on": day}
            for shop, days in {"a": (MONDAY, TUESDAY), "b": (MONDAY, TUESDAY, TUESDAY)}.items()
            for day in days
        ]
    )
    zones = {"a": "America/Los_Angeles", "b": "Asia/Ho_Chi_Minh"}
    facts = replace(facts, zones=zones, now=datetime(2026, 10, 7, 1, tzinfo=UTC))
    span = Span(MONDAY, TUESDAY, "2026-10-05..2026-10-06", today=WEDNESDAY)
    both = compute(find(["gmv", "gmv_per_day"]), facts, span)
    assert both.select("value", "complete").rows() == [(5, False), (2, False)]
    by_shop = compute(find(["gmv", "gmv_per_day"]), facts, span, ["shop"])
    assert by_shop.select("shop", "value", "complete").rows() == [
        ("a", 2, False),
        ("b", 3, True),
        ("a", 1, False),
        ("b", 1.5, True),
    ]
    by_day = compute(find(["gmv"]), facts, span, ["day"])
    assert by_day["complete"].to_list() == [True, False]
    an_hour_after_midnight = replace(facts, now=datetime(2026, 10, 7, 8, tzinfo=UTC))
    assert compute(find(["gmv_per_day"]), an_hour_after_midnight, span).select(
        "value", "complete"
    ).rows() == [(2.5, True)]


def test_unknown_buyers_are_not_counted_and_without_any_buyer_it_is_unknown(
    make_facts: MakeFacts,
) -> None:
    order = {"placed_on": MONDAY, "customer_key": 5}
    known = make_facts(orders=[order, order, order | {"customer_key": None}])
    rows = compute(find(["customers"]), known, DAYS)
    assert rows.select("value", "covers").row(0) == (1, 2 / 3)
    unknown = make_facts(orders=[order | {"customer_key": None}])
    assert compute(find(["customers"]), unknown, DAYS)["value"].to_list() == [None]


def test_a_daily_average_divides_by_the_days_of_the_period_however_few_have_orders(
    make_facts: MakeFacts,
) -> None:
    facts = make_facts(order_lines=[{"placed_on": MONDAY, "item_amount_e4": 300_000}])
    month = Span(date(2026, 10, 1), date(2026, 10, 30), "2026-10-01..2026-10-30")
    assert compute(find(["gmv_per_day"]), facts, month)["value"].to_list() == [1]


def test_money_in_the_currency_of_a_shop_that_is_not_covered_is_unknown(
    make_facts: MakeFacts,
) -> None:
    """Ads of shop a only; shop b sells in VND, and a pays for some ads in EUR."""
    line = {"placed_on": MONDAY, "item_amount_e4": 10_000}
    ad = {"date": MONDAY, "cost_e4": 50_000}
    facts = make_facts(
        order_lines=[line, line | {"shop_id": "b", "currency": "VND"}],
        ad_performance=[ad, ad | {"currency": "EUR", "campaign_id": "2"}],
        coverage={"ad_performance": {"a": (date(2026, 1, 1), date(2026, 12, 31))}},
    )
    facts = replace(facts, currencies={"a": "USD", "b": "VND"})
    for by in ([], ["currency"]):
        found = compute(find(["gmv", "ad_cost"]), facts, DAYS, by)
        values = {(row["metric"], row["currency"]): row["value"] for row in found.to_dicts()}
        assert [values["gmv", code] for code in ("USD", "VND")] == [1, 1]
        assert [values["ad_cost", code] for code in ("USD", "VND", "EUR")] == [5, None, 5]
