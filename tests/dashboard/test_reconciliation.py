"""Reconciliation: what the tables say is what `ties` says, and the strip shows yesterday."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import charts, text, tie_tables
from dashboard.tie_strip import Tie, gap_in_words
from loaders.facts import facts_of
from loaders.settings import open_home
from metrics.catalog import CATALOG
from metrics.judgement.tie_orders import Explained
from metrics.judgement.ties import NO_FIGURES, TIED, Ties, Verdict, ties
from metrics.period import resolve
from tests.dashboard.conftest import Open

DAYS = [date(2026, 10, 1), date(2026, 10, 2)]


def made() -> Ties:
    """Two days of 100 and 200 at the platform; GMV is off by 0 and 4, customer payment by 10."""
    rows = [
        ("gmv", DAYS[0], 1_000_000, 1_000_000, 0, 0.0),
        ("gmv", DAYS[1], 2_000_000, 2_040_000, 40_000, 0.02),
        ("customer_payment", DAYS[0], 1_000_000, 1_100_000, 100_000, 0.1),
        ("customer_payment", DAYS[1], 2_000_000, 2_100_000, 100_000, 0.05),
    ]
    names = ("variant", "date", "platform_e4", "ours_e4", "residual_e4", "gap")
    days = pl.DataFrame(rows, schema=names, orient="row")
    return Ties("us", "USD", days, Verdict("gmv", TIED, "gmv", 0.01, 2, ()))


def test_days_are_in_currency_units_with_the_other_ways_of_counting_beside() -> None:
    table = tie_tables.by_day(made(), "gmv", "By day", ())
    assert [one.label for one in table.columns] == [
        "Day", "Seller Center", "GMV (goods)", "Ours less theirs", "Gap", "Customer payment",
    ]  # fmt: skip
    assert table.frame.rows() == [
        (DAYS[1], 200.0, 204.0, 4.0, 0.02, 210.0),
        (DAYS[0], 100.0, 100.0, 0.0, 0.0, 110.0),
    ]


def test_a_shop_s_row_adds_up_its_days() -> None:
    nothing = Ties("uk", None, made().days.clear(), Verdict(None, NO_FIGURES, None, None, 0, ()))
    table = tie_tables.by_shop({"us": made(), "uk": nothing}, {"us": "*US*", "uk": "UK"}, ())
    us, uk = table.frame.to_dicts()
    assert (us["shop"], us["platform"], us["ours"], us["residual"]) == ("*US*", 300, 304, 4)
    assert us["says"] == "GMV (goods) ties: it is off by 1.00% on the median of 2 days."
    assert (uk["platform"], uk["gap"], uk["variant"]) == (None, None, None)
    assert uk["says"].startswith("No GMV of Seller Center is loaded for UK")


def test_ways_of_counting_stand_in_the_order_of_their_gap() -> None:
    frame = tie_tables.by_variant(made(), ()).frame
    assert frame.select("variant", "off", "median", "residual").rows() == [
        ("gmv", 1, 0.01, 4.0),
        ("customer_payment", 2, pytest.approx(0.075), 20.0),
    ]


def test_orders_behind_a_day_are_marked_where_they_explain_it() -> None:
    rows = pl.DataFrame({
        "order_id": ["1", "2"], "reason": ["refunded", "unpaid"], "amount_e4": [40_000, 10_000],
        "explains": [True, False],
    })  # fmt: skip
    found = Explained(DAYS[1], "gmv", 45_000, rows, 5_000)
    table = tie_tables.orders(found, "USD", "Orders", ())
    assert table.frame.rows() == [
        ("1", "refunded, in whole or in part", 4.0, "yes"),
        ("2", "never paid, counted by the platform when created", 1.0, ""),
    ]
    said = tie_tables.explained_in_words(found, "USD")
    assert said.startswith(
        "Ours less theirs: $4.50. The orders that are marked explain $4.00; $0.50 remains."
    )


def test_a_day_off_by_more_than_one_per_cent_is_hatched() -> None:
    scale = charts.Scale(CATALOG["gmv"], "USD")
    days = tie_tables.days_of(made(), "gmv")
    (bars,) = charts.residuals(days, scale, 0.01).data
    assert list(bars.y) == [0.0, 4.0]
    assert list(bars.marker.pattern.shape) == ["", "/"]
    assert "Ours less theirs: $4.00 (2.00%)" in bars.customdata[1]
    assert charts.residuals_in_words(days, scale) == (
        "1 of 2 days differ; most on Oct 2, 2026: $4.00."
    )
    same = days.filter(pl.col("residual") == 0)
    assert "the same on all 1" in charts.residuals_in_words(same, scale)


@pytest.mark.parametrize(
    ("ours", "gap", "said", "is_tied"),
    [
        (1_000_000, 0.0, "ties exactly", True),
        (1_005_000, 0.005, "ties: $0.50 (0.50%)", True),
        (900_000, 0.1, "gap: -$10.00 (10.00%)", False),
    ],
)
def test_strip_says_whether_a_day_ties(ours: int, gap: float, said: str, is_tied: bool) -> None:
    one = Tie("us", DAYS[0], False, 1_000_000, ours, gap, "USD")
    assert (gap_in_words(one), one.ties) == (said, is_tied)


def test_a_day_without_sales_at_the_platform_ties_only_with_none_of_ours() -> None:
    assert Tie("us", DAYS[0], False, 0, 0, None, "USD").ties
    assert not Tie("us", DAYS[0], False, 0, 5, None, "USD").ties


def test_data_page_shows_what_ties_says(demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    page = open_page("data", demo, period="2026-10")
    assert not page.exception
    shown = next(one.value for one in page.dataframe if "says" in one.value.columns)
    facts = facts_of(home)
    for row in shown.to_dict("records"):
        shop = next(one for one in home.settings.shops.values() if one.name == row["shop"])
        found = ties(facts, shop.id, resolve("2026-10", home.today()))
        by_gmv = found.days.filter(variant=found.verdict.variant)
        assert round(row["platform"] * 10_000) == by_gmv["platform_e4"].sum()
        assert round(row["ours"] * 10_000) == by_gmv["ours_e4"].sum()
        assert round(row["residual"] * 10_000) == by_gmv["residual_e4"].sum()


def test_data_page_without_platform_figures_says_what_to_load(
    small_shop: Path, open_page: Open
) -> None:
    page = open_page("data", small_shop, period="2026-09")
    assert any("no GMV of Seller Center" in one.value for one in page.caption)


STRIP = (
    "from dashboard import data, filters, navigation, text\n"
    "from dashboard.reconciliation import strip\n"
    "from dashboard.view import View\n"
    "text.speak(filters.language())\n"
    "navigation.run()\n"
    "at = data.situation()\n"
    "view = View(at, filters.Chosen((), None, None, 'none', None), 't', 'overview')\n"
    "strip(view)\n"
)


def test_strip_ties_yesterday_of_each_shop(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(demo))
    page = AppTest.from_string(STRIP, default_timeout=60).run()
    assert not page.exception
    home = open_home(demo)
    lines = [one.value.replace("\\", "") for one in page.markdown if " · Oct" in one.value]
    assert {one.partition("**")[2].partition("**")[0] for one in lines} == {
        shop.name for shop in home.settings.shops.values()
    }
    us = next(one for one in home.settings.shops.values() if one.id == "demo-us")
    found = ties(facts_of(home), us.id).days.filter(variant="gmv", date=date(2026, 10, 31))
    theirs = tie_tables.amount(found["platform_e4"].item(), "USD")
    ours = tie_tables.amount(found["ours_e4"].item(), "USD")
    text.speak("en")
    assert any(f"Seller Center {theirs} · ours {ours}" in one for one in lines)
