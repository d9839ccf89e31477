"""The sales page: what it shows is what the book and the judgements say; and its tables."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import buyers, charts, discounts, gmv_factors
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import find
from metrics.judgement.concentration import concentration
from metrics.judgement.factors import Factors
from metrics.judgement.promotion import Promotion
from metrics.period import resolve
from tests.dashboard.conftest import Open


def table(page: AppTest, *columns: str) -> pl.DataFrame:
    """The first table that has these columns."""
    frames = (one.value for one in page.dataframe)
    return pl.from_pandas(next(one for one in frames if set(columns) <= set(one.columns)))


def subheaders(page: AppTest) -> list[str]:
    return [one.value for one in page.subheader]


@pytest.mark.parametrize("shop", [None, "demo-us"])
def test_the_bridge_shows_what_the_book_says(shop: str | None, demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    answer = ask(
        find(["list_sales", "seller_discount", "seller_revenue", "net_revenue", "gmv"]),
        Store(home.store).facts(), resolve("2026-09", home.today()),
        where={"shop": [shop]} if shop else None, currency="USD",
    )  # fmt: skip
    book = dict(answer.rows.select("metric", "value").iter_rows())
    page = open_page("sales", demo, period="2026-09", **({"shop": shop} if shop else {}))
    assert not page.exception
    steps = dict(table(page, "amount", "share").select("label", "amount").iter_rows())
    assert steps["Sales at list price"] == pytest.approx(book["list_sales"])
    assert steps["Seller discount"] == pytest.approx(-book["seller_discount"])
    assert steps["Seller revenue"] == pytest.approx(book["seller_revenue"])
    assert steps["Net revenue"] == pytest.approx(book["net_revenue"])
    assert steps["GMV (goods)"] == pytest.approx(book["gmv"])


def test_every_part_is_there_in_both_languages(demo: Path, open_page: Open) -> None:
    assert subheaders(open_page("sales", demo)) == [
        "From list price to net revenue", "Why GMV changed", "Over time", "Where it comes from",
        "By discount", "Who comes back", "Concentration of sales",
    ]  # fmt: skip
    assert subheaders(open_page("sales", demo, language="zh"))[0] == "从原价到净货款收入"


def test_money_in_several_currencies_is_shown_in_one_at_a_time(demo: Path, open_page: Open) -> None:
    page = open_page("sales", demo, period="2026-09", currency="own", compare="none")
    assert not page.exception
    chosen = next(one for one in page.selectbox if one.key == "sales judged currency")
    assert chosen.options == ["USD", "GBP", "EUR", "IDR", "THB"]
    dollars = table(page, "amount", "share")
    pounds = table(chosen.select("GBP").run(), "amount", "share")
    assert dollars["amount"][0] != pounds["amount"][0]


def test_a_small_shop_says_what_it_lacks(small_shop: Path, open_page: Open) -> None:
    """September: list 40 + 50, discount 4 + 5; no returns were ever loaded."""
    page = open_page("sales", small_shop, period="2026-09")
    assert not page.exception
    steps = table(page, "amount", "share", "note").rows_by_key("label", named=True, unique=True)
    assert steps["Sales at list price"]["amount"] == 90
    assert steps["Seller revenue"]["amount"] == 81
    assert steps["Net revenue"]["amount"] is None
    assert "load the returns export" in steps["Refunded"]["note"]


@pytest.mark.parametrize("kept", [{"weekday": "4"}, {"campaign": "1"}], ids=str)
def test_a_filter_that_judgements_do_not_know_is_said(
    kept: dict[str, str], demo: Path, open_page: Open
) -> None:
    page = open_page("sales", demo, period="2026-09", **kept)
    assert not page.exception
    assert any("take the filter back to see it" in one.value for one in page.caption)


def test_a_filter_that_matches_nothing_says_so(demo: Path, open_page: Open) -> None:
    page = open_page("sales", demo, period="2026-09", product="nothing")
    assert not page.exception
    assert "No data for these days" in page.info[-1].value


FACTORS = Factors(
    "USD", Fraction(30), Fraction(43),
    {
        "customers": Fraction(10), "orders_per_customer": Fraction(-4),
        "units_per_order": Fraction(1), "price": Fraction(-1),
    },
    Fraction(7),
    {"customers": Fraction(1), "orders_per_customer": Fraction(2),
     "units_per_order": Fraction(3, 2), "price": Fraction(10)},
    {"customers": Fraction(2), "orders_per_customer": Fraction(1),
     "units_per_order": Fraction(2), "price": Fraction(9)},
)  # fmt: skip


def test_the_strongest_factor_is_named() -> None:
    assert gmv_factors.sentence(FACTORS) == "GMV rose by $13.00. Customers did most: +$10.00."
    fell = replace(FACTORS, now=Fraction(10))
    assert gmv_factors.sentence(fell).startswith("GMV fell by $20.00.")
    same = replace(FACTORS, now=Fraction(30))
    assert gmv_factors.sentence(same).startswith("GMV is what it was.")


def test_factors_stand_beside_what_they_were() -> None:
    rows = gmv_factors.table(FACTORS, "x", []).frame.select("label", "now", "change", "part").rows()
    assert rows[0] == ("Customers", 2, 1, 10)
    assert rows[3][2] == pytest.approx(-0.1)


def test_discount_bands_are_named_and_in_order() -> None:
    rows = [
        {"above": None, "up_to": None, "phase": "during", "gmv_a_day": 1.0},
        {"above": 0.5, "up_to": None, "phase": "during", "gmv_a_day": 2.0},
        {"above": 0.1, "up_to": 0.2, "phase": "during", "gmv_a_day": 3.0},
        {"above": 0.1, "up_to": 0.2, "phase": "before", "gmv_a_day": 9.0},
        {"above": None, "up_to": 0.0, "phase": "during", "gmv_a_day": 4.0},
        {"above": 0.0, "up_to": 0.1, "phase": "during", "gmv_a_day": 5.0},
    ]
    frame = pl.DataFrame(rows).with_columns(units_a_day=1.0, margin_a_day=None, covers=None)
    bands = discounts.by_band(Promotion(pl.DataFrame(), frame, {"during": 1}, "USD"))
    assert bands.select("label", "gmv", "before").rows() == [
        ("No discount", 4, None), ("Up to 10%", 5, None), ("10 – 20%", 3, 9),
        ("More than 50%", 2, None), ("not known", 1, None),
    ]  # fmt: skip


COHORTS = pl.DataFrame(
    [
        (date(2026, 8, 1), 0, 100, 100, 1.0, True),
        (date(2026, 8, 1), 1, 8, 100, 0.08, True),
        (date(2026, 8, 1), 2, 5, 100, 0.05, False),
        (date(2026, 9, 1), 0, 50, 50, 1.0, True),
        (date(2026, 9, 1), 1, 2, 50, 0.04, False),
    ],
    schema=["cohort", "months", "buyers", "size", "share", "complete"],
    orient="row",
)


def test_cohorts_are_drawn_with_open_months_marked() -> None:
    again = COHORTS.filter(pl.col("months") > 0)
    (drawn,) = charts.cohorts(again).data
    assert [list(line) for line in drawn.text] == [["8.0", "5.0*"], ["4.0*", ""]]
    assert [list(line) for line in drawn.z] == [[0.08, 0.05], [0.04, None]]
    assert "the month is not over" in drawn.customdata[0][1]
    assert charts.cohorts_in_words(again) == (
        "Bought again in the month after: 8.00% of 2026-08, 8.00% of 2026-08."
    )


def test_the_table_of_cohorts_holds_only_months_that_are_over() -> None:
    frame = buyers.cohort_table(COHORTS, "x", ()).frame
    assert frame.select("month", "size", "m1").rows() == [
        ("2026-09", 50, None), ("2026-08", 100, 0.08),
    ]  # fmt: skip
    assert "m2" not in frame.columns


def test_only_the_newest_cohorts_are_drawn() -> None:
    rows = pl.DataFrame(
        {"cohort": [date(2024 + n // 12, n % 12 + 1, 1) for n in range(20)], "months": [1] * 20}
    )
    assert buyers.latest(rows)["cohort"].to_list() == rows["cohort"].to_list()[-12:]


def test_concentration_is_said_and_tabled() -> None:
    told = concentration({"a": 50, "b": 30, None: 20}, (1, 5, 10, 20))
    assert told
    assert buyers.sentence("buyer", told) == (
        "1 of 2 buyers make half of GMV. 20.00% of it has no known buyer."
    )
    assert buyers.concentration_table({"buyer": told}, "x", ()).frame.rows()[:2] == [
        ("Top 1", 0.5), ("Top 5", 0.8),
    ]  # fmt: skip


def test_factors_are_written_in_their_own_units(demo: Path, open_page: Open) -> None:
    app = open_page("sales", demo, period="2026-09")
    (table,) = [one.value for one in app.dataframe if "part" in one.value.columns]
    now = dict(zip(table["label"], table["now"], strict=True))
    assert now["Customers"].isdigit()
    assert now["Price per unit"].startswith("$")
    assert len(now["Orders per customer"].split(".")[1]) == 2


def test_weeks_cut_by_the_period_are_told(demo: Path, open_page: Open) -> None:
    def said(period: str) -> list[str]:
        page = open_page("sales", demo, period=period)
        return [one.value for one in page.caption if "at the ends" in one.value]

    assert len(said("2026-01-01..2026-10-31")) == 1
    assert said("2026-01-05..2026-10-25") == []
    assert said("2026-10") == []


def test_a_young_bridge_says_that_it_still_settles(demo: Path, open_page: Open) -> None:
    def said(period: str) -> bool:
        page = open_page("sales", demo, period=period)
        return any("Still settling\\: refunds" in one.value for one in page.caption)

    assert said("2026-10")
    assert not said("2026-08")
