"""A sheet on paper: on its side, headings on every page, and what it speaks of above and below."""

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from reports.widths import Width, pages_across, units, width

FIXED: Final = {"scale_with_doc": False}
"""Headers and footers keep their size where the sheet is shrunk."""
_LONGEST: Final = 255
"""Characters of a header or footer in Excel, its own marks included."""
_ACROSS: Final = 140
"""Small characters that a page is wide."""
_GAP: Final = "   "
_TITLE: Final = 80
_MARKS: Final = 60
"""Room for those marks, and for the page's number."""


def lay_out(
    sheet: Worksheet, title: str, notes: Sequence[tuple[str, str]], columns: Sequence[Width]
) -> None:
    """Sets up the pages of a sheet whose first row holds headings.

    `notes` (word, text) stand above as far as there is room on a line, then below; what is too long
    for either is in the workbook's sheet about itself only.
    """
    across = pages_across(columns)
    sheet.set_landscape()
    sheet.fit_to_pages(across, 0)
    sheet.repeat_rows(0)
    if across > 1:
        sheet.repeat_columns(0, 0)
        sheet.freeze_panes(1, 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.9, bottom=0.7)
    said = [_as_it_stands(f"{word}: {text}") for word, text in notes]
    name = _as_it_stands(title[:_TITLE])
    above = _fitting(said, min(_LONGEST - _MARKS - units(name), _ACROSS))
    below = _fitting([one for one in said if one not in above], _ACROSS)
    sheet.set_header(f'&L&14&"-,Bold"{name}&"-,Regular"&9\n{_GAP.join(above)}', FIXED)
    sheet.set_footer(f"&L&9\n{_GAP.join(below)}&R&9&P / &N", FIXED)


def _as_it_stands(text: str) -> str:
    """On one line; an ampersand begins a mark, unless it is doubled."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split()).replace("&", "&&")


def _fitting(said: Sequence[str], room: int) -> list[str]:
    """Those of them that there is room for on a line, the first ones first."""
    kept = []
    for one in said:
        needed = max(units(one), width(one)) + len(_GAP)
        if needed <= room:
            kept.append(one)
            room -= needed
    return kept
