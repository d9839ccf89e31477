"""What is kept beside the files of a Delta table, in one Parquet file a name.

Files of a Delta table never change, so what stands for one is known by its name, and is made only
for files that are new.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from metrics import daily

FILE: Final = "file"
"""Column: name of the file that a row stands for."""

SUFFIX: Final = ".parquet"
_ROW_GROUP: Final = 4096
_FILES: Final = "shoppulse.files"
"""In the file's own metadata: name → whether something stands for it (if not: read its rows)."""

Part = Callable[[pl.LazyFrame], pl.DataFrame | None]
"""What stands for the rows of a file; None where nothing can."""


@dataclass(frozen=True, eq=False)
class Beside:
    """`rows`, with FILE, that stand for `files`; nothing stands for `left`."""

    rows: pl.LazyFrame
    files: frozenset[str]
    left: frozenset[str] = frozenset()


def path(folder: Path, name: str) -> Path:
    """Where it lies, as the rules of today define it."""
    return folder / f"{name}-{daily.definition()}{SUFFIX}"


def renew(folder: Path, name: str, files: Mapping[str, pl.LazyFrame], part: Part) -> None:
    """Brings it up to date. `files`: name → its rows."""
    old = held(folder, name) or Beside(pl.LazyFrame(), frozenset())
    if old.files | old.left == files.keys():
        return
    stands = {file: file in old.files for file in files if file in old.files | old.left}
    parts = [old.rows.filter(pl.col(FILE).is_in([*stands])).collect()] if stands else []
    for file in [file for file in files if file not in stands]:
        made = part(files[file])
        stands[file] = made is not None
        if made is not None:
            parts.append(made.with_columns(pl.lit(file).alias(FILE)))
    rows = pl.concat(parts, how="diagonal_relaxed") if parts else pl.DataFrame({FILE: []})
    _write(path(folder, name), rows, stands)
    for other in folder.glob(f"{name}-*{SUFFIX}"):
        if other != path(folder, name) and other.stem.removeprefix(f"{name}-").isalnum():
            other.unlink()


def held(folder: Path, name: str) -> Beside | None:
    """What is kept; None where nothing is."""
    target = path(folder, name)
    try:
        written = target.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(str(target), written)


def _write(target: Path, rows: pl.DataFrame, stands: Mapping[str, bool]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    _sorted(rows).write_parquet(
        draft,
        compression="lz4",
        row_group_size=_ROW_GROUP,
        metadata={_FILES: json.dumps(stands)},
    )
    draft.replace(target)


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    """By their day, so that a question decodes what is of its own days only."""
    days = [name for name, kind in rows.schema.items() if kind == pl.Date][:1]
    order = [name for name in ("rows", *days) if name in rows.columns]
    return rows.sort(order) if order else rows


@lru_cache(maxsize=64)
def _read(target: str, written: int) -> Beside:
    """The whole file at once, since another process may put a newer one in its place."""
    content = Path(target).read_bytes()
    stands = json.loads(pl.read_parquet_metadata(content).get(_FILES, "{}"))
    files = frozenset(file for file, some in stands.items() if some)
    return Beside(pl.scan_parquet(content), files, frozenset(stands.keys() - files))
