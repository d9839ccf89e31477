"""Daily totals on disk: `ROOT/daily/TABLE.parquet`, made anew only for files that are new.

Files of a Delta table never change, so what a file adds up to is known by its name. Readers use
the totals only if these stand for exactly the files of the version that they read.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from metrics import daily

FILE: Final = "file"
"""Column: name of the file that a row sums up."""

SUFFIX: Final = ".parquet"

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
    if known == files.keys():
        return
    parts = [kept.filter(pl.col(FILE).is_in([*files]))] if kept.width else []
    for name, rows in files.items():
        if name not in known:
            totals = [_EMPTY, daily.summed(table, rows)]
            both = pl.concat(totals, how="diagonal_relaxed")
            parts.append(both.with_columns(pl.lit(name).alias(FILE)))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    pl.concat(parts, how="diagonal_relaxed").write_parquet(draft)
    draft.replace(target)
    for old in target.parent.glob(f"{table}-*{SUFFIX}"):
        if old != target and old.stem.removeprefix(f"{table}-").isalnum():
            old.unlink()


def held(root: Path, table: str, files: Sequence[str]) -> pl.DataFrame | None:
    """The totals of a table's files; None where they don't stand for just these."""
    target = path(root, table)
    try:
        written = target.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    totals, names = _read(str(target), written)
    return totals if names == frozenset(files) else None


@lru_cache(maxsize=64)
def _read(target: str, written: int) -> tuple[pl.DataFrame, frozenset[str]]:
    totals = pl.read_parquet(target)
    return totals.drop(FILE), frozenset(totals[FILE].unique())
