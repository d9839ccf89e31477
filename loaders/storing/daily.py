"""Daily totals on disk: `ROOT/daily/TABLE.parquet`, made anew only for files that are new.

Files of a Delta table never change, so what a file adds up to is known by its name. Readers use
the totals only if these stand for exactly the files of the version that they read.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from metrics import daily

FILE: Final = "file"
"""Column: name of the file that a row sums up."""

FILES: Final = "files"
"""Key of the Parquet file's metadata: the names of all files that it sums up."""

SUFFIX: Final = ".parquet"
ROW_GROUP: Final = 4096

_EMPTY: Final = pl.DataFrame({"rows": [-1]}, schema={"rows": pl.Int16})
"""A row that stands for a file without rows that count."""


def path(root: Path, table: str) -> Path:
    """Where the totals of a table lie, as the rules of today define them."""
    return root / "daily" / f"{table}-{daily.definition()}{SUFFIX}"


def renew(root: Path, table: str, files: Mapping[str, pl.LazyFrame]) -> None:
    """Brings the totals of a table up to date. `files`: name → its rows."""
    if not any(rows.table == table for rows in daily.numbers()):
        return
    target = path(root, table)
    kept = pl.read_parquet(target) if target.exists() else pl.DataFrame()
    known = set(kept[FILE].unique()) if kept.width else set()
    if target.exists() and _files(target.read_bytes()) == files.keys():
        return
    parts = [kept.filter(pl.col(FILE).is_in([*files]))] if kept.width else []
    for name, rows in files.items():
        if name not in known:
            totals = [_EMPTY, daily.summed(table, rows)]
            both = pl.concat(totals, how="diagonal_relaxed")
            parts.append(both.with_columns(pl.lit(name).alias(FILE)))
    _write(target, pl.concat(parts, how="diagonal_relaxed"), [*files])
    for old in target.parent.glob(f"{table}-*{SUFFIX}"):
        if old != target and old.stem.removeprefix(f"{table}-").isalnum():
            old.unlink()


def _write(target: Path, totals: pl.DataFrame, files: Sequence[str]) -> None:
    """In one step; sorted, so that a question decodes the totals of its own days."""
    order = [name for name in ("rows", "day") if name in totals.columns]
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    totals.sort(order).write_parquet(
        draft, compression="lz4", row_group_size=ROW_GROUP, metadata={FILES: json.dumps(files)}
    )
    draft.replace(target)


def held(root: Path, table: str, files: Iterable[str]) -> pl.LazyFrame | None:
    """The totals of a table's files; None where they don't stand for just these."""
    target = path(root, table)
    try:
        written = target.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    content, names = _read(target, written)
    return pl.scan_parquet(content) if names == frozenset(files) else None


@lru_cache(maxsize=64)
def _read(target: Path, written: int) -> tuple[bytes, frozenset[str]]:
    """The whole file, since another process may put a newer one in its place."""
    content = target.read_bytes()
    return content, _files(content)


def _files(content: bytes) -> frozenset[str]:
    """What the totals stand for; nothing where an older Shoppulse wrote them."""
    return frozenset(json.loads(pl.read_parquet_metadata(content).get(FILES, "[]")))
