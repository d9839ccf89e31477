"""Syncing: pulls what is new, clears what is NULL, names what is wrong, and goes on."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from loaders.errors import SettingsError
from loaders.load import load_paths
from loaders.settings import Home, real_home
from loaders.store import Store
from loaders.sync import SourceReport, sync
from records.records import Records

DATA = Path(__file__).parents[1] / "data"
SHOP = """
[shops.us-main]
name = "Main"
market = "US"
currency = "USD"
time_zone = "America/Los_Angeles"
"""
ERP = """
[[sources]]
name = "erp"
kind = "database"
shop = "us-main"
url = "sqlite:///erp.db"
[sources.tables]
"""
ORDERS = 'orders = "select * from orders where updated_at >= :since"\n'
LINES = 'order_lines = "select * from lines"\n'


class Shoppulse:
    """A home with settings and a SQLite database beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings("")

    def settings(self, text: str) -> None:
        (self.path / "shoppulse.toml").write_text(SHOP + text)

    @property
    def home(self) -> Home:
        return real_home(self.path)

    def sql(self, *statements: str) -> None:
        connection = sqlite3.connect(self.path / "erp.db")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    def sync(self, *names: str) -> list[SourceReport]:
        return sync(self.home, names)

    def rows(self, table: str) -> pl.DataFrame:
        return Store(self.home.store).scan(table).collect().sort("order_id")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock."""
    return lambda text: monkeypatch.setenv("SHOPPULSE_NOW", text)


@pytest.fixture
def erp(tmp_path: Path, at: Callable[[str], None]) -> Shoppulse:
    at("2026-11-02T12:00:00Z")
    shoppulse = Shoppulse(tmp_path)
    shoppulse.sql(
        "create table orders (order_id, created_at, paid_at, carrier, updated_at)",
        "create table lines (order_id, sku_id, quantity, item_amount)",
        "insert into orders values"
        " (576461413038785752, '2026-11-01 10:00:00', '2026-11-01 10:05:00', 'UPS', '2026-11-02'),"
        " ('576461413038785753', '2026-11-01 11:00:00', null, 'UPS', '2026-11-02')",
        "insert into lines values (576461413038785752, 'A', 2, 39.98),"
        " (576461413038785753, 'B', 1, '5')",
    )
    shoppulse.settings(ERP + ORDERS + LINES)
    return shoppulse


def counts(report: SourceReport) -> tuple[int, int, int, int, int]:
    return report.read, report.inserted, report.updated, report.unchanged, report.refused


def open_entries(erp: Shoppulse) -> int:
    entries = Store(erp.home.store).scan("quarantine")
    return entries.filter(pl.col("closed_at").is_null()).collect().height


def test_orders_and_lines_of_a_database_are_stored_with_where_they_came_from(
    erp: Shoppulse,
) -> None:
    reports = erp.sync()
    assert [(r.source, r.table, counts(r)) for r in reports] == [
        ("erp", "orders", (2, 2, 0, 0, 0)),
        ("erp", "order_lines", (2, 2, 0, 0, 0)),
    ]
    order = erp.rows("orders").row(0, named=True)
    assert order["order_id"] == "576461413038785752"
    assert order["paid_at"] == datetime(2026, 11, 1, 18, 5, tzinfo=UTC)
    assert (order["source_file"], order["source_row"]) == ("erp: orders", 1)
    lines = erp.rows("order_lines")
    assert lines["item_amount_e4"].to_list() == [399_800, 50_000]
    assert lines["placed_on"].to_list() == [datetime(2026, 11, 1).date(), None]  # noqa: DTZ001


def test_the_same_sync_again_changes_nothing(erp: Shoppulse) -> None:
    erp.sync()
    before = Store(erp.home.store).manifest()
    assert [counts(report) for report in erp.sync()] == [(2, 0, 0, 2, 0), (2, 0, 0, 2, 0)]
    assert Store(erp.home.store).manifest().tables == before.tables


def test_since_is_the_start_of_the_last_successful_run_less_a_day(
    erp: Shoppulse, at: Callable[[str], None]
) -> None:
    erp.sync()
    at("2026-11-09T12:00:00Z")
    assert erp.sync("erp")[0].read == 2
    at("2026-11-09T12:30:00Z")
    assert erp.sync("erp")[0].read == 0
    erp.sql(
        "update orders set updated_at = '2026-11-08 06:00:00', carrier = 'FedEx' where rowid = 1"
    )
    at("2026-11-09T13:00:00Z")
    assert counts(erp.sync("erp")[0]) == (1, 0, 1, 0, 0)
    assert erp.rows("orders")["carrier"].to_list() == ["FedEx", "UPS"]


def test_a_failed_run_does_not_move_since(erp: Shoppulse, at: Callable[[str], None]) -> None:
    erp.settings(ERP + ORDERS + 'order_lines = "select * from nowhere"\n')
    orders, lines = erp.sync()
    assert (orders.read, orders.error) == (2, None)
    assert lines.error is not None
    assert 'source "erp", table order_lines' in lines.error
    assert "no such table: nowhere" in lines.error
    at("2026-11-20T12:00:00Z")
    erp.settings(ERP + ORDERS + LINES)
    assert counts(erp.sync()[0]) == (2, 0, 0, 2, 0)


def test_null_clears_and_an_absent_column_keeps(erp: Shoppulse) -> None:
    erp.sync()
    erp.sql("update orders set carrier = null, updated_at = '2026-11-02 00:30'")
    assert counts(erp.sync()[0])[2] == 2
    assert erp.rows("orders")["carrier"].to_list() == [None, None]
    erp.sql("update orders set carrier = 'DHL', updated_at = '2026-11-02 01:00'")
    erp.sync()
    without = (
        "orders = \"select order_id, created_at, paid_at, '2026-11-03' as updated_at from orders\""
    )
    erp.settings(ERP + without)
    erp.sync()
    assert erp.rows("orders")["carrier"].to_list() == ["DHL", "DHL"]


def test_a_value_outside_its_vocabulary_is_refused_by_name(erp: Shoppulse) -> None:
    erp.settings(
        ERP + 'orders = "select order_id, created_at, '
        "case rowid when 1 then 'Lost' else 'delivered' end as status from orders\""
    )
    (report,) = erp.sync()
    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.message.startswith('row 1: status: "Lost" is not one of unpaid, on_hold,')


def test_an_unknown_column_is_refused_with_the_nearest(erp: Shoppulse) -> None:
    erp.settings(ERP + 'orders = "select order_id, created_at, paid_at as payed_at from orders"')
    (report,) = erp.sync()
    assert report.error == (
        'source "erp", table orders: unknown column "payed_at". Did you mean "paid_at"?'
    )


def test_missing_columns_are_named(erp: Shoppulse) -> None:
    erp.settings(ERP + 'order_lines = "select order_id, sku_id from lines"')
    (report,) = erp.sync()
    assert report.error == (
        'source "erp", table order_lines: the SQL selects no quantity, no item_amount.'
    )


def test_a_source_that_fails_does_not_stop_the_others(erp: Shoppulse) -> None:
    down = ERP.replace('"erp"', '"down"').replace(
        "sqlite:///erp.db", "postgresql://me:s3cret@127.0.0.1:1/erp"
    )
    erp.settings(down + ORDERS + ERP + ORDERS)
    broken, good = erp.sync()
    assert broken.error is not None
    assert "127.0.0.1:1/erp" in broken.error
    assert "s3cret" not in broken.error
    assert counts(good) == (2, 2, 0, 0, 0)


def test_a_missing_environment_variable_is_named_before_anything_is_pulled(
    erp: Shoppulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ERP_PASSWORD", raising=False)
    secret = ERP.replace('"erp"', '"other"').replace(
        "sqlite:///erp.db", "mysql://me:${ERP_PASSWORD}@h/erp"
    )
    erp.settings(ERP + ORDERS + secret + ORDERS)
    with pytest.raises(SettingsError, match=r'source "other" needs \$\{ERP_PASSWORD\}'):
        erp.sync()
    assert not erp.home.store.exists()


def test_an_unknown_source_and_an_unknown_table_are_refused_by_name(erp: Shoppulse) -> None:
    with pytest.raises(SettingsError, match='no source "epr"'):
        erp.sync("epr")
    erp.settings(ERP + 'order = "select 1"')
    with pytest.raises(SettingsError, match='unknown table "order"'):
        erp.sync()


def test_a_column_shop_id_wins_over_the_shop_of_the_source(erp: Shoppulse) -> None:
    erp.settings(
        SHOP.replace("us-main", "vn")
        .replace("USD", "VND")
        .replace("US", "VN")
        .replace("America/Los_Angeles", "Asia/Ho_Chi_Minh")
        + ERP
        + "orders = \"select order_id, created_at, 'vn' as shop_id from orders\""
    )
    (report,) = erp.sync()
    assert counts(report) == (2, 2, 0, 0, 0)
    stored = erp.rows("orders").row(0, named=True)
    assert (stored["shop_id"], stored["currency"]) == ("vn", "VND")
    assert stored["created_at"] == datetime(2026, 11, 1, 3, tzinfo=UTC)


def test_the_run_is_written_down_with_its_counts(erp: Shoppulse) -> None:
    erp.sync()
    records = Records(erp.home.records_url(), erp.home.now)
    (run,) = records.runs()
    records.close()
    assert (run.source, run.read, run.inserted, run.error) == ("erp", 4, 4, None)


def test_a_folder_of_files_with_sql_is_a_source(erp: Shoppulse) -> None:
    folder = erp.path / "exports"
    folder.mkdir()
    (folder / "Web Orders.csv").write_text("No,Made,Sum\n0001,2026-11-01 09:00,12.50\n")
    erp.settings(
        '[[sources]]\nname = "web"\nkind = "files"\nshop = "us-main"\npath = "exports/"\n'
        "[sources.tables]\n"
        'orders = "select No as order_id, Made as created_at, Sum as order_amount '
        'from web_orders where Made >= :since"\n'
    )
    assert [counts(report) for report in erp.sync()] == [(1, 1, 0, 0, 0)]
    stored = erp.rows("orders").row(0, named=True)
    assert (stored["order_id"], stored["order_amount_e4"]) == ("0001", 125_000)


@pytest.mark.parametrize("server", ["postgres", "mariadb"])
def test_a_server_is_pulled_from_like_a_file(
    erp: Shoppulse, server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sa.make_url(request.getfixturevalue(server))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in (
            "drop table if exists shop_orders",
            "create table shop_orders (id bigint, made timestamp, gone timestamp null,"
            " total numeric(12, 2), changed timestamp)",
            "insert into shop_orders values (1, '2026-11-01 10:00:00', null, 19.99,"
            " '2026-11-01 10:00:00'), (2, '2026-11-01 11:00:00', '2026-11-02 09:00:00', 0.1,"
            " '2026-11-02 09:00:00')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    monkeypatch.setenv("ERP_USER", str(url.username))
    monkeypatch.setenv("ERP_PASSWORD", str(url.password))
    address = f"{url.drivername}://${{ERP_USER}}:${{ERP_PASSWORD}}@{url.host}:{url.port}"
    erp.settings(
        ERP.replace("sqlite:///erp.db", f"{address}/{url.database}")
        + 'orders = "select id as order_id, made as created_at, gone as shipped_at, '
        'total as order_amount, changed as updated_at from shop_orders where changed >= :since"'
    )
    assert [counts(report) for report in erp.sync()] == [(2, 2, 0, 0, 0)]
    stored = erp.rows("orders")
    assert stored["order_amount_e4"].to_list() == [199_900, 1_000]
    assert stored["status"].to_list() == ["awaiting_shipment", "in_transit"]


def test_a_folder_of_exports_is_loaded_by_its_columns(erp: Shoppulse) -> None:
    folder = erp.path / "downloads"
    folder.mkdir()
    shutil.copy(DATA / "All order-2026-10-17-14_05.csv", folder / "orders.csv")
    erp.settings(
        '[[sources]]\nname = "downloads"\nkind = "files"\nshop = "us-main"\npath = "downloads"\n'
    )
    (report,) = erp.sync()
    assert (report.source, report.table, report.error) == ("downloads", "orders", None)
    assert report.read == report.inserted + report.refused > 0
    (folder / "orders.csv").unlink()
    (report,) = erp.sync()
    assert report.error is not None
    assert report.error.startswith('source "downloads": ')


def test_a_folder_of_exports_says_why_rows_were_refused(erp: Shoppulse) -> None:
    folder = erp.path / "downloads"
    folder.mkdir()
    sample = (DATA / "All order-2026-10-17-14_05.csv").read_text("utf-8-sig")
    header, first, *_ = sample.splitlines()
    erp.settings(
        '[[sources]]\nname = "downloads"\nkind = "files"\nshop = "us-main"\npath = "downloads"\n'
    )
    broken = first.replace(first.split(",")[0], "9.4E+21")
    (folder / "orders.csv").write_text(f"{header}\n{broken}\n")
    (report,) = erp.sync()
    assert 'orders.csv: row 2: order_id: "9.4E+21" is not an id' in report.message


def test_refused_rows_of_a_database_are_a_file_that_can_be_corrected_and_loaded(
    erp: Shoppulse,
) -> None:
    erp.settings(ERP + "orders = \"select *, 'ann' as customer_id from orders\"\n" + LINES)
    erp.sql("update orders set paid_at = 'soon' where rowid = 1")
    report = erp.sync()[0]
    (file,) = map(Path, report.refused_files)
    held = pl.read_csv(file, infer_schema=False)
    assert held["order_id"].to_list() == ["576461413038785752"]
    assert held["reasons"].item().startswith('paid_at: "soon" is not an instant')
    assert held["customer_id"].item().startswith("customer:")
    assert open_entries(erp) == 1

    held.with_columns(paid_at=pl.lit("2026-11-01 10:05:00")).write_csv(file)
    (loaded,) = load_paths(erp.home, [str(file)])
    assert (loaded.kind, loaded.inserted, loaded.refused) == ("sql-orders", 1, 0)
    order = erp.rows("orders").row(0, named=True)
    assert order["paid_at"] == datetime(2026, 11, 1, 18, 5, tzinfo=UTC)
    assert order["customer_key"] == erp.rows("orders")["customer_key"][1]
    assert open_entries(erp) == 0


def test_a_good_row_of_the_next_sync_closes_what_was_refused(erp: Shoppulse) -> None:
    erp.sql("update orders set paid_at = 'soon' where rowid = 1")
    assert erp.sync()[0].refused == 1
    erp.sql("update orders set paid_at = null")
    assert erp.sync()[0].refused == 0
    assert open_entries(erp) == 0
