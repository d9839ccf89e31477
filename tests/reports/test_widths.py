"""Columns are as wide as what stands in them, and no wider than paper can hold."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import formats
from reports.tables import PER_ROW, Column, Table
from reports.widths import HANZI_LINE, LINE, PAPER, ROOM, Width, height, pages_across, width, widths

LONG = "Line amounts after discounts, without shipping. " * 4


def widths_of(values: dict[str, list], *columns: Column) -> list[Width]:
    return widths(Table("T", pl.DataFrame(values), columns))


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.sampled_from(["USD", "IDR"]))
def test_every_amount_fits_into_its_column(amounts: list[int], currency: str) -> None:
    money = Column("v", "V", "money", currency)
    (found,) = widths_of({"v": [float(one) for one in amounts]}, money)
    shown = [formats.exact(one, "money", currency) for one in amounts]
    assert found.characters > max(width(one) for one in shown)


def test_an_amount_is_measured_in_the_currency_of_its_row() -> None:
    values = {"v": [1234.5, 123456789.0], "unit": ["money"] * 2, "currency": ["USD", "IDR"]}
    (found,) = widths_of(values, Column("v", "V", PER_ROW, PER_ROW))
    assert found.characters > len("IDR 123,456,789")


def test_the_longest_text_counts_wherever_it_stands_and_chinese_is_two_wide() -> None:
    rows = ["short"] * 2_000
    (found,) = widths_of({"v": [*rows, "a" * 25, *["杯" * 14] * 30]}, Column("v", "V"))
    assert found == Width(28 + 3)


def test_long_texts_wrap_into_what_the_others_leave_of_the_paper() -> None:
    rule, day = Column("rule", "Rule"), Column("day", "Day")
    found = widths_of({"rule": [LONG], "day": ["2026-10-17"]}, rule, day)
    assert [one.wraps for one in found] == [True, False]
    assert found[0].characters <= 100
    assert sum(one.characters for one in found) <= PAPER


def test_ids_and_numbers_never_wrap() -> None:
    assert not widths_of({"v": ["5" * 60]}, Column("v", "V", "id"))[0].wraps


def test_a_long_heading_takes_two_lines_and_keeps_its_words_whole() -> None:
    (found,) = widths_of({"v": [1]}, Column("v", "Fulfilment time, median (hours)", "count"))
    room = found.characters - ROOM
    assert len("Fulfilment time,") <= room < len("Fulfilment time, median (hours)")
    assert height([("Fulfilment time, median (hours)", room)]) == 2 * LINE


@pytest.mark.parametrize(("columns", "pages"), [(3, 1), (21, 1), (35, 2), (60, 3)])
def test_paper_shows_wide_sheets_beside_each_other_rather_than_too_small(
    columns: int, pages: int
) -> None:
    assert pages_across([Width(10)] * columns) == pages


def test_a_row_is_as_high_as_its_longest_text() -> None:
    assert height([]) == LINE
    assert height([("", 10), ("one two three", 8)]) == 2 * LINE
    assert height([("一二三四五六", 5)]) == 3 * HANZI_LINE
    assert height([("a\nb\nc", 10)]) == 3 * LINE
    assert height([("x" * 25, 10)]) == 3 * LINE


def test_no_row_and_no_column_is_larger_than_excel_can_show() -> None:
    assert height([("word " * 5_000, 40)]) < 409
    assert widths_of({"v": ["5" * 400]}, Column("v", "V", "id"))[0].characters <= 255
