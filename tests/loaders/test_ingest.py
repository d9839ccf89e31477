"""Files into the store: what wins, what is counted, what rows know of each other."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from loaders.errors import LoadError
from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import Ingested, ingest

SHOP = Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")
SHOPS = {"us": SHOP}
Row = dict[str, Any]
MONDAY = datetime(2026, 10, 12, 17, tzinfo=UTC)


def given(made_at: datetime = MONDAY + timedelta(days=5)) -> Given:
    return Given(SHOP, made_at, datetime(2026, 11, 1, tzinfo=UTC), b"secret")


def order(order_id: str = "1", **more: Any) -> Row:
    plain: Row = {"order_id": order_id, "status": "awaiting_shipment", "created_at": MONDAY}
    return plain | {"paid_at": MONDAY + timedelta(minutes=5), "is_cod": False} | more


def line(order_id: str = "1", sku_id: str = "A", **more: Any) -> Row:
    amounts: Row = {"quantity": 2, "list_e4": 200_000, "seller_discount_e4": 20_000}
    amounts |= {"platform_discount_e4": 0, "item_amount_e4": 180_000}
    return {"order_id": order_id, "line_id": sku_id, "sku_id": sku_id} | amounts | more


def back(return_id: str = "r1", order_id: str = "1", **more: Any) -> Row:
    plain: Row = {"return_id": return_id, "order_id": order_id, "sku_id": "A", "kind": "return"}
    plain |= {"status": "completed", "requested_at": MONDAY + timedelta(days=3), "quantity": 1}
    return plain | {"refunded_at": MONDAY + timedelta(days=4), "goods_e4": 90_000} | more


def parsed(counted: str, **tables: list[Row]) -> Parsed:
    frames = {
        name: pl.DataFrame(
            [{"source_row": at} | row for at, row in enumerate(rows, start=2)],
            infer_schema_length=None,
        )
        for name, rows in tables.items()
    }
    return Parsed(frames, counted)


def load(store: Store, at: datetime | None = None, **tables: list[Row]) -> Ingested:
    return load_tables(store, tables, at)


def load_tables(
    store: Store, tables: Mapping[str, list[Row]], at: datetime | None = None
) -> Ingested:
    counted = "order_lines" if "order_lines" in tables else next(iter(tables))
    return ingest(store, parsed(counted, **tables), given(at) if at else given(), "f.csv", SHOPS)


def only(store: Store, table: str) -> Mapping[str, Any]:
    return store.scan(table).collect().row(0, named=True)


def counts(done: Ingested) -> tuple[int, int, int, int]:
    return done.inserted, done.updated, done.unchanged, done.refused.height


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_an_order_gets_its_days_in_the_shop_zone_and_its_minutes(store: Store) -> None:
    late = datetime(2026, 10, 13, 6, 30, tzinfo=UTC)
    shipped = late + timedelta(hours=1, seconds=59)
    load(store, orders=[order(created_at=late, paid_at=late, shipped_at=shipped)])
    row = only(store, "orders")
    assert (row["placed_on"], row["hour"], row["minutes_to_ship"]) == (date(2026, 10, 12), 23, 60)
    assert row["month"] == "2026-10"


@pytest.mark.parametrize(
    ("placed", "shipped", "day", "minutes"),
    [
        ("2026-03-08T01:30-08:00", "2026-03-08T03:30-07:00", date(2026, 3, 8), 60),
        ("2025-11-02T00:30-07:00", "2025-11-02T02:30-08:00", date(2025, 11, 2), 180),
        ("2026-03-08T00:00-08:00", "2026-03-08T23:59-07:00", date(2026, 3, 8), 22 * 60 + 59),
        ("2025-11-02T00:00-07:00", "2025-11-02T23:59-08:00", date(2025, 11, 2), 24 * 60 + 59),
    ],
)
def test_minutes_are_those_that_passed_on_days_of_23_and_25_hours(
    store: Store, placed: str, shipped: str, day: date, minutes: int
) -> None:
    begun, ended = (datetime.fromisoformat(at).astimezone(UTC) for at in (placed, shipped))
    load(store, orders=[order(created_at=begun, paid_at=begun, shipped_at=ended)])
    row = only(store, "orders")
    assert (row["placed_on"], row["shipped_on"], row["minutes_to_ship"]) == (day, day, minutes)


def test_cash_on_delivery_is_placed_when_created_and_unpaid_orders_never(store: Store) -> None:
    friday = MONDAY + timedelta(days=4)
    load(store, orders=[order("cod", is_cod=True, paid_at=friday), order("un", paid_at=None)])
    placed = dict(store.scan("orders").select("order_id", "placed_at").collect().iter_rows())
    assert placed == {"cod": MONDAY, "un": None}


def test_the_same_file_twice_changes_nothing_and_commits_nothing(store: Store) -> None:
    assert counts(load(store, orders=[order()], order_lines=[line()])) == (1, 0, 0, 0)
    before = store.manifest()
    assert counts(load(store, orders=[order()], order_lines=[line()])) == (0, 0, 1, 0)
    assert store.manifest() == before


@pytest.mark.parametrize("newest_first", [False, True])
def test_files_end_in_the_newest_state_whatever_their_order(
    store: Store, newest_first: bool
) -> None:
    shipped = MONDAY + timedelta(days=1)
    old = {"orders": [order()], "order_lines": [line(), line(sku_id="B")]}
    new = {
        "orders": [order(status="in_transit", shipped_at=shipped)],
        "order_lines": [line(quantity=1)],
    }
    files = [(MONDAY + timedelta(hours=3), old), (MONDAY + timedelta(days=2), new)]
    for at, tables in reversed(files) if newest_first else files:
        load_tables(store, tables, at)
    assert only(store, "orders")["status"] == "in_transit"
    lines = store.scan("order_lines").sort("sku_id").select("sku_id", "quantity", "shipped_on")
    assert lines.collect().rows() == [("A", 1, date(2026, 10, 13)), ("B", 2, date(2026, 10, 13))]


def test_without_a_time_of_its_own_a_file_is_as_new_as_what_its_rows_say(store: Store) -> None:
    shipped = order(status="in_transit", shipped_at=MONDAY + timedelta(days=1))
    load(store, orders=[shipped], order_lines=[line(status="in_transit")])
    load(store, MONDAY + timedelta(days=9), orders=[order()], order_lines=[line(status="x")])
    assert only(store, "orders")["status"] == "in_transit"
    assert only(store, "order_lines")["status"] == "in_transit"


def test_a_column_that_a_newer_file_lacks_keeps_its_value_and_a_blank_cell_clears_it(
    store: Store,
) -> None:
    load(store, orders=[order(carrier="UPS", tracking_id="t1")])
    done = load(store, MONDAY + timedelta(days=9), orders=[order(carrier=None)])
    row = only(store, "orders")
    assert (row["carrier"], row["tracking_id"]) == (None, "t1")
    assert counts(done) == (0, 1, 0, 0)


def test_an_older_row_that_arrives_late_only_fills_what_is_null(store: Store) -> None:
    load(store, MONDAY + timedelta(days=9), orders=[order(status="completed")])
    done = load(store, orders=[order(status="in_transit", carrier="UPS")])
    row = only(store, "orders")
    assert (row["status"], row["carrier"]) == ("completed", "UPS")
    assert counts(done) == (0, 0, 1, 0)


def test_a_newer_look_at_the_same_state_is_remembered_and_counts_as_unchanged(
    store: Store,
) -> None:
    load(store, orders=[order()])
    later = MONDAY + timedelta(days=20)
    assert counts(load(store, later, orders=[order()])) == (0, 0, 1, 0)
    assert only(store, "orders")["seen_at"] == later
    load(store, MONDAY + timedelta(days=10), orders=[order(status="completed")])
    assert only(store, "orders")["status"] == "awaiting_shipment"


def test_an_order_whose_creation_moves_to_another_month_lives_once(store: Store) -> None:
    load(store, orders=[order()], order_lines=[line()])
    earlier = datetime(2026, 9, 30, tzinfo=UTC)
    load(store, MONDAY + timedelta(days=9), orders=[order(created_at=earlier)])
    for table in ("orders", "order_lines"):
        assert store.scan(table).select("month").collect().to_series().to_list() == ["2026-09"]


@pytest.mark.parametrize("returns_first", [False, True])
def test_orders_lines_and_returns_know_each_other_whichever_came_first(
    store: Store, returns_first: bool
) -> None:
    files = [{"orders": [order(region="TX")], "order_lines": [line()]}, {"returns": [back()]}]
    for tables in reversed(files) if returns_first else files:
        load_tables(store, tables)
    known = only(store, "returns")
    assert (known["placed_on"], known["region"]) == (date(2026, 10, 12), "TX")
    assert (known["counted_goods_e4"], known["counted_units"]) == (90_000, 1)
    assert known["counted_revenue_e4"] == 90_000
    assert only(store, "order_lines")["refunded_goods_e4"] == 90_000
    assert (only(store, "orders")["has_refund"], only(store, "orders")["units"]) == (True, 2)


def test_lines_and_returns_are_in_their_orders_currency(store: Store) -> None:
    load(store, order_lines=[line()], returns=[back()])
    load(store, orders=[order(currency="EUR")])
    assert only(store, "order_lines")["currency"] == "EUR"
    assert only(store, "returns")["currency"] == "EUR"


def test_refunds_of_a_line_together_count_at_most_its_amount(store: Store) -> None:
    twice = [back("r1", goods_e4=150_000, quantity=2), back("r2", goods_e4=150_000, quantity=2)]
    load(store, orders=[order()], order_lines=[line()], returns=twice)
    counted = store.scan("returns").select("counted_goods_e4", "counted_units").collect()
    assert sorted(counted.rows()) == [(30_000, 0), (150_000, 2)]


def test_a_refund_of_a_cancelled_order_or_one_not_completed_counts_nowhere(store: Store) -> None:
    load(store, orders=[order(cancelled_at=MONDAY)], order_lines=[line()], returns=[back()])
    assert only(store, "returns")["counted_goods_e4"] is None
    load(store, orders=[order("2")], order_lines=[line("2")])
    load(store, returns=[back("r2", "2", status="requested")])
    row = store.scan("orders").filter(pl.col("order_id") == "2").collect().row(0, named=True)
    assert (row["has_request"], row["has_refund"], row["refunded_units"]) == (True, False, 0)


def test_a_buyer_is_new_in_the_first_paid_order_even_when_it_is_loaded_last(store: Store) -> None:
    load(store, orders=[order("2", customer_key=7)], order_lines=[line("2")])
    earlier = {"created_at": MONDAY - timedelta(days=60), "paid_at": MONDAY - timedelta(days=60)}
    load(store, orders=[order("1", customer_key=7, **earlier)])
    for table in ("orders", "order_lines"):
        rows = store.scan(table).select("order_id", "is_first_of_customer").collect()
        firsts = dict(rows.iter_rows())
        assert firsts["2"] is False
    unpaid = order("0", customer_key=7, paid_at=None, created_at=MONDAY - timedelta(days=90))
    load(store, orders=[unpaid])
    firsts = dict(store.scan("orders").select("order_id", "is_first_of_customer").collect().rows())
    assert firsts == {"0": False, "1": True, "2": False}


def test_one_refused_row_refuses_its_whole_order_and_nothing_else(store: Store) -> None:
    done = load(
        store,
        orders=[order("1", source_row=2), order("2", source_row=4)],
        order_lines=[line("1"), line("1", "B", quantity=-1), line("2")],
    )
    assert counts(done) == (1, 0, 0, 2)
    assert dict(done.refused.iter_rows()) == {
        2: "another row of this order was refused",
        3: "quantity is below what is allowed",
    }
    assert store.scan("orders").select("order_id").collect().to_series().to_list() == ["2"]


def test_ad_rows_of_the_finest_loaded_level_count(store: Store) -> None:
    ad: Row = {"account_id": "a", "adgroup_id": "", "ad_id": "", "date": date(2026, 10, 1)}
    ad |= {"campaign_type": "other", "cost_e4": 1}
    load(store, ad_performance=[ad | {"campaign_id": "", "level": "account"}])
    load(store, ad_performance=[ad | {"campaign_id": "c", "level": "campaign"}])
    fine = ad | {"campaign_id": "c", "ad_id": "x", "level": "ad"}
    load(store, ad_performance=[fine])
    rows = store.scan("ad_performance").select("level", "counts").collect()
    assert dict(rows.iter_rows()) == {"account": False, "campaign": False, "ad": True}


def test_a_data_row_of_many_figures_counts_once_and_as_updated_if_any_figure_is(
    store: Store,
) -> None:
    day: Row = {"scope": "shop", "date": date(2026, 10, 1), "source_row": 2}
    figures = [day | {"figure": name, "value": 1.0} for name in ("gmv", "orders")]
    assert counts(load(store, platform_figures=figures)) == (1, 0, 0, 0)
    figures[1] |= {"value": 2.0}
    later = MONDAY + timedelta(days=9)
    assert counts(load(store, later, platform_figures=figures)) == (0, 1, 0, 0)


def test_an_unknown_currency_is_refused_by_name(store: Store) -> None:
    done = load(store, orders=[order(currency="XXX")])
    assert done.refused["reason"].item() == "currency is not a known currency code"


def test_a_store_refuses_a_load_under_another_secret(store: Store) -> None:
    load(store, orders=[order()])
    other = Given(SHOP, MONDAY, MONDAY, b"another")
    with pytest.raises(LoadError, match="another customer secret"):
        ingest(store, parsed("orders", orders=[order()]), other, "f.csv", SHOPS)


def test_a_load_killed_between_two_tables_leaves_the_old_version_and_the_next_one_heals(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, orders=[order()], order_lines=[line()])
    before = store.manifest()
    newer = {"orders": [order("2")], "order_lines": [line("2")]}
    with monkeypatch.context() as patch:
        patch.setattr("loaders.storing.manifest.write", _killed)
        with pytest.raises(KeyboardInterrupt):
            load_tables(store, newer)
    assert store.manifest() == before
    assert store.scan("order_lines").collect().height == 1
    load(store, orders=[order("3")], order_lines=[line("3")])
    ids = store.scan("order_lines").select("order_id").collect().to_series()
    assert sorted(ids) == ["1", "3"]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_new_orders_come_beside_a_month_whose_every_line_is_newer(store: Store) -> None:
    load(store, orders=[order("1")], order_lines=[line("1")])
    both = [order(number, status="completed") for number in ("1", "2")]
    later = MONDAY + timedelta(days=6)
    done = load(store, later, orders=both, order_lines=[line("1", quantity=3), line("2")])
    assert counts(done) == (1, 1, 0, 0)
    lines = store.scan("order_lines").sort("order_id").collect()
    assert lines["quantity"].to_list() == [3, 2]
