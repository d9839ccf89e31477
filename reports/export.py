"""Tables as files that open correctly in Excel: CSV here, XLSX in `reports.workbook`.

A text never becomes a formula, an id never a number, an unknown value never a zero. CSV marks
what a spreadsheet would run with an apostrophe (OWASP, "CSV Injection"); XLSX says of each cell
that it is text.
"""

from typing import Final

import polars as pl

from reports.tables import Column, Table
from reports.workbook import ExportError as ExportError
from reports.workbook import to_xlsx as to_xlsx

FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"
NUMBER_AT_RISK: Final = r"^(\d{16,}|0\d+|\d+[eE]\d+)$"
"""Text that a spreadsheet would turn into another number: long ids, leading zeros, 9E21."""


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula.

    >>> harmless("=1+1"), harmless("red"), harmless("")
    ("'=1+1", 'red', '')
    """
    return f"'{text}" if text[:1] and text[0] in FORMULA_STARTS else text


def to_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, CRLF, numbers unrounded, unknown empty.

    A text that a spreadsheet would read as another number ends in a tab, as in TikTok's own files.
    """
    columns = [_csv_cell(table.frame, c).alias(str(n)) for n, c in enumerate(table.columns)]
    headers = pl.DataFrame([[harmless(column.heading)] for column in table.columns])
    first = headers.write_csv(include_bom=True, include_header=False, line_terminator="\r\n")
    rest = table.frame.select(columns).write_csv(
        include_header=False,
        line_terminator="\r\n",
        float_scientific=False,
        datetime_format="%Y-%m-%d %H:%M:%S",
    )
    return (first + rest).encode()


def _csv_cell(frame: pl.DataFrame, column: Column) -> pl.Expr:
    cell = pl.col(column.name)
    dtype = frame.schema[column.name]
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if column.unit not in {"text", "id"} and (dtype.is_temporal() or dtype.is_numeric()):
        return pl.when(cell.is_finite()).then(cell) if dtype.is_float() else cell
    text = cell.cast(pl.String)
    run = text.str.slice(0, 1).is_in(list(FORMULA_STARTS))
    return (
        pl.when(run)
        .then(pl.format("'{}", text))
        .when(text.str.contains(NUMBER_AT_RISK))
        .then(pl.format("{}\t", text))
        .otherwise(text)
    )
