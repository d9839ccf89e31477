"""Which kind of file a sheet is, and its rows under the names that its kind gives them."""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from loaders import (  # fmt: skip
    ads,
    affiliates,
    content,
    feedback,
    finance,
    fx,
    orders,
    returns,
    stock,
    traffic,
)
from loaders.errors import LoadError
from loaders.reading.values import EMPTY_MARKS
from loaders.sheet import Field, Kind, Sheet, normalise
from loaders.sql import corrected
from metrics.errors import Reason
from metrics.metric import N_

_SUBJECTS: Final = (
    orders, returns, affiliates, finance, ads, traffic, content, stock, feedback, fx,
    corrected,
)  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = tuple(kind for subject in _SUBJECTS for kind in subject.KINDS)

_DESCRIBED_ROWS: Final = 5
_DAYS: Final = ("date", "settled_on")
_VALUE: Final = re.compile(
    r"\W{0,3}(?:[A-Za-z]{2,3}|[A-Z]\$)?[\s.$]*\d[\d\s.,:/\-]*(?:[AaPp][Mm]|[KMBkmb%₫฿]|rb|jt)?\s*"
)
_TOTAL: Final = (
    r"^(grand |sub)?total( of [\d,.]+ results?)?:?$|"
    r"^(合计|总计|總計|汇总|รวม|รวมทั้งหมด|jumlah|tổng|tổng cộng)$"
)


def recognise(sheet: Sheet, kind: str | None = None) -> Kind:
    """The kind whose required columns `sheet` has: of several, the one that uses most of it.

    `kind`: only kinds of this name are tried.

    Raises:
        LoadError: no kind fits (names the closest and what it lacks), or no kind has that name.
    """
    named = [each for each in KINDS if kind in (None, each.name)]
    if not named:
        names = ", ".join(sorted({each.name for each in KINDS}))
        raise LoadError(
            N_('there is no kind of file called "{kind}"; the kinds are {names}.'),
            kind=kind, names=names,
        )  # fmt: skip
    fitting = [each for each in named if not missing(sheet, each)]
    if fitting:
        return max(fitting, key=lambda each: (len(_required(each)), len(_columns(sheet, each))))
    exports = [each for each in named if each not in corrected.KINDS] or named
    closest = min(exports, key=lambda each: len(missing(sheet, each)) / len(_required(each)))
    lacking = ", ".join(f'"{field.headers[0]}"' for field in missing(sheet, closest))
    raise LoadError(
        N_(
            '{file} is no file that can be read. The closest kind is "{kind}" ({source}); the file '
            "lacks its columns {columns}. Export it again with all columns, and load it as it was "
            "downloaded."
        ),
        file=sheet.file, kind=closest.name, source=Reason(closest.source), columns=lacking,
    )  # fmt: skip


def rows_of(sheet: Sheet, kind: Kind) -> pl.LazyFrame:
    """`source_row` and the columns of `kind` that `sheet` has, as text under their fields' names.

    Description, total and blank rows are gone. A description row is one of the first five without
    a cell that reads as a number, an id, an amount or a time; a total row says so in the sheet's
    first column, or has a dash there instead of a day. A row is blank where all its required cells
    are empty or dashes: an ad that didn't run.

    Raises:
        LoadError: the first rows can't be told apart (of text files: the rest is read later).
    """
    columns = _columns(sheet, kind)
    named = sheet.rows.select(
        "source_row", *(pl.col(header).alias(name) for name, header in columns.items())
    )
    try:
        start = _first_row(named)
    except pl.exceptions.ComputeError as error:
        raise LoadError(
            N_(
                "{file} is cut off or damaged: its quotes don't match. Export it again and load it "
                "unopened."
            ),
            file=sheet.file,
        ) from error
    first = next(name for name in sheet.rows.collect_schema().names() if name != "source_row")
    required = [columns[field.name] for field in _required(kind)]
    wanted = ~_is_total(first, columns) & pl.any_horizontal(_filled(name) for name in required)
    if start:
        wanted &= pl.col("source_row") >= start
    return sheet.rows.filter(wanted).select(
        "source_row", *(pl.col(header).alias(name) for name, header in columns.items())
    )


def known_headers() -> frozenset[str]:
    """Every header that any kind goes by, normalised."""
    return frozenset(
        normalise(header) for kind in KINDS for field in kind.fields for header in field.headers
    )


def _columns(sheet: Sheet, kind: Kind) -> dict[str, str]:
    """Field → the sheet's column for it, of the fields that it has."""
    found = ((field.name, _column(sheet, field)) for field in kind.fields)
    return {name: column for name, column in found if column is not None}


def _column(sheet: Sheet, field: Field) -> str | None:
    names = map(normalise, field.headers)
    return next((name for name in names if name in sheet.headers), None)


def missing(sheet: Sheet, kind: Kind) -> list[Field]:
    """The required fields of `kind` that `sheet` has no column for."""
    return [field for field in _required(kind) if _column(sheet, field) is None]


def _required(kind: Kind) -> list[Field]:
    return [field for field in kind.fields if field.required]


def _first_row(rows: pl.LazyFrame) -> int:
    """The first row behind those that describe the columns; 0 where none does."""
    head = rows.head(_DESCRIBED_ROWS).collect()
    start = 0
    for number, *cells in head.iter_rows():
        if _holds_value(cells):
            break
        start = number + 1
    return start


def _holds_value(cells: Iterable[str | None]) -> bool:
    return any(_VALUE.fullmatch(cell.strip()) for cell in cells if cell)


def _is_total(first: str, columns: dict[str, str]) -> pl.Expr:
    cell = pl.col(first).str.strip_chars().str.to_lowercase()
    is_total = cell.str.contains(_TOTAL)
    if first in (columns.get(name) for name in _DAYS):
        is_total |= cell == "-"
    return is_total.fill_null(value=False)


def _filled(column: str) -> pl.Expr:
    return ~pl.col(column).str.strip_chars().is_in(EMPTY_MARKS).fill_null(value=True)
