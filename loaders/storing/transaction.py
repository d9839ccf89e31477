"""A load in the making: the touched months of each table in memory, stored by one commit.

An upsert finds the stored rows of the incoming keys in whatever month they lie, and replaces every
touched month, old and new (contract, section 1).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
from deltalake import DeltaTable, WriterProperties, write_deltalake

from loaders.settings import now
from loaders.storing import manifest as manifests
from loaders.storing.manifest import Manifest

if TYPE_CHECKING:
    from loaders.store import Store

ROW_GROUP = 131_072

DAYS = {
    "orders": ("created_on", "paid_on", "shipped_on", "delivered_on", "cancelled_on"),
    "order_lines": ("created_on",),
    "affiliations": ("created_on",),
    "returns": ("requested_on", "refunded_on", "placed_on"),
    "reviews": ("created_on",),
    "conversations": ("opened_on",),
    "settlements": ("settled_on", "placed_on"),
    "payouts": ("paid_on",),
    "content": ("date_from", "date_to"),
    manifests.PRICE_LIST: ("valid_from",),
}
"""The days that say what a table covers; `date` where nothing else is said."""
SEEN = {"orders": "seen_at", "stock": "made_at"}
"""Tables of which is asked how things stand, and the column that says when that was seen."""


PARQUET = WriterProperties(max_row_group_size=ROW_GROUP)


class Transaction:
    """Reads through to the store; what is put stays here until `commit`."""

    def __init__(self, store: "Store", at: Manifest, secret: str) -> None:
        self._store = store
        self._at = at
        self._secret = secret
        self._months: dict[str, dict[str, pl.DataFrame]] = defaultdict(dict)
        self._dirty: dict[str, set[str]] = defaultdict(set)

    @property
    def rows_in_memory(self) -> int:
        """How many rows wait for the commit (or were read beside them)."""
        return sum(f.height for months in self._months.values() for f in months.values())

    def find(self, table: str, keys: pl.DataFrame) -> pl.DataFrame:
        """The rows that match `keys` on all its columns, in any month; `was` is their month."""
        on = keys.columns
        self._stage(table, self._months_of(table, keys))
        parts = [
            _matching(month, keys, on)
            for month in self._months[table].values()
            if not month.is_empty()
        ]
        if not parts:
            return pl.DataFrame()
        return pl.concat(parts).with_columns(was="month")

    def columns(self, table: str, keys: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
        """Only the columns `wanted` of the rows that match `keys`; stages nothing."""
        parts = [
            month.lazy().select(wanted).join(keys.lazy(), on=keys.columns, how="semi")
            for month in self._months[table].values()
        ]
        if table in self._at.tables:
            stored = self._unstaged(table).select(wanted)
            parts.append(stored.join(keys.lazy(), on=keys.columns, how="semi"))
        return pl.concat(parts).collect() if parts else pl.DataFrame()

    def put(self, table: str, rows: pl.DataFrame, key: Sequence[str]) -> None:
        """Adds `rows`, or replaces those with the same key.

        `was`: the month in which the row lies (null for a new one); `month`: where it belongs.
        """
        if rows.is_empty():
            return
        was = dict(rows.get_column("was").drop_nulls().value_counts().iter_rows())
        months = sorted({*was, *rows.get_column("month").unique().to_list()})
        self._stage(table, months)
        by_month = rows.drop("was").partition_by("month", as_dict=True)
        for month in months:
            kept = self._months[table].get(month)
            if kept is not None and month in was:
                is_whole = was[month] == kept.height
                replaced = rows.lazy().filter(pl.col("was") == month).select(key)
                kept = (
                    None if is_whole else kept.lazy().join(replaced, on=key, how="anti").collect()
                )
            added = by_month.get((month,))
            if kept is not None and added is not None:
                added = added.select(kept.columns)
            parts = [part for part in (kept, added) if part is not None and part.height]
            self._months[table][month] = pl.concat(parts) if parts else rows.drop("was").clear()
        self._dirty[table].update(months)

    def commit(self) -> Manifest:
        """Stores every table that changed, then the manifest. Nothing changed: stores nothing."""
        if not any(self._dirty.values()):
            return self._at
        tables, days = dict(self._at.tables), {t: dict(s) for t, s in self._at.days.items()}
        seen = dict(self._at.seen)
        for table, months in self._dirty.items():
            staged = self._months.pop(table)
            rows = pl.concat([staged.pop(month) for month in sorted(months)], how="diagonal")
            del staged
            days[table] = _widened(days.get(table, {}), _days(table, rows))
            if table in SEEN:
                seen |= _latest(rows, SEEN[table], seen)
            tables[table] = self._write(table, rows, sorted(months))
        manifest = replace(
            self._at,
            version=self._at.version + 1,
            written_at=now(),
            tables=tables,
            days={table: shops for table, shops in days.items() if shops},
            seen=seen,
            secret=self._secret,
        )
        manifests.write(self._store.root / "manifests", manifest)
        self._at = manifest
        self._months.clear()
        self._dirty.clear()
        return manifest

    def _write(self, table: str, rows: pl.DataFrame, months: Sequence[str]) -> int:
        path = str(self._store.path(table))
        known = self._at.tables.get(table)
        if known is None:
            write_deltalake(
                path,
                rows,
                mode="overwrite",
                partition_by=["month"],
                schema_mode="overwrite",
                writer_properties=PARQUET,
            )
            return DeltaTable(path).version()
        stored = DeltaTable(path)
        if stored.version() > known:
            stored.restore(known)
        listed = ", ".join(f"'{month}'" for month in months)
        write_deltalake(
            path,
            rows,
            mode="overwrite",
            predicate=f"month in ({listed})",
            schema_mode="merge",
            writer_properties=PARQUET,
        )
        return DeltaTable(path).version()

    def _months_of(self, table: str, keys: pl.DataFrame) -> list[str]:
        if table not in self._at.tables:
            return []
        stored = self._unstaged(table).select(*keys.columns, "month")
        found = stored.join(keys.lazy(), on=keys.columns, how="semi")
        return found.select(pl.col("month").unique()).collect().to_series().to_list()

    def _stage(self, table: str, months: Sequence[str]) -> None:
        missing = [month for month in months if month not in self._months[table]]
        if table not in self._at.tables or not missing:
            return
        rows = self._unstaged(table).filter(pl.col("month").is_in(missing)).collect()
        for (month,), part in rows.partition_by("month", as_dict=True).items():
            self._months[table][str(month)] = part

    def _unstaged(self, table: str) -> pl.LazyFrame:
        stored = self._store.scan(table, self._at)
        staged = list(self._months[table])
        return stored.filter(~pl.col("month").is_in(staged)) if staged else stored


def _matching(month: pl.DataFrame, keys: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """The rows of a month that match; the month itself, and no copy of it, where all do."""
    found = month.join(keys, on=on, how="semi")
    return month if found.height == month.height else found


def _days(table: str, rows: pl.DataFrame) -> dict[str, tuple[date, date]]:
    columns = [c for c in DAYS.get(table, ("date",)) if c in rows.columns]
    if not columns:
        return {}
    if "author" in rows.columns:  # a figure that is typed doesn't say that the day's data is there
        rows = rows.filter(pl.col("author").is_null())
    if table == "affiliations":  # who showed a line doesn't say whether an affiliate sold it
        rows = rows.filter(pl.col("affiliate").is_not_null())
    spans = rows.group_by("shop_id").agg(
        first=pl.min_horizontal(pl.col(columns).min()),
        last=pl.max_horizontal(pl.col(columns).max()),
    )
    return {shop: (first, last) for shop, first, last in spans.drop_nulls().iter_rows()}


def _latest(rows: pl.DataFrame, column: str, seen: Mapping[str, datetime]) -> dict[str, datetime]:
    latest = rows.group_by("shop_id").agg(pl.col(column).max())
    return {shop: max(at, seen.get(shop, at)) for shop, at in latest.drop_nulls().iter_rows()}


def _widened(
    old: dict[str, tuple[date, date]], new: dict[str, tuple[date, date]]
) -> dict[str, tuple[date, date]]:
    both = [*old.items(), *new.items()]
    return {
        shop: (min(s[0] for k, s in both if k == shop), max(s[1] for k, s in both if k == shop))
        for shop in {*old, *new}
    }
