"""Every metric against SQL that was written by hand from the metric book."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest

from loaders.demo.fill import fill
from loaders.settings import open_home
from loaders.store import Store
from metrics.catalog import CATALOG, SECTIONS, find
from metrics.compute import compute
from metrics.facts import Facts
from metrics.judgement.break_even import break_even_cpa
from metrics.judgement.losing import sold_at_a_loss
from metrics.period import Span
from tests.metrics import view_sql

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")

VIEWS = """
create macro total(x) as case when count(*) = 0 then 0 else sum(x) end;
create macro inside(day) as day between date '2026-10-01' and date '2026-10-07';
create view paid as select * from orders where order_kind = 'normal' and inside(placed_on);
create view own as select * from paid where fulfilment_type is distinct from 'tiktok';
create view lines as select * from order_lines where order_kind = 'normal' and inside(placed_on);
create view came_back as select * from returns
  where order_kind = 'normal' and not is_cancelled and inside(placed_on) and status = 'completed'
    and kind <> 'exchange';
create view refunded as select * from returns
  where order_kind = 'normal' and not is_cancelled and inside(refunded_on)
    and status = 'completed' and kind <> 'exchange';
create view requested as select * from returns
  where order_kind = 'normal' and not is_cancelled and inside(requested_on);
create view shipped as select *,
    delivered_on is not null or coalesce(status in ('delivered', 'completed'), false) as arrived
  from orders where order_kind = 'normal' and inside(shipped_on)
    and fulfilment_type is distinct from 'tiktok';
create view delivered as select * from orders where order_kind = 'normal' and inside(delivered_on);
create view delivered_own as select * from delivered
  where fulfilment_type is distinct from 'tiktok';
create view reviewed as select * from reviews where order_kind = 'normal' and inside(created_on);
create view ads as select *, campaign_type like 'gmv_max%' as gmv_max
  from ad_performance where counts and inside(date);
"""

SHIPPED_WITHIN = """
select count(*) filter (where minutes_to_ship <= {limit}) / nullif(count(*), 0) from own
where minutes_seen >= {limit} and coalesce(minutes_to_cancel >= {limit}, true)
  and not (minutes_to_ship is null and (
    (is_cancelled and minutes_to_cancel is null) or shipped_on is not null
    or coalesce(status in ('in_transit', 'delivered', 'completed'), true)))
