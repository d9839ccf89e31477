"""Feedback page: stars by hand, the products that buyers complain of, and what is missing."""

from pathlib import Path

import polars as pl
import pytest

from dashboard import charts, feedback, text
from dashboard.pages.feedback import HEADLINES
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.period import resolve
from reports import formats
from tests.dashboard.conftest import Open
from tests.dashboard.test_drawn import answer


@pytest.fixture(autouse=True)
def english() -> None:
    text.speak("en")


STARS = answer(
    [
        {"metric": "reviews", "rating": "5", "value": 6.0, "previous": 3.0},
        {"metric": "reviews", "rating": "1", "value": 2.0, "previous": None},
    ],
    by=("rating",),
)


def test_every_number_of_stars_has_a_row_and_its_share() -> None:
    counts = feedback.counted(STARS)
    assert counts.rows() == [
        (5, 6.0, 0.75, 3.0, 1.0),
        (4, 0.0, 0.0, 0.0, 0.0),
        (3, 0.0, 0.0, 0.0, 0.0),
        (2, 0.0, 0.0, 0.0, 0.0),
        (1, 2.0, 0.25, 0.0, 0.0),
    ]
    assert charts.stars_in_words(counts.filter(pl.col("value") > 0)) == (
        "Reviews by their stars: 5 ★ 75.00%, 1 ★ 25.00%."
    )
    table = feedback.distribution(counts, [], compared=False)
    assert [one.label for one in table.columns] == ["Stars", "Reviews", "Share"]


def test_stars_are_stacked_in_the_order_of_time() -> None:
    rows = pl.DataFrame(
        {"week": ["2026-W41", "2026-W40", "2026-W40"], "rating": ["5", "1", "5"],
         "value": [4.0, 1.0, 2.0]}
    )  # fmt: skip
    figure = charts.stars(feedback.course(rows, "week"))
    drawn = {one.name: (list(one.x), list(one.y)) for one in figure.data}
    assert drawn["5 ★"] == (["2026-W40", "2026-W41"], [2.0, 4.0])
    assert drawn["1 ★"] == (["2026-W40", "2026-W41"], [1.0, 0])


COUNTS = ("negative", "reviews", "requests", "refunds")


def test_products_with_most_negative_reviews_come_first_then_with_most_requests() -> None:
    negative = pl.DataFrame({"product": ["p"], "negative": [2.0]})
    reviews = pl.DataFrame({"product": ["p", "good"], "reviews": [9.0, 5.0]})
    returns = pl.DataFrame(
        {"product": ["q", "r", None], "requests": [1.0, 7.0, 0.0], "refunds": [1.0, 0.0, 0.0]}
    )
    frame = feedback.complained([negative, reviews, returns], COUNTS)
    assert frame["product"].to_list() == ["p", "r", "q"]
    assert frame["negative"].to_list() == [2, 0, 0]
    called: dict[str | None, str] = {"p": "Pan", "q": "Quilt", "r": "Rug"}
    table = feedback.complaints_table(frame, called, [])
    assert [one.name for one in table.columns] == [
        "label", "product", "negative", "reviews", "requests", "refunds"
    ]  # fmt: skip
    alone = feedback.complained([returns], COUNTS)
    assert alone["product"].to_list() == ["r", "q"]
    partial = feedback.complained([negative, reviews, returns], ("requests", "refunds"))
    assert partial["negative"].to_list() == [2, None, None]


def test_the_page_shows_what_ask_answers(demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    facts = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    rows = ask(find(HEADLINES), facts, resolve("2026-09", home.today())).rows
    app = open_page("feedback", demo, period="2026-09")
    assert not app.exception
    shown = {one.label.replace("\\", ""): one.value.replace("\\", "") for one in app.metric}
    for name, value in rows.select("metric", "value").iter_rows():
        assert shown[CATALOG[name].label] == formats.compact(value, CATALOG[name].unit)


def test_the_stars_of_the_demo_add_up_to_its_reviews(demo: Path, open_page: Open) -> None:
    app = open_page("feedback", demo, period="2026-09")
    (stars,) = [one.value for one in app.dataframe if "previous_share" in one.value.columns]
    home = open_home(demo)
    facts = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    whole = ask(find(["reviews"]), facts, resolve("2026-09", home.today())).rows["value"].item()
    assert stars["value"].sum() == whole
    assert stars["share"].sum() == pytest.approx(100)


def test_without_reviews_the_page_says_where_they_come_from(
    small_shop: Path, open_page: Open
) -> None:
    app = open_page("feedback", small_shop, period="2026-09")
    assert not app.exception
    said = [one.value for one in app.caption]
    assert any("Seller Center exports no reviews" in one for one in said)
    assert any("Chat performance" in one for one in said)
    assert not app.get("plotly_chart")
