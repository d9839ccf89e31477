"""Products & stock: the drawing of cover against pace, and the table of every SKU."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from dashboard import data, stock_levels
from dashboard.charts.cover import FLOOR, cover, cover_in_words
from metrics.period import resolve
from metrics.worklists.stock import stock
from tests.dashboard.conftest import Open
from tests.dashboard.test_todo import view

DAY = date(2026, 10, 31)
STOCK = pl.DataFrame(
    [
        ("fine", 40, 2.0, 20.0, date(2026, 11, 1)),
        ("due", 10, 1.0, 10.0, DAY),
        ("gone", 0, 5.0, 0.0, date(2026, 10, 1)),
        ("lead time unknown", 4, 0.5, 8.0, None),
        ("sells nothing", 9, 0.0, None, None),
        ("never in stock", 0, None, None, None),
    ],
    ["sku_id", "available", "pace", "cover_days", "reorder_by"],
    orient="row",
)


def test_points_are_skus_that_sell_the_fastest_first_with_what_they_need() -> None:
    told = stock_levels.points(STOCK, DAY)
    assert told.select("sku_id", "state").rows() == [
        ("gone", "out"), ("fine", "enough"), ("due", "reorder"), ("lead time unknown", "enough"),
    ]  # fmt: skip


def test_the_drawing_has_a_sign_for_each_state_and_shows_markup_as_text() -> None:
    labelled = stock_levels.points(STOCK, DAY).with_columns(label=pl.lit("<b>Cup</b>"))
    enough, reorder, out = cover(labelled).data
    assert list(out.y) == [FLOOR]
    assert [list(enough.x), list(reorder.x)] == [[2.0, 0.5], [1.0]]
    assert len({one.marker.symbol for one in (enough, reorder, out)}) == 3
    assert reorder.customdata[0].startswith("&lt;b&gt;Cup&lt;/b&gt;<br>1.00 a day<br>10 days of")
    assert "reorder by Oct 31, 2026" in reorder.customdata[0]
    said = cover_in_words(labelled.with_columns(label=pl.col("sku_id")))
    assert "Out of stock 1" in said
    assert said.endswith("Selling fastest of those that run short: gone.")


def test_the_page_says_of_stock_what_the_metrics_say(demo: Path, open_page: Open) -> None:
    page = open_page("products", demo, period="2026-10", shop="demo-us")
    assert not page.exception
    shown = next(one.value for one in page.dataframe if "cover_days" in one.value)
    at = view(demo).at
    names = ["stock_units", "out_of_stock_skus", "stockout_loss", "dead_stock_value", "reorder_by"]
    where = {"shop": ["demo-us"]}
    span = resolve("2026-10", at.home.today())
    told = dict(
        data.answer(at, names, span, where=where).rows.select("metric", "value").iter_rows()
    )
    assert shown["available"].sum() == told["stock_units"]
    assert shown["lost_e4"].sum() == pytest.approx(told["stockout_loss"])
    assert shown["dead_e4"].sum() == pytest.approx(told["dead_stock_value"])
    rows = stock(data.facts(at), span, where)
    out = rows.filter(pl.col("available") <= 0, "has_sold").height
    assert out == told["out_of_stock_skus"]


def test_the_earliest_day_to_reorder_is_the_metric_s(demo: Path) -> None:
    page = view(demo)
    answer = data.answer(page.at, ["reorder_by"], page.chosen.span)
    earliest = stock(data.facts(page.at), page.chosen.span)["reorder_by"].min()
    assert date(1970, 1, 1) + timedelta(days=answer.rows["value"][0]) == earliest


def test_the_table_has_every_sku_the_first_to_run_out_on_top(demo: Path) -> None:
    page = view(demo)
    rows = stock(data.facts(page.at), page.chosen.span)
    table = stock_levels.of_skus(page, rows)
    cover_days = table.frame["cover_days"].drop_nulls().to_list()
    assert table.frame.height == rows.height
    assert cover_days == sorted(cover_days)


def test_a_shop_without_stock_says_which_file_brings_it(small_shop: Path, open_page: Open) -> None:
    page = open_page("products", small_shop, period="2026-09")
    assert not page.exception
    said = [one.value for one in page.caption if "the product batch-edit file" in one.value]
    assert len(said) == 1
    assert "Days of cover" in said[0]
    assert not [one for one in page.dataframe if "cover_days" in one.value]
