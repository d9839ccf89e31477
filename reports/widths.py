"""How wide the columns of a sheet are: nothing is cut off, and paper holds as many as it can.

Widths are in characters of the sheet's font; Chinese, Japanese and Korean ones are two wide.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, isfinite
from typing import Any, Final

import polars as pl

from reports import formats
from reports.tables import PER_ROW, Column, Table

PAPER: Final = 130
"""Characters across a sheet of paper on its side, in the size of the screen."""
SMALLEST_PRINT: Final = 0.6
"""Paper shrinks a sheet so far that it can still be read; what is wider takes more pages across."""
LINE: Final = 15.0
HANZI_LINE: Final = 17.0
"""Points that a line of text is high, and one with Chinese in it."""
_HANZI: Final = 1.1
"""How much wider than two digits a Chinese character is, in most fonts."""
ROOM: Final = 3
"""Beside a value: its margins, and the indent that keeps it off the next column's."""
_HEAD_ROOM: Final = 5
"""Beside a heading, which is bold, and makes way for the filter's arrow."""
_WRAPPED_FROM: Final = 40
_READABLE: Final = 100
"""A line of text isn't wider than this."""
_WIDEST: Final = 200
_HIGHEST: Final = 400.0
"""What Excel can show of a column, in characters, and of a row, in points, and a little less."""
_LONGEST: Final = 20
"""Texts that are measured of a column: those of the most characters, and of the most bytes."""
_WORDS: Final = re.compile(r"([\u2e80-\uffef]|[^\s\u2e80-\uffef]+)(\s*)")
_TIMES: Final = {"date": 10, "instant": 19}


@dataclass(frozen=True)
class Width:
    """How wide a column is, and whether its texts wrap there."""

    characters: int
    wraps: bool = False


def widths(table: Table) -> list[Width]:
    """The width of each column: its widest value, and its heading on two lines or so.

    Long texts share what the others leave of the paper.
    """
    needed = [_needed(table.frame, column) + ROOM for column in table.columns]
    heads = [_heading(column.heading) + _HEAD_ROOM for column in table.columns]
    long = [
        column.unit == "text" and width > _WRAPPED_FROM
        for column, width in zip(table.columns, needed, strict=True)
    ]
    pairs = list(zip(needed, heads, long, strict=True))
    taken = sum(max(width, head) for width, head, wraps in pairs if not wraps)
    share = (PAPER - taken) // max(sum(long), 1)
    line = min(max(share, _WRAPPED_FROM), _READABLE)
    return [
        Width(max(min(width, line if wraps else _WIDEST), head), wraps)
        for width, head, wraps in pairs
    ]


def pages_across(columns: Sequence[Width]) -> int:
    """Pages of paper that the columns need beside each other to stay readable."""
    return max(ceil(sum(one.characters for one in columns) * SMALLEST_PRINT / PAPER), 1)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def width(text: str) -> int:
    """Of the longest line.

    >>> width("GMV"), width("销售额"), width("two\\nlines")
    (3, 6, 5)
    """
    lines = text.splitlines() or [""]
    return max(sum(2 if _is_wide(one) else 1 for one in line) for line in lines)


def units(text: str) -> int:
    """What Excel counts as characters: units of UTF-16.

    >>> units("GMV"), units("🔥")
    (3, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def height(texts: Iterable[tuple[str, int]]) -> float:
    """Of a row whose texts wrap at so many characters, in points."""
    heights = [
        _lines(text, across) * (HANZI_LINE if any(map(_is_wide, text)) else LINE)
        for text, across in texts
    ]
    return min(max(heights, default=LINE), _HIGHEST)


def _lines(text: str, across: int) -> int:
    """Lines that the text takes; Chinese breaks anywhere.

    >>> _lines("Average order value", 13), _lines("平均订单金额", 9), _lines("", 8)
    (2, 2, 1)
    """
    lines = 0
    for paragraph in text.splitlines() or [""]:
        lines, left = lines + 1, float(across)
        for word, gap in _WORDS.findall(paragraph):
            needed = width(word) * (_HANZI if width(word) > len(word) else 1)
            if left < across and needed > left:
                lines, left = lines + 1, float(across)
            lines += (width(word) - 1) // across
            left -= needed + len(gap)
    return lines


def _heading(text: str) -> int:
    """On two lines, if its words allow; Chinese breaks anywhere."""
    longest = max((width(word) if word.isascii() else 2 for word in text.split()), default=0)
    return max(longest, ceil(width(text) / 2) + 1)


def _needed(frame: pl.DataFrame, column: Column) -> int:
    """Of the widest value."""
    return max((width(shown) for shown in _widest(frame, column)), default=0)


def _widest(frame: pl.DataFrame, column: Column) -> Iterator[str]:
    """The values that may be the widest, as they are shown."""
    values = frame[column.name]
    if column.unit in _TIMES and values.dtype.is_temporal():
        yield "0" * _TIMES[column.unit]
    elif column.unit in {"text", "id"} or not values.dtype.is_numeric():
        texts = values.cast(pl.String).drop_nulls()
        yield from texts.gather(texts.str.len_chars().arg_sort(descending=True)[:_LONGEST])
        yield from texts.gather(texts.str.len_bytes().arg_sort(descending=True)[:_LONGEST])
    else:
        units = pl.col("unit") if column.unit == PER_ROW else pl.lit(column.unit)
        money = pl.col("currency") if column.currency == PER_ROW else pl.lit(column.currency)
        value = pl.col(column.name)
        extremes = frame.group_by(units.alias("_unit"), money.alias("_currency")).agg(
            least=value.min(), most=value.max()
        )
        for unit, currency, least, most in extremes.iter_rows():
            yield from (_shown(one, unit, currency) for one in (least, most))


def _shown(value: Any, unit: str, currency: str | None) -> str:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, date) or unit == "date":
        return "0" * _TIMES["date"]
    return formats.exact(value, unit, currency)
