"""Daily totals on disk: `ROOT/daily/TABLE-DEFINITION.parquet`.

Readers use the totals only if these stand for exactly the files of the version that they read.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from loaders.storing import beside
from metrics import daily

FOLDER: Final = "daily"


def tables() -> set[str]:
    """The tables that have daily totals."""
    return {rows.table for rows in daily.numbers()}


def renew(root: Path, table: str, files: Mapping[str, pl.LazyFrame]) -> None:
    """Brings the totals of a table up to date. `files`: name → its rows."""
    if table in tables():
        beside.renew(root / FOLDER, table, files, partial(daily.summed, table))


def held(root: Path, table: str, files: Iterable[str]) -> pl.LazyFrame | None:
    """The totals of a table's files; None where they don't stand for just these."""
    found = beside.held(root / FOLDER, table)
    return found.rows.drop(beside.FILE) if found and found.files == frozenset(files) else None
