"""What is chosen is what the address says; what it says wrongly is left out and told."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

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
        ("lang", "tlh"),
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


def test_choice_goes_into_the_address_in_words_of_no_language(demo: Path, open_app: Open) -> None:
    app = open_app(demo, lang="zh")
    assert app.title[0].value == "总览"
    app.selectbox(key="period").set_value("last-month").run()
    app.multiselect(key="shop").set_value(["demo-us", "demo-uk"]).run()
    assert "2026年9月1日至30日" in said(app)
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


def test_comparison_can_be_left_out(demo: Path, open_app: Open) -> None:
    app = open_app(demo, compare="none")
    assert "compared" not in said(app)
    assert {card.delta for card in app.metric} == {""}


def test_a_shop_in_one_currency_needs_no_choice_of_currency(
    small_shop: Path, open_app: Open
) -> None:
    app = open_app(small_shop)
    assert not [one for one in app.selectbox if one.key == "currency"]
