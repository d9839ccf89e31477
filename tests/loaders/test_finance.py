"""Income, statement and withdrawal exports: what was settled, why, and what the bank got."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from loaders import kinds, seller_center
from loaders.errors import LoadError
from loaders.finance import INCOME, STATEMENT
from loaders.payouts import WITHDRAWALS
from loaders.settings import Shop
from loaders.sheet import Given, Kind, Parsed
from metrics.tables import TABLES

DATA = Path(__file__).parents[1] / "data"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHOPS = {
    "us": Shop("us", "Main shop", "US", "USD", "America/Los_Angeles"),
    "my": Shop("my", "Kedai", "MY", "MYR", "Asia/Kuala_Lumpur"),
    "vn": Shop("vn", "Hà Nội", "VN", "VND", "Asia/Ho_Chi_Minh"),
    "id": Shop("id", "Toko", "ID", "IDR", "Asia/Jakarta"),
    "th": Shop("th", "ร้าน", "TH", "THB", "Asia/Bangkok"),
    "br": Shop("br", "Loja", "BR", "BRL", "America/Sao_Paulo"),
}
COSTS = (
    *("fees_e4", "platform_commission_e4", "transaction_fee_e4", "affiliate_e4", "service_e4"),
    *("shipping_e4", "ads_e4", "taxes_e4", "adjustment_e4", "reserve_e4"),
)


def parsed(name: str, kind: Kind) -> Parsed:
    [file] = seller_center.files([str(DATA / name)])
    [sheet] = seller_center.sheets(file)
    return read(kinds.rows_of(sheet, kind), kind, name.split("_")[1].split(".")[0])


def read(rows: pl.LazyFrame, kind: Kind, shop: str = "us") -> Parsed:
    return kind.parse(rows, Given(SHOPS[shop], NOON, NOON, b""), ())


def settled(name: str, kind: Kind = INCOME) -> pl.DataFrame:
    return parsed(name, kind).tables["settlements"]


def costs(row: Mapping[str, object]) -> dict[str, float]:
    """The parts of a row that are known and not zero, in currency units."""
    parts = {name.removesuffix("_e4"): row.get(name) for name in COSTS}
    return {
        name: value / 10_000 for name, value in parts.items() if isinstance(value, int) and value
    }


FILES = [
    ("statement_us.csv", STATEMENT),
    ("statement_br.csv", STATEMENT),
    ("income_my.csv", INCOME),
    ("income_vn.csv", INCOME),
    ("income_id.csv", INCOME),
    ("income_th_2026.csv", INCOME),
]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_columns_are_those_of_the_table(name: str, kind: Kind) -> None:
    assert set(settled(name, kind).columns) <= set(TABLES["settlements"].column_names())


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_every_settled_amount_is_the_sum_of_its_parts(name: str, kind: Kind) -> None:
    table = settled(name, kind).filter(pl.col("transaction_id") != "579000000000000005")
    kinds_ = ("revenue_e4", "fees_e4", *COSTS[5:])
    present = [column for column in kinds_ if column in table.columns]
    assert table.select(pl.sum_horizontal(present)).to_series().to_list() == (
        table["settled_e4"].to_list()
    )


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_fees_are_the_sum_of_their_four_kinds(name: str, kind: Kind) -> None:
    table = settled(name, kind)
    present = [column for column in COSTS[1:5] if column in table.columns]
    assert table.select(pl.sum_horizontal(present)).to_series().to_list() == (
        table["fees_e4"].to_list()
    )


def test_a_statement_row_is_one_sku_and_repeats_are_summed() -> None:
    table = settled("statement_us.csv", STATEMENT)
    row = table.row(0, named=True)
    assert row["source_row"] == 2
    assert (row["statement_id"], row["sku_id"]) == ("3470000000000000001", "1729000000000000011")
    assert row["settled_on"] == date(2026, 11, 10)
    assert (row["settled_e4"], row["quantity"]) == (182_500, 2)
    assert costs(row) == {
        "fees": -3.1,
        "platform_commission": -1.2,
        "affiliate": -1.5,
        "service": -0.4,
        "shipping": 1.75,
        "ads": -0.3,
        "taxes": -0.1,
    }


def test_the_rows_behind_a_sum_are_all_accounted_for() -> None:
    keys = parsed("statement_us.csv", STATEMENT).keys
    assert keys is not None
    assert keys["source_row"].to_list() == [2, 3, 4, 5, 6]
    assert keys["sku_id"].to_list()[:2] == ["1729000000000000011"] * 2


def test_refunds_keep_their_sign_and_count_one_level() -> None:
    row = settled("statement_us.csv", STATEMENT).row(1, named=True)
    assert (row["revenue_e4"], row["refund_e4"]) == (-100_000, -100_000)


def test_an_adjustment_knows_the_order_that_it_is_about() -> None:
    rows = settled("statement_us.csv", STATEMENT).select("type", "order_id", "sku_id").rows()
    assert rows[0] == ("order", "577000000000000001", "1729000000000000011")
    assert rows[2] == ("logistics_reimbursement", "577000000000000005", "")
    assert rows[3] == ("reserve", None, "")


def test_a_reserve_is_no_adjustment() -> None:
    assert costs(settled("statement_us.csv", STATEMENT).row(3, named=True)) == {"reserve": -50}


def test_in_sea_fees_leave_out_the_shipping_and_taxes_that_their_total_holds() -> None:
    # -155.30 in all: shipping -5 (its own parts -9 and +4 are not added), tax -8.70
    assert costs(settled("income_my.csv").row(0, named=True)) == {
        "fees": -141.6,
        "platform_commission": -70,
        "transaction_fee": -46.6,
        "affiliate": -23,
        "service": -2,  # one of the two is a fee that nobody has listed
        "shipping": -5,
        "taxes": -8.7,
    }


def test_the_same_order_settles_apart_by_type() -> None:
    rows = settled("income_my.csv").select("transaction_id", "type", "order_id").rows()[:2]
    assert rows == [
        ("579000000000000001", "order", "579000000000000001"),
        ("579000000000000001", "customer_service_compensation", "579000000000000001"),
    ]


def test_ads_paid_from_gmv_are_ads_and_withheld_tax_is_tax() -> None:
    table = settled("income_my.csv")
    assert table["type"].to_list()[2:4] == ["gmv_payment_for_ads", "withholding_tax"]
    assert costs(table.row(2, named=True)) == {"ads": -200}
    assert costs(table.row(3, named=True)) == {"taxes": -11}


def test_a_slash_is_unknown_and_an_unknown_amount_day_or_currency_is_refused() -> None:
    refused = parsed("income_my.csv", INCOME).refused.sort("source_row")
    assert refused["source_row"].to_list() == [6, 7, 8]
    assert "settled is missing" in refused["reason"][0]
    assert "MYX" in refused["reason"][1]
    assert "12/11/2026" in refused["reason"][2]


def test_parts_that_do_not_add_up_are_said_and_loaded() -> None:
    file = parsed("income_my.csv", INCOME)
    assert file.tables["settlements"].height == 5
    [warning] = file.warnings
    assert "1 of 5 rows" in warning
    assert "row 9" in warning


def test_vietnamese_income_counts_affiliate_commission_before_tax_once() -> None:
    table = settled("income_vn.csv")
    assert table["type"].to_list() == ["order", "gmv_payment_for_ads", "logistics_reimbursement"]
    assert costs(table.row(0, named=True)) == {
        "fees": -88_922,
        "platform_commission": -40_270,
        "transaction_fee": -16_575,
        "affiliate": -9_000,
        "service": -23_077,
        "shipping": -5_000,
        "taxes": -4_871,
    }


def test_indonesian_income_reads_rupiah_with_dots() -> None:
    first, ads = settled("income_id.csv").iter_rows(named=True)
    assert (first["settled_e4"], first["revenue_e4"]) == (885_000_000, 1_000_000_000)
    assert costs(first)["platform_commission"] == -7_000
    assert costs(ads) == {"ads": -20_000}


def test_thai_income_of_2026_puts_a_new_fee_under_service() -> None:
    assert costs(settled("income_th_2026.csv").row(0, named=True))["service"] == -11.48


def test_brazilian_amounts_may_carry_their_currency() -> None:
    row = settled("statement_br.csv", STATEMENT).row(0, named=True)
    assert (row["settled_e4"], row["currency"], row["payment_id"]) == (
        359_100,
        "BRL",
        "3580000000000000002",
    )
    assert costs(row)["platform_commission"] == -6.99


def test_only_withdrawals_are_payouts_and_the_rest_is_said() -> None:
    file = parsed("withdrawal_th.csv", WITHDRAWALS)
    table = file.tables["payouts"]
    assert set(table.columns) <= set(TABLES["payouts"].column_names())
    assert table.select("payment_id", "amount_e4", "status", "paid_on").rows() == [
        ("8800000000000000001", 13_909_200, "paid", date(2026, 9, 19)),
        ("8800000000000000002", 200_000, "processing", date(2026, 9, 20)),
        ("8800000000000000003", 200_000, "failed", date(2026, 9, 21)),
    ]
    assert file.warnings == (
        "2 movements inside the wallet (earnings, early settlement) are no payouts.",
    )


def test_payout_times_are_the_shops_wall_times() -> None:
    table = parsed("withdrawal_th.csv", WITHDRAWALS).tables["payouts"]
    assert table["paid_at"].to_list() == [datetime(2026, 9, 18, 17, 40, tzinfo=UTC), None, None]
    assert table["requested_at"][0] == datetime(2026, 9, 18, 3, 15, tzinfo=UTC)


def test_a_workbook_is_read_sheet_by_sheet_and_its_notes_are_no_data(tmp_path: Path) -> None:
    path = tmp_path / "income_20261120.xlsx"
    grids = {
        "Order details": [row.split(",") for row in _lines("income_th_2026.csv")],
        "Withdrawal records": [row.split(",") for row in _lines("withdrawal_th.csv")],
        "Reports": [["Income statement"], ["Time period", "2026/09/10 - 2026/09/20"]],
        "Fee explanation": [["Fee", "Explanation"], ["Transaction fee", "On every order."]],
    }
    with xlsxwriter.Workbook(path) as book:
        for name, grid in grids.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(grid):
                sheet.write_row(at, 0, row)
    found = []
    for sheet in seller_center.sheets(*seller_center.files([str(path)])):
        try:
            kind = kinds.recognise(sheet)
        except LoadError:
            continue
        file = read(kinds.rows_of(sheet, kind), kind, "th")
        found.append((kind.name, [table.height for table in file.tables.values()]))
    assert found == [("income", [2]), ("withdrawals", [3])]


def _lines(name: str) -> list[str]:
    return (DATA / name).read_text("utf-8-sig").splitlines()
