"""What a version of a table is made of: its files, its columns, and which days lie in each file.

`ROOT/listed/TABLE-VERSION.json` says of the newest version what the Delta log says too, so that a
reader has no log to replay, and by the days no file to open that a question doesn't need. Versions
of a Delta table never change. Without a listing (an older store, an older version) the log is read.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import polars as pl

from loaders.storing.manifest import put

TYPES: Final = {
    str(kind): kind
    for kind in (
        pl.String(),
        pl.Boolean(),
        *(pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64()),
        *(pl.Float32(), pl.Float64()),
        pl.Date(),
        *(pl.Datetime("us", "UTC"), pl.Datetime("us")),
    )
}
"""Every type that a column of a Delta table is read as here, by its name in a listing."""


@dataclass(frozen=True, eq=False)
class Listing:
    """`files` are those of the table in `folder`, as `month=…/….parquet`.

    `days`: file → its number of rows (`len`) and of each date column how many are null (`_nc`), the
    first (`_min`) and the last day (`_max`), as days since 1970; empty where it isn't known.
    """

    folder: Path
    files: tuple[str, ...]
    schema: pl.Schema
    days: dict[str, dict[str, int | None]]

    @property
    def paths(self) -> list[str]:
        """The files, wherever this process may move."""
        return [f"{self.folder}/{file}" for file in self.files]

    def rows(self) -> pl.LazyFrame:
        """All rows. Files in which the days of a filter don't lie aren't opened."""
        return _scan(self.paths, self.schema, self._statistics)

    def rows_of(self, file: str) -> pl.LazyFrame:
        """The rows of one of the files."""
        return _scan([f"{self.folder}/{file}"], self.schema, None)

    @cached_property
    def _statistics(self) -> pl.DataFrame | None:
        """As Polars' scan takes them (its reader of Delta hands over those of the log)."""
        if not self.days:
            return None
        known = {"len": pl.UInt32}
        for column in _dated(self.schema):
            kinds = pl.UInt32, pl.Int32, pl.Int32
            known |= dict(zip(_names(column), kinds, strict=True))
        rows = {name: [self.days[file][name] for file in self.files] for name in known}
        return pl.DataFrame(rows, known).with_columns(pl.col(pl.Int32).cast(pl.Date))


def opened(root: Path, table: str, version: int) -> Listing:
    """The table at a version: as it is listed, else by its log."""
    target, folder = path(root, table, version), _folder(root, table)
    try:
        said = json.loads(target.read_text("utf-8"))
    except FileNotFoundError:
        return _of_log(folder, version)
    schema = pl.Schema({name: TYPES[kind] for name, kind in said["columns"].items()})
    return Listing(folder, tuple(said["days"]), schema, said["days"])


def path(root: Path, table: str, version: int) -> Path:
    """Where the listing of a version lies."""
    return root / "listed" / f"{table}-{version}.json"


def renew(root: Path, table: str, version: int) -> None:
    """Lists the newest version, in one step; those of older ones go."""
    target = path(root, table, version)
    if target.exists():
        return
    now = _of_log(_folder(root, table), version)
    if not TYPES.keys() >= {str(kind) for kind in now.schema.values()}:
        return
    older = [*target.parent.glob(f"{table}-*.json")]
    known = _days_of(older, now.schema)
    days = {file: known.get(file) or _days(now, file) for file in now.files}
    columns = {name: str(kind) for name, kind in now.schema.items()}
    put(target, {"columns": columns, "days": days})
    for old in older:
        old.unlink(missing_ok=True)


def _folder(root: Path, table: str) -> Path:
    return (root / "tables" / table).absolute()


def _of_log(folder: Path, version: int) -> Listing:
    from deltalake import DeltaTable

    table = DeltaTable(str(folder), version=version)
    files = tuple("/".join(uri.split("/")[-2:]) for uri in table.file_uris())
    return Listing(folder, files, pl.Schema(table.schema()), {})


def _scan(files: list[str], schema: pl.Schema, statistics: pl.DataFrame | None) -> pl.LazyFrame:
    return pl.scan_parquet(
        files,
        schema=schema,
        hive_schema={"month": pl.String},
        missing_columns="insert",
        _table_statistics=statistics,
    )


def _dated(schema: pl.Schema) -> list[str]:
    return [name for name, kind in schema.items() if kind == pl.Date]


def _names(column: str) -> tuple[str, str, str]:
    return f"{column}_nc", f"{column}_min", f"{column}_max"


def _days(listing: Listing, file: str) -> dict[str, int | None]:
    wanted = [pl.len().alias("len")]
    for name in _dated(listing.schema):
        column = pl.col(name)
        both = (each.to_physical() for each in (column.min(), column.max()))
        of_column = column.null_count(), *both
        wanted += [one.alias(known) for one, known in zip(of_column, _names(name), strict=True)]
    return listing.rows_of(file).select(wanted).collect().row(0, named=True)


def _days_of(older: Iterable[Path], schema: pl.Schema) -> dict[str, dict[str, int | None]]:
    """What older listings of the same columns say of files, which never change."""
    columns = {name: str(kind) for name, kind in schema.items()}
    said: list[dict[str, Any]] = [json.loads(old.read_text("utf-8")) for old in older]
    return {
        file: days
        for one in said
        if one["columns"] == columns
        for file, days in one["days"].items()
    }
