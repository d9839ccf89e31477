"""A folder of CSV, XLSX and Parquet files as a database: Polars runs a source's SQL over them.

Each file is a table named after its stem, in lower case with other characters as `_`, and also as
the stem stands, quoted. Only the files that the SQL names are read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl

from loaders.errors import UNREADABLE_FILE, UNUSABLE_FILE, LoadError
from loaders.opening.delimited import HEAD, SEPARATORS, open_text
from loaders.opening.grid import Grid
from loaders.opening.workbook import open_workbook
from loaders.sheet import normalise
from loaders.sql import since
from metrics.errors import Reason
from metrics.metric import N_

ROWS: Final = 500_000
NUMBER: Final = r"^-?(0|[1-9]\d*)(\.\d+)?$"
DIGITS: Final = 15


def answer(folder: Path, sql: str, start: datetime | None, zone: str) -> Iterator[pl.DataFrame]:
    """The answer to `sql` in batches, at least one; `:since` in it is `start` on the shop's clocks.

    Raises:
        LoadError: no such folder, table or column (the message names those there are), wrong SQL,
            or a file that can't be read.
    """
    files = _files(folder)
    statement = since.put_in(sql, since.shown(start, zone)).strip().rstrip("; \n")
    tables = {name: _table(path) for name, path in files.items() if _names(statement, name)}
    try:
        found = pl.SQLContext(frames=tables).execute(statement).collect()
    except pl.exceptions.PolarsError as error:
        raise _refused(error, files, tables) from error
    yield found.clear()
    yield from found.iter_slices(ROWS)


def _files(folder: Path) -> dict[str, Path]:
    """Table name → file, under both of its names."""
    if not folder.is_dir():
        raise LoadError(
            N_("there is no folder {folder}: correct the source's path."), folder=folder
        )
    tables: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in OPENERS or path.name.startswith((".", "~$")):
            continue
        for name in {_plain(path), path.stem}:
            if name in tables:
                raise LoadError(
                    N_('{file} and {other} are both the table "{table}": rename one.'),
                    file=tables[name].name, other=path.name, table=name,
                )  # fmt: skip
            tables[name] = path
    return tables


def _plain(path: Path) -> str:
    return re.sub(r"\W", "_", path.stem.lower())


def _names(sql: str, table: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(table)}(?!\w)", sql, re.IGNORECASE) is not None


def _table(path: Path) -> pl.LazyFrame:
    try:
        return OPENERS[path.suffix.lower()](path)
    except LoadError as error:
        raise LoadError(UNUSABLE_FILE, file=path.name, problem=error.reason) from error
    except (pl.exceptions.PolarsError, OSError) as error:
        raise LoadError(UNREADABLE_FILE, file=path.name, error=str(error)) from error


def _csv(path: Path) -> pl.LazyFrame:
    return _typed(open_text(path, _first_names(path)))


def _first_names(path: Path) -> frozenset[str]:
    """What the first filled line names, however it is split: two of them make it the header."""
    with path.open("rb") as file:
        text = file.read(HEAD).decode("utf-8-sig", "ignore")
    first = next((line for line in text.splitlines() if line.strip()), "")
    return frozenset(normalise(cell.strip('"')) for cell in re.split(rf"[{SEPARATORS}]", first))


def _workbook(path: Path) -> pl.LazyFrame:
    """The first sheet; a first row of about all columns is its header, named or not."""
    grid = open_workbook(path, ())[0]
    first = grid.preamble[0] if grid.preamble else ()
    if len(first) >= max(2, len(grid.headers) - 1):
        grid = open_workbook(path, {normalise(cell) for cell in first})[0]
    return _typed(grid)


def _parquet(path: Path) -> pl.LazyFrame:
    rows = pl.scan_parquet(path, glob=False)
    rows.collect_schema()
    return rows


def _typed(grid: Grid) -> pl.LazyFrame:
    """The columns under their headers as written; numbers where every value is one.

    A leading zero or more than 15 digits make a text: such columns hold ids.
    """
    cells = {shown.strip(): pl.col(name).str.strip_chars() for name, shown in grid.headers.items()}
    filled = {name: pl.when(cell != "").then(cell) for name, cell in cells.items()}
    rows = grid.rows.select(cell.alias(name) for name, cell in filled.items())
    kinds = rows.select(_kind(name).alias(name) for name in cells).collect().row(0, named=True)
    return rows.with_columns(
        pl.col(name).cast(dtype) for name, kind in kinds.items() if (dtype := NUMBERS.get(kind))
    )


NUMBERS: Final[Mapping[str, type[pl.DataType]]] = {"whole": pl.Int64, "decimal": pl.Float64}


def _kind(name: str) -> pl.Expr:
    column = pl.col(name)
    digits = column.str.replace_all(r"[-.]", "").str.len_bytes()
    are_numbers = column.str.contains(NUMBER) & (digits <= DIGITS)
    whole = ~column.str.contains(".", literal=True)
    kind = pl.when(whole.all()).then(pl.lit("whole")).otherwise(pl.lit("decimal"))
    return pl.when(are_numbers.all() & (column.count() > 0)).then(kind).otherwise(pl.lit("text"))


def _refused(
    error: Exception, files: Mapping[str, Path], tables: Mapping[str, pl.LazyFrame]
) -> LoadError:
    message = str(error).splitlines()[0]
    if missing := re.search(r"relation '(.+)' was not found", message):
        there = ", ".join(f"{_plain(path)} ({path.name})" for path in sorted({*files.values()}))
        return LoadError(
            N_('there is no table "{table}". Tables: {tables}.'),
            table=missing[1], tables=there or Reason(N_("none")),
        )  # fmt: skip
    if missing := re.search(r'unable to find column "(.+?)"', message):
        there = "; ".join(f"{t}: {', '.join(f.collect_schema())}" for t, f in tables.items())
        return LoadError(
            N_('there is no column "{column}". Columns of {tables}.'),
            column=missing[1], tables=there,
        )  # fmt: skip
    return LoadError(
        N_("the SQL can't be run: {error}. Correct it under [sources.tables]."), error=message
    )


OPENERS: Final[Mapping[str, Callable[[Path], pl.LazyFrame]]] = {
    ".csv": _csv,
    ".xlsx": _workbook,
    ".parquet": _parquet,
}
