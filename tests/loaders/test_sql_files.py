"""Files with SQL: which tables a folder has, and what their columns are."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from loaders.errors import LoadError
from loaders.sql.files import answer


def ask(folder: Path, sql: str, since: datetime | None = None) -> pl.DataFrame:
    return pl.concat(answer(folder, sql, since, "Asia/Bangkok"))


def error(folder: Path, sql: str) -> str:
    with pytest.raises(LoadError) as raised:
        ask(folder, sql)
    return str(raised.value)


def test_a_file_is_a_table_under_both_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "All Orders-2026.csv").write_text("a\n1\n")
    assert ask(tmp_path, "select a from all_orders_2026;").item() == 1
    assert ask(tmp_path, 'select a from "All Orders-2026"').item() == 1


def test_only_a_column_of_nothing_but_short_numbers_is_one(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "whole,part,zero,long,mixed,blank,none,minus\n"
        "1,19.99,007,1234567890123456,1,,,-3\n"
        '20,0.5,1,1,x,2,"",4\n'
    )
    found = ask(tmp_path, "select * from t")
    assert found.schema == {
        "whole": pl.Int64,
        "part": pl.Float64,
        "zero": pl.String,
        "long": pl.String,
        "mixed": pl.String,
        "blank": pl.Int64,
        "none": pl.String,
        "minus": pl.Int64,
    }
    assert found.row(1) == (20, 0.5, "1", "1", "x", 2, None, 4)


def test_since_is_a_literal_on_the_shops_clocks(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("at\n2026-10-17 18:59:59\n2026-10-17 19:00:00\n")
    sql = "select at, :since as since from t where at >= :since"
    since = datetime(2026, 10, 17, 12, tzinfo=UTC)
    assert ask(tmp_path, sql, since).rows() == [("2026-10-17 19:00:00", "2026-10-17 19:00:00")]
    assert ask(tmp_path, sql)["since"].to_list() == ["1970-01-01 00:00:00"] * 2


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    made = pl.DataFrame({"at": [datetime(2026, 10, 1, tzinfo=UTC)], "on": [date(2026, 10, 1)]})
    made.write_parquet(tmp_path / "Sales.parquet")
    assert ask(tmp_path, "select * from sales where at >= :since").equals(made)


def test_the_first_sheet_of_a_workbook_is_the_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "Cost-Sheet.xlsx") as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["sku", "cost", "from"])
        sheet.write_row(1, 0, ["007", 19.99])
        sheet.write_datetime(1, 2, datetime(2026, 10, 1), days)  # noqa: DTZ001
        book.add_worksheet().write(0, 0, "other")
    found = ask(tmp_path, 'select sku, cost, "from" as since from cost_sheet')
    assert found.row(0)[:2] == ("007", 19.99)
    assert found.row(0)[2].startswith("2026-10-01")


def test_files_join_and_an_unnamed_first_column_is_no_reason_to_miss_the_header(
    tmp_path: Path,
) -> None:
    (tmp_path / "orders.csv").write_text(",id,sku\n0,1,A\n1,2,B\n")
    (tmp_path / "costs.csv").write_text("sku;cost\nA;1,5\nB;2\n", "utf-8-sig")
    found = ask(tmp_path, "select id, cost from orders join costs on orders.sku = costs.sku")
    assert found.sort("id").rows() == [(1, "1,5"), (2, "2")]


def test_a_missing_table_or_column_is_named_beside_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "Web Orders.csv").write_text("No,Sum\n1,2\n")
    assert error(tmp_path, "select * from orders") == (
        'there is no table "orders". Tables: web_orders (Web Orders.csv).'
    )
    assert error(tmp_path, "select Nr from web_orders") == (
        'there is no column "Nr". Columns of web_orders: No, Sum.'
    )
    assert "Correct it under [sources.tables]" in error(tmp_path, "selec 1")


def test_a_file_that_cannot_be_read_is_named_but_only_if_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("a\n1\n")
    (tmp_path / "hollow.csv").write_text("")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1")
    (tmp_path / "cut_book.xlsx").write_bytes(b"PK")
    assert ask(tmp_path, "select * from good").item() == 1
    for name in ("hollow.csv", "cut.parquet", "cut_book.xlsx"):
        assert error(tmp_path, f"select * from {Path(name).stem}").startswith(name)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("a\n1\n")
    (tmp_path / "Orders.xlsx").write_text("")
    assert "are both the table" in error(tmp_path, "select * from orders")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert error(tmp_path / "none", "select 1") == (
        f"there is no folder {tmp_path / 'none'}: correct the source's path."
    )
