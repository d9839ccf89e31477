"""The content page: two cuts that are never added, creators, and lists that stay whole."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import charts, content_lists, creators, two_cuts
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.judgement.creators import METRICS, by_creator
from metrics.period import resolve
from reports.export import to_csv
from tests.dashboard.conftest import Open
from tests.dashboard.test_sales import subheaders, table

DOLLARS = charts.Scale(CATALOG["gmv"], "USD")
CALLED = {"live": "LIVE", "video": "Video", "<b>": "<b>", None: "not known"}


def parts(*rows: tuple[str | None, float | None]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [(group, value, None, None) for group, value in rows],
        schema={"group": pl.String, "value": pl.Float64, "before": pl.Float64,
                "change": pl.Float64},
        orient="row",
    )  # fmt: skip
    return two_cuts.with_shares(frame, "content_type", CALLED)


def test_parts_have_shares_of_their_cut_and_an_order_of_their_own() -> None:
    told = parts((None, 10.0), ("<b>", 20.0), ("video", 40.0), ("live", 30.0))
    assert told.select("label", "share", "known").rows() == [
        ("LIVE", 0.3, True), ("Video", 0.4, True), ("<b>", 0.2, True), ("not known", 0.1, False),
    ]  # fmt: skip


def test_nothing_sold_has_no_shares() -> None:
    assert parts(("live", 0.0))["share"].to_list() == [None]
    assert parts(("live", None))["share"].to_list() == [None]


def test_shares_are_drawn_as_parts_of_one_length_with_names_escaped() -> None:
    figure = charts.shares(parts(("live", 30.0), ("<b>", 60.0), (None, 10.0)), DOLLARS)
    assert [trace.x[0] for trace in figure.data] == [0.3, 0.6, 0.1]
    assert figure.data[1].name == "&lt;b&gt;"
    assert figure.data[0].customdata[0] == "LIVE<br>$30.00<br>30.0%"
    assert figure.data[2].marker.color == "#8592a0"
    alone = charts.shares(parts(("<b>", 60.0)), DOLLARS)
    assert alone.data[0].marker.color == figure.data[1].marker.color
    assert charts.shares_in_words(parts(("live", 30.0), (None, 10.0)), DOLLARS) == (
        "GMV (goods) in shares. Content: LIVE 75.0%, not known 25.0%."
    )


@pytest.mark.parametrize("word", two_cuts.CUTS)
def test_each_cut_is_the_whole_gmv(word: str, demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    facts, span = Store(home.store).facts(), resolve("2026-09", home.today())
    whole = ask(find(["gmv"]), facts, span, currency="USD").rows["value"].item()
    page = open_page("content", demo, period="2026-09")
    assert not page.exception
    told = table(page, "cut", "share").filter(
        pl.col("cut") == {"content_type": "Content", "affiliate": "Affiliate or own"}[word]
    )
    assert told["value"].sum() == pytest.approx(whole)
    assert told["share"].sum() == pytest.approx(100)


def test_affiliates_share_is_that_of_the_card(demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    facts, span = Store(home.store).facts(), resolve("2026-09", home.today())
    share = ask(find(["affiliate_gmv_share"]), facts, span, currency="USD").rows["value"].item()
    told = table(open_page("content", demo, period="2026-09"), "cut", "share")
    assert told.filter(label="By affiliates")["share"].item() == pytest.approx(100 * share)
    assert "Own, or not known" in told["label"].to_list()


def test_creators_are_those_of_the_judgement(demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    facts, span = Store(home.store).facts(), resolve("2026-09", home.today())
    rows, _ = by_creator(facts, span, {"shop": ["demo-us"]})
    page = open_page("content", demo, period="2026-09", shop="demo-us", currency="own")
    told = table(page, "creator", "profit_after_samples")
    assert told["creator"].to_list() == rows["creator"].to_list()
    for name in ("gmv", "commission", "profit_after_samples"):
        assert told[name].to_list() == pytest.approx(rows[name].to_list(), nan_ok=True)


def test_every_part_is_there(demo: Path, open_page: Open) -> None:
    assert subheaders(open_page("content", demo)) == [
        "Where GMV came from", "Over time", "By content, seller and product", "Creators",
        "Platform lists, as exported",
    ]  # fmt: skip


def test_a_shop_without_lists_says_which_file_brings_them(
    small_shop: Path, open_page: Open
) -> None:
    page = open_page("content", small_shop, period="2026-09")
    assert not page.exception
    said = [one.value.replace("\\", "") for one in page.caption]
    assert any(one.startswith("LIVEs, Videos") and "Affiliate Center" in one for one in said)
    assert "Platform lists, as exported" not in subheaders(page)
    assert "Affiliate or own" not in table(page, "cut", "share")["cut"].to_list()


LISTED = pl.DataFrame(
    {
        "shop_id": ["us"], "content_id": ["7400000000001000644"], "title": ["=HYPERLINK(1)"],
        "creator": [None], "date_from": [date(2026, 10, 1)], "date_to": [date(2026, 10, 31)],
        "duration_seconds": [125], "currency": ["USD"], "gmv_e4": [12_345], "refunds_e4": [None],
        "commission_e4": [None], "cost_e4": [None], "revenue_e4": [None], "orders": [2],
        "sku_orders": [None], "units": [3], "customers": [None], "views": [None],
        "product_impressions": [None], "product_clicks": [None], "samples": [None],
        "is_inside": [False],
    }
)  # fmt: skip


def test_a_list_shows_what_is_known_and_keeps_its_days() -> None:
    shown = content_lists.table(LISTED, {"us": "Main shop"}, "List", ())
    assert [one.name for one in shown.columns] == [
        "title", "gmv_e4", "currency", "date_from", "date_to", "orders", "units", "minutes", "shop",
        "content_id", "inside",
    ]  # fmt: skip
    row = shown.frame.row(0, named=True)
    assert (row["gmv_e4"], row["minutes"], row["shop"], row["inside"]) == (
        1.2345, 2, "Main shop", "no",
    )  # fmt: skip
    assert b"'=HYPERLINK" in to_csv(shown)


def test_creators_at_a_loss_are_counted() -> None:
    rows = pl.DataFrame({"profit_after_samples": [5.0, -1.0, None]})
    assert creators.remark(rows).endswith("1 of 2 creators cost more than they brought.")
    assert "brought" not in creators.remark(rows.head(1))


def test_columns_of_which_nothing_is_known_are_left_out() -> None:
    names = [one.name for one in METRICS]
    rows = pl.DataFrame({"creator": ["ann"], "covers": [None]} | {name: [None] for name in names})
    rows = rows.with_columns(gmv=pl.lit(5.0))
    shown = creators.table(rows, "USD", "Creators", ())
    assert [one.name for one in shown.columns] == ["creator", "gmv"]
    assert shown.columns[1].heading == "GMV (goods) (USD)"
