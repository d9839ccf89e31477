"""Seller Center's daily figures: every version, and what a day without one means."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import polars as pl
import pytest

from loaders import traffic
from loaders.errors import LoadError
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

ParseFile = Callable[..., tuple[str, Parsed]]
NOW = datetime(2026, 10, 18, tzinfo=UTC)
GIVEN = Given(Shop("us", "Main", "US", "USD", "America/Los_Angeles"), NOW, NOW, b"secret")


def parse(**columns: list[str]) -> Parsed:
    rows = pl.LazyFrame(columns).with_row_index("source_row", offset=10)
    return traffic.parse(rows.cast({"source_row": pl.Int64}), GIVEN, ())


def figures(parsed: Parsed, day: date) -> dict[str, float]:
    rows = parsed.tables["platform_figures"].filter(pl.col("date") == day)
    return dict(rows.select("figure", "value").iter_rows())


def test_english_file_of_2026_gives_figures_and_traffic(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("compass_2026_en.csv")
    assert kind == "shop_analytics"
    first = figures(parsed, date(2026, 10, 1))
    assert first["gmv"] == 1234.56
    assert first["gmv_cofunded"] == 1300
    assert (first["orders"], first["sku_orders"], first["units"]) == (25, 28, 40)
    assert (first["live_gmv"], first["video_gmv"], first["product_card_gmv"]) == (200, 1000, 34.56)
    assert parsed.tables["traffic"].row(0, named=True) == {
        "source_row": 10,
        "date": date(2026, 10, 1),
        "product_clicks": 890,
        "product_impressions": 12_345,
        "buyers": 24,
        "scope": "shop",
        "product_id": "",
        "content_type": "",
    }


def test_portuguese_file_is_the_same_kind(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("compass_2025_br.csv", "BR")
    assert kind == "shop_analytics"
    found = figures(parsed, date(2026, 10, 14))
    assert (found["gmv"], found["gmv_cofunded"], found["refunds"]) == (1234.56, 1300, 10)
    assert found["conversion_rate"] == pytest.approx(0.0175)
    assert parsed.tables["traffic"]["page_views"].to_list() == [1200]


def test_indonesian_file_of_2023_writes_months_first(parse_file: ParseFile) -> None:
    _, parsed = parse_file("compass_2023_id.csv", "ID")
    found = figures(parsed, date(2023, 10, 13))
    assert (found["gmv"], found["affiliate_gmv"]) == (1_448_500, 588_700)
    assert (found["page_views"], found["visitors"]) == (1234, 904)


def test_a_figure_without_a_value_has_no_row_but_nought_has_one() -> None:
    parsed = parse(date=["01/10/2026"], gmv=["$0.00"], aov=["-"], orders=["—"])
    assert figures(parsed, date(2026, 10, 1)) == {"gmv": 0}


def test_a_day_without_any_figure_is_no_traffic_either(parse_file: ParseFile) -> None:
    _, parsed = parse_file("compass_2023_id.csv", "ID")
    assert parsed.tables["traffic"]["date"].to_list() == [date(2023, 10, 13)]
    assert parsed.tables["platform_figures"]["source_row"].unique().to_list() == [4]


def test_money_has_a_currency_and_counts_have_none() -> None:
    rows = parse(date=["01/10/2026"], gmv=["5"], orders=["1"]).tables["platform_figures"]
    assert rows.select("figure", "currency").rows() == [("gmv", "USD"), ("orders", None)]


def test_any_column_but_the_day_may_be_missing() -> None:
    parsed = parse(date=["01/10/2026"], refunds=["3.50"])
    assert figures(parsed, date(2026, 10, 1)) == {"refunds": 3.5}
    assert "traffic" not in parsed.tables


def test_shares_are_fractions_with_and_without_a_percent_sign() -> None:
    rows = parse(date=["01/10/2026", "02/10/2026"], conversion_rate=["4.38%", "0.0438"])
    assert rows.tables["platform_figures"]["value"].to_list() == pytest.approx([0.0438, 0.0438])


def test_a_row_whose_day_is_no_day_is_refused_with_its_text() -> None:
    parsed = parse(date=["01/10/2026", "soon", ""], gmv=["1", "2", "3"])
    assert parsed.refused.rows() == [
        (11, 'date: "soon" is not a day (%d/%m/%Y)'),
        (12, "date is missing"),
    ]


def test_days_of_two_dialects_in_one_file_are_refused() -> None:
    with pytest.raises(LoadError, match="mixes date formats"):
        parse(date=["31/10/2026", "10/31/2026"], gmv=["1", "2"])


def test_workbook_dates_come_with_a_time_that_is_left_out() -> None:
    parsed = parse(date=["2026-10-13 00:00:00"], gmv=["1"])
    assert figures(parsed, date(2026, 10, 13)) == {"gmv": 1}


def test_amounts_of_another_currency_are_refused() -> None:
    parsed = parse(date=["01/10/2026", "02/10/2026"], gmv=["R$ 5,00", "US$ 5.00"])
    assert parsed.refused.rows() == [(10, 'gmv: "R$ 5,00" is not an amount in USD')]
    assert figures(parsed, date(2026, 10, 2)) == {"gmv": 5}