"""

SQL = {
    "gmv": "select total(item_amount_e4) / 1e4 from lines",
    "gmv_with_shipping": """select ((select total(item_amount_e4) from lines)
        + (select total(shipping_fee_e4) from paid)) / 1e4""",
    "gmv_cofunded": "select (total(item_amount_e4) + total(platform_discount_e4)) / 1e4 from lines",
    "list_sales": "select total(list_e4) / 1e4 from lines",
    "seller_discount": "select total(seller_discount_e4) / 1e4 from lines",
    "platform_discount": "select total(platform_discount_e4) / 1e4 from lines",
    "discount_rate": """select sum(seller_discount_e4) / nullif(sum(list_e4), 0) from lines
        where seller_discount_e4 is not null and list_e4 is not null""",
    "seller_revenue": "select total(list_e4 - seller_discount_e4) / 1e4 from lines",
    "customer_payment": "select total(order_amount_e4) / 1e4 from paid",
    "cancelled_gmv": """select coalesce(sum(item_amount_e4), 0) / 1e4 from lines
        where is_cancelled""",
    "refunded_gmv": "select total(counted_goods_e4) / 1e4 from came_back",
    "net_sales": """select ((select coalesce(sum(item_amount_e4), 0) from lines
            where not is_cancelled)
        - (select total(counted_goods_e4) from came_back)) / 1e4""",
    "net_revenue": """select ((select total(list_e4 - seller_discount_e4) from lines)
        - (select total(list_e4 - seller_discount_e4) from lines where is_cancelled)
        - (select total(counted_revenue_e4) from came_back)) / 1e4""",
    "orders": "select count(*) from paid",
    "sku_orders": "select count(distinct (order_key, sku_id)) from lines",
    "units_sold": "select total(quantity) from lines",
    "customers": """select case when count(*) > 0 and count(customer_key) = 0 then null
        else count(distinct customer_key) end from paid""",
    "new_customers": """select case when count(*) > 0 and count(customer_key) = 0 then null
        else count(distinct customer_key) filter (where is_first_of_customer) end from paid""",
    "returning_customer_rate": """select 1 - count(distinct customer_key)
            filter (where is_first_of_customer) / nullif(count(distinct customer_key), 0)
        from paid""",
    "aov": """select (select total(item_amount_e4) from lines)
        / (10000 * (select nullif(count(*), 0) from paid))""",
    "gmv_per_customer": """select (select coalesce(sum(item_amount_e4), 0) from lines
            where customer_key is not null)
        / (10000 * (select nullif(count(distinct customer_key), 0) from paid))""",
    "asp": "select sum(item_amount_e4) / (10000 * nullif(sum(quantity), 0)) from lines",
    "units_per_order": """select (select total(quantity) from lines)
        / (select nullif(count(*), 0) from paid)""",
    "gmv_per_day": "select total(item_amount_e4) / 70000 from lines",
    "unpaid_rate": """select count(*) filter (where placed_on is null) / nullif(count(*), 0)
        from orders where order_kind = 'normal' and inside(created_on)""",
    "affiliate_gmv_share": """select coalesce(sum(item_amount_e4) filter (where affiliate), 0)
        / nullif(sum(item_amount_e4), 0) from lines""",
    "commission_rate": """select sum(commission_e4) / nullif(sum(item_amount_e4), 0) from lines
        where affiliate and commission_e4 is not null""",
    "samples_shipped": """select count(*) from orders
        where order_kind = 'sample' and inside(shipped_on)""",
    "cod_share": "select count(*) filter (where is_cod) / nullif(count(is_cod), 0) from paid",
    "cancelled_orders": "select count(*) filter (where is_cancelled) from paid",
    "cancellation_rate": """select count(*) filter (where is_cancelled) / nullif(count(*), 0)
        from paid""",
    "cancelled_before_shipping": """select count(*) from paid
        where is_cancelled and shipped_on is null""",
    "cancelled_after_shipping": """select count(*) from paid
        where is_cancelled and shipped_on is not null""",
    "cod_rejection_rate": """select count(*) filter (where not arrived)
        / nullif(count(*), 0) from shipped where is_cod and (arrived or is_cancelled)""",
    "delivery_success_rate": """select count(*) filter (where arrived) / nullif(count(*), 0)
        from shipped where arrived or is_cancelled""",
    "hours_to_ready_mean": "select avg(minutes_to_ready) / 60 from own",
    "hours_to_ready_median": "select median(minutes_to_ready) / 60 from own",
    "hours_to_ready_p90": "select quantile_cont(minutes_to_ready, 0.9) / 60 from own",
    "fulfilment_hours_mean": "select avg(minutes_to_ship) / 60 from own",
    "fulfilment_hours_median": "select median(minutes_to_ship) / 60 from own",
    "fulfilment_hours_p90": "select quantile_cont(minutes_to_ship, 0.9) / 60 from own",
    "shipped_within_24h": SHIPPED_WITHIN.format(limit=1440),
    "shipped_within_48h": SHIPPED_WITHIN.format(limit=2880),
    "transit_hours_mean": "select avg(minutes_in_transit) / 60 from delivered_own",
    "transit_hours_median": "select median(minutes_in_transit) / 60 from delivered_own",
    "transit_hours_p90": "select quantile_cont(minutes_in_transit, 0.9) / 60 from delivered_own",
    "delivery_hours_mean": "select avg(minutes_to_deliver) / 60 from delivered_own",
    "delivery_hours_median": "select median(minutes_to_deliver) / 60 from delivered_own",
    "delivery_hours_p90": "select quantile_cont(minutes_to_deliver, 0.9) / 60 from delivered_own",
    "shipped_orders": "select count(*) from shipped",
    "delivered_orders": "select count(*) from delivered_own",
    "shipping_fee_per_order": "select avg(original_shipping_fee_e4) / 1e4 from paid",
    "refund_rate": """select count(*) filter (where has_refund) / nullif(count(*), 0) from paid
        where not is_cancelled""",
    "refund_rate_units": """select (select total(counted_units) from came_back)
        / (select nullif(sum(quantity), 0) from lines where not is_cancelled)""",
    "refund_rate_amount": """select (select total(counted_goods_e4) from came_back)
        / (select nullif(sum(item_amount_e4), 0) from lines where not is_cancelled)""",
    "refunds": "select count(distinct return_key) from refunded",
    "refund_amount": "select total(refund_e4) / 1e4 from refunded",
    "requests": "select count(distinct return_key) from requested",
    "request_rate": """select count(*) filter (where has_request and not is_cancelled)
        / nullif(count(*), 0) from paid""",
    "return_rate": """select (select case when count(*) filter (where kind = 'return') = 0 then 0
            else sum(counted_units) filter (where kind = 'return') end from came_back)
        / (select nullif(sum(quantity), 0) from lines where not is_cancelled)""",
    "refund_only_share": """select count(distinct return_key) filter (where kind = 'refund')
        / nullif(count(distinct return_key), 0) from refunded""",
    "replacement_rate": """select count(*) filter (where has_replacement and not is_cancelled)
        / nullif(count(*), 0) from paid""",
    "rejected_share": """select count(distinct return_key) filter (where status = 'rejected')
        / nullif(count(distinct return_key), 0) from requested
        where status in ('rejected', 'withdrawn', 'completed')""",
    "seller_fault_return_rate": """select count(*) filter (where has_fault_request)
        / nullif(count(*), 0) from delivered""",
    "hours_to_refund_mean": """select avg(minutes) / 60 from
        (select distinct return_key, minutes_to_refund as minutes from refunded)""",
    "hours_to_refund_median": """select median(minutes) / 60 from
        (select distinct return_key, minutes_to_refund as minutes from refunded)""",
    "hours_to_refund_p90": """select quantile_cont(minutes, 0.9) / 60 from
        (select distinct return_key, minutes_to_refund as minutes from refunded)""",
    "seller_fault_cancellation_rate": """select
        count(*) filter (where is_cancelled and cancel_fault = 'seller') / nullif(count(*), 0)
        from paid where not is_cancelled or cancel_fault is not null""",
    "reviews": "select count(*) from reviewed",
    "average_rating": "select avg(rating) from reviewed",
    "negative_review_share": """select count(*) filter (where rating <= 2) / nullif(count(*), 0)
        from reviewed""",
    "negative_review_rate": """select count(*) filter (where first_review_rating <= 2)
        / nullif(count(*), 0) from delivered""",
    "review_rate": "select count(first_review_rating) / nullif(count(*), 0) from delivered",
    "ad_cost": "select total(cost_e4) / 1e4 from ads",
    "impressions": "select total(impressions) from ads",
    "clicks": "select total(clicks) from ads",
    "conversions": "select total(conversions) from ads",
    "cpm": """select 1000 * sum(cost_e4) / (10000 * nullif(sum(impressions), 0)) from ads
        where impressions is not null""",
    "cpc": """select sum(cost_e4) / (10000 * nullif(sum(clicks), 0)) from ads
        where clicks is not null""",
    "cpa": """select sum(cost_e4) / (10000 * nullif(sum(conversions), 0)) from ads
        where conversions is not null and not gmv_max""",
    "ctr": """select sum(clicks) / nullif(sum(impressions), 0) from ads
        where clicks is not null and impressions is not null""",
    "cvr": """select sum(conversions) / nullif(sum(clicks), 0) from ads
        where clicks is not null and conversions is not null and not gmv_max""",
    "ad_revenue": "select total(revenue_e4) / 1e4 from ads",
    "roas": """select sum(revenue_e4) / nullif(sum(cost_e4), 0) from ads
        where revenue_e4 is not null and not gmv_max""",
    "gmv_max_cost_per_order": """select sum(cost_e4) / (10000 * nullif(sum(conversions), 0))
        from ads where conversions is not null and gmv_max""",
    "gmv_max_roi": """select sum(revenue_e4) / nullif(sum(cost_e4), 0) from ads
        where revenue_e4 is not null and gmv_max""",
    "ad_cost_share": """select (select total(coalesce(net_cost_e4, cost_e4)) from ads)
        / (select nullif(total(item_amount_e4), 0) from lines)""",
    "budget_used": """select sum(cost_e4) / nullif(sum(budget_e4), 0) from ads
        where budget_e4 is not null""",
}


@contextmanager
def database_of(facts: Facts, shop: str) -> Generator[duckdb.DuckDBPyConnection]:
    """One shop's tables, and the views of the week."""
    zone = ZoneInfo(facts.zones.get(shop, "UTC"))
    with duckdb.connect() as database:
        for name, frame in facts.tables.items():
            rows = frame.collect()
            mine = pl.col("shop_id").is_in([shop, ""])
            database.register(name, rows.filter(mine) if "shop_id" in rows.columns else rows)
        database.execute(VIEWS)
        begun = facts.coverage["order_lines"][shop][0]
        end = datetime(2026, 10, 8, tzinfo=zone).isoformat()
        database.execute(view_sql.VIEWS.format(at=end, begun=begun))
        yield database


