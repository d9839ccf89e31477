"""Stores of any size for measurements: so many copies of a demo's orders over its last days.

`python -m benchmarks.copies HOME TARGET COPIES DAYS`. Copies are orders, buyers, returns, reviews
and settlements of their own; ads, traffic and stock, which count by the day, are there once.
"""

import shutil
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl
from deltalake import DeltaTable, write_deltalake

from loaders.store import Store
from loaders.storing import manifest as manifests
from loaders.storing.transaction import PARQUET

COPIED: Final = (
    "orders", "order_lines", "affiliations", "returns", "reviews", "settlements", "conversations",
)  # fmt: skip
DATED_BY: Final = {
    "orders": "created_on", "order_lines": "created_on", "affiliations": "created_on",
    "returns": "placed_on", "reviews": "created_on", "settlements": "settled_on",
    "conversations": "opened_on", "payouts": "paid_on", "content": "date_from",
}  # fmt: skip
IDS: Final = ("order_id", "return_id", "review_id", "conversation_id")
KEYS: Final = ("order_key", "return_key", "customer_key")
ODD: Final = 0x5851_F42D_4C95_7F2D
AT_ONCE: Final = 5
"""Copies that are written together, as one file a month."""


def copies(source: Store, target: Store, times: int, days: int) -> None:
    """Writes a store of `times` × the last `days` of the source's orders."""
    at = source.manifest()
    last = max(day for shops in at.days.values() for _, day in shops.values())
    first = last - timedelta(days=days - 1)
    shutil.rmtree(target.root, ignore_errors=True)
    versions = {table: _write(source, target, table, times, first) for table in at.tables}
    known = {
        table: {
            shop: (day if table == "skus" else max(first, day), end)
            for shop, (day, end) in shops.items()
        }
        for table, shops in at.days.items()
    }
    manifest = replace(at, tables=versions, days=known)
    manifests.write(target.root / "manifests", manifest)
    target.sum_up()


def _write(source: Store, target: Store, table: str, times: int, first: date) -> int:
    path, rows = str(target.path(table)), source.scan(table)
    day = DATED_BY.get(table, "date")
    if table not in ("fx_rates", "stock") and day in rows.collect_schema():
        rows = rows.filter(pl.col(day) >= first)
    numbers = range(times if table in COPIED else 1)
    for month in sorted(rows.select("month").unique().collect().to_series()):
        part = rows.filter(pl.col("month") == month).collect()
        for start in numbers[::AT_ONCE]:
            some = [_copy(part, n) for n in numbers[start : start + AT_ONCE]]
            write_deltalake(
                path,
                pl.concat(some),
                mode="append",
                partition_by=["month"],
                writer_properties=PARQUET,
            )
    return DeltaTable(path).version()


def _copy(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows under ids of their own; the copy at 0 is the rows themselves."""
    if number == 0:
        return rows
    ids = [name for name in IDS if name in rows.columns]
    keys = [name for name in KEYS if name in rows.columns]
    other = (number * ODD) % 2**62
    return rows.with_columns(
        *(pl.col(name) + f"-{number}" for name in ids),
        *(pl.col(name) ^ other for name in keys),
    )


def main() -> None:
    home, target, times, days = sys.argv[1:]
    source = Store(Path(home) / "demo" / "store")
    copies(source, Store(Path(target) / "demo" / "store"), int(times), int(days))
    shutil.copy(Path(home) / "demo" / "shoppulse.toml", Path(target) / "demo" / "shoppulse.toml")


if __name__ == "__main__":
    main()
