"""A printed sheet says what it is, page by page."""

import io
import re
from html import unescape
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.export import to_xlsx
from reports.tables import Column, Table

NOTES = (
    ("Demo data", "made-up shops"),
    ("Period", "Oct 1 – 31, 2026"),
    ("Shops", "Bed & bath"),
    ("As of", "2026-11-01 20:00 UTC"),
)


def printed(title: str, notes: tuple[tuple[str, str], ...], columns: int = 1) -> str:
    names = [f"c{n}" for n in range(columns)]
    frame = pl.DataFrame({name: [123456.5] for name in names})
    table = Table(title, frame, [Column(one, one, "money", "USD") for one in names], notes)
    book = ZipFile(io.BytesIO(to_xlsx([table])))
    return book.read("xl/worksheets/sheet1.xml").decode() + book.read("xl/workbook.xml").decode()


def part(sheet: str, name: str) -> str:
    found = re.search(f"<{name}>(.*?)</{name}>", sheet, re.DOTALL)
    assert found
    return unescape(found[1])


def test_a_page_has_title_and_dates_above_and_its_number_below() -> None:
    sheet = printed("Sales", NOTES)
    above, below = part(sheet, "oddHeader"), part(sheet, "oddFooter")
    assert "Sales" in above
    assert "Demo data: made-up shops   Period: Oct 1 – 31, 2026   Shops: Bed && bath" in above
    assert "As of: 2026-11-01 20:00 UTC" in above + below
    assert below.endswith("&P / &N")
    assert 'scaleWithDoc="0"' in sheet


def test_a_page_lies_on_its_side_and_repeats_its_headings() -> None:
    sheet = printed("Sales", NOTES)
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "$1:$1" in sheet


@pytest.mark.parametrize(("columns", "repeats"), [(5, False), (35, True)])
def test_sheets_of_several_pages_across_repeat_their_first_column(
    columns: int, *, repeats: bool
) -> None:
    sheet = printed("Sales", NOTES, columns)
    assert ("$A:$A" in sheet) is repeats
    assert ("fitToWidth" in sheet) is repeats
    assert ('topLeftCell="B2"' in sheet) is repeats


def test_what_is_too_long_for_a_line_leaves_the_rest_their_place() -> None:
    sheet = printed("Sales", (NOTES[0], ("Shops", "many shops " * 30), *NOTES[1:]))
    assert "Period: Oct 1 – 31, 2026" in part(sheet, "oddHeader")
    assert "many shops" not in part(sheet, "oddHeader") + part(sheet, "oddFooter")


@settings(deadline=None)
@given(
    st.text(max_size=120),
    st.lists(st.tuples(st.text(max_size=30), st.text(max_size=120)), max_size=8),
)
def test_whatever_is_said_excel_can_hold_it(title: str, notes: list[tuple[str, str]]) -> None:
    sheet = printed(title, tuple(notes))
    for name in ("oddHeader", "oddFooter"):
        assert len(part(sheet, name).encode("utf-16-le")) // 2 <= 255
