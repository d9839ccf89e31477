"""Numbers from raw rows to the answer of `kpis`: each case small enough to add up by hand."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from cli import shoppulse
from loaders.settings import Shop, add_shop, customer_secret
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import ingest
from metrics.tables import TABLES

US = Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")

ORDERS = """\
order_id,created_at,paid_at,shipped_at,delivered_at,customer_id,order_amount
1,2026-10-05 09:00:00,2026-10-05 09:00:00,2026-10-06 09:00:00,2026-10-08 09:00:00,c1,100
"""
LINES = """\
order_id,sku_id,product_id,seller_sku,quantity,item_amount,list_amount,seller_discount,cancelled_at
1,A,PA,own-A,3,60,60,0,2026-10-05 10:00:00
1,B,PB,own-B,4,40,40,0,
"""
RETURNS = "return_id,order_id,sku_id,kind,status,requested_at,refunded_at,quantity,refund_amount\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one shop, on 20 November 2026."""
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-20T12:00:00Z")
    add_shop(tmp_path, US)
    return tmp_path


def sync(home: Path, **tables: str) -> None:
    """Pulls CSV texts, one a table, that already have the names that SQL gives its columns."""
    lines = ["", "[[sources]]", 'name = "erp"', 'kind = "files"', 'shop = "us"', 'path = "erp"']
    lines += ["[sources.tables]", *(f'{table} = "select * from {table}"' for table in tables)]
    with (home / "shoppulse.toml").open("a") as settings:
        settings.write("\n".join(lines))
    (home / "erp").mkdir()
    for table, text in tables.items():
        (home / "erp" / f"{table}.csv").write_text(text)
    result = CliRunner().invoke(shoppulse, ["--home", str(home), "sync"])
    assert result.exit_code == 0, result.output


def store(home: Path, table: str, *rows: dict[str, Any]) -> None:
    """Stores rows of a table that only export files bring."""
    schema = {n: c.dtype for n, c in TABLES[table].columns().items() if n in rows[0]}
    frame = pl.DataFrame(rows, schema=schema).with_row_index("source_row")
    made = datetime(2026, 11, 20, 11, tzinfo=UTC)
    given = Given(US, made, made, customer_secret(home))
    ingest(Store(home / "store"), Parsed({table: frame}, table), given, "made-up", {"us": US})


def kpis(home: Path, period: str, *words: str) -> dict[str, Any]:
    """Metric → value; with `--by`, (metric, group) → value."""
    command = ["--home", str(home), "kpis", period, *words, "--format", "json"]
    result = CliRunner().invoke(shoppulse, command)
    assert result.exit_code == 0, result.output
    return {
        "/".join([row["metric"], *map(str, row["by"].values())]): row["value"]
        for row in json.loads(result.stdout)["rows"]
    }


def test_a_completed_exchange_gives_no_money_back(home: Path) -> None:
    returns = RETURNS + "r,1,B,exchange,completed,2026-10-09,2026-10-10,1,10\n"
    sync(home, orders=ORDERS, order_lines=LINES, returns=returns)
    told = kpis(home, "2026-10")
    assert told["refunded_gmv"] == told["refund_rate_units"] == told["refunds"] == 0
    assert told["net_sales"] == told["net_revenue"] == 40
    assert told["replacement_rate"] == 1


def test_money_back_for_a_cancelled_line_is_a_cancellation(home: Path) -> None:
    returns = RETURNS + "r,1,A,refund,completed,2026-10-09,2026-10-10,3,60\n"
    sync(home, orders=ORDERS, order_lines=LINES, returns=returns)
    told = kpis(home, "2026-10")
    assert told["refunds"] == told["refund_rate"] == told["request_rate"] == 0
    assert told["net_sales"] == 40


def test_a_refund_of_the_whole_order_gives_back_what_was_not_cancelled(home: Path) -> None:
    returns = RETURNS + "r,1,,refund,completed,2026-10-09,2026-10-10,7,100\n"
    sync(home, orders=ORDERS, order_lines=LINES, returns=returns)
    told = kpis(home, "2026-10")
    assert (told["cancelled_gmv"], told["refunded_gmv"], told["net_sales"]) == (60, 40, 0)
    assert told["refund_rate_units"] == told["refund_rate_amount"] == 1


def test_refunds_of_an_order_and_of_its_sku_are_together_at_most_its_amount(home: Path) -> None:
    returns = RETURNS + (
        "r,1,,refund,completed,2026-10-09,2026-10-10,1,30\n"
        "s,1,B,refund,completed,2026-10-09,2026-10-11,4,40\n"
    )
    sync(home, orders=ORDERS, order_lines=LINES, returns=returns)
    assert kpis(home, "2026-10")["refunded_gmv"] == 40


def test_refunds_are_told_apart_by_the_sellers_own_sku(home: Path) -> None:
    returns = RETURNS + "r,1,B,refund,completed,2026-10-09,2026-10-10,1,10\n"
    sync(home, orders=ORDERS, order_lines=LINES, returns=returns)
    told = kpis(home, "2026-10", "--metric", "gmv,refunded_gmv", "--by", "seller_sku")
    assert (told["gmv/own-A"], told["refunded_gmv/own-A"]) == (60, 0)
    assert (told["gmv/own-B"], told["refunded_gmv/own-B"]) == (40, 10)


def test_a_source_that_says_who_sold_a_line_has_affiliate_shares(home: Path) -> None:
    lines = (
        "order_id,sku_id,quantity,item_amount,affiliate,commission\n"
        "1,A,1,60,false,\n1,B,1,40,true,5\n"
    )
    sync(home, orders=ORDERS, order_lines=lines)
    told = kpis(home, "2026-10", "--metric", "affiliate_gmv_share,commission_rate")
    assert told == {"affiliate_gmv_share": 0.4, "commission_rate": 0.125}


