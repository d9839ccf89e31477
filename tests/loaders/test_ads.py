"""Ads Manager and GMV Max reports: what each day cost and brought."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders import kinds, seller_center
from loaders.ads import ADS_MANAGER_REPORT, GMV_MAX_REPORT
from loaders.errors import LoadError
from loaders.settings import Shop
from loaders.sheet import Given, Kind, Parsed
from metrics.tables import TABLES

DATA = Path(__file__).parents[1] / "data"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
US = Shop("us", "Main shop", "US", "USD", "America/Los_Angeles")
VN = Shop("vn", "Hà Nội", "VN", "VND", "Asia/Ho_Chi_Minh")


def parsed(name: str, kind: Kind = ADS_MANAGER_REPORT, shop: Shop = US) -> Parsed:
    [file] = seller_center.files([str(DATA / name)])
    [sheet] = seller_center.sheets(file)
    return kind.parse(kinds.rows_of(sheet, kind), Given(shop, NOON, NOON, b""), sheet.preamble)


def ads(name: str, kind: Kind = ADS_MANAGER_REPORT, shop: Shop = US) -> pl.DataFrame:
    return parsed(name, kind, shop).tables["ad_performance"]


def report(**columns: list[str | None]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    rows = {"source_row": list(range(2, height + 2)), "date": ["2026-11-01"] * height, **columns}
    file = ADS_MANAGER_REPORT.parse(pl.LazyFrame(rows), Given(US, NOON, NOON, b""), ())
    return file.tables["ad_performance"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ads_en.csv", ADS_MANAGER_REPORT),
        ("ads_zh.csv", ADS_MANAGER_REPORT),
        ("gmv_max_vn.csv", GMV_MAX_REPORT),
        ("gmv_max_en.csv", GMV_MAX_REPORT),
    ],
)
def test_columns_are_those_of_the_table(name: str, kind: Kind) -> None:
    assert set(ads(name, kind).columns) <= set(TABLES["ad_performance"].column_names())


def test_an_ad_is_known_by_the_ids_above_it() -> None:
    row = ads("ads_en.csv").row(0, named=True)
    assert row["level"] == "ad"
    assert row["account_id"] == "7100000000000000001"
    assert (row["campaign_id"], row["adgroup_id"]) == ("1800000000000000001", "1800000000000000002")
    assert (row["ad_id"], row["date"]) == ("1800000000000000003", date(2026, 11, 1))


def test_clicks_are_those_on_the_destination_and_amounts_lose_their_commas() -> None:
    row = ads("ads_en.csv").row(0, named=True)
    assert (row["cost_e4"], row["net_cost_e4"], row["revenue_e4"]) == (
        12_005_000,
        11_005_000,
        30_001_000,
    )
    assert (row["impressions"], row["clicks"], row["conversions"]) == (100_000, 5_000, 40)


def test_a_dash_is_unknown_and_the_total_is_no_day() -> None:
    table = ads("ads_en.csv")
    assert table["conversions"].to_list() == [40, None]
    assert table["revenue_e4"].to_list() == [30_001_000, None]


def test_an_unknown_currency_is_refused() -> None:
    refused = parsed("ads_en.csv").refused
    assert refused["source_row"].to_list() == [5]
    assert "USX" in refused["reason"][0]


def test_a_report_without_ids_goes_by_names_and_says_so() -> None:
    file = parsed("ads_zh.csv")
    table = file.tables["ad_performance"]
    assert table["campaign_id"].to_list() == ["name:夏季", "name:冬季", "name:GMV Max_直播"]
    assert set(table["level"]) == {"campaign"}
    assert "Campaign ID" in file.warnings[0]


def test_rows_of_the_same_campaign_and_day_are_summed() -> None:
    row = ads("ads_zh.csv").row(0, named=True)
    assert (row["cost_e4"], row["clicks"], row["budget_e4"]) == (1_200_050, 88, 500_000)


def test_purchases_in_the_shop_stand_in_where_a_report_has_no_conversions() -> None:
    assert ads("ads_zh.csv")["conversions"].to_list() == [5, None, 2]


def test_a_lifetime_budget_is_no_budget_of_the_day_and_an_ads_row_has_none() -> None:
    assert ads("ads_zh.csv")["budget_e4"].to_list() == [500_000, None, None]
    assert ads("ads_en.csv")["budget_e4"].to_list() == [None, None]


def test_gmv_max_is_told_by_objective_or_name() -> None:
    names = ["GMV Max LIVE", "PRODUCT_GMV_MAX", "Delivery GMV Max", "Live summer"]
    table = report(campaign_name=[*names], cost=["1"] * 4, impressions=["1"] * 4)
    assert table["campaign_type"].to_list() == [
        "gmv_max_live",
        "gmv_max_product",
        "gmv_max",
        "other",
    ]


@pytest.mark.parametrize(
    ("finest", "level"),
    [("ad_name", "ad"), ("adgroup_id", "adgroup"), ("campaign_name", "campaign")],
)
def test_the_level_is_the_finest_object_named(finest: str, level: str) -> None:
    columns: dict[str, list[str | None]] = {finest: ["x", "-"], "cost": ["1", "2"]}
    assert report(**columns)["level"].to_list() == [level, "account"]


def test_broken_down_rows_of_one_ad_are_one_row_that_all_lead_to() -> None:
    rows = pl.LazyFrame(
        {
            "source_row": [2, 3, 4],
            "date": ["2026-11-01"] * 3,
            "ad_id": ["7", "8", "7"],
            "cost": ["1.5", "1", "2"],
            "clicks": ["-", "1", "3"],
        }
    )
    file = ADS_MANAGER_REPORT.parse(rows, Given(US, NOON, NOON, b""), ())
    table = file.tables["ad_performance"]
    assert table.select("source_row", "ad_id", "cost_e4", "clicks").rows() == [
        (2, "7", 35_000, 3),
        (3, "8", 10_000, 1),
    ]
    assert file.keys is not None
    assert file.keys["ad_id"].to_list() == ["7", "8", "7"]


@pytest.mark.parametrize("name", ["gmv_max_vn.csv", "gmv_max_en.csv"])
def test_the_overview_of_gmv_max_is_one_row_a_day_without_its_total(name: str) -> None:
    table = ads(name, GMV_MAX_REPORT, VN)
    assert table["date"][0] == date(2026, 11, 1)
    assert set(table["level"]) == {"account"}
    assert set(table["campaign_type"]) == set(table["account_id"]) == {"gmv_max"}
    assert set(table["campaign_id"]) == {""}


def test_conversions_of_gmv_max_are_sku_orders() -> None:
    table = ads("gmv_max_vn.csv", GMV_MAX_REPORT, VN)
    assert table.select("cost_e4", "conversions", "revenue_e4", "currency").rows() == [
        (26_523_540_000, 265, 1_329_524_420_000, "VND"),
        (1_002_250_000, 0, 0, "VND"),
    ]


def test_a_report_in_another_currency_than_the_shops_is_read_in_its_own() -> None:
    # "448.500" is 448.5 dollars, though the shop sells in dong
    rows = pl.LazyFrame(
        {"source_row": [2, 3], "date": ["2026-11-01", "2026-11-02"], "cost": ["448.500"] * 2}
    ).with_columns(currency=pl.Series(["USD", "VND"]))
    file = ADS_MANAGER_REPORT.parse(rows, Given(VN, NOON, NOON, b""), ())
    assert file.tables["ad_performance"]["cost_e4"].to_list() == [4_485_000, 4_485_000_000]


@pytest.mark.parametrize("days", [None, ["-", ""]])
def test_a_report_without_days_is_refused_with_what_to_do(days: list[str] | None) -> None:
    rows = pl.LazyFrame({"source_row": [2, 3], "cost": ["1", "2"]})
    if days:
        rows = rows.with_columns(date=pl.Series(days))
    with pytest.raises(LoadError, match="export it by day"):
        ADS_MANAGER_REPORT.parse(rows, Given(US, NOON, NOON, b""), ())


def test_a_day_in_another_order_is_refused() -> None:
    rows = pl.LazyFrame({"source_row": [2], "date": ["01/11/2026"], "cost": ["1"]})
    file = ADS_MANAGER_REPORT.parse(rows, Given(US, NOON, NOON, b""), ())
    assert file.tables["ad_performance"].is_empty()
    assert "01/11/2026" in file.refused["reason"][0]
