"""What views keep of each file of a table, on disk: `ROOT/kept/NAME-DEFINITION.parquet`."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from loaders.storing import beside
from metrics.kept import Kept
from metrics.views import KEPT

FOLDER: Final = "kept"
AT_ONCE: Final = 2


def renew(root: Path, table: str, files: Mapping[str, pl.LazyFrame]) -> None:
    """Brings what is kept of a table up to date. `files`: name → its rows."""
    mine = [kept for kept in KEPT.values() if kept.table == table]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        renewed = threads.map(
            lambda kept: beside.renew(root / FOLDER, kept.name, files, kept.part), mine
        )
        _ = [*renewed]


def held(
    root: Path, kept: Kept, files: Sequence[str], rows: Callable[[Sequence[str]], pl.LazyFrame]
) -> pl.LazyFrame | None:
    """What is kept of these files of a table; None where there is nothing of any of them.

    `rows`: those of some of the files, to work out what isn't kept of them.
    """
    found = beside.held(root / FOLDER, kept.name)
    if found is None or found.files.isdisjoint(files):
        return None
    some = found.rows
    if not found.files.issubset(files):
        some = some.filter(pl.col(beside.FILE).is_in([*files]))
    parts = [some.drop(beside.FILE)]
    if others := [file for file in files if file not in found.files]:
        made = kept.of(nw.from_native(rows(others))).to_native()
        parts.append(made.select(parts[0].collect_schema().names()))
    return pl.concat(parts)