def by_sql(facts: Facts, shop: str) -> dict[str, float | None]:
    """Every metric of one shop over the week."""
    with database_of(facts, shop) as database:
        known = {"{currency}": facts.currencies[shop], "{market}": facts.markets[shop]}
        found = {
            name: database.execute(_filled(sql, known)).fetchone()
            for name, sql in {**SQL, **view_sql.SQL}.items()
        }
    return {name: row[0] if row else None for name, row in found.items()}


def _filled(sql: str, known: Mapping[str, str]) -> str:
    for place, value in known.items():
        sql = sql.replace(place, value)
    return sql


AT_A_LOSS = """
select order_key::text, sum(contribution)::bigint from profit
group by order_key having bool_and(contribution is not null) and sum(contribution) < 0
"""


@pytest.mark.parametrize(("seed", "rows"), [(2, 6), (3, 20), (4, 120)])
def test_orders_sold_at_a_loss_equal_their_sql(
    random_facts: Callable[[int, int], Facts], seed: int, rows: int
) -> None:
    facts = random_facts(seed, rows)
    counted = 0
    for shop in facts.shops():
        found = sold_at_a_loss(facts, WEEK, {"shop": [shop]})
        told = dict(found.rows.select("order_id", "contribution_e4").iter_rows())
        with database_of(facts, shop) as database:
            expected = dict(database.execute(AT_A_LOSS).fetchall())
        assert sorted(told.values()) == pytest.approx(sorted(expected.values()), abs=2)
        counted += len(expected)
    assert counted or rows < 120


