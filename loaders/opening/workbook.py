"""Workbooks: every filled sheet as text, and when the workbook was made.

calamine reads what strict readers can't (wrong `<dimension>`, header cells in rows of their own,
inline strings, any name of the sheet's part). A number cell of 16 digits or more has lost its last
digits: it comes back as `5.76e+17`, so that no id is made up.
"""

import re
import zipfile
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from loaders.errors import LoadError
from loaders.opening.archive import check_sizes
from loaders.opening.grid import Grid, of_frame
from metrics.metric import N_

if TYPE_CHECKING:
    import fastexcel

_EXACT_DIGITS: Final = 15
_FIRST_SHOP: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""TikTok Shop is younger; writers leave their own birthday where no time was given."""


def open_workbook(path: Path, known: Collection[str]) -> list[Grid]:
    """The filled, visible sheets of the workbook at `path`.

    Raises:
        LoadError: no workbook, cut off, encrypted or empty. The message doesn't name the file.
    """
    import fastexcel

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            check_sizes(parts.infolist())
    try:
        reader = fastexcel.read_excel(path)
        loaded = [
            reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            for name in reader.sheet_names
        ]
    except fastexcel.FastExcelError as error:
        raise LoadError(
            N_(
                "can't be opened as a workbook: it is cut off, protected by a password or "
                "something else under that name. Download it again and load it unopened."
            )
        ) from error
    grids = []
    for sheet in loaded:
        if sheet.visible == "visible" and sheet.height and sheet.width:
            cells = sheet.to_polars()
            broken = _broken_numbers(reader, sheet.name, cells)
            grids.append(of_frame(cells.with_columns(broken), known, sheet.name))
    filled = [grid for grid in grids if grid is not None]
    if not filled:
        raise LoadError(N_("is an empty workbook: export it again."))
    return filled


def made_at(path: Path) -> datetime | None:
    """The time of last change in the workbook's properties, else that of creation (UTC)."""
    try:
        with zipfile.ZipFile(path) as parts:
            core = parts.read("docProps/core.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError):
        return None
    for name in ("modified", "created"):
        found = re.search(rf"<dcterms:{name}[^>]*>([^<]+)<", core)
        instant = _instant(found[1]) if found else None
        if instant and instant >= _FIRST_SHOP:
            return instant
    return None


def _instant(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)


def _broken_numbers(
    reader: "fastexcel.ExcelReader", sheet: str, cells: pl.DataFrame
) -> list[pl.Expr]:
    """The columns whose long numbers were stored as numbers, those in scientific notation."""
    long = rf"^\d{{{_EXACT_DIGITS + 1},}}$"
    broken = []
    for position, column in enumerate(cells.iter_columns()):
        rows = column.str.contains(long).fill_null(value=False).arg_true()
        if rows.is_empty() or not _survive_a_float(column.gather(rows)):
            continue
        first = reader.load_sheet(
            sheet, header_row=None, skip_rows=rows[0], n_rows=1, use_columns=[position]
        )
        if first.to_polars().dtypes[0].is_numeric():
            text = column.cast(pl.Float64, strict=False).map_elements("{:e}".format, pl.String)
            broken.append(
                pl.when(pl.col(column.name).str.contains(long))
                .then(text)
                .otherwise(column.name)
                .alias(column.name)
            )
    return broken


def _survive_a_float(digits: pl.Series) -> bool:
    through = digits.cast(pl.Float64).cast(pl.Int128, strict=False)
    return bool((through == digits.cast(pl.Int128, strict=False)).all())
