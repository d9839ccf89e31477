"""What a version of a table is made of: its files, its columns, and which days lie in each file.

`ROOT/listed/TABLE-VERSION.json` says of the newest version what the Delta log says too, so that a
reader has no log to replay, and by the days no file to open that a question doesn't need. Versions
of a Delta table never change. Without a listing (an older store, an older version) the log is read.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
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

Bounds = Mapping[str, Sequence[int | None]]
"""File → its number of rows; then of each column of days or instants how many are null, the first
and the last, as days or microseconds since 1970."""


@dataclass(frozen=True, eq=False)
class Listing:
    """`files` are those of the table in `folder`, as `month=…/….parquet`."""

    folder: Path
    files: tuple[str, ...]
    schema: pl.Schema
    bounds: Bounds | None
    """None where they aren't known."""

    @property
    def paths(self) -> list[str]:
        """The files, wherever this process may move."""
        return self._paths(self.files)

    def rows(self) -> pl.LazyFrame:
        """All rows. Files in which the days of a filter don't lie aren't opened."""
        return _scan(self.paths, self.schema, self._statistics)

    def rows_of(self, *files: str) -> pl.LazyFrame:
        """The rows of some of the files."""
        return _scan(self._paths(files), self.schema, None)

    def _paths(self, files: Iterable[str]) -> list[str]:
        return [f"{self.folder}/{file}" for file in files]

    @cached_property
    def _statistics(self) -> pl.DataFrame | None:
        """As Polars' scan takes them (its reader of Delta hands over those of the log)."""
        if not self.bounds:
            return None
        kinds: dict[str, pl.DataType] = {"len": pl.UInt32()}
        for name, kind in _bounded(self.schema).items():
            kinds |= {f"{name}_nc": pl.UInt32(), f"{name}_min": kind, f"{name}_max": kind}
        rows = [self.bounds[file] for file in self.files]
        numbers = {name: pl.Int32 if kind == pl.Date else pl.Int64 for name, kind in kinds.items()}
        counted = pl.DataFrame(rows, numbers, orient="row")
        return counted.select(pl.col(name).cast(kind) for name, kind in kinds.items())


def opened(root: Path, table: str, version: int) -> Listing:
    """The table at a version: as it is listed, else by its log."""
    folder = _folder(root, table)
    try:
        said = json.loads(path(root, table, version).read_text("utf-8"))
    except FileNotFoundError:
        return _of_log(folder, version)
    schema = pl.Schema({name: TYPES[kind] for name, kind in said["columns"].items()})
    return Listing(folder, tuple(said["files"]), schema, said["files"])


def path(root: Path, table: str, version: int) -> Path:
    """Where the listing of a version lies."""
    return root / "listed" / f"{table}-{version}.json"


def renew(root: Path, table: str, version: int) -> None:
    """Lists the newest version, in one step; the listings of older ones go."""
    target = path(root, table, version)
    if target.exists():
        return
    now = _of_log(_folder(root, table), version)
    columns = {name: str(kind) for name, kind in now.schema.items()}
    if not TYPES.keys() >= {*columns.values()}:
        return
    older = [*target.parent.glob(f"{table}-*.json")]
    known = _bounds_of(older, columns)
    files = {file: known.get(file) or _bounds(now, file) for file in now.files}
    put(target, {"columns": columns, "files": files})
    for old in older:
        old.unlink(missing_ok=True)


def _folder(root: Path, table: str) -> Path:
    return (root / "tables" / table).absolute()


def _of_log(folder: Path, version: int) -> Listing:
    from deltalake import DeltaTable

    table = DeltaTable(str(folder), version=version)
    files = tuple("/".join(uri.split("/")[-2:]) for uri in table.file_uris())
    return Listing(folder, files, pl.Schema(table.schema()), None)


def _scan(files: list[str], schema: pl.Schema, statistics: pl.DataFrame | None) -> pl.LazyFrame:
    return pl.scan_parquet(
        files,
        schema=schema,
        hive_schema={"month": pl.String},
        missing_columns="insert",
        _table_statistics=statistics,
    )


def _bounded(schema: pl.Schema) -> dict[str, pl.DataType]:
    return {name: kind for name, kind in schema.items() if kind.is_temporal()}


def _bounds(listing: Listing, file: str) -> tuple[int | None, ...]:
    wanted = [pl.len()]
    for name in _bounded(listing.schema):
        column = pl.col(name)
        ends = column.min().to_physical(), column.max().to_physical()
        wanted += [column.null_count(), *ends]
    named = [one.alias(str(place)) for place, one in enumerate(wanted)]
    return listing.rows_of(file).select(named).collect().row(0)


def _bounds_of(older: Iterable[Path], columns: Mapping[str, str]) -> Bounds:
    """What older listings of the same columns, in their order, say of files: they never change."""
    said: list[dict[str, Any]] = [json.loads(old.read_text("utf-8")) for old in older]
    same = [one for one in said if [*one["columns"].items()] == [*columns.items()]]
    return {file: bounds for one in same for file, bounds in one["files"].items()}
