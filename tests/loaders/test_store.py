"""The store under readers, a second writer and a killed one."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import polars as pl
import pytest

from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing import beside
from loaders.storing.ingest import ingest
from metrics import daily
from metrics.catalog import find
from metrics.compute import compute
from metrics.cut import Cut
from metrics.period import Span
from metrics.views.question import Question
from metrics.views.waiting import parcels

SHOPS = {"us": Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")}
WHEN = datetime(2026, 10, 12, tzinfo=UTC)


def load(store: Store, prefix: str, orders: int, made: datetime = WHEN) -> None:
    """`orders` orders of one line each, their ids beginning with `prefix`."""
    ids = [f"{prefix}{number}" for number in range(orders)]
    head = pl.DataFrame({"source_row": range(orders), "order_id": ids}).with_columns(
        created_at=pl.lit(WHEN), paid_at=pl.lit(WHEN), status=pl.lit("completed")
    )
    lines = head.select("source_row", "order_id", line_id=pl.lit("A"), sku_id=pl.lit("A"))
    lines = lines.with_columns(quantity=1, item_amount_e4=pl.lit(10_000))
    parsed = Parsed({"orders": head, "order_lines": lines}, "order_lines")
    ingest(store, parsed, Given(SHOPS["us"], made, made, b"secret"), "f", SHOPS)


def heights(store: Store) -> dict[str, int]:
    at = store.manifest()
    return {table: store.scan(table, at).select(pl.len()).collect().item() for table in at.tables}


def start_writer(root: Path, prefix: str, orders: int) -> subprocess.Popen[bytes]:
    code = (
        "import sys, runpy; sys.path.insert(0, '.'); "
        f"load = runpy.run_path({__file__!r})['load']; "
        "from pathlib import Path; from loaders.store import Store; "
        f"load(Store(Path({str(root)!r})), {prefix!r}, {orders})"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])


def test_two_writers_and_a_reader_see_whole_versions_only(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, "first", 5)
    writers = [start_writer(tmp_path, prefix, 400) for prefix in ("a", "b")]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        found = heights(store)
        assert found["orders"] == found["order_lines"]
        seen.add(found["orders"])
    assert [writer.returncode for writer in writers] == [0, 0]
    assert heights(store) == {"orders": 805, "order_lines": 805}
    assert seen <= {5, 405, 805}


def test_a_killed_writer_leaves_the_old_version_and_the_next_load_succeeds(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, "first", 5)
    before = store.manifest()
    writer = start_writer(tmp_path, "killed", 400_000)
    while writer.poll() is None:
        if list((tmp_path / "tables/orders/_delta_log").glob("*1.json")):
            writer.kill()
    assert writer.wait() != 0, "the writer was too quick to be killed"
    assert store.manifest() == before
    assert heights(store) == {"orders": 5, "order_lines": 5}
    load(store, "next", 3)
    assert heights(store) == {"orders": 8, "order_lines": 8}


def test_an_older_version_stays_readable_until_it_is_tidied_away(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for prefix in "abc":
        load(store, prefix, 2)
    old = store.manifest(1)
    assert store.scan("orders", old).collect().height == 2
    store.tidy(keep=1)
    assert heights(store) == {"orders": 6, "order_lines": 6}
    with pytest.raises(FileNotFoundError):
        store.manifest(1)
    assert len(list(tmp_path.glob("tables/orders/**/*.parquet"))) == 1


def test_when_orders_were_last_seen_moves_forward_only(tmp_path: Path) -> None:
    store = Store(tmp_path)
    seen = []
    for hours in (2, 1, 3):
        load(store, "o", 1, WHEN + timedelta(hours=hours))
        seen.append(store.facts(SHOPS.values()).seen)
    assert seen == [{"us": WHEN + timedelta(hours=hours)} for hours in (2, 2, 3)]
    assert store.manifest().of_shops([]).seen == {}


def test_a_version_that_does_not_say_when_orders_were_seen_is_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, "o", 1)
    [path] = (tmp_path / "manifests").glob("*.json")
    path.write_text(
        json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != "seen"})
    )
    assert store.facts(SHOPS.values()).seen == {}
    assert heights(store)["orders"] == 1


def test_a_store_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert Store(tmp_path / "none").manifest().version == 0
    assert Store(tmp_path / "none").facts().tables == {}


def gmv(store: Store, *, of_days: bool) -> float:
    """In the year, from the daily totals or from the rows."""
    facts = store.facts()
    assert ("order_lines" in facts.daily) is of_days
    year = Span(date(2026, 1, 1), date(2026, 12, 31), "2026")
    return compute(find(["gmv"]), facts, year)["value"].item()


def test_daily_totals_follow_every_load(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for loads, prefix in enumerate("abc", start=1):
        load(store, prefix, 2)
        assert gmv(store, of_days=True) == 2.0 * loads


def test_rows_are_read_where_daily_totals_are_of_another_version(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, "a", 2)
    kept = {path: path.read_bytes() for path in tmp_path.glob("daily/*")}
    load(store, "b", 2)
    for path, content in kept.items():
        path.write_bytes(content)
    assert gmv(store, of_days=False) == 4.0
    store.sum_up()
    assert gmv(store, of_days=True) == 4.0


def test_daily_totals_that_do_not_say_what_they_stand_for_are_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, "a", 2)
    for path in tmp_path.glob("daily/*"):
        pl.read_parquet(path).write_parquet(path)
    assert gmv(store, of_days=False) == 2.0
    store.sum_up()
    assert gmv(store, of_days=True) == 2.0


def test_a_store_without_listings_is_read_and_listed_by_the_next_load(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, "a", 2)
    rmtree(tmp_path / "listed")
    assert heights(Store(tmp_path)) == {"orders": 2, "order_lines": 2}
    assert gmv(store, of_days=True) == 2.0
    load(store, "b", 3)
    assert len(list(tmp_path.glob("listed/*.json"))) == len(store.manifest().tables)
    assert heights(store) == {"orders": 5, "order_lines": 5}


def test_daily_totals_of_other_rules_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    load(store, "a", 2)
    assert store.is_summed_up(store.manifest())
    monkeypatch.setattr(daily, "definition", lambda: "newer")
    assert not store.is_summed_up(store.manifest())
    assert gmv(store, of_days=False) == 2.0
    store.sum_up()
    assert store.is_summed_up(store.manifest())
    assert gmv(store, of_days=True) == 2.0
    assert {path.name for path in tmp_path.glob("daily/*")} == {
        "orders-newer.parquet",
        "order_lines-newer.parquet",
    }


def open_parcels(store: Store) -> int:
    """Orders under way that are kept or, where nothing is, in the table."""
    facts = store.facts(now=WHEN)
    day = Span(WHEN.date(), WHEN.date(), "12 October")
    return parcels(Question(facts, [day], Cut((), {}))).height


def sent(store: Store, order: str, created: datetime, arrived: datetime | None) -> None:
    """An order that was shipped as it was made, among nine that never were."""
    made = {"created_at": created, "paid_at": created, "status": "awaiting_shipment"}
    head = pl.DataFrame(
        [{"order_id": f"{order}{n}", "source_row": n} | made for n in range(9)]
        + [
            {"order_id": order, "source_row": 9}
            | made
            | {"shipped_at": created, "delivered_at": arrived, "status": "in_transit"}
        ],
        infer_schema_length=None,
        schema_overrides={
            name: pl.Datetime("us", "UTC") for name in ("shipped_at", "delivered_at")
        },
    )
    lines = head.select("source_row", "order_id", line_id=pl.lit("A"), sku_id=pl.lit("A"))
    lines = lines.with_columns(quantity=1, item_amount_e4=pl.lit(10_000))
    parsed = Parsed({"orders": head, "order_lines": lines}, "order_lines")
    ingest(store, parsed, Given(SHOPS["us"], WHEN, WHEN, b"secret"), "f", SHOPS)


def kept_of(store: Store, name: str) -> int | None:
    found = store.kept(name, store.manifest())
    return None if found is None else found.collect().height


def test_what_is_kept_follows_every_load(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sent(store, "may", datetime(2026, 5, 3, tzinfo=UTC), None)
    assert kept_of(store, "orders_under_way") == 1
    sent(store, "june", datetime(2026, 6, 3, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC))
    assert kept_of(store, "orders_under_way") == 2
    assert open_parcels(store) == 1
    sent(store, "may", datetime(2026, 5, 3, tzinfo=UTC), datetime(2026, 5, 9, tzinfo=UTC))
    assert kept_of(store, "orders_under_way") == 1
    assert open_parcels(store) == 0


def test_files_of_which_nothing_is_kept_are_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sent(store, "may", datetime(2026, 5, 3, tzinfo=UTC), None)
    kept = {path: path.read_bytes() for path in tmp_path.glob("kept/*")}
    sent(store, "june", datetime(2026, 6, 3, tzinfo=UTC), None)
    old = store.manifest(1)
    for path, content in kept.items():
        path.write_bytes(content)
    assert kept_of(store, "orders_under_way") == 2
    assert open_parcels(store) == 2
    for path in kept:
        path.unlink()
    assert kept_of(store, "orders_under_way") is None
    assert open_parcels(store) == 2
    store.sum_up()
    assert kept_of(store, "orders_under_way") == 2
    of_old = store.kept("orders_under_way", old)
    assert of_old is not None
    assert of_old.collect().height == 1


def test_orders_that_mostly_wait_are_not_kept_twice(tmp_path: Path) -> None:
    """Nine of ten orders never left: the table itself is read."""
    store = Store(tmp_path)
    sent(store, "may", datetime(2026, 5, 3, tzinfo=UTC), None)
    assert beside.held(tmp_path / "kept", "waiting_orders") is not None
    assert kept_of(store, "waiting_orders") is None


def test_what_other_rules_kept_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    sent(store, "may", datetime(2026, 5, 3, tzinfo=UTC), None)
    monkeypatch.setattr(daily, "definition", lambda: "newer")
    assert kept_of(store, "orders_under_way") is None
    store.sum_up()
    assert kept_of(store, "orders_under_way") == 1
    assert {path.stem.rpartition("-")[2] for path in tmp_path.glob("kept/*")} == {"newer"}
