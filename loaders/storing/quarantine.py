"""Refused rows: kept with their reasons until a good row of the same kind replaces them.

Only the columns that a loader uses are kept, under the file's own names, the buyer as a hash. The
download is a file that `load` accepts.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import polars as pl

from loaders.reading.keys import customer_key
from loaders.reading.values import clean
from loaders.sheet import Given, Kind, Sheet, normalise
from loaders.storing.ingest import Ingested
from loaders.storing.transaction import Transaction

TABLE = "quarantine"
KEY = ("quarantine_id",)
ID, REASONS = "quarantine_id", "reasons"
IDS = {
    "orders": ("order_id",),
    "order_lines": ("order_id", "line_id"),
    "affiliations": ("order_id", "line_id"),
    "returns": ("return_id", "sku_id"),
    "reviews": ("review_id",),
    "skus": ("sku_id",),
}
"""The ids that a row of these tables is known by; entries of the others close by their own id."""
SKUS = {
    "line_id": ("line_id", "sku_id", "seller_sku"),
    "sku_id": ("sku_id", "seller_sku"),
}
"""Fields of which the first known one is a key: as the loaders fall back from one to the next."""
FORMULA = ("=", "+", "-", "@", "\t")
SCHEMA = {
    "quarantine_id": pl.String,
    "shop_id": pl.String,
    "kind": pl.String,
    "natural_key": pl.String,
    "source_file": pl.String,
    "source_row": pl.Int64,
    "reasons": pl.String,
    "cells": pl.String,
    "loaded_at": pl.Datetime("us", "UTC"),
    "closed_at": pl.Datetime("us", "UTC"),
    "month": pl.String,
}


@dataclass(frozen=True, eq=False)
class Origin:
    """What a loader was given: one table of a file, or one shop's part of a SQL answer."""

    kind: Kind
    headers: Mapping[str, str]
    """Normalised name → as written."""
    rows: pl.LazyFrame
    """`source_row`, and text under the names of the kind's fields."""
    given: Given
    name: str
    """As `source_file` says it."""


@dataclass(frozen=True, eq=False)
class Refused:
    """The refused rows of one origin, as they go into quarantine and into a file."""

    rows: pl.DataFrame
    """Columns of SCHEMA."""
    headers: Sequence[str]

    @property
    def digest(self) -> str:
        """The same for the same rows."""
        return blake2b("".join(self.rows[ID]).encode(), digest_size=4).hexdigest()

    def write(self, path: Path) -> None:
        """As a CSV that can be corrected and loaded again (UTF-8 with BOM, formulas disarmed)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content())

    def content(self) -> bytes:
        """What `write` writes."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow([*self.headers, ID, REASONS])
        for cells, number, reasons in self.rows.select("cells", ID, REASONS).iter_rows():
            said = json.loads(cells)
            row = [said.get(header) or "" for header in self.headers]
            writer.writerow([disarmed(text) for text in (*row, number, reasons)])
        return file.getvalue().encode("utf-8-sig")


