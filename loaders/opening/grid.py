"""A table of text whose header has been found, whatever kind of file it stood in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from loaders.errors import LoadError
from loaders.opening.header_search import MAX_COLUMNS, column_names, find, shown_names
from metrics.metric import N_

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, eq=False)
class Grid:
    """One table: a String column per header cell, and `source_row` (1-based, as in the file)."""

    rows: pl.LazyFrame
    headers: dict[str, str]
    preamble: tuple[tuple[str, ...], ...]
    sheet: str = ""
    """The name of the sheet, in a workbook."""


def of_frame(cells: pl.DataFrame, known: Collection[str], sheet: str = "") -> Grid | None:
    """The table in a frame of text cells; None where nothing stands in it."""
    if cells.is_empty():
        return None
    if cells.width > MAX_COLUMNS:
        raise too_wide(cells.width)
    top = [[cell or "" for cell in row] for row in cells.head(20).iter_rows()]
    at = find(top, known)
    if not any(cell.strip() for cell in top[at]):
        return None
    rows = (
        cells.rename(dict(zip(cells.columns, column_names(top[at]), strict=True)))
        .with_row_index("source_row", offset=1)
        .slice(at + 1)
        .with_columns(pl.col("source_row").cast(pl.Int64))
    )
    return Grid(rows.lazy(), shown_names(top[at]), preamble_of(top[:at]), sheet)


def preamble_of(rows: Rows) -> tuple[tuple[str, ...], ...]:
    """The filled cells above a header, row by row."""
    return tuple(tuple(cell.strip() for cell in row if cell.strip()) for row in rows)


def too_wide(columns: int) -> LoadError:
    """A table of so many columns is no export."""
    return LoadError(
        N_(
            "has {columns} columns; no export has more than {most}. Load the file as it was "
            "downloaded."
        ),
        columns=f"{columns:,}", most=f"{MAX_COLUMNS:,}",
    )  # fmt: skip
