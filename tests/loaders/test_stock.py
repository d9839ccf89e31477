"""The batch-edit file and the cost sheet."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from loaders import costs
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

ParseFile = Callable[..., tuple[str, Parsed]]
NOW = datetime(2026, 10, 18, 3, tzinfo=UTC)
GIVEN = Given(Shop("us", "Main", "US", "USD", "America/Los_Angeles"), NOW, NOW, b"secret")
HEADER = ["product_id", "category", "product_name", "sku_id", "variation_value", "price"]
HEADER += ["quantity", "seller_sku", "parcel_weight"]
CASES = ["1729000000000000001", "Phone cases (601234)", "Case"]
GOODS = [
    [*CASES, "1729000000000000011", "Black", "12.50", "50", "CASE-BLK", "90"],
    [*CASES, "1729000000000000012", "Red", "12.50", "0", "CASE-RED", "90"],
    [*CASES, "1729000000000000013", "Blue", "13.00", "", "", ""],
]


def batch_edit(folder: Path, *, without: str = "") -> Path:
    """The file as Seller Center writes it: five rows that explain, and a second sheet."""
    file = folder / "Tiktoksellercenter_batchedit_20261017_sales_information_template.xlsx"
    width = len(HEADER)
    rows = [
        HEADER,
        ["V4", "sales_information", "metric", *[""] * (width - 3)],
        ["หัวข้อ"] * width,
        ["Required"] * width,
        ["Not editable"] * width,
        *GOODS,
    ]
    left = [position for position, name in enumerate(HEADER) if name != without]
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Template")
        for number, row in enumerate(rows):
            for column, position in enumerate(left):
                sheet.write_string(number, column, row[position])
        book.add_worksheet("TemplateConfig").write_string(0, 0, "x")
    return file


def cost_rows(**columns: list[str]) -> Parsed:
    rows = pl.LazyFrame(columns).with_row_index("source_row", offset=2)
    return costs.parse(rows.cast({"source_row": pl.Int64}), GIVEN, ())


def test_batch_edit_file_gives_prices_and_stock(parse_file: ParseFile, tmp_path: Path) -> None:
    kind, parsed = parse_file(batch_edit(tmp_path))
    assert kind == "batch_edit"
    skus = parsed.tables["skus"]
    assert skus["sku_id"].to_list() == [row[3] for row in GOODS]
    assert skus["list_price_e4"].to_list() == [125_000, 125_000, 130_000]
    assert skus["category"].unique().to_list() == ["Phone cases"]
    assert skus["seller_sku"].to_list() == ["CASE-BLK", "CASE-RED", None]
    assert skus["valid_from"].unique().to_list() == [date(2026, 10, 17)]


def test_no_stock_left_is_nought_and_an_empty_cell_is_unknown(
    parse_file: ParseFile, tmp_path: Path
) -> None:
    _, parsed = parse_file(batch_edit(tmp_path))
    stock = parsed.tables["stock"]
    assert stock.select("sku_id", "available").rows() == [(GOODS[0][3], 50), (GOODS[1][3], 0)]
    assert "on_hand" not in stock.columns


def test_a_file_without_quantities_says_nothing_of_stock(
    parse_file: ParseFile, tmp_path: Path
) -> None:
    kind, parsed = parse_file(batch_edit(tmp_path, without="quantity"))
    assert kind == "batch_edit"
    assert list(parsed.tables) == ["skus"]


def test_rows_that_explain_are_not_data(parse_file: ParseFile, tmp_path: Path) -> None:
    _, parsed = parse_file(batch_edit(tmp_path))
    assert parsed.refused.is_empty()
    assert parsed.tables["skus"]["source_row"].to_list() == [6, 7, 8]


def test_chinese_cost_sheet_keeps_each_currency(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("cost_sheet_zh.csv")
    assert kind == "cost_sheet"
    first, second = parsed.tables["skus"].rows(named=True)
    assert (first["unit_cost_e4"], first["cost_currency"]) == (125_000, "CNY")
    assert (first["floor_price_e4"], first["currency"]) == (99_900, "USD")
    assert (first["freight_e4"], first["lead_days"]) == (8_000, 30)
    assert (second["valid_from"], second["cost_currency"]) == (date(1970, 1, 1), "CNY")
    assert "list_price_e4" not in first


def test_a_cost_in_dong_reads_dots_as_groups() -> None:
    table = cost_rows(sku_id=["1", "2"], unit_cost=["448.500", "448.500"], currency=["VND", ""])
    assert table.tables["skus"]["unit_cost_e4"].to_list() == [4_485_000_000, 4_485_000]


def test_a_cost_without_a_sku_id_goes_by_the_seller_sku() -> None:
    parsed = cost_rows(
        sku_id=["", "", "1.7E+18"], seller_sku=["CASE-BLK", "", "X"], unit_cost=["1", "2", "3"]
    )
    assert parsed.tables["skus"]["sku_id"].to_list() == ["CASE-BLK"]
    assert parsed.refused["source_row"].to_list() == [4, 3]


def test_an_unknown_currency_refuses_the_row() -> None:
    parsed = cost_rows(sku_id=["1"], unit_cost=["1"], currency=["XXX"])
    assert parsed.tables["skus"].is_empty()
    assert "XXX" in parsed.refused["reason"].item()


def test_an_unfilled_cost_template_holds_no_costs(parse_file: ParseFile, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_bytes(costs.template() + b"1729,A,2026-01-01,12.5\n")
    kind, parsed = parse_file(file)
    assert kind == "cost_sheet"
    assert parsed.tables["skus"]["sku_id"].to_list() == ["1729"]
    assert parsed.refused.is_empty()
