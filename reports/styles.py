"""How cells of a workbook look: number formats by unit and currency, lines that print."""

from collections.abc import Mapping
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from reports import formats
from reports.tables import PER_ROW, Column

LINE: Final = "#D9D9D9"
HEAD: Final = "#F2F2F2"
"""Behind headings: light enough for a printer without colours."""
_LEFT: Final = frozenset(["text", "id", "date", "instant"])
_TEXT: Final = "@"
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

_SIGNS: Final[Mapping[str, str]] = {"hours": '" h"', "minutes": '" min"', "days": '" d"'}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells: dict[tuple[str, bool], Format] = {}
        self._heads: dict[bool, Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "valign": "top"})
        self.strong = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        self.said = book.add_format({"valign": "top", "text_wrap": True})

    def heading(self, column: Column) -> Format:
        """Bold above a line, at the side of its values; numbers make way for the filter's arrow."""
        is_left = column.unit in _LEFT
        if is_left not in self._heads:
            side = {"align": "left", "indent": 1} if is_left else {"align": "right", "indent": 2}
            self._heads[is_left] = self._book.add_format(
                {"bold": True, "bottom": 1, "bg_color": HEAD, "text_wrap": True, "valign": "top"}
                | side
            )
        return self._heads[is_left]

    def cell(self, code: str, *, wraps: bool = False) -> Format:
        """Of a number format; what stands in a cell keeps off its neighbours."""
        if (code, wraps) not in self._cells:
            is_left = code == _TEXT or code.startswith("yyyy")
            side = {"align": "left" if is_left else "right", "indent": 1}
            line = {"bottom": 1, "bottom_color": LINE, "valign": "top", "text_wrap": wraps}
            self._cells[code, wraps] = self._book.add_format({"num_format": code} | side | line)
        return self._cells[code, wraps]


def number_format(column: Column, row: Mapping[str, Any]) -> str:
    """Of a cell: money with the decimals of its currency, a share in percent, text as text; a time
    with its unit, where no heading can say it."""
    unit = row["unit"] if column.unit == PER_ROW else column.unit
    currency = row["currency"] if column.currency == PER_ROW else column.currency
    if unit != "money":
        sign = _SIGNS.get(unit, "") if column.unit == PER_ROW else ""
        return _NUMBER_FORMATS.get(unit, _TEXT) + sign
    if not currency:
        return "#,##0.00"
    places = formats.decimals(currency)
    return f'"{formats.symbol(currency)}"#,##0' + (f".{'0' * places}" if places else "")
