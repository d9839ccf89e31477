"""From parsed rows to the store: conform, upsert, enrich, count, in one transaction."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b

import polars as pl

from loaders.reading.refusals import BETWEEN, Why
from loaders.reading.values import no_refusals
from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing import ads_levels, customers, part_orders
from loaders.storing.conform import Rows, conform, latest
from loaders.storing.derive import derive
from loaders.storing.enrich import enrich
from loaders.storing.manifest import Manifest
from loaders.storing.transaction import Transaction
from loaders.storing.upsert import upsert
from metrics.tables import TABLES

RANKS = {"inserted": 0, "updated": 1, "unchanged": 2}
"""Where one data row makes several table rows, the first of these is what became of it."""


@dataclass(frozen=True, eq=False)
class Ingested:
    """What became of the data rows of one file: read = the four together."""

    inserted: int
    updated: int
    unchanged: int
    refused: pl.DataFrame
    """source_row, reason: one row per refused data row."""
    accepted: pl.DataFrame
    """source_row and the keys of the counted table."""

    @property
    def read(self) -> int:
        """Data rows of the file."""
        return self.inserted + self.updated + self.unchanged + self.refused.height


class Load:
    """Several files on their way into the store; stored together by `finish`."""

    def __init__(self, tx: Transaction, shops: Mapping[str, Shop]) -> None:
        self.tx = tx
        self._shops = shops
        self._orders: list[pl.DataFrame] = []
        self._ads: list[pl.DataFrame] = []
        self._links: list[pl.DataFrame] = []

    def add(
        self, parsed: Parsed, given: Given, name: str, rows: pl.LazyFrame | None = None
    ) -> Ingested:
        """Puts one file's rows into the load. `rows`: its text, to find the other rows of refused
        orders (needed where a file holds orders)."""
        parsed = _versioned(_numbered(parsed))
        checked = {
            table: conform(table, frame, given, name, self._shops)
            for table, frame in parsed.tables.items()
        }
        good = {table: held for table, (held, _) in checked.items()}
        bad = pl.concat([parsed.refused, *(refused for _, refused in checked.values())])
        if bad.height and "orders" in good:
            good, bad = _whole_orders(parsed, good, bad, rows)
        if {"orders", "order_lines"} <= good.keys():
            whole = part_orders.seen_whole(self.tx, good["orders"], good["order_lines"])
            if whole is not good["orders"]:
                frame = derive("orders", whole.frame, self._shops)
                good["orders"] = replace(whole, frame=frame)
        changes = {
            table: self._upsert(held, fills=not given.is_known) for table, held in good.items()
        }
        return _count(parsed, good, changes, bad)

    def finish(self) -> Manifest:
        """Enriches what the load touched and stores it as one version."""
        if self._links:
            self._orders.append(customers.join(self.tx, pl.concat(self._links)))
        if self._orders:
            enrich(self.tx, pl.concat(self._orders))
        if self._ads:
            ads_levels.mark(self.tx, pl.concat(self._ads))
        self._orders.clear()
        self._ads.clear()
        self._links.clear()
        return self.tx.commit()

    def _upsert(self, rows: Rows, *, fills: bool) -> pl.DataFrame:
        if rows.table == "orders" and "customer_key" in rows.columns:
            rows = replace(rows, frame=customers.renamed(self.tx, rows.frame))
            found = customers.links(self.tx, rows.frame)
            self._links += [found] if found.height else []
        changes = upsert(self.tx, rows, self._shops, fills=fills)
        key = TABLES[rows.table].primary_key()
        touched = changes.filter("touched").select(key)
        if "order_key" in rows.frame.columns and touched.height:
            changed = rows.frame.join(touched, on=key, how="semi")
            self._orders.append(changed.select("order_key"))
        if rows.table == "ad_performance":
            self._ads.append(touched.select("shop_id", "account_id", "date"))
        return changes


@contextmanager
def loading(store: Store, shops: Mapping[str, Shop], secret: bytes = b"") -> Generator[Load]:
    """A load that is stored when the block ends, and not at all when it fails."""
    with store.writing(fingerprint(secret) if secret else "") as tx:
        load = Load(tx, shops)
        yield load
        load.finish()
        store.sum_up()
        store.tidy()


def ingest(
    store: Store, parsed: Parsed, given: Given, name: str, shops: Mapping[str, Shop]
) -> Ingested:
    """One file's (or one answer's) rows into the store, as one version."""
    with loading(store, shops, given.secret) as load:
        return load.add(parsed, given, name)


def fingerprint(secret: bytes) -> str:
    """What a store remembers of the secret that its customers are hashed with."""
    return blake2b(b"fingerprint" + secret, digest_size=8).hexdigest()


def _numbered(parsed: Parsed) -> Parsed:
    """`parsed` with every `source_row` an Int64, whichever index it came from."""
    number = pl.col("source_row").cast(pl.Int64)
    return replace(
        parsed,
        tables={table: frame.with_columns(number) for table, frame in parsed.tables.items()},
        refused=parsed.refused.with_columns(number),
        keys=None if parsed.keys is None else parsed.keys.with_columns(number),
    )


def _versioned(parsed: Parsed) -> Parsed:
    """Lines that came with their order have its version: its instants stand on their row."""
    orders, lines = parsed.tables.get("orders"), parsed.tables.get("order_lines")
    if orders is None or lines is None:
        return parsed
    key = [c for c in ("shop_id", "order_id") if c in orders.columns and c in lines.columns]
    versions = orders.select(*key, version_at=latest("orders", orders))
    lines = lines.join(versions, on=key, how="left", maintain_order="left")
    return replace(parsed, tables={**parsed.tables, "order_lines": lines})


def _whole_orders(
    parsed: Parsed, good: dict[str, Rows], bad: pl.DataFrame, rows: pl.LazyFrame | None
) -> tuple[dict[str, Rows], pl.DataFrame]:
    """One row of an order refused: all rows of that order in that file are."""
    lines = [frame.select("source_row", "order_id") for frame in parsed.tables.values()]
    if parsed.keys is not None:
        lines.append(parsed.keys.select("source_row", "order_id"))
    if rows is not None and "order_id" in rows.collect_schema().names():
        refused = rows.filter(pl.col("source_row").is_in(bad["source_row"].implode()))
        lines.append(
            refused.select(
                pl.col("source_row").cast(pl.Int64), pl.col("order_id").str.strip_chars()
            ).collect()
        )
    known = pl.concat(lines).unique()
    orders = known.join(bad, on="source_row", how="semi").select("order_id").drop_nulls().unique()
    others = (
        known.join(orders, on="order_id", how="semi")
        .join(bad, on="source_row", how="anti")
        .select("source_row", reason=pl.lit(Why.ANOTHER_ROW.value))
    )
    kept = {table: _without(held, orders) for table, held in good.items()}
    return kept, pl.concat([bad, others])


def _without(rows: Rows, orders: pl.DataFrame) -> Rows:
    if "order_id" not in rows.frame.columns:
        return rows
    frame = rows.frame.join(orders, on="order_id", how="anti")
    keys = rows.source_rows.join(frame, on=TABLES[rows.table].primary_key(), how="semi")
    return Rows(rows.table, frame, rows.columns, keys)


def _count(
    parsed: Parsed, good: Mapping[str, Rows], changes: Mapping[str, pl.DataFrame], bad: pl.DataFrame
) -> Ingested:
    key = TABLES[parsed.counted].primary_key()
    data = good[parsed.counted].source_rows if parsed.keys is None else parsed.keys
    named = [name for name in key if name in data.columns]
    said = data.join(_changes(parsed.counted, changes), on=named, how="left")
    if bad.height:
        said = said.join(bad, on="source_row", how="anti")
    lost = said.filter(pl.col("change").is_null())
    if lost.height:
        bad = pl.concat([bad, lost.select("source_row", reason=pl.lit(Why.SAME_KEY.value))])
        said = said.filter(pl.col("change").is_not_null())
    rank = said.select("source_row", pl.col("change").replace_strict(RANKS))
    if rank["source_row"].n_unique() < rank.height:
        rank = rank.group_by("source_row").agg(pl.col("change").min())
    counts = dict(rank["change"].value_counts().iter_rows())
    return Ingested(
        inserted=counts.get(RANKS["inserted"], 0),
        updated=counts.get(RANKS["updated"], 0),
        unchanged=counts.get(RANKS["unchanged"], 0),
        refused=_one_reason(bad),
        accepted=said.drop("change"),
    )


def _changes(counted: str, changes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What became of the counted rows; a line is updated where its order was."""
    own = changes[counted].drop("touched")
    orders = changes.get("orders")
    if counted == "orders" or orders is None:
        return own
    updated = orders.filter(pl.col("change") == "updated").select("shop_id", "order_id")
    if updated.is_empty():
        return own
    order = updated.with_columns(order_changed=pl.lit(value=True))
    moved = (pl.col("change") == "unchanged") & pl.col("order_changed").fill_null(value=False)
    return (
        own.join(order, on=["shop_id", "order_id"], how="left")
        .with_columns(change=pl.when(moved).then(pl.lit("updated")).otherwise("change"))
        .drop("order_changed")
    )


def _one_reason(bad: pl.DataFrame) -> pl.DataFrame:
    if bad.is_empty():
        return no_refusals()
    reasons = pl.col("reason").unique(maintain_order=True).str.join(BETWEEN)
    return bad.group_by("source_row", maintain_order=True).agg(reasons).sort("source_row")
