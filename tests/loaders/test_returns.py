"""The returns export into after-sales requests, and whose fault they were."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders import faults, kinds, seller_center
from loaders.errors import LoadError
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

DATA = Path(__file__).parents[1] / "data"
SHOPS = {
    "US": Shop("us", "Main", "US", "USD", "America/Los_Angeles"),
    "TH": Shop("th", "Thai", "TH", "THB", "Asia/Bangkok"),
}
REQUEST = {
    "Return Order ID": "4035000000000000001\t",
    "Order ID": "576460752303423001\t",
    "SKU ID": "1729385000000000101\t",
    "Return Type": "Refund",
    "Time Requested": "25/10/2026 08:00:00",
    "Return Reason": "Other",
    "Return unit price": "$5.00",
    "Return Quantity": "1",
    "Return Status": "Completed",
    "Refund Time": "26/10/2026 08:00:00",
}


def parse(path: Path, market: str = "US") -> Parsed:
    [sheet] = seller_center.sheets(*seller_center.files([str(path)]))
    kind = kinds.recognise(sheet)
    assert kind.name == "returns"
    loaded_at = datetime(2026, 11, 20, tzinfo=UTC)
    given = Given(SHOPS[market], loaded_at, loaded_at, b"secret")
    return kind.parse(kinds.rows_of(sheet, kind), given, sheet.preamble)


def parse_rows(folder: Path, *rows: Mapping[str, str]) -> Parsed:
    path = folder / "returns.csv"
    pl.DataFrame([{**REQUEST, **row} for row in rows]).write_csv(path)
    return parse(path)


def test_each_sku_of_a_request_is_a_row_of_its_own() -> None:
    table = parse(DATA / "returns_us.csv").tables["returns"]
    assert table.select("return_id", "sku_id").is_unique().all()
    assert table.get_column("return_id").n_unique() == 5
    assert table.height == 6


def test_statuses_and_kinds_are_words_of_the_table() -> None:
    table = parse(DATA / "returns_us.csv").tables["returns"]
    assert table.get_column("status").to_list() == [
        "completed", "completed", "requested", "rejected", "completed", "withdrawn",
    ]  # fmt: skip
    assert table.get_column("kind").to_list() == [
        "return", "return", "refund", "return", "exchange", "refund",
    ]  # fmt: skip


def test_what_is_in_progress_may_be_approved_already() -> None:
    table = parse(DATA / "returns_th.csv", "TH").tables["returns"]
    assert table.get_column("status").to_list() == ["completed", "approved"]


def test_the_unit_price_is_the_refund_of_the_whole_row_and_an_estimate() -> None:
    row = parse(DATA / "returns_us.csv").tables["returns"].row(0, named=True)
    assert row["quantity"] == 2
    assert row["refund_e4"] == row["goods_e4"] == 29_3000
    assert row["is_estimated"] is True


def test_days_stand_before_months_in_us_files_too() -> None:
    row = parse(DATA / "returns_us.csv").tables["returns"].row(0, named=True)
    assert row["requested_at"] == datetime(2026, 10, 11, 15, tzinfo=UTC)
    assert row["refunded_at"] == datetime(2026, 10, 15, 16, 30, tzinfo=UTC)


def test_a_refund_time_is_kept_as_it_stands_whatever_the_status() -> None:
    rejected = parse(DATA / "returns_us.csv").tables["returns"].row(3, named=True)
    assert rejected["status"] == "rejected"
    assert rejected["refunded_at"] is not None


def test_a_file_with_months_first_was_changed_and_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="month first"):
        parse_rows(tmp_path, {"Time Requested": "10/25/2026 08:00:00"})


def test_reasons_say_whose_fault_it_was() -> None:
    table = parse(DATA / "returns_us.csv").tables["returns"]
    assert table.get_column("fault").to_list() == [
        "seller", "seller", "logistics", "buyer", "seller", None,
    ]  # fmt: skip


def test_a_request_without_a_sku_is_for_the_whole_order(tmp_path: Path) -> None:
    table = parse_rows(tmp_path, {"SKU ID": ""}).tables["returns"]
    assert table.item(0, "sku_id") == ""


def test_rows_of_one_request_and_sku_are_added(tmp_path: Path) -> None:
    parsed = parse_rows(tmp_path, {}, {"Return unit price": "$7.50"})
    assert parsed.tables["returns"].select("quantity", "refund_e4").rows() == [(2, 12_5000)]
    assert parsed.keys is not None
    assert parsed.keys.height == 2


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Return Order ID": "4.0E+18"}, "a spreadsheet has cut its digits"),
        ({"Return Order ID": "-"}, "return_id is missing"),
        ({"Return Status": "Zzz"}, "Return Status is missing or not known"),
        ({"Return Type": ""}, "Return Type is missing or not known"),
        ({"Return unit price": "฿5"}, "is not an amount in USD"),
        ({"Return unit price": "-5"}, "refund_e4 is negative"),
        ({"Time Requested": "", "Refund Time": ""}, "neither a time of request nor of refund"),
    ],
)
def test_a_row_that_can_not_be_believed_is_refused(
    tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    parsed = parse_rows(tmp_path, {"Return Order ID": "7"}, cells)
    assert parsed.tables["returns"].height == 1
    assert parsed.refused.select("source_row").to_series().to_list() == [3]
    assert reason in parsed.refused.item(0, "reason")


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("Item doesn’t match description", "seller"),
        ("seller_return_defective_item", "seller"),
        ("Shipping box damaged, but item is Ok", "logistics"),
        ("ecom_order_delivered_refund_reason_not_received_uk", "logistics"),
        ("Missed estimated delivery date", "logistics"),
        ("Ordered incorrect size", "buyer"),
        ("ecom_order_delivered_refund_reason_no_need", "buyer"),
        ("Other", None),
        (None, None),
    ],
)
def test_labels_and_codes_of_returns_have_the_same_fault(
    reason: str | None, fault: str | None
) -> None:
    frame = pl.DataFrame({"reason": pl.Series([reason], dtype=pl.String)})
    assert frame.select(faults.of_return(pl.col("reason"))).item() == fault


@pytest.mark.parametrize(
    ("reason", "by", "fault"),
    [
        ("Out of stock", "seller", "seller"),
        ("seller_cancel_reason_wrong_price_uk", "seller", "seller"),
        ("Automatically cancelled due to collection time out", "system", "seller"),
        ("Item wasn't shipped on time", "buyer", "seller"),
        ("Buyer requested cancellation", "seller", "buyer"),
        ("system_cancel_unpaid_time_out", "system", "buyer"),
        ("Package rejected", "system", "buyer"),
        ("Package lost", "system", "logistics"),
        ("Failed to pass risk review", "platform", "platform"),
        ("Something new", "system", None),
        ("Something new", "buyer", "buyer"),
        (None, None, None),
    ],
)
def test_a_cancellation_is_the_fault_of_its_reason_else_of_who_did_it(
    reason: str | None, by: str | None, fault: str | None
) -> None:
    frame = pl.DataFrame({"reason": [reason], "by": [by]}, schema_overrides={"by": pl.String})
    frame = frame.with_columns(pl.col("reason").cast(pl.String))
    told = faults.of_cancellation(pl.col("reason"), pl.col("by"))
    assert frame.select(told).item() == fault