BREAK_EVEN = """
select sum(contribution) / (10000 * nullif(count(distinct order_key), 0)) from profit
where contribution is not null
"""


def test_what_a_conversion_may_cost_equals_its_sql(demo: Facts) -> None:
    told = {shop: break_even_cpa(demo, WEEK, {"shop": [shop]}) for shop in demo.shops()}
    for shop, found in told.items():
        with database_of(demo, shop) as database:
            ((expected,),) = database.execute(BREAK_EVEN).fetchall()
        assert found.cpa == pytest.approx(expected, abs=1e-3) if found else expected <= 0
    assert any(told.values())


CAMPAIGNS = """
select campaign_id, sum(cost_e4) / 1e4, sum(cost_e4) filter (where conversions is not null)
    / (10000 * nullif(sum(conversions) filter (where cost_e4 is not null), 0)),
  sum(revenue_e4) filter (where cost_e4 is not null)
    / nullif(sum(cost_e4) filter (where revenue_e4 is not null), 0)
from ads where campaign_type = 'other' group by campaign_id order by campaign_id
"""


def test_campaigns_cost_and_bring_what_their_sql_says(demo: Facts) -> None:
    where = {"shop": ["demo-us"], "campaign_type": ["other"]}
    found = compute(find(["ad_cost", "cpa", "roas"]), demo, WEEK, ["campaign"], where)
    told = found.pivot("metric", index="campaign", values="value").sort("campaign")
    with database_of(demo, "demo-us") as database:
        expected = database.execute(CAMPAIGNS).fetchall()
    assert expected
    for mine, other in zip(told.rows(), expected, strict=True):
        assert mine == pytest.approx(other)


