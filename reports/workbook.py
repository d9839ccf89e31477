"""Tables as an Excel workbook: real numbers and dates, ids as text, nothing a formula."""

import io
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.errors import ToldError
from metrics.metric import N_
from reports import formats
from reports.tables import PER_ROW, Column, Table

XLSX_ROWS: Final = 1_048_576
XLSX_TEXT: Final = 32_767
_WIDEST: Final = 40
_MEASURED_ROWS: Final = 500
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_NUMBER_FORMATS: Final[Mapping[str, str]] = {
    "share": "0.00%",
    "count": "#,##0",
    "number": "#,##0.00",
    "hours": "#,##0.0",
    "minutes": "#,##0.0",
    "days": "#,##0.0",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm:ss",
}


class ExportError(ToldError, ValueError):
    """A table that a file can't hold; says what to do instead."""


def to_xlsx(tables: Sequence[Table], about: str = "About") -> bytes:
    """A workbook: a sheet for each table and one, named `about`, that says what they are.

    Raises ExportError for a table of more rows than a sheet holds.
    """
    stream = io.BytesIO()
    with Workbook(stream, _OPTIONS) as book:
        names = {"history", about.lower()}
        for table in tables:
            _write_table(book, book.add_worksheet(_sheet_name(table.title, names)), table)
        _write_about(book.add_worksheet(about), book.add_format({"bold": True}), tables)
    return stream.getvalue()


def _write_table(book: Workbook, sheet: Worksheet, table: Table) -> None:
    if table.frame.height >= XLSX_ROWS:
        raise ExportError(
            N_(
                '"{table}" has {rows} rows, a sheet holds {most}: take the CSV, or narrow the '
                "filters."
            ),
            table=table.title, rows=f"{table.frame.height:,}", most=f"{XLSX_ROWS - 1:,}",
        )  # fmt: skip
    styles: dict[str, Format] = {}
    heads = {
        align: book.add_format({"bold": True, "bottom": 1, "align": align})
        for align in ("left", "right")
    }
    widths = [_width(column.heading) for column in table.columns]
    for n, column in enumerate(table.columns):
        left = column.unit in {"text", "id", "date", "instant"}
        sheet.write_string(0, n, column.heading, heads["left" if left else "right"])
    for at, row in enumerate(table.frame.iter_rows(named=True), start=1):
        for n, column in enumerate(table.columns):
            code = _number_format(column, row)
            if code not in styles:
                align = {"align": "left"} if code.startswith("yyyy") else {}
                styles[code] = book.add_format({"num_format": code} | align)
            _write_cell(sheet, (at, n), row[column.name], column, styles[code])
            if at <= _MEASURED_ROWS:
                widths[n] = max(widths[n], _width(_as_shown(row[column.name], column)))
    for n, width in enumerate(widths):
        sheet.set_column(n, n, min(width + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, table.frame.height, max(len(table.columns) - 1, 0))


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
        sheet.write_number(*at, value, style)


def _write_about(sheet: Worksheet, bold: Format, tables: Sequence[Table]) -> None:
    """For each table its notes, then what its columns mean."""
    at = 0
    for table in tables:
        sheet.write_string(at, 0, table.title, bold)
        said = [*table.notes, *((c.heading, c.meaning) for c in table.columns if c.meaning)]
        for n, (word, text) in enumerate(said, start=at + 1):
            sheet.write_string(n, 0, word)
            sheet.write_string(n, 1, text)
        at += len(said) + 2
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100)
    sheet.fit_to_pages(1, 0)


def _number_format(column: Column, row: Mapping[str, Any]) -> str:
    unit = row["unit"] if column.unit == PER_ROW else column.unit
    currency = row["currency"] if column.currency == PER_ROW else column.currency
    if unit != "money":
        return _NUMBER_FORMATS.get(unit, "@")
    if not currency:
        return "#,##0.00"
    places = formats.decimals(currency)
    return f'"{formats.symbol(currency)}"#,##0' + (f".{'0' * places}" if places else "")


def _as_shown(value: Any, column: Column) -> str:
    if isinstance(value, float):
        return formats.exact(value, "money", column.currency or "USD") if isfinite(value) else ""
    if isinstance(value, int) and column.unit not in {"text", "id"}:
        return f"{value:,}"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    """In characters; Chinese, Japanese and Korean ones are two wide (the longest line counts)."""
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in ln) for ln in lines)


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes: 31 characters, none of []:*?/\\, not taken; adds it to `taken`."""
    bare = "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in title).strip(" '")
    name = bare[:31].rstrip(" '") or "Table"
    base, n = name, 2
    while name.lower() in taken:
        name = f"{base[: 30 - len(str(n))]} {n}"
        n += 1
    taken.add(name.lower())
    return name