def test_who_showed_a_line_does_not_say_whether_an_affiliate_sold_it(home: Path) -> None:
    lines = (
        "order_id,sku_id,quantity,item_amount,content_type,creator\n1,A,1,60,live,ann\n1,B,1,40,,\n"
    )
    sync(home, orders=ORDERS, order_lines=lines)
    told = kpis(home, "2026-10", "--metric", "affiliate_gmv_share,commission_rate")
    assert told == {"affiliate_gmv_share": None, "commission_rate": None}
    by_content = kpis(home, "2026-10", "--metric", "gmv", "--by", "content_type,creator")
    assert by_content == {"gmv/live/ann": 60, "gmv/None/None": 40}


def test_lines_without_a_status_have_their_orders(home: Path) -> None:
    orders = (
        "order_id,created_at,status\n"
        "1,2026-10-05 09:00:00,completed\n2,2026-10-05 09:00:00,cancelled\n"
    )
    lines = (
        "order_id,sku_id,quantity,item_amount,cancelled_at\n"
        "1,A,1,60,2026-10-05 10:00:00\n1,B,1,40,\n2,A,1,7,\n"
    )
    sync(home, orders=orders, order_lines=lines)
    told = kpis(home, "2026-10", "--metric", "gmv", "--by", "status")
    assert told == {"gmv/cancelled": 67, "gmv/completed": 40}


def statement(order_id: str, settled_on: date, revenue: int, fees: int) -> dict[str, Any]:
    amounts = {"revenue_e4": revenue * 10_000, "fees_e4": -fees * 10_000, "shipping_e4": 0}
    key = {"statement_id": "s", "transaction_id": order_id, "type": "order", "sku_id": ""}
    total = {"settled_e4": (revenue - fees) * 10_000, "currency": "USD"}
    return key | {"order_id": order_id, "settled_on": settled_on} | amounts | total


def a_shop_with_costs(home: Path) -> None:
    """Two orders of 100 on 5 October, each with costs of 30; ads for 10 on the same day. The first
    settled on 10 November for a fee of 20."""
    orders = "order_id,created_at\n1,2026-10-05 09:00:00\n2,2026-10-05 09:00:00\n"
    lines = (
        "order_id,sku_id,quantity,item_amount,list_amount,seller_discount,unit_cost\n"
        "1,A,1,100,100,0,30\n2,A,1,100,100,0,30\n"
    )
    returns = RETURNS + "r,1,A,refund,requested,2026-10-05 10:00:00,,1,10\n"
    ads = "date,campaign_id,cost\n2026-10-05,c,10\n"
    sync(home, orders=orders, order_lines=lines, returns=returns, ad_performance=ads)
    sku = {"sku_id": "A", "valid_from": date(2026, 1, 1), "unit_cost_e4": 300_000}
    store(home, "skus", sku | {"currency": "USD", "cost_currency": "USD"})
    store(home, "settlements", statement("1", date(2026, 11, 10), 100, 20))


def test_fees_are_those_of_the_periods_orders_whenever_they_settled(home: Path) -> None:
    a_shop_with_costs(home)
    told = kpis(home, "2026-10-05")
    assert told["margin_before_ads"] == (100 - 30 - 20) * 2
    assert told["margin"] == 90
    assert told["margin_rate"] == 0.45
    assert told["estimated_fee_share"] == 0.5
    assert told["break_even_roas"] == 2


def test_an_estimate_is_the_same_beside_a_comparison_and_alone(home: Path) -> None:
    a_shop_with_costs(home)
    store(home, "settlements", statement("0", date(2026, 10, 1), 100, 50))
    alone = kpis(home, "2026-10-05", "--metric", "margin")
    beside = kpis(home, "2026-10-05", "--metric", "margin", "--compare", "2026-11-15")
    assert alone == beside == {"margin": (100 - 30 - 20) + (100 - 30 - 35) - 10}


def test_visitors_are_known_of_the_whole_shop_only(home: Path) -> None:
    day = {"date": date(2026, 10, 5), "content_type": "", "visitors": None, "page_views": 7}
    of_shop = {"scope": "shop", "product_id": "", "visitors": 100}
    store(home, "traffic", day | of_shop, day | {"scope": "product", "product_id": "p"})
    assert kpis(home, "2026-10-05", "--metric", "visitors_per_day") == {"visitors_per_day": 100}
    by_product = kpis(home, "2026-10-05", "--by", "product")
    assert by_product["page_views/p"] == 7
    assert not any(name.startswith("visitors") for name in by_product)


def test_a_source_that_says_nothing_of_shipping_has_no_late_orders(home: Path) -> None:
    sync(home, orders="order_id,created_at\n1,2026-10-05 09:00:00\n")
    told = kpis(home, "2026-10-05")
    assert told["orders"] == 1
    assert told["shipped_within_24h"] is told["shipped_within_48h"] is None
    assert kpis(home, "2026-10-07")["late_dispatch_rate"] is None


def test_an_answer_is_in_the_currency_of_its_shops_even_without_money(home: Path) -> None:
    sync(home, orders=ORDERS, order_lines=LINES)
    command = ["--home", str(home), "kpis", "2026-10", "--where", "region=X", "--format", "json"]
    told = json.loads(CliRunner().invoke(shoppulse, [*command, "--metric", "gmv"]).stdout)
    assert (told["currency"], told["rows"][0]["value"]) == ("USD", 0)
