"""What is chosen is what the address says; what it says wrongly is left out and told."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.filters import Chosen
from dashboard.headline import notes
from metrics.period import resolve
from tests.dashboard.conftest import Open


def said(app: AppTest) -> str:
    return app.markdown[0].value


def test_address_without_words_means_the_last_thirty_days(demo: Path, open_app: Open) -> None:
    assert "Oct 2 – 31, 2026" in said(open_app(demo))


def test_address_takes_any_period_that_the_command_takes(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-10-03..2026-10-09")
    assert "Oct 3 – 9, 2026" in said(app)
    assert app.query_params["period"] == "2026-10-03..2026-10-09"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("period", "banana"),
        ("period", "2026-13"),
        ("period", "2027-01"),
        ("compare", "the-competition"),
        ("currency", "XXX"),
        ("language", "tlh"),
        ("shop", "../../etc"),
        ("shop", "<script>alert(1)</script>"),
    ],
)
def test_words_that_mean_nothing_are_left_out_and_told(
    demo: Path, open_app: Open, name: str, words: str
) -> None:
    app = open_app(demo, **{name: words})
    assert not app.exception
    assert "left out" in app.warning[0].value
    assert "Oct 2 – 31, 2026" in said(app)


def test_long_words_of_an_address_are_cut_off_when_told(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="9" * 5_000)
    assert "999…" in app.warning[0].value
    assert len(app.warning[0].value) < 200


def test_known_shops_of_an_address_stay_when_another_is_unknown(demo: Path, open_app: Open) -> None:
    app = open_app(demo, shop=["demo-us", "gone"])
    assert app.multiselect(key="shop").value == ["demo-us"]
    assert app.warning


def test_links_of_the_first_versions_open_in_their_language(demo: Path, open_app: Open) -> None:
    app = open_app(demo, lang="zh")
    assert app.title[0].value == "总览"
    assert app.query_params["language"] == "zh"
    assert "lang" not in app.query_params


def test_choice_goes_into_the_address_in_words_of_no_language(demo: Path, open_app: Open) -> None:
    app = open_app(demo, language="zh")
    assert app.title[0].value == "总览"
    app.selectbox(key="period").set_value("last-month").run()
    app.multiselect(key="shop").set_value(["demo-us", "demo-uk"]).run()
    assert "2026年9月1日 – 30日" in said(app)
    assert app.query_params["period"] == "last-month"
    assert app.query_params["shop"] == ["demo-us", "demo-uk"]


def test_default_choice_stays_out_of_the_address(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="last-month")
    app.selectbox(key="period").set_value("last-30-days").run()
    assert "period" not in app.query_params


def test_days_are_chosen_in_a_calendar(demo: Path, open_app: Open) -> None:
    app = open_app(demo)
    app.selectbox(key="period").set_value("custom").run()
    assert app.query_params["period"] == "2026-10-02..2026-10-31"


def test_a_span_of_the_address_is_called_by_its_days(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-10-03..2026-10-09")
    assert app.selectbox(key="period").options[-1] == "Oct 3 – 9, 2026"


def test_comparison_can_be_left_out(demo: Path, open_app: Open) -> None:
    app = open_app(demo, compare="none")
    assert "compared" not in said(app)
    assert {card.delta for card in app.metric} == {""}


def test_a_shop_in_one_currency_needs_no_choice_of_currency(
    small_shop: Path, open_app: Open
) -> None:
    app = open_app(small_shop)
    assert not [one for one in app.selectbox if one.key == "currency"]


def options(app: AppTest) -> list[str]:
    return app.selectbox(key="compare").options


def test_events_that_the_period_is_about_can_be_compared_with(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-10-08..2026-10-12", compare="10.10")
    assert "10.10 the year before" in options(app)
    assert "Oct 8 – 12, 2025 (10.10 of Oct 10, 2025)" in said(app)
    assert app.query_params["compare"] == "10.10"
    assert "Black Friday the year before" not in options(app)


def test_the_word_event_means_the_one_event_of_the_period(demo: Path, open_app: Open) -> None:
    one = open_app(demo, period="2026-09-05..2026-09-12", compare="event", language="zh")
    assert one.selectbox(key="compare").value == "9.9"
    assert "2025年9月9日的9.9" in said(one).replace("\\", "")
    none = open_app(demo, period="2026-08-01..2026-08-07", compare="event")
    assert "left out" in none.warning[0].value


def test_markets_without_the_event_are_named(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-04-10..2026-04-16", compare="songkran")
    assert "Not held in DE, GB, ID, US" in "".join(one.value for one in app.caption)
    alone = open_app(demo, period="2026-04-10..2026-04-16", compare="songkran", shop="demo-th")
    assert "Not held" not in "".join(one.value for one in alone.caption)
    alone.multiselect(key="shop").set_value(["demo-us"]).run()
    assert "the period before" in said(alone)
    elsewhere = open_app(demo, period="2026-04-10..2026-04-16", compare="songkran", shop="demo-us")
    assert "left out" in elsewhere.warning[0].value


def test_address_takes_any_comparison_that_the_command_takes(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-10-05..2026-10-11", compare="2025-w41")
    assert "Oct 6 – 12, 2025 (2025-W41)" in said(app)
    assert app.query_params["compare"] == "2025-W41"
    assert options(app)[-1] == "2025-W41"


def test_the_whole_period_before_is_offered_while_it_is_more(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-11", compare="previous-full")
    assert "Oct 1 – 31, 2026" in said(app)
    assert "The whole period before" in options(app)
    assert "The whole period before" not in options(open_app(demo, period="2026-10"))


def test_the_same_weekdays_a_year_before_can_be_chosen(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="2026-10-05..2026-10-11", compare="previous-year-weekday")
    assert "Oct 6 – 12, 2025" in said(app)


def test_months_are_those_of_the_settings(small_shop: Path, open_app: Open) -> None:
    with (small_shop / "shoppulse.toml").open("a") as settings:
        settings.write("[calendar]\nmonth_starts_on = 4\n")
    app = open_app(small_shop, period="2026-10")
    assert "Sep 4 – Oct 3, 2026" in said(app)
    assert "Aug 4 – Sep 3, 2026" in said(app)
    assert app.metric[0].value == "\\$45.00"
    by_month = open_app(small_shop, period="2025-09-01..2026-11-01")
    assert by_month.dataframe[0].value["when"].to_list() == ["2026-09", "2026-10", "2026-11"]


def test_the_page_says_by_which_day_sales_are_dated(demo: Path, open_page: Open) -> None:
    said = [
        [one.value for one in open_page("sales", demo, period="2026-09", clock=clock).markdown]
        for clock in ("usual", "delivered")
    ]
    line = r"**Date sales by\: Day delivered**"
    assert [line in one for one in said] == [False, True]


def test_files_say_by_which_day_sales_are_dated(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(demo))
    span = resolve("2026-09", date(2026, 11, 1))
    chosen = Chosen((), span, None, "none", None, "shipped", {})
    at = data.situation()
    assert ("Date sales by", "Day shipped") in notes(at, chosen)
    assert "Date sales by" not in dict(notes(at, replace(chosen, clock=None)))


def test_a_word_that_went_out_of_the_address_is_at_its_default(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="last-month", shop="demo-us", language="en")
    del app.query_params["period"]
    app.run()
    assert "Oct 2 – 31, 2026" in said(app)
    assert app.multiselect(key="shop").value == ["demo-us"]


def test_a_page_chosen_in_the_menu_keeps_the_choice(demo: Path, open_app: Open) -> None:
    app = open_app(demo, period="last-month")
    app.query_params.clear()
    app.run()
    assert app.query_params["period"] == "last-month"


def test_a_choice_made_before_the_address_told_of_another_keeps_both(
    demo: Path, open_app: Open
) -> None:
    app = open_app(demo, period="last-month", language="en")
    del app.query_params["period"]
    app.multiselect(key="shop").set_value(["demo-us"]).run()
    assert app.selectbox(key="period").value == "last-month"
    assert app.query_params["shop"] == "demo-us"
