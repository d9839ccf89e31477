"""The advertising page: campaigns against what an order leaves, GMV Max apart, coverage said."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from dashboard import campaigns, charts, figures, look
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.judgement.break_even import BreakEven
from metrics.period import resolve
from reports import formats
from tests.dashboard.conftest import Open
from tests.dashboard.test_drawn import answer
from tests.dashboard.test_sales import subheaders, table

SCALES = (
    charts.Scale(CATALOG["ad_cost"], "USD"),
    charts.Scale(CATALOG["cpa"], "USD"),
    charts.Scale(CATALOG["conversions"]),
)
CAMPAIGNS = answer(
    [
        {"metric": "ad_cost", "campaign": "1", "value": 1000.0},
        {"metric": "ad_cost", "campaign": "2", "value": 400.0},
        {"metric": "ad_cost", "campaign": "3", "value": 50.0},
        {"metric": "cpa", "campaign": "1", "value": 20.0},
        {"metric": "cpa", "campaign": "2", "value": 5.0},
        {"metric": "cpa", "campaign": "3", "value": None},
        {"metric": "conversions", "campaign": "1", "value": 50.0},
        {"metric": "conversions", "campaign": "2", "value": 200.0},
    ],
    by=("campaign",),
)
CALLED: dict[str | None, str] = {"1": "<New> (1)", "2": "Back", "3": "Late"}


def test_campaigns_without_a_price_have_no_point() -> None:
    shown = campaigns.points(CAMPAIGNS, "cpa", CALLED)
    assert shown.select("group", "label", "name", "x", "y", "size").rows() == [
        ("1", "<New> (1)", "<New>", 1000, 20, 50), ("2", "Back", "Back", 400, 5, 200),
    ]  # fmt: skip


def test_points_above_the_line_are_marked_by_colour_and_shape() -> None:
    shown = campaigns.points(CAMPAIGNS, "cpa", CALLED)
    figure = charts.bubbles(shown, SCALES, ("Break-even CPA", 12.0))
    (drawn,) = figure.data
    assert list(drawn.marker.color) == [look.bad(), look.NEUTRAL]
    assert list(drawn.marker.symbol) == ["diamond", "circle"]
    assert list(drawn.text) == ["&lt;New&gt;", "Back"]
    assert drawn.customdata[0] == (
        "&lt;New&gt; (1)<br>Ad spend: $1,000.00<br>CPA: $20.00<br>Conversions: 50"
    )
    assert figure.layout.annotations[0].text == "Break-even CPA $12.00"
    assert figure.layout.yaxis.range[1] > 20


def test_the_area_of_a_point_is_as_its_size_and_without_a_line_none_is_bad() -> None:
    shown = campaigns.points(CAMPAIGNS, "cpa", CALLED)
    (drawn,) = charts.bubbles(shown, SCALES).data
    assert drawn.marker.size[0] * 2 == pytest.approx(drawn.marker.size[1])
    assert set(drawn.marker.symbol) == {"circle"}
    unknown = shown.with_columns(size=pl.lit(None, pl.Float64))
    (drawn,) = charts.bubbles(unknown, SCALES).data
    assert len(set(drawn.marker.size)) == 1


def test_names_close_to_one_another_are_written_once() -> None:
    near = pl.DataFrame(
        {"label": ["a", "b", "c"], "name": ["a", "b", "c"], "x": [100.0, 98.0, 50.0],
         "y": [10.0, 9.5, 2.0], "size": [1.0, 1.0, 1.0]}
    )  # fmt: skip
    assert list(charts.bubbles(near, SCALES).data[0].text) == ["a", "", "c"]


def test_the_drawing_is_said_in_words() -> None:
    shown = campaigns.points(CAMPAIGNS, "cpa", CALLED)
    assert charts.bubbles_in_words(shown, SCALES) == (
        "Ad spend and CPA, the greatest first: <New> (1): $1,000.00, $20.00; Back: $400.00, $5.00."
    )


def test_the_line_says_how_much_it_speaks_for() -> None:
    assert campaigns.remarks(BreakEven(5, 0.5, "USD")) == [
        "The line is of lines whose cost is known: 50.00% of GMV."
    ]
    assert campaigns.remarks(BreakEven(5, 1, "USD")) == []
    assert campaigns.remarks(None) == []


FIGURES = answer(
    [
        {"metric": "cpm", "value": 2.0, "previous": 1.0, "change": 1.0, "change_ratio": 1.0,
         "covers": 0.2},
        {"metric": "roas", "value": 4.0},
        {"metric": "impressions", "value": 100.0},
        {"metric": "cvr", "value": None},
    ]
)  # fmt: skip


def test_figures_say_what_they_speak_for_and_nothing_they_do_not_know() -> None:
    shown = figures.in_words(FIGURES, "x").frame
    assert shown.select("label", "value", "previous", "change", "covers").rows() == [
        ("CPM", "$2.00", "$1.00", "+100.0%", "20.00%"),
        ("ROAS", "4.00", "–", "–", "100.00%"),
        ("Impressions", "100", "–", "–", "–"),
        ("CVR", "–", "–", "–", "–"),
    ]
    taken = figures.in_numbers(FIGURES, "x", ()).frame
    assert taken["covers"].to_list() == [0.2, 1, None, None]
    alone = figures.in_words(replace(FIGURES, compare=None), "x")
    assert [one.name for one in alone.columns] == ["label", "value", "covers", "meaning"]


def test_the_page_says_what_the_book_says(demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    names = ["ad_cost", "cpm", "cpc", "ctr", "cvr", "cpa", "roas", "gmv_max_roi"]
    facts, span = Store(home.store).facts(), resolve("2026-09", home.today())
    book = ask(find(names), facts, span, currency="USD").rows
    page = open_page("advertising", demo, period="2026-09", compare="none")
    assert not page.exception
    shown = dict(table(page, "label", "covers").select("label", "value").iter_rows())
    covers = dict(table(page, "label", "covers").select("label", "covers").iter_rows())
    for row in book.iter_rows(named=True):
        metric = CATALOG[row["metric"]]
        assert shown[metric.label] == formats.exact(row["value"], metric.unit, "USD")
    assert covers["CPM"] == f"{book.filter(metric='cpm')['covers'].item():.2%}"


def test_gmv_max_and_other_campaigns_are_apart(demo: Path, open_page: Open) -> None:
    page = open_page("advertising", demo, period="2026-09")
    assert subheaders(page) == [
        "Campaigns outside GMV Max", "GMV Max campaigns", "All ad figures and what they cover",
        "Over time", "By campaign and ad",
    ]  # fmt: skip
    frames = [one.value for one in page.dataframe]
    others = next(one for one in frames if "cpa" in one and "gmv_max_roi" not in one)
    gmv_max = next(one for one in frames if "gmv_max_roi" in one and "cpa" not in one)
    assert not set(others["group"]) & set(gmv_max["group"])
    assert gmv_max["gmv_max_roi"].notna().any()


def test_a_click_on_a_type_leaves_only_its_campaigns(demo: Path, open_page: Open) -> None:
    page = open_page("advertising", demo, period="2026-09", campaign_type="gmv_max_live")
    assert not page.exception
    assert "Campaigns outside GMV Max" not in subheaders(page)
    assert "GMV Max campaigns" in subheaders(page)


def test_a_shop_without_ads_says_which_file_brings_them(small_shop: Path, open_page: Open) -> None:
    page = open_page("advertising", small_shop, period="2026-09")
    assert not page.exception
    assert not page.get("plotly_chart")
    assert any("Ads Manager" in one.value for one in page.caption)


def test_the_line_s_name_stands_where_fewer_points_are() -> None:
    shown = campaigns.points(CAMPAIGNS, "cpa", CALLED)
    near_the_right, far = (
        charts.bubbles(shown, SCALES, ("Break-even CPA", value)) for value in (19.0, 12.0)
    )
    assert near_the_right.layout.annotations[0].xanchor == "left"
    assert far.layout.annotations[0].x == 0


def test_a_shop_without_ads_is_told_once_what_to_load(demo: Path, open_page: Open) -> None:
    page = open_page("advertising", demo, shop="demo-th")
    said = [one.value for one in page.caption]
    assert sum("Ads Manager" in one for one in said) == 1
    assert "CPM" in said[-1]
    assert not page.subheader
