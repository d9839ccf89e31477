"""Tables as an Excel workbook: real numbers and dates, ids as text, nothing a formula."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.errors import ToldError
from metrics.metric import N_
from reports import paper
from reports.about import About, write_about
from reports.styles import Styles, number_format
from reports.tables import Column, Table
from reports.widths import ROOM, Width, height, units, widths

XLSX_ROWS: Final = 1_048_576
XLSX_TEXT: Final = 32_767
SHEET_NAME: Final = 31
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class ExportError(ToldError, ValueError):
    """A table that a file can't hold; says what to do instead."""


class _Whole(float):
    """A number that is written to its last digit: XlsxWriter asks for 16 of the 17 it can have,
    and would make 9496.710999999999 of 9496.711."""

    def __format__(self, _spec: str) -> str:
        return repr(float(self))


def to_xlsx(tables: Sequence[Table], about: About | None = None) -> bytes:
    """A workbook: a sheet for each table and one that says what they are.

    That one stands before several tables, and after a single one. Raises ExportError for a table
    of more rows than a sheet holds.
    """
    about = about or About()
    stream = io.BytesIO()
    with Workbook(stream, _OPTIONS) as book:
        styles = Styles(book)
        taken = {"history", about.sheet.lower()}
        names = [sheet_name(table.title, taken) for table in tables]
        first = book.add_worksheet(about.sheet) if len(tables) > 1 else None
        for name, table in zip(names, tables, strict=True):
            _write_table(styles, book.add_worksheet(name), table)
        write_about(styles, first or book.add_worksheet(about.sheet), about, names, tables)
        book.set_properties({"title": about.title or (tables[0].title if tables else "")})
    return stream.getvalue()


def _write_table(styles: Styles, sheet: Worksheet, table: Table) -> None:
    if table.frame.height >= XLSX_ROWS:
        raise ExportError(
            N_(
                '"{table}" has {rows} rows, a sheet holds {most}: take the CSV, or narrow the '
                "filters."
            ),
            table=table.title, rows=f"{table.frame.height:,}", most=f"{XLSX_ROWS - 1:,}",
        )  # fmt: skip
    columns = widths(table)
    _write_heads(styles, sheet, table, columns)
    long = [
        (column.name, width.characters)
        for column, width in zip(table.columns, columns, strict=True)
        if width.wraps
    ]
    for at, row in enumerate(table.frame.iter_rows(named=True), start=1):
        for n, column in enumerate(table.columns):
            style = styles.cell(number_format(column, row), wraps=columns[n].wraps)
            _write_cell(sheet, (at, n), row[column.name], column, style)
        if long:
            sheet.set_row(at, height((str(row[name] or ""), across) for name, across in long))
    sheet.autofilter(0, 0, table.frame.height, max(len(table.columns) - 1, 0))
    paper.lay_out(sheet, table.title, table.notes, columns)


def _write_heads(styles: Styles, sheet: Worksheet, table: Table, columns: Sequence[Width]) -> None:
    """The first row, which stays in sight, and the widths below it."""
    for n, (column, width) in enumerate(zip(table.columns, columns, strict=True)):
        sheet.write_string(0, n, column.heading, styles.heading(column))
        sheet.set_column(n, n, width.characters)
    heads = zip((column.heading for column in table.columns), columns, strict=True)
    room = ((heading, width.characters - ROOM) for heading, width in heads)
    sheet.set_row(0, height(room))
    sheet.freeze_panes(1, 0)


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], value: Any, column: Column, style: Format
) -> None:
    plain = isinstance(value, int | float | Decimal | date)
    is_text = column.unit in {"text", "id"} or not plain
    if value is None or (isinstance(value, float) and not isfinite(value)):
        sheet.write_blank(*at, None, style)
    elif is_text:
        text = str(value)
        cut = text if len(text) <= XLSX_TEXT else text[: XLSX_TEXT - 1] + "…"
        sheet.write_string(*at, cut, style)
    elif isinstance(value, datetime):
        utc = value.astimezone(UTC) if value.tzinfo else value
        sheet.write_datetime(*at, utc.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(*at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        sheet.write_number(*at, _Whole(value), style)


def sheet_name(title: str, taken: set[str]) -> str:
    r"""A name that Excel takes: 31 characters, none of []:*?/\, not taken; adds it to `taken`.

    >>> sheet_name("GMV: what made it change, by shop", set())
    'GMV – what made it change, by…'
    """
    bare = "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in title.replace(": ", " – "))
    whole = " ".join(bare.split()).strip(" '") or "Table"
    name, n = _cut(whole, SHEET_NAME), 2
    while name.lower() in taken:
        name = f"{_cut(whole, SHEET_NAME - 1 - len(str(n)))} {n}"
        n += 1
    taken.add(name.lower())
    return name


def _cut(text: str, longest: int) -> str:
    """So much of it, up to the end of a word where that doesn't lose much."""
    if units(text) <= longest:
        return text
    start = text
    while units(start) >= longest:
        start = start[:-1]
    words = start if text[len(start)] == " " else start.rpartition(" ")[0]
    kept = words if units(words) > longest // 2 else start
    return kept.rstrip(" ',·–") + "…"
