"""The store under readers, a second writer and a killed one."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import ingest

SHOPS = {"us": Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")}
WHEN = datetime(2026, 10, 12, tzinfo=UTC)


def load(store: Store, prefix: str, orders: int) -> None:
    """`orders` orders of one line each, their ids beginning with `prefix`."""
    ids = [f"{prefix}{number}" for number in range(orders)]
    head = pl.DataFrame({"source_row": range(orders), "order_id": ids}).with_columns(
        created_at=pl.lit(WHEN), paid_at=pl.lit(WHEN), status=pl.lit("completed")
    )
    lines = head.select("source_row", "order_id", line_id=pl.lit("A"), sku_id=pl.lit("A"))
    lines = lines.with_columns(quantity=1, item_amount_e4=pl.lit(10_000))
    parsed = Parsed({"orders": head, "order_lines": lines}, "order_lines")
    ingest(store, parsed, Given(SHOPS["us"], WHEN, WHEN, b"secret"), "f", SHOPS)


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


def test_a_store_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert Store(tmp_path / "none").manifest().version == 0
    assert Store(tmp_path / "none").facts({}).tables == {}
