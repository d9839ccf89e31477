"""The affiliate orders export: who sold a line, for what commission."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from loaders import kinds, seller_center
from loaders.affiliates import AFFILIATE_ORDERS
from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from metrics.tables import TABLES

DATA = Path(__file__).parents[1] / "data"
US = Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")
VN = Shop("vn", "Hà Nội", "VN", "VND", "Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def parsed(name: str, shop: Shop) -> Parsed:
    [file] = seller_center.files([str(DATA / name)])
    [sheet] = seller_center.sheets(file)
    rows = kinds.rows_of(sheet, AFFILIATE_ORDERS)
    return AFFILIATE_ORDERS.parse(rows, Given(shop, NOON, NOON, b""), sheet.preamble)


def lines(name: str, shop: Shop) -> pl.DataFrame:
    return parsed(name, shop).tables["affiliations"]


def test_columns_are_those_of_the_table() -> None:
    assert set(lines("affiliate_us.csv", US).columns) <= set(TABLES["affiliations"].column_names())


def test_days_are_day_first_even_in_the_us() -> None:
    assert lines("affiliate_us.csv", US)["created_on"].to_list()[:3] == [
        date(2026, 11, 3),
        date(2026, 11, 3),
        date(2026, 10, 25),
    ]


def test_a_line_is_an_order_and_a_sku_without_tabs() -> None:
    first = lines("affiliate_us.csv", US).row(0, named=True)
    assert (first["order_id"], first["line_id"]) == ("577000000000000001", "1729000000000000011")


def test_the_actual_commission_wins_over_the_estimate_of_its_kind() -> None:
    # 2.95 paid; 3 estimated + 1.25 of Shop Ads paid; 3 estimated
    known = lines("affiliate_us.csv", US).head(3)
    assert known["commission_e4"].to_list() == [29_500, 42_500, 30_000]
    assert known["is_estimated"].to_list() == [False, True, True]


def test_an_unknown_commission_is_unknown_and_not_zero() -> None:
    assert lines("affiliate_us.csv", US).row(4, named=True)["commission_e4"] is None


def test_content_types_are_three_words_in_any_language() -> None:
    assert lines("affiliate_us.csv", US)["content_type"].to_list()[:3] == [
        "video",
        "live",
        "product_card",
    ]
    assert lines("affiliate_vn.csv", VN)["content_type"].to_list()[0] == "live"


def test_an_ineligible_row_is_a_line_that_no_affiliate_sold() -> None:
    us = lines("affiliate_us.csv", US).row(3, named=True)
    vn = lines("affiliate_vn.csv", VN).row(1, named=True)
    for row in (us, vn):
        assert row["affiliate"] is False
        assert row["creator"] is row["content_type"] is row["commission_e4"] is None


def test_a_blank_sku_falls_back_to_the_sellers_own() -> None:
    assert lines("affiliate_vn.csv", VN)["line_id"].to_list() == ["1729000000000000021", "COC-XANH"]


def test_dong_are_read_with_dots_between_thousands() -> None:
    assert lines("affiliate_vn.csv", VN)["commission_e4"].to_list()[0] == 199_000_000


def test_broken_ids_other_dates_and_other_currencies_are_refused_with_their_row() -> None:
    us = parsed("affiliate_us.csv", US).refused
    assert us["source_row"].to_list() == [7, 8]
    assert "5.77E+17" in us["reason"][0]
    assert "11/25/2026" in us["reason"][1]
    vn = parsed("affiliate_vn.csv", VN).refused
    assert vn["source_row"].to_list() == [4]
    assert "VND" in vn["reason"][0]


def test_every_row_is_a_line_or_refused() -> None:
    file = parsed("affiliate_us.csv", US)
    assert file.keys is not None
    assert sorted([*file.keys["source_row"], *file.refused["source_row"]]) == list(range(2, 9))


def test_two_rows_of_one_line_add_their_commissions() -> None:
    rows = pl.LazyFrame(
        {
            "source_row": [2, 3, 4],
            "order_id": ["1", "1", "2"],
            "line_id": ["A", "A", "A"],
            "creator": ["ann", "bob", "bob"],
            "status": ["Ineligible", "Settled", "Ineligible"],
            "standard_actual": ["9", "2", "1"],
        }
    )
    file = AFFILIATE_ORDERS.parse(rows, Given(US, NOON, NOON, b""), ())
    table = file.tables["affiliations"]
    assert table.select("order_id", "affiliate", "creator", "commission_e4").rows() == [
        ("1", True, "bob", 20_000),
        ("2", False, None, None),
    ]
    assert file.keys is not None
    assert file.keys.rows() == [(2, "1", "A"), (3, "1", "A"), (4, "2", "A")]


def test_a_column_that_the_file_lacks_is_not_in_the_table() -> None:
    rows = pl.LazyFrame({"source_row": [2], "order_id": ["1"], "line_id": ["A"], "creator": ["a"]})
    file = AFFILIATE_ORDERS.parse(rows, Given(US, NOON, NOON, b""), ())
    assert set(file.tables["affiliations"].columns) == {
        "source_row",
        "order_id",
        "line_id",
        "creator",
        "affiliate",
    }
