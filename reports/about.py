"""The sheet of a workbook that says what the others are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter.worksheet import Worksheet

from reports.paper import FIXED
from reports.styles import Styles
from reports.tables import Table
from reports.widths import height

WORDS: Final = 40
TEXTS: Final = 90


@dataclass(frozen=True)
class About:
    """What the sheet is called and says, in the reader's language. `title`: of the workbook."""

    sheet: str = "About"
    title: str = ""
    sheets: str = "Sheets"
    rules: str = "Rules"


def write_about(
    styles: Styles, sheet: Worksheet, about: About, names: Sequence[str], tables: Sequence[Table]
) -> None:
    """Title and what holds for all tables; then each with its own notes; then rules.

    `names`: of the tables' sheets.
    """
    sheet.set_column(0, 0, WORDS)
    sheet.set_column(1, 1, TEXTS)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&9&P / &N", FIXED)
    sheet.set_row(0, 24)
    title = about.title or (tables[0].title if tables else about.sheet)
    sheet.write_string(0, 0, title, styles.title)
    shared = _shared([table.notes for table in tables if table.notes])
    at = _lines(styles, sheet, 1, shared)
    if len(tables) > 1:
        sheet.write_string(at + 1, 0, about.sheets, styles.strong)
        at += 2
    for name, table in zip(names, tables, strict=True):
        if len(tables) > 1:
            at = _lines(styles, sheet, at, [(name, table.title)])
        at = _lines(styles, sheet, at, [one for one in table.notes if one not in shared])
    if rules := list(dict.fromkeys(_rules(tables))):
        sheet.write_string(at + 1, 0, about.rules, styles.strong)
        _lines(styles, sheet, at + 2, rules)


def _shared(notes: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Those that all tables have which say anything of themselves."""
    return [one for one in notes[0] if all(one in some for some in notes)] if notes else []


def _rules(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    """What the columns mean."""
    for table in tables:
        yield from ((one.heading, one.meaning) for one in table.columns if one.meaning)


def _lines(styles: Styles, sheet: Worksheet, at: int, said: Sequence[tuple[str, str]]) -> int:
    """A row each; the row after the last."""
    for n, (word, text) in enumerate(said, start=at):
        sheet.write_string(n, 0, word, styles.said)
        sheet.write_string(n, 1, text, styles.said)
        sheet.set_row(n, height([(word, WORDS), (text, TEXTS)]))
    return at + len(said)