def test_every_metric_has_a_second_formula() -> None:
    assert {*SQL, *view_sql.SQL} == {*CATALOG}
    assert not {*SQL} & {*view_sql.SQL}


@pytest.mark.parametrize(("seed", "rows"), [(1, 1), (2, 3), (3, 20), (4, 120)])
def test_every_metric_equals_its_sql(
    random_facts: Callable[[int, int], Facts], seed: int, rows: int
) -> None:
    facts = random_facts(seed, rows)
    values = compute(list(CATALOG.values()), facts, WEEK, ["shop"])
    for shop in values["shop"].unique():
        found = dict(values.filter(shop=shop).select("metric", "value").iter_rows())
        assert found == pytest.approx(by_sql(facts, shop))


@pytest.mark.parametrize("markets", [("GB", "ID"), ("TH", "GB")])
def test_shops_of_other_markets_are_judged_as_their_sql_says(
    random_facts: Callable[[int, int], Facts], markets: tuple[str, str]
) -> None:
    facts = replace(random_facts(5, 120), markets=dict(zip("ab", markets, strict=True)))
    asked = [metric for metric in CATALOG.values() if metric.name.endswith("_tiktok")]
    values = compute(asked, facts, WEEK, ["shop"])
    for shop in facts.shops():
        found = dict(values.filter(shop=shop).select("metric", "value").iter_rows())
        expected = by_sql(facts, shop)
        assert found == pytest.approx({name: expected[name] for name in found})
        assert found["ldr_tiktok"] is not None


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The demo's tables, derived and enriched as a load leaves them."""
    home = tmp_path_factory.mktemp("demo")
    fill(home, orders=8_000, seed=5, until=date(2026, 10, 20))
    found = open_home(home)
    return Store(found.store).facts(found.settings.shops.values(), now=found.now())


def test_every_metric_of_the_demo_equals_its_sql(demo: Facts) -> None:
    for shop in demo.shops():
        values = compute(list(CATALOG.values()), demo, WEEK, where={"shop": [shop]})
        known = values.filter(pl.col("value").is_not_null())
        expected = by_sql(demo, shop)
        for metric, value in known.select("metric", "value").iter_rows():
            assert value == pytest.approx(expected[metric]), (shop, metric)
        unknown = set(values.filter(pl.col("value").is_null())["metric"])
        nothing = {metric for metric in unknown if expected[metric] is None}
        without_source = ADS if shop == "demo-th" else set()
        assert unknown - nothing <= without_source, (shop, unknown - nothing - without_source)


ADS = {metric.name for metric in SECTIONS["ads"]} | {"margin", "margin_rate"}


def test_of_no_rows_counts_and_sums_are_0_and_ratios_are_unknown(
    random_facts: Callable[[int, int], Facts],
) -> None:
    facts = random_facts(0, 0)
    values = compute(list(CATALOG.values()), facts, WEEK)
    assert dict(values.select("metric", "value").iter_rows()) == by_sql(facts, "a")
