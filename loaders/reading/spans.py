"""The span of days that a list covers: said above its header or in its file's name."""

import re
from datetime import date, datetime
from typing import Final

from loaders.errors import LoadError
from metrics.errors import Reason
from metrics.metric import N_

_YEAR_FIRST: Final = r"(?<!\d)(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)"
_YEAR_LAST: Final = r"(?<!\d)(\d{2})([-/.])(\d{2})\2(\d{4})(?!\d)"
_HOURS: Final = r"(?:[ T]\d{2}(?::\d{2})*(?=\D|$))?"
_BETWEEN: Final = r"\s*(?:~|_-_|-|–|—|_|to|至|a)\s*"


def span(preamble: tuple[tuple[str, ...], ...], source: str) -> tuple[date, date]:
    """First and last day, from the cells above a header (the last row that names two days wins).

    `source`: where a person exports the list. Reads `2026-09-01 ~ 2026-09-30`,
    `Analysis date: 01/09/2026~30/09/2026`, `[Date Range]: 09-01-2026 ~ 09-30-2026` and
    `…_20260901-20260930.xlsx`.

    Raises:
        LoadError: no cell names two days.
    """
    for row in reversed(preamble):
        for cell in row:
            found = _days(cell)
            if found:
                return found
    raise LoadError(
        N_(
            "says nowhere which days it covers. Export the list again ({source}), or give the file "
            'a name with its days, as in "list_20260901-20260930.xlsx".'
        ),
        source=Reason(source),
    )


def _days(cell: str) -> tuple[date, date] | None:
    layouts = ["%d%m%Y", "%m%d%Y"]
    if "[date range]" in cell.lower():  # of 2023, whose days are written month first
        layouts.reverse()
    for shape, orders in ((_YEAR_FIRST, ["%Y%m%d"]), (_YEAR_LAST, layouts)):
        pair = re.search(shape + _HOURS + _BETWEEN + shape.replace(r"\2", r"\6"), cell)
        if pair is None:
            continue
        texts = ["".join(pair.group(*group)) for group in ((1, 3, 4), (5, 7, 8))]
        for order in orders:
            first, last = (_day(text, order) for text in texts)
            if first and last and first <= last:
                return first, last
    return None


def _day(text: str, layout: str) -> date | None:
    try:
        return datetime.strptime(text, layout).date()  # noqa: DTZ007
    except ValueError:
        return None
