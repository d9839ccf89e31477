"""Order exports of all markets into orders and lines."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders import kinds, seller_center
from loaders.errors import LoadError
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

DATA = Path(__file__).parents[1] / "data"
US_FILE = "All order-2026-10-17-14_05.csv"
SHOPS = {
    "US": Shop("us", "Main", "US", "USD", "America/Los_Angeles"),
    "VN": Shop("vn", "Viet", "VN", "VND", "Asia/Ho_Chi_Minh"),
    "TH": Shop("th", "Thai", "TH", "THB", "Asia/Bangkok"),
    "ID": Shop("id", "Indo", "ID", "IDR", "Asia/Jakarta"),
    "SG": Shop("sg", "Singa", "SG", "SGD", "Asia/Singapore"),
}
LINE = {
    "Order ID": "576460752303423488\t",
    "Order Status": "Completed",
    "SKU ID": "1729385000000000101\t",
    "Quantity": "1",
    "SKU Subtotal Before Discount": "10",
    "SKU Platform Discount": "0",
    "SKU Seller Discount": "0",
    "SKU Subtotal After Discount": "10",
    "Created Time": "10/25/2026 01:02:03 PM\t",
}


def parse(path: Path, market: str = "US") -> Parsed:
    [sheet] = seller_center.sheets(*seller_center.files([str(path)]))
    kind = kinds.recognise(sheet)
    assert kind.name == "orders"
    loaded_at = datetime(2026, 11, 20, tzinfo=UTC)
    given = Given(SHOPS[market], loaded_at, loaded_at, b"secret")
    return kind.parse(kinds.rows_of(sheet, kind), given, sheet.preamble)


def parse_lines(folder: Path, *lines: Mapping[str, str], market: str = "US") -> Parsed:
    """A file with LINE, once for each of `lines`, which say what is different."""
    path = folder / "orders.csv"
    pl.DataFrame([{**LINE, **line} for line in lines]).write_csv(path)
    return parse(path, market)


def order(parsed: Parsed, ending: str) -> dict[str, object]:
    rows = parsed.tables["orders"].filter(pl.col("order_id").str.ends_with(ending))
    return rows.row(0, named=True)


def only(parsed: Parsed, table: str = "orders") -> dict[str, object]:
    return parsed.tables[table].row(0, named=True)


def refusal(parsed: Parsed) -> str:
    assert parsed.tables["order_lines"].is_empty()
    assert parsed.tables["orders"].is_empty()
    return parsed.refused.item(0, "reason")


def test_an_order_of_three_a_and_two_b_is_one_order_with_two_lines() -> None:
    parsed = parse(DATA / US_FILE)
    lines = parsed.tables["order_lines"].filter(pl.col("order_id").str.ends_with("001"))
    assert lines.get_column("quantity").to_list() == [3, 2]
    assert lines.get_column("item_amount_e4").to_list() == [42_0000, 22_0000]
    whole = order(parsed, "001")
    assert (whole["order_amount_e4"], whole["tax_e4"]) == (68_5000, 4_5000)
    assert (whole["carrier"], whole["region"], whole["content_type"]) == (
        "USPS", "California", "live",
    )  # fmt: skip
    assert lines.row(1, named=True)["product_name"] == 'Travel cup, 12" tall\nwith lid'


def test_discounts_stay_apart_and_the_line_is_what_is_left() -> None:
    parsed = parse(DATA / US_FILE)
    line = parsed.tables["order_lines"].row(2, named=True)
    assert line["list_e4"] - line["seller_discount_e4"] - line["platform_discount_e4"] == 85_0000
    assert line["item_amount_e4"] == 85_0000
    whole = order(parsed, "002")
    assert whole["order_amount_e4"] == line["item_amount_e4"] + 8_0000 + 4_0000


def test_us_times_are_month_first_in_the_shops_zone() -> None:
    whole = order(parse(DATA / US_FILE), "002")
    assert whole["created_at"] == datetime(2026, 10, 6, 6, 59, 59, tzinfo=UTC)
    assert whole["shipped_at"] == datetime(2026, 10, 7, 3, 10, tzinfo=UTC)


def test_statuses_follow_the_finer_of_both_words() -> None:
    statuses = parse(DATA / US_FILE).tables["orders"].get_column("status").to_list()
    assert statuses == [
        "completed", "in_transit", "cancelled", "awaiting_shipment", "unpaid", "delivered",
        "completed",
    ]  # fmt: skip


def test_an_order_is_cancelled_when_all_of_its_lines_are() -> None:
    parsed = parse(DATA / US_FILE)
    part, whole = order(parsed, "004"), order(parsed, "003")
    assert (part["status"], part["cancelled_at"], part["cancel_reason"]) == (
        "awaiting_shipment", None, None,
    )  # fmt: skip
    assert (whole["cancelled_by"], whole["cancel_fault"]) == ("buyer", "buyer")
    lines = parsed.tables["order_lines"].filter(pl.col("order_id").str.ends_with("004"))
    assert lines.get_column("status").to_list() == ["awaiting_shipment", "cancelled"]
    assert lines.get_column("cancelled_at").null_count() == 1


def test_an_unpaid_order_has_no_paid_time() -> None:
    assert order(parse(DATA / US_FILE), "005")["paid_at"] is None


def test_a_line_with_nothing_to_pay_and_no_platform_discount_is_a_sample() -> None:
    parsed = parse(DATA / US_FILE)
    gift = parsed.tables["order_lines"].filter("is_gift").row(0, named=True)
    assert (gift["sku_id"], gift["line_id"]) == ("GIFT-1", "GIFT-1")
    assert order(parsed, "006")["order_kind"] == "sample"
    assert order(parsed, "001")["order_kind"] == "normal"


def test_parcels_keep_the_first_shipped_and_the_last_delivered_time() -> None:
    whole = order(parse(DATA / US_FILE), "007")
    assert whole["parcels"] == 2
    assert whole["shipped_at"] == datetime(2026, 10, 3, 13, tzinfo=UTC)
    assert whole["delivered_at"] == datetime(2026, 10, 7, 13, tzinfo=UTC)


def test_an_order_is_not_delivered_while_a_parcel_is_under_way(tmp_path: Path) -> None:
    here = {"Order Status": "Shipped", "Order Substatus": "Delivered"}
    there = {"Order Status": "Shipped", "Order Substatus": "In transit", "SKU ID": "7"}
    first = here | {"Delivered Time": "10/27/2026 01:00:00 PM"}
    whole = only(parse_lines(tmp_path, first, there | {"Delivered Time": ""}))
    assert (whole["status"], whole["delivered_at"]) == ("in_transit", None)


def test_buyers_are_keys_and_nobody_is_named() -> None:
    parsed = parse(DATA / US_FILE)
    first, third = order(parsed, "001"), order(parsed, "003")
    assert first["customer_key"] == third["customer_key"]
    assert isinstance(first["customer_key"], int)
    assert first["customer_kind"] == "username"
    said = str([table.rows() for table in parsed.tables.values()])
    assert "mori" not in said
    assert "Main Street" not in said


def test_every_data_row_has_the_key_of_its_line() -> None:
    parsed = parse(DATA / US_FILE)
    assert parsed.keys is not None
    assert parsed.keys.get_column("source_row").to_list() == list(range(2, 12))
    assert parsed.counted == "order_lines"


def test_a_cod_order_is_known_by_its_method_and_keeps_its_creation_time() -> None:
    parsed = parse(DATA / "orders_vn.csv", "VN")
    cod, prepaid, rejected = (order(parsed, f"00{number}") for number in (1, 2, 3))
    assert [row["is_cod"] for row in (cod, prepaid, rejected)] == [True, False, True]
    assert cod["created_at"] == datetime(2026, 10, 5, 14, 30, tzinfo=UTC)
    assert cod["paid_at"] == cod["delivered_at"]
    assert cod["order_amount_e4"] == 343_000_0000
    assert (rejected["cancelled_by"], rejected["cancel_fault"]) == ("system", "buyer")


def test_an_order_paid_on_delivery_is_cod_whatever_its_method(tmp_path: Path) -> None:
    late = {
        "Payment Method": "",
        "Paid Time": "10/29/2026 05:00:00 PM",
        "Delivered Time": "10/29/2026 05:00:00 PM",
    }
    assert only(parse_lines(tmp_path, late))["is_cod"] is True


def test_a_method_that_says_nothing_is_not_guessed_where_cod_exists(tmp_path: Path) -> None:
    unclear = {"Payment Method": "Khác", "Created Time": "25/10/2026 13:02:03"}
    assert only(parse_lines(tmp_path, unclear, market="VN"))["is_cod"] is None
    assert only(parse_lines(tmp_path, unclear, market="US"))["is_cod"] is False


def test_thai_words_and_a_row_that_describes_the_columns() -> None:
    parsed = parse(DATA / "orders_th.csv", "TH")
    orders = parsed.tables["orders"]
    assert orders.get_column("status").to_list() == [
        "completed", "awaiting_shipment", "unpaid", "cancelled",
    ]  # fmt: skip
    assert orders.get_column("source_row").to_list() == [3, 5, 6, 7]
    assert orders.get_column("is_cod").to_list() == [True, False, None, False]
    assert order(parsed, "004")["cancel_fault"] == "seller"
    assert parsed.refused.is_empty()


def test_refunds_that_differ_between_lines_are_added() -> None:
    assert order(parse(DATA / "orders_th.csv", "TH"), "001")["refund_reported_e4"] == 300_0000


def test_a_refund_repeated_on_every_line_counts_once(tmp_path: Path) -> None:
    refund = {"Order Refund Amount": "12.5"}
    whole = only(parse_lines(tmp_path, refund, refund | {"SKU ID": "7"}))
    assert whole["refund_reported_e4"] == 12_5000


def test_indonesian_amounts_are_grouped_by_dots_and_fees_add_up() -> None:
    parsed = parse(DATA / "orders_id.csv", "ID")
    line = only(parsed, "order_lines")
    assert (line["list_e4"], line["item_amount_e4"]) == (498_500_0000, 448_000_0000)
    whole = order(parsed, "001")
    assert whole["buyer_fees_e4"] == 3_500_0000
    assert whole["order_amount_e4"] == 460_500_0000
    assert order(parsed, "002")["status"] == "cancelled"
    assert order(parsed, "002")["is_cod"] is True
    assert "content_type" not in parsed.tables["orders"].columns


def test_amounts_may_name_the_shops_currency_but_no_other(tmp_path: Path) -> None:
    amounts = {"SKU Subtotal After Discount": "SGD 12.30", "Created Time": "25/10/2026 13:02:03"}
    parsed = parse_lines(tmp_path, amounts, market="SG")
    assert only(parsed, "order_lines")["item_amount_e4"] == 12_3000
    wrong = parse_lines(tmp_path, amounts, market="US")
    assert refusal(wrong) == 'item_amount: "SGD 12.30" is not an amount in USD'


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Order ID": "9.4E+21"}, "a spreadsheet has cut its digits"),
        ({"Order ID": "A-17"}, "order id has digits only"),
        ({"Order ID": ""}, "order_id is missing"),
        ({"SKU ID": ""}, "neither a SKU ID nor a seller SKU"),
        ({"Quantity": "-1"}, "quantity is negative"),
        ({"Quantity": "1.5"}, "is not a whole number"),
        ({"SKU Subtotal After Discount": "-10"}, "item_amount is negative"),
        ({"SKU Subtotal After Discount": "ten"}, 'item_amount: "ten" is not an amount'),
        ({"Created Time": "02/30/2026 01:02:03 PM"}, "created_at: .* is not a date and time"),
        ({"Created Time": "10/25/1026 01:02:03 PM"}, "created_at: .* is not a date and time"),
        ({"Created Time": "10/25/26 01:02:03 PM"}, "created_at: .* is not a date and time"),
        ({"Created Time": ""}, "created_at is missing"),
        ({"Quantity": "9" * 20}, "quantity: .* is not a whole number"),
        ({"SKU Subtotal After Discount": "9" * 25}, "item_amount: .* is not an amount"),
    ],
)
def test_a_row_that_can_not_be_believed_is_refused(
    tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    parsed = parse_lines(tmp_path, cells, {"Order ID": "576460752303423999"})
    [refused] = parsed.refused.to_dicts()
    assert refused["source_row"] == 2
    assert re.search(reason, refused["reason"])
    assert parsed.tables["orders"].height == 1


def test_rows_of_the_same_sku_are_one_line(tmp_path: Path) -> None:
    again = {"Quantity": "2", "SKU Subtotal After Discount": "20"}
    parsed = parse_lines(tmp_path, {}, again, {"SKU ID": "7"})
    lines = parsed.tables["order_lines"].sort("source_row")
    assert lines.select("line_id", "quantity", "item_amount_e4").rows() == [
        ("1729385000000000101", 3, 30_0000), ("7", 1, 10_0000),
    ]  # fmt: skip
    assert parsed.keys is not None
    assert parsed.keys.height == 3


def test_a_blank_first_line_takes_what_the_next_one_says(tmp_path: Path) -> None:
    blank = {"Tracking ID": "", "Order Amount": ""}
    told = {"Tracking ID": "940011", "Order Amount": "21", "SKU ID": "7"}
    whole = only(parse_lines(tmp_path, blank, told))
    assert (whole["tracking_id"], whole["order_amount_e4"]) == ("940011", 21_0000)


def test_without_a_paid_column_an_order_was_paid_when_created_unless_unpaid(
    tmp_path: Path,
) -> None:
    parsed = parse_lines(tmp_path, {}, {"Order ID": "5", "Order Status": "Unpaid"})
    paid = parsed.tables["orders"].select(pl.col("paid_at") == pl.col("created_at"))
    assert paid.to_series().to_list() == [True, None]


def test_days_first_are_found_out_in_a_us_shop_too(tmp_path: Path) -> None:
    created = {"Created Time": "25/10/2026 13:02:03"}
    whole = only(parse_lines(tmp_path, created | {"Order ID": "5"}))
    assert whole["created_at"] == datetime(2026, 10, 25, 20, 2, 3, tzinfo=UTC)


def test_iso_times_of_a_workbook_that_was_saved_again_are_read(tmp_path: Path) -> None:
    iso = {"Created Time": "2026-10-25 13:02:03", "Order ID": "5"}
    created = parse_lines(tmp_path, {}, iso).tables["orders"].get_column("created_at")
    assert created.to_list() == [datetime(2026, 10, 25, 20, 2, 3, tzinfo=UTC)] * 2


def test_a_file_that_mixes_both_orders_of_day_and_month_is_refused(tmp_path: Path) -> None:
    days, months = {"Created Time": "25/10/2026 13:02:03"}, {"Created Time": "10/26/2026 13:02:03"}
    with pytest.raises(LoadError, match="mixes date formats"):
        parse_lines(tmp_path, days, months | {"Order ID": "5"})


def test_an_early_ambiguous_part_does_not_hide_the_order_of_days_further_down(
    tmp_path: Path,
) -> None:
    early = {"Created Time": "03/04/2026 10:00:00"}
    late = {"Created Time": "25/04/2026 10:00:00", "Order ID": "5"}
    parsed = parse_lines(tmp_path, *[early] * 1_000, late)
    first = parsed.tables["orders"].item(0, "created_at")
    assert first == datetime(2026, 4, 3, 17, tzinfo=UTC)


def test_an_unknown_status_is_told_by_the_times_and_said(tmp_path: Path) -> None:
    parsed = parse_lines(tmp_path, {"Order Status": "Zzz", "Shipped Time": "10/26/2026 1:00:00 PM"})
    assert only(parsed)["status"] == "in_transit"
    assert parsed.warnings == (
        'order status "Zzz" is not known: the times of the order tell it instead',
    )


def test_a_column_that_the_file_lacks_is_absent(tmp_path: Path) -> None:
    parsed = parse_lines(tmp_path, {})
    assert "shipped_at" not in parsed.tables["orders"].columns
    assert "customer_key" not in parsed.tables["orders"].columns
    assert "seller_sku" not in parsed.tables["order_lines"].columns