def disarmed(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    is_number = text.lstrip("+-").replace(".", "", 1).replace(",", "").isdigit()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def armed(sheet: Sheet, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of a download without the apostrophes that `disarmed` put in."""
    if ID not in sheet.headers:
        return rows
    return rows.with_columns(pl.col(pl.String).str.replace(r"^'([=+\-@\t])", "${1}"))


def settle(
    tx: Transaction, folder: Path, origin: Origin, done: Ingested, ids: Sequence[str] = ()
) -> Path | None:
    """Closes what the accepted rows stand for; keeps the refused ones, and writes their file.

    `ids`: of entries that the rows correct. One whose row is refused as it was stays open; one
    whose row is refused otherwise is closed, for that row waits in its place.
    """
    found = None if done.refused.is_empty() else refused(origin, done.refused)
    again = set(found.rows[ID]) if found else set()
    close(tx, origin.kind, origin.given, [one for one in ids if one not in again], done.accepted)
    if found is None:
        return None
    keep(tx, found)
    stem = "-".join([Path(origin.name).stem.replace(": ", "-"), found.digest, origin.kind.name])
    path = folder / f"{stem}.csv"
    found.write(path)
    return path


def refused(origin: Origin, reasons: pl.DataFrame) -> Refused:
    """What to keep of the refused rows. `reasons`: source_row, reason."""
    kind, rows, given = origin.kind, origin.rows, origin.given
    fields = [c for c in rows.collect_schema().names() if c != "source_row"]
    written = {field: _header(origin.headers, kind, field) for field in fields}
    numbers = reasons["source_row"]
    held = (
        rows.with_columns(pl.col("source_row").cast(pl.Int64))
        .filter(pl.col("source_row").is_in(numbers.implode()))
        .collect()
        .join(reasons.rename({"reason": REASONS}), on="source_row", how="left")
        .sort("source_row")
    )
    held = held.with_columns(
        (
            "customer:"
            + customer_key(held[f], given.shop.id, kind.buyers_by, given.secret).cast(pl.String)
        ).alias(f)
        for f in fields
        if f in kind.personal
    )
    cells = pl.struct(pl.col(field).alias(header) for field, header in written.items())
    table = held.select(
        shop_id=pl.lit(given.shop.id),
        kind=pl.lit(kind.name),
        natural_key=_natural_key(kind, fields),
        source_file=pl.lit(origin.name),
        source_row="source_row",
        reasons=REASONS,
        cells=cells.struct.json_encode(),
        loaded_at=pl.lit(given.loaded_at),
        closed_at=pl.lit(None, pl.Datetime("us", "UTC")),
        month=pl.lit(given.loaded_at.strftime("%Y-%m")),
    )
    ids = [_id(*row) for row in table.select("shop_id", "kind", "cells").iter_rows()]
    table = table.with_columns(pl.Series(ID, ids, dtype=pl.String)).unique(ID, keep="first")
    return Refused(table.select(*SCHEMA).sort("source_row"), list(written.values()))


def waiting(entries: pl.LazyFrame) -> list[Refused]:
    """Entries that no good row has closed yet: those of one shop, kind and header together."""
    rows = entries.filter(pl.col("closed_at").is_null()).sort("loaded_at", "source_row").collect()
    headers = [tuple(json.loads(cells)) for cells in rows["cells"]]
    places: dict[tuple[object, ...], list[int]] = {}
    for place, key in enumerate(zip(rows["shop_id"], rows["kind"], headers, strict=True)):
        places.setdefault(key, []).append(place)
    return [Refused(rows[at], headers[at[0]]) for at in places.values()]


def keep(tx: Transaction, found: Refused) -> None:
    """Puts refused rows into quarantine; one that is there already stays as it is.

    What was corrected is not to be corrected again because its old file is loaded once more.
    """
    stored = tx.find(TABLE, found.rows.select(ID))
    fresh = found.rows.join(stored, on=ID, how="anti") if stored.width else found.rows
    tx.put(TABLE, fresh.with_columns(was=pl.lit(None, pl.String)), KEY)


def close(
    tx: Transaction, kind: Kind, given: Given, ids: Sequence[str], accepted: pl.DataFrame
) -> None:
    """Closes the open entries that accepted rows stand for: by id, or by their key."""
    entries = tx.find(TABLE, pl.DataFrame({"shop_id": [given.shop.id], "kind": [kind.name]}))
    if entries.is_empty():
        return
    good = accepted.select(_joined([pl.col(name) for name in _ids(kind)])).to_series()
    replaced = pl.col(ID).is_in(list(ids)) | (
        pl.col("natural_key").is_in(good.implode()) & (pl.col("natural_key") != "")
    )
    done = entries.filter(pl.col("closed_at").is_null() & replaced)
    tx.put(TABLE, done.with_columns(closed_at=pl.lit(given.loaded_at)), KEY)


def _ids(kind: Kind) -> Sequence[str]:
    """The key of the finest table that rows of `kind` make, where ids alone are one."""
    return next((IDS[table] for table in reversed(kind.tables) if table in IDS), ())


def _natural_key(kind: Kind, fields: Sequence[str]) -> pl.Expr:
    """What an accepted row with the same ids would be called; "" where they don't say it all."""
    said = [[clean(f) for f in SKUS.get(name, (name,)) if f in fields] for name in _ids(kind)]
    return _joined([pl.coalesce(*found, pl.lit("")) for found in said])


def _joined(columns: Sequence[pl.Expr]) -> pl.Expr:
    return pl.concat_str(columns, separator="\x1f") if columns else pl.lit("")


def _header(headers: Mapping[str, str], kind: Kind, field: str) -> str:
    known = next(f for f in kind.fields if f.name == field)
    found = (headers.get(normalise(header)) for header in known.headers)
    return next((header.strip() for header in found if header), known.headers[0])


def _id(shop: str, kind: str, cells: str) -> str:
    return blake2b(f"{shop}\x1f{kind}\x1f{cells}".encode(), digest_size=8).hexdigest()


def entries(rows: pl.LazyFrame) -> Mapping[str, int]:
    """Open entries by kind."""
    counted = rows.filter(pl.col("closed_at").is_null()).group_by("kind").len().collect()
    return dict(counted.iter_rows())
