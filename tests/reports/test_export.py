"""What people take away opens correctly and holds what was shown."""

import csv
import io
from datetime import UTC, date, datetime
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.about import About
from reports.export import FORMULA_STARTS, ExportError, harmless, to_csv, to_xlsx
from reports.tables import PER_ROW, Column, Table
from reports.workbook import sheet_name

SALES = Table(
    title="Sales/by day",
    frame=pl.DataFrame(
        {
            "day": [date(2026, 10, 17), date(2026, 10, 18)],
            "order": ["577000000000000001", "0042"],
            "product": ["=HYPERLINK(1)", "拿铁杯 350毫升"],
            "gmv": [1234567.89, None],
            "rate": [0.0523, 1 / 3],
            "at": [datetime(2026, 10, 17, 8, tzinfo=UTC), None],
        }
    ),
    columns=(
        Column("day", "Day", "date"),
        Column("order", "Order", "id"),
        Column("product", "@Product"),
        Column("gmv", "GMV", "money", "USD", meaning="Line amounts after discounts."),
        Column("rate", "Refund rate", "share"),
        Column("at", "Placed (UTC)", "instant"),
    ),
    notes=(("Period", "2026-10-17 to 2026-10-18"),),
)


OF_GMV = ("Of", "GMV")


def rows_of(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def sheet_xml(workbook: bytes, name: str) -> str:
    return ZipFile(io.BytesIO(workbook)).read(f"xl/{name}").decode()


def table_of(values: dict[str, list], unit: str = "text") -> Table:
    frame = pl.DataFrame(values)
    return Table("T", frame, [Column(name, name, unit) for name in frame.columns])


def test_csv_opens_in_excel_with_its_numbers_whole_and_the_unknown_empty() -> None:
    content = to_csv(SALES)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert rows_of(content) == [
        ["Day", "Order", "'@Product", "GMV (USD)", "Refund rate", "Placed (UTC)"],
        [
            "2026-10-17",
            "577000000000000001\t",
            "'=HYPERLINK(1)",
            "1234567.89",
            "0.0523",
            "2026-10-17 08:00:00",
        ],
        ["2026-10-18", "0042\t", "拿铁杯 350毫升", "", "0.3333333333333333", ""],
    ]


@given(st.lists(st.text(), min_size=1), st.text(min_size=1))
def test_no_text_of_a_csv_is_a_formula_and_every_text_comes_back(
    texts: list[str], header: str
) -> None:
    table = Table("T", pl.DataFrame({"a": texts}), [Column("a", header)])
    # A leading column: csv.reader takes a lone empty field for an empty line.
    table = Table(
        "T",
        table.frame.with_columns(n=pl.lit(1)),
        [Column("n", "n", "count"), *table.columns],
    )
    rows = [row[1] for row in rows_of(to_csv(table))]
    assert not any(cell[:1] and cell[0] in FORMULA_STARTS for cell in rows)
    assert [cell.removeprefix("'").removesuffix("\t") for cell in rows] == [
        text.removeprefix("'").removesuffix("\t") for text in (header, *texts)
    ]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_of_a_csv_are_the_same_to_the_last_bit(values: list[float]) -> None:
    rows = rows_of(to_csv(table_of({"v": values}, "number")))
    assert [float(row[0]) for row in rows[1:]] == values


def test_negative_numbers_stay_numbers_and_negative_texts_do_not() -> None:
    assert rows_of(to_csv(table_of({"v": [-5.5]}, "money")))[1] == ["-5.5"]
    assert rows_of(to_csv(table_of({"v": ["-5.5"]})))[1] == ["'-5.5"]


@pytest.mark.parametrize("start", FORMULA_STARTS, ids=[hex(ord(c)) for c in FORMULA_STARTS])
def test_whatever_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert harmless(f"{start}cmd") == f"'{start}cmd"


def test_nan_and_infinity_are_unknown_in_both_files() -> None:
    table = table_of({"v": [float("nan"), float("inf"), 1.0], "w": [1.0, 2.0, 3.0]}, "number")
    assert rows_of(to_csv(table))[1:] == [["", "1"], ["", "2"], ["1", "3"]]
    read = fastexcel.read_excel(to_xlsx([table])).load_sheet(0).to_polars()
    assert read["v"].to_list() == [None, None, 1.0]


def test_workbook_holds_real_numbers_real_dates_and_ids_as_text() -> None:
    read = fastexcel.read_excel(to_xlsx([SALES])).load_sheet("Sales by day").to_polars()
    assert read.dtypes[:5] == [pl.Datetime("ms"), pl.String, pl.String, pl.Float64, pl.Float64]
    assert read.row(0) == (
        datetime(2026, 10, 17),  # noqa: DTZ001 - workbooks know neither days nor zones
        "577000000000000001",
        "=HYPERLINK(1)",
        1234567.89,
        0.0523,
        datetime(2026, 10, 17, 8),  # noqa: DTZ001
    )
    assert read["GMV (USD)"].to_list() == [1234567.89, None]


def test_workbook_has_number_formats_frozen_header_filter_and_no_formula() -> None:
    workbook = to_xlsx([SALES])
    sheet, styles = sheet_xml(workbook, "worksheets/sheet1.xml"), sheet_xml(workbook, "styles.xml")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:F3"/>' in sheet
    assert "<f>" not in sheet
    assert "&quot;$&quot;#,##0.00" in styles


@settings(deadline=None)
@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
def test_money_comes_back_from_a_workbook_to_its_last_digit(amounts_e4: list[int]) -> None:
    amounts = [94_967_110 / 10_000, *(one / 10_000 for one in amounts_e4)]
    table = Table("T", pl.DataFrame({"v": amounts}), [Column("v", "v", "money", "USD")])
    read = fastexcel.read_excel(to_xlsx([table])).load_sheet(0).to_polars()
    assert read.to_series().to_list() == amounts


def test_workbook_is_wide_enough_for_chinese() -> None:
    sheet = sheet_xml(to_xlsx([table_of({"v": ["中" * 15]})]), "worksheets/sheet1.xml")
    assert 'width="33.7' in sheet


def test_workbook_says_what_it_is_about() -> None:
    book = fastexcel.read_excel(to_xlsx([SALES], About("说明", rules="口径")))
    assert book.sheet_names == ["Sales by day", "说明"]
    assert book.load_sheet("说明", header_row=None).to_polars().rows() == [
        ("Sales/by day", None),
        ("Period", "2026-10-17 to 2026-10-18"),
        (None, None),
        ("口径", None),
        ("GMV (USD)", "Line amounts after discounts."),
    ]


def test_workbook_of_several_tables_opens_with_what_they_are() -> None:
    drivers = Table("Why: by shop's category", SALES.frame, SALES.columns, [*SALES.notes, OF_GMV])
    workbook = to_xlsx([SALES, drivers], About(title="Overview"))
    book = fastexcel.read_excel(workbook)
    assert book.sheet_names == ["About", "Sales by day", "Why – by shop's category"]
    assert book.load_sheet("About", header_row=None).to_polars().rows() == [
        ("Overview", None),
        ("Period", "2026-10-17 to 2026-10-18"),
        (None, None),
        ("Sheets", None),
        ("Sales by day", "Sales/by day"),
        ("Why – by shop's category", "Why: by shop's category"),
        OF_GMV,
        (None, None),
        ("Rules", None),
        ("GMV (USD)", "Line amounts after discounts."),
    ]
    assert "<hyperlink" not in sheet_xml(workbook, "worksheets/sheet1.xml")


def test_a_table_that_says_nothing_of_itself_hides_no_note_of_the_others() -> None:
    silent = Table("Not complete", SALES.frame, SALES.columns)
    about = fastexcel.read_excel(to_xlsx([silent, SALES])).load_sheet("About", header_row=None)
    assert about.to_polars().rows()[1] == ("Period", "2026-10-17 to 2026-10-18")


def test_rows_may_differ_in_unit_and_currency() -> None:
    frame = pl.DataFrame(
        {"value": [1.0, 0.5], "unit": ["money", "share"], "currency": ["VND", None]}
    )
    columns = [Column("value", "Value", PER_ROW, PER_ROW)]
    styles = sheet_xml(to_xlsx([Table("T", frame, columns)]), "styles.xml")
    assert "&quot;₫&quot;#,##0" in styles
    assert "0.00%" in styles


def test_a_time_says_its_unit_where_no_heading_can() -> None:
    frame = pl.DataFrame({"value": [22.4], "unit": ["hours"], "currency": [None]})
    table = Table("T", frame, [Column("value", "Value", PER_ROW, PER_ROW)])
    assert "#,##0.0&quot; h&quot;" in sheet_xml(to_xlsx([table]), "styles.xml")
    hours = table_of({"v": [22.4]}, "hours")
    assert "&quot; h&quot;" not in sheet_xml(to_xlsx([hours]), "styles.xml")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Where it comes back from · Product", "Where it comes back from…"),
        ("Orders that brought less than they cost", "Orders that brought less than…"),
        ("A: b", "A – b"),
        ("x" * 40, "x" * 30 + "…"),
        ("🔥" * 20, "🔥" * 15 + "…"),
        ("[ ]", "Table"),
    ],
)
def test_a_sheet_is_called_as_its_table_up_to_a_whole_word(title: str, name: str) -> None:
    assert sheet_name(title, set()) == name


def test_sheets_of_one_name_get_numbers() -> None:
    table = Table("History: " + "x" * 40, SALES.frame, SALES.columns)
    names = fastexcel.read_excel(to_xlsx([table, table])).sheet_names
    assert len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)


def test_a_table_longer_than_a_sheet_is_refused_with_the_way_out() -> None:
    long = pl.DataFrame({"v": pl.zeros(1_048_576, eager=True)})
    with pytest.raises(ExportError, match="take the CSV"):
        to_xlsx([Table("T", long, [Column("v", "v", "number")])])


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=50), min_size=1, max_size=5))
def test_every_text_comes_back_from_a_workbook(texts: list[str]) -> None:
    sheet = fastexcel.read_excel(to_xlsx([table_of({"v": texts})])).load_sheet(
        0, dtypes={"v": "string"}, skip_whitespace_tail_rows=False
    )
    read = sheet.to_polars()["v"].to_list()
    assert read == texts[: len(read)]
    assert not any(texts[len(read) :])
