"""Made-up shops: the same for a seed, consistent in themselves, and unfinished at the end."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from loaders.demo.calendar import campaign_lift, opening
from loaders.demo.fill import fill
from loaders.demo.markets import DE, ID, MARKETS, TH, US
from loaders.demo.months import make_months, make_world
from loaders.errors import LoadError
from loaders.settings import add_shop, read_settings
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import ingest
from metrics.tables import DERIVED, ENRICHED, TABLES

UNTIL = date(2026, 11, 21)
END = pl.datetime(2026, 11, 22, 12, time_zone="UTC")
Tables = Mapping[str, pl.DataFrame]


def made(orders: int = 20_000, seed: int = 1) -> Tables:
    world = make_world(orders, seed, UNTIL)
    [span] = world.spans(limit=10**9)
    return make_months(world, span, np.zeros(len(MARKETS), np.int64)).tables


@pytest.fixture(scope="module")
def tables() -> Tables:
    return made()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home")
    fill(path, orders=1_000, until=UNTIL)
    return path


def stored(home: Path, table: str) -> pl.DataFrame:
    return Store(home / "demo" / "store").scan(table).collect()


def share(flags: pl.Series) -> float:
    return float(np.mean(flags.to_numpy()))


def paid(tables: Tables) -> pl.DataFrame:
    """Normal orders that were placed, `placed_at` as at load."""
    placed = pl.when("is_cod").then("created_at").otherwise("paid_at")
    orders = tables["orders"].with_columns(placed_at=placed)
    return orders.filter(pl.col("placed_at").is_not_null(), pl.col("order_kind") == "normal")


# --- the same again ---------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    first, again, other = made(500), made(500), made(500, seed=2)
    for table, frame in first.items():
        assert_frame_equal(frame, again[table])
        assert not frame.equals(other[table])


def test_months_hold_exactly_the_orders_asked_for_whatever_is_made_at_once() -> None:
    world = make_world(3_000, 1, UNTIL)
    known = np.zeros(len(MARKETS), np.int64)
    ids = []
    spans = world.spans(limit=500)
    for span in spans:
        months = make_months(world, span, known)
        known = months.known
        ids.append(months.tables["orders"]["order_id"])
    assert len(spans) > 5
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert pl.concat(ids).n_unique() == 3_000


def test_buyers_come_back_in_later_months() -> None:
    world = make_world(5_000, 1, UNTIL)
    earlier, later = world.spans(limit=3_000)[:2]
    first = make_months(world, earlier, np.zeros(len(MARKETS), np.int64))
    second = make_months(world, later, first.known)
    before = first.tables["orders"]["customer_key"].unique()
    assert 0 < share(second.tables["orders"]["customer_key"].is_in(before.implode())) < 0.6


# --- shape ------------------------------------------------------------------------------------


def test_tables_hold_source_columns_only(tables: Tables) -> None:
    told_too = {"affiliations": {"created_on"}, "returns": {"seller_sku"}}
    for table, frame in tables.items():
        said = {"currency"} | told_too.get(table, set())
        worked_out = {*DERIVED.get(table, ()), *ENRICHED.get(table, ())} - said
        assert set(frame.columns) <= set(TABLES[table].column_names()) - worked_out, table
        assert not frame.select(TABLES[table].primary_key()).is_duplicated().any(), table


def test_two_years_up_to_the_last_day_and_one_shop_only_one() -> None:
    assert opening(US, UNTIL) == date(2024, 11, 22)
    assert opening(DE, UNTIL) == date(2025, 11, 22)
    assert opening(US, date(2028, 2, 28)) == date(2026, 2, 28)
    world = make_world(20_000, 1, UNTIL)
    per_shop = dict(zip((m.shop.id for m in MARKETS), world.counts, strict=True))
    assert world.calendar.days[0] == date(2024, 11, 22)
    assert world.until == UNTIL
    assert per_shop["demo-us"][0] > 0
    assert per_shop["demo-de"][:365].sum() == 0
    assert per_shop["demo-de"][365:].sum() > 0


def test_campaign_days_stand_out() -> None:
    assert campaign_lift(US, date(2025, 11, 28)) > 3
    assert campaign_lift(ID, date(2026, 11, 11)) > 3
    assert campaign_lift(ID, date(2026, 3, 13)) > campaign_lift(ID, date(2026, 1, 13))
    assert campaign_lift(TH, date(2026, 4, 14)) < 1 < campaign_lift(TH, date(2026, 4, 4))
    assert campaign_lift(US, date(2026, 3, 3)) == 1


def test_shops_have_their_own_currency_and_prices_that_end_as_there(tables: Tables) -> None:
    unit = pl.col("list_e4") // pl.col("quantity")
    ends = tables["order_lines"].group_by("currency").agg(
        usd=(unit % 10_000 == 9_900).all(), idr=(unit % 10_000_000 == 9_000_000).all()
    )  # fmt: skip
    told = {row["currency"]: row for row in ends.iter_rows(named=True)}
    assert set(told) == {"USD", "GBP", "EUR", "IDR", "THB"}
    assert told["USD"]["usd"]
    assert told["IDR"]["idr"]


# --- consistency ------------------------------------------------------------------------------


def test_what_happened_happened_in_order(tables: Tables) -> None:
    prepaid = tables["orders"].filter(~pl.col("is_cod"))
    steps = ["created_at", "paid_at", "ready_at", "shipped_at", "delivered_at"]
    for number, later in enumerate(steps[1:], 1):
        for earlier in steps[:number]:
            assert (prepaid[earlier] <= prepaid[later]).all(), (earlier, later)
    cancelled = tables["orders"].filter(pl.col("cancelled_at").is_not_null())
    assert (cancelled["created_at"] <= cancelled["cancelled_at"]).all()
    assert cancelled["delivered_at"].is_null().all()
    returns = tables["returns"].join(tables["orders"], on=["shop_id", "order_id"])
    assert (returns["delivered_at"] < returns["requested_at"]).all()
    assert (returns["requested_at"] < returns["refunded_at"]).all()


def test_nothing_happens_after_the_last_day_but_deadlines(tables: Tables) -> None:
    for table, frame in tables.items():
        for column in frame.columns:
            if column.endswith("_at") and not column.endswith("due_at"):
                assert (frame[column].drop_nulls() < frame.select(END).item()).all(), (
                    table,
                    column,
                )
    assert tables["settlements"]["settled_on"].max() == UNTIL
    zones = {market.shop.id: market.shop.time_zone for market in MARKETS}
    for (shop,), rows in tables["orders"].partition_by("shop_id", as_dict=True).items():
        moments = rows.select("created_at", "shipped_at", "delivered_at", "cancelled_at")
        days = moments.select(pl.all().dt.convert_time_zone(zones[str(shop)]).dt.date().max())
        assert max(days.row(0)) == UNTIL


def test_status_says_what_the_instants_say(tables: Tables) -> None:
    has = {name: pl.col(f"{name}_at").is_not_null() for name in ("shipped", "delivered", "ready")}
    cancelled = pl.col("cancelled_at").is_not_null()
    expected = {
        "cancelled": cancelled,
        "in_transit": has["shipped"] & ~has["delivered"] & ~cancelled,
        "awaiting_collection": has["ready"] & ~has["shipped"] & ~cancelled,
        "unpaid": ~pl.col("is_cod") & pl.col("paid_at").is_null() & ~cancelled,
    }
    for status, rule in expected.items():
        assert tables["orders"].select(((pl.col("status") == status) == rule).all()).item(), status


def test_recent_orders_are_unfinished_and_old_ones_are_not(tables: Tables) -> None:
    recent = paid(tables).filter(pl.col("created_at") > pl.datetime(2026, 11, 20, time_zone="UTC"))
    old = paid(tables).filter(pl.col("created_at") < pl.datetime(2026, 9, 1, time_zone="UTC"))
    open_states = ["awaiting_shipment", "awaiting_collection", "in_transit", "on_hold"]
    assert share(recent["status"].is_in(open_states)) > 0.5
    assert share(old["status"].is_in(["completed", "cancelled"])) > 0.99
    waiting = tables["returns"].filter(pl.col("status").is_in(["requested", "approved"]))
    assert waiting.height > 0
    assert waiting["refunded_at"].is_null().all()


def test_cash_on_delivery_only_where_it_exists_and_paid_at_the_door(tables: Tables) -> None:
    cod = tables["orders"].filter("is_cod")
    assert set(cod["shop_id"]) == {"demo-id", "demo-th"}
    assert cod.select(pl.col("paid_at").eq_missing(pl.col("delivered_at")).all()).item()
    shipped = cod.filter(pl.col("shipped_at").is_not_null())
    assert 0.04 < share(shipped["status"] == "cancelled") < 0.2
    assert set(cod["payment_method"]) == {"Cash on delivery"}


def test_every_row_has_its_order_and_line(tables: Tables) -> None:
    orders, lines = tables["orders"], tables["order_lines"]
    assert lines.join(orders, on=["shop_id", "order_id"], how="anti").is_empty()
    assert orders.join(lines, on=["shop_id", "order_id"], how="anti").is_empty()
    for table in ("returns", "reviews"):
        assert tables[table].join(lines, on=["order_id", "sku_id"], how="anti").is_empty()
    sold = tables["affiliations"]
    assert sold.join(lines, on=["order_id", "line_id"], how="anti").is_empty()
    assert tables["settlements"].join(orders, on="order_id", how="anti").is_empty()


def test_amounts_add_up(tables: Tables) -> None:
    lines = tables["order_lines"]
    discounts = lines["seller_discount_e4"] + lines["platform_discount_e4"]
    assert (lines["item_amount_e4"] == lines["list_e4"] - discounts).all()
    assert (lines["item_amount_e4"] >= 0).all()
    items = lines.group_by("order_id").agg(items=pl.col("item_amount_e4").sum())
    orders = tables["orders"].join(items, on="order_id")
    added = pl.sum_horizontal("items", "shipping_fee_e4", "tax_e4", "buyer_fees_e4")
    assert orders.select(
        (pl.col("order_amount_e4") == added - pl.col("payment_discount_e4")).all()
    ).item()
    assert set(orders.filter(pl.col("tax_e4") > 0)["shop_id"]) == {"demo-us"}
    back = tables["returns"].join(lines, on=["order_id", "sku_id"])
    assert (back["goods_e4"] <= back["item_amount_e4"]).all()
    assert (back["quantity"] <= back["quantity_right"]).all()
    settled = tables["settlements"]
    parts = ["revenue_e4", "fees_e4", "shipping_e4"]
    assert (settled["settled_e4"] == settled.select(pl.sum_horizontal(parts)).to_series()).all()


def test_lists_of_content_hold_what_the_orders_hold(tables: Tables) -> None:
    local = pl.col("created_at").dt.convert_time_zone(US.shop.time_zone)
    kept = paid(tables).filter(pl.col("shop_id") == "demo-us").select(
        "order_id", "content_type", month=local.dt.date().dt.truncate("1mo")
    )  # fmt: skip
    lines = tables["order_lines"].filter(~pl.col("is_gift")).join(kept, on="order_id")
    sold = lines.join(tables["affiliations"], on=["order_id", "line_id"])
    rows_of = {
        "live": lines.filter(pl.col("content_type") == "live"),
        "video": lines.filter(pl.col("content_type") == "video"),
        "product": lines,
        "creator": sold,
    }
    ours = tables["content"].filter(pl.col("shop_id") == "demo-us")
    for kind, rows in rows_of.items():
        listed = ours.filter(pl.col("kind") == kind).group_by(
            pl.col("date_from").dt.truncate("1mo").alias("month")
        )
        theirs = listed.agg(pl.col("gmv_e4").sum(), pl.col("units").sum())
        told = rows.group_by("month").agg(
            gmv_e4=pl.col("item_amount_e4").sum(), units=pl.col("quantity").sum()
        )
        assert_frame_equal(theirs, told, check_row_order=False)
    creators = ours.filter(pl.col("kind") == "creator")
    assert creators["commission_e4"].sum() == sold["commission_e4"].sum() > 0


def test_lists_of_content_end_with_the_month_or_the_last_day(tables: Tables) -> None:
    content = tables["content"]
    assert content["date_to"].max() == UNTIL
    assert dict(content.group_by("shop_id").agg(pl.col("date_from").min()).iter_rows()) == {
        market.shop.id: opening(market, UNTIL) for market in MARKETS
    }
    lives = content.filter(pl.col("kind") == "live")
    assert (lives["date_from"] == lives["date_to"]).all()
    assert lives["duration_seconds"].is_between(1_800, 90_000).all()
    started = tables["affiliations"].filter(pl.col("content_type") == "live")["content_id"]
    assert started.is_in(lives["content_id"].implode()).all()


def test_gifts_and_samples_cost_nothing(tables: Tables) -> None:
    gifts = tables["order_lines"].filter("is_gift")
    assert gifts.height > 0
    assert gifts["item_amount_e4"].sum() == 0
    kinds = set(tables["orders"]["order_kind"])
    assert kinds == {"normal", "sample", "replacement", "exchange"}


# --- numbers that look like a shop's ------------------------------------------------------------


def test_rates_are_those_of_a_plausible_shop(tables: Tables) -> None:
    orders = paid(tables)
    assert 0.03 < share(orders["status"] == "cancelled") < 0.15
    done = tables["returns"].filter(
        pl.col("status") == "completed", pl.col("kind").is_in(["refund", "return"])
    )
    kept = orders.filter(pl.col("status") != "cancelled")
    assert 0.03 < share(kept["order_id"].is_in(done["order_id"].implode())) < 0.12
    before = orders.filter(pl.col("cancelled_at").is_not_null())["shipped_at"].is_null()
    assert 0 < share(before) < 1
    again = orders.group_by("customer_key").len().select((pl.col("len") > 1).mean()).item()
    assert 0.1 < again < 0.5
    parted = tables["order_lines"].filter(pl.col("status") == "cancelled")
    assert parted.height > 0
    late = orders.select((pl.col("delivered_at") > pl.col("delivery_due_at")).mean()).item()
    assert 0.01 < late < 0.15
    assert 3.5 < np.mean(tables["reviews"]["rating"].to_numpy()) < 4.8


def test_returns_arrive_for_weeks(tables: Tables) -> None:
    returns = tables["returns"].join(tables["orders"], on=["shop_id", "order_id"])
    days = (returns["requested_at"] - returns["delivered_at"]).dt.total_days()
    assert 0.5 < share(days <= 10) < 0.95
    assert 0 < share(days > 21) < 0.1


# --- the home -----------------------------------------------------------------------------------


def test_a_demo_home_holds_all_its_tables_and_settings(home: Path) -> None:
    settings = read_settings(home / "demo")
    assert settings.demo_until == UNTIL
    assert set(settings.shops) == {market.shop.id for market in MARKETS}
    assert stored(home, "orders").height == 1_000
    found = Store(home / "demo" / "store").manifest().tables.keys()
    assert found == TABLES.keys()
    assert [path.name for path in home.iterdir()] == ["demo"]


def test_one_shop_has_no_ads_so_that_unknown_shows(home: Path) -> None:
    ads = stored(home, "ad_performance")
    assert set(ads["shop_id"]) == {m.shop.id for m in MARKETS} - {"demo-th"}
    shown = ads.group_by("campaign_type").agg(pl.col("impressions").is_not_null().any())
    assert dict(shown.iter_rows()) == {
        "gmv_max_product": False,
        "gmv_max_live": False,
        "other": True,
    }


def test_the_platforms_gmv_is_nearly_ours(home: Path) -> None:
    lines = stored(home, "order_lines").filter(
        pl.col("order_kind") == "normal", pl.col("placed_on").is_not_null()
    )
    ours = lines.group_by("shop_id", pl.col("placed_on").alias("date")).agg(
        ours=pl.col("item_amount_e4").sum() / 10_000
    )
    theirs = stored(home, "platform_figures").filter(pl.col("figure") == "gmv")
    both = theirs.join(ours, on=["shop_id", "date"], how="full")
    assert both.null_count().select("value", "ours").row(0) == (0, 0)
    gap = ((both["value"] - both["ours"]) / both["ours"]).abs()
    assert share(gap < 0.01) == 1
    assert 0.85 < share(gap < 1e-6) < 1


def test_statements_are_paid_out(home: Path) -> None:
    settled = stored(home, "settlements").group_by("payment_id").agg(pl.col("settled_e4").sum())
    paid_out = stored(home, "payouts").join(settled, on="payment_id")
    assert paid_out.height == stored(home, "payouts").height > 0
    assert (paid_out["amount_e4"] == paid_out["settled_e4"]).all()


def test_costs_are_known_for_most_skus_and_stock_runs_out_now_and_then(home: Path) -> None:
    skus, stock = stored(home, "skus"), stored(home, "stock")
    assert 0.9 < share(skus["unit_cost_e4"].is_not_null()) < 1
    assert 0 < share(stock["available"] == 0) < 0.2
    assert stock["date"].max() == UNTIL


def test_filling_again_replaces_the_demo(tmp_path: Path) -> None:
    fill(tmp_path, orders=60, until=UNTIL)
    shares: list[float] = []
    fill(tmp_path, orders=50, until=date(2026, 3, 1), progress=lambda _, done: shares.append(done))
    assert stored(tmp_path, "orders").height == 50
    assert read_settings(tmp_path / "demo").demo_until == date(2026, 3, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_one_order_makes_a_demo_too(tmp_path: Path) -> None:
    fill(tmp_path, orders=1, until=UNTIL)
    assert stored(tmp_path, "orders").height == 1


def test_the_last_day_is_yesterday_if_not_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-10-18T08:00:00Z")
    fill(tmp_path, orders=50)
    assert read_settings(tmp_path / "demo").demo_until == date(2026, 10, 17)


def test_a_home_with_real_data_is_left_alone(tmp_path: Path) -> None:
    shop = US.shop
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    rows = pl.DataFrame({"source_row": [1], "order_id": ["1"], "status": ["unpaid"]})
    order = rows.with_columns(created_at=pl.lit(noon))
    given = Given(shop, noon, noon, b"secret")
    add_shop(tmp_path, shop)
    ingest(
        Store(tmp_path / "store"), Parsed({"orders": order}, "orders"), given, "real.csv",
        {shop.id: shop},
    )  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LoadError, match="holds real data"):
        fill(tmp_path, orders=50, until=UNTIL)
    assert sorted(tmp_path.rglob("*")) == before
