"""Every page opens, on data and without; what the cards say is what `ask` says."""

import shlex
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from dashboard import data, navigation
from dashboard.pages.overview import HEADLINES, IN_THE_END
from loaders.load import load_paths
from loaders.settings import Shop, add_shop, open_home, real_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.period import comparison, resolve
from reports import formats
from tests.dashboard.conftest import CUT_ID, ORDERS, ROOT, Open, order_file

PAGES = sorted(path.stem for path in (ROOT / "dashboard/pages").glob("[a-z]*.py"))


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_on_data(name: str, demo: Path, open_page: Open) -> None:
    assert not open_page(name, demo).exception


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_with_money_in_several_currencies(
    name: str, demo: Path, open_page: Open
) -> None:
    assert not open_page(name, demo, currency="own").exception


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_on_an_empty_home(name: str, tmp_path: Path, open_page: Open) -> None:
    assert not open_page(name, tmp_path / "nothing yet").exception


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_reached_by_its_file(name: str, small_shop: Path, open_app: Open) -> None:
    app = open_app(small_shop, period="2026-10").switch_page(f"dashboard/pages/{name}.py").run()
    assert not app.exception
    assert [one.value for one in app.title] == [navigation.PLACES[name].title]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("home", ["small_shop", "tmp_path"])
def test_a_page_stands_alone_too(
    name: str, home: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(request.getfixturevalue(home)))
    script = f"from dashboard.pages import {name}; {name}.page()"
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception
    assert len(app.title) == 1


def test_overview_says_period_comparison_and_that_the_data_is_made_up(
    demo: Path, open_app: Open
) -> None:
    app = open_app(demo, period="2026-09")
    assert app.title[0].value == "Overview"
    assert "Sep 1 – 30, 2026" in app.markdown[0].value
    assert "Aug 1 – 31, 2026" in app.markdown[0].value
    assert any("Demo data" in one.value for one in app.markdown)
    assert any("As of" in one.value for one in app.caption)


@pytest.mark.parametrize(
    "address",
    [
        {"period": "2026-09"},
        {"period": "last-90-days", "compare": "previous-year", "shop": "demo-us"},
        {"period": "2026", "compare": "none", "currency": "EUR"},
    ],
    ids=str,
)
def test_cards_show_what_ask_answers(demo: Path, open_app: Open, address: dict[str, str]) -> None:
    home = open_home(demo)
    today = home.today()
    span = resolve(address["period"], today)
    word = address.get("compare", "previous")
    facts = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    answer = ask(
        find([*HEADLINES, *IN_THE_END]),
        facts,
        span,
        comparison(span, word, today) if word != "none" else None,
        where={"shop": [address["shop"]]} if "shop" in address else None,
        currency=address.get("currency", "USD"),
    )
    rows = {CATALOG[row["metric"]].label: row for row in answer.rows.iter_rows(named=True)}
    units = {CATALOG[name].label: CATALOG[name].unit for name in (*HEADLINES, *IN_THE_END)}

    cards = open_app(demo, **address).metric
    assert [card.label.replace("\\", "") for card in cards] == list(rows)
    for card in cards:
        label = card.label.replace("\\", "")
        shown = formats.compact(rows[label]["value"], units[label], answer.currency)
        assert card.value.replace("\\", "") == shown
        if label == CATALOG["refund_rate_amount"].label and not card.delta:
            continue  # while refunds still come it says so in place of the change
        changed = formats.change(rows[label]["change"], rows[label]["change_ratio"], units[label])
        assert card.delta == ("0" if rows[label]["change"] == 0 else changed or "")


def test_an_unfinished_period_is_marked(demo: Path, open_app: Open) -> None:
    assert any("Unfinished" in one.value for one in open_app(demo, period="this-month").markdown)
    assert not any("Unfinished" in one.value for one in open_app(demo, period="2026-09").markdown)


def test_an_unfinished_period_says_when_its_last_day_ends_at_each_shop(
    small_shop: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20:00 UTC on the day when summer time ends: 12:00 in Los Angeles."""
    add_shop(small_shop, Shop("gb", "London", "GB", "GBP", "Europe/London"))
    app = open_app(small_shop, period="today")
    said = [text for text in captions(app) if "ends in" in text]
    assert said == ["The last day ends in 4 h (London), 12 h (Main shop)."]
    only = open_app(small_shop, period="today", shop="us-main", language="zh")
    assert "最后一天还剩 12 小时（Main shop）。" in captions(only)
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-02T01:00:00Z")
    over = open_app(small_shop, period="2026-11-01")
    assert "The last day ends in 7 h (Main shop)." in captions(over)


def test_money_in_several_currencies_is_never_added_up(demo: Path, open_app: Open) -> None:
    app = open_app(demo, currency="own")
    assert not [card.label for card in app.metric if card.label.startswith("GMV")]
    money = app.dataframe[0].value
    assert money["currency"].to_list() == ["EUR", "GBP", "IDR", "THB", "USD"]
    assert money["gmv"].notna().all()


def test_a_metric_without_a_source_says_which_file_brings_it(
    small_shop: Path, open_app: Open
) -> None:
    app = open_app(small_shop, period="2026-09")
    assert ("GMV (goods)", "\\$81.00") in [(card.label, card.value) for card in app.metric]
    assert "Ad spend" not in [card.label for card in app.metric]
    said = [one.value for one in app.caption if "Ad spend" in one.value]
    assert said
    assert "a daily report of Ads Manager" in said[0]


@pytest.mark.parametrize("name", ["overview", "data"])
def test_a_period_without_data_says_which_days_have_some(
    small_shop: Path, open_page: Open, name: str
) -> None:
    page = open_page(name, small_shop)
    page.query_params["period"] = "1999"
    page.run()
    assert not page.exception
    assert not page.get("plotly_chart")
    assert any("There is data for Sep 3 – Oct 5, 2026" in one.value for one in page.info)


def test_shares_are_shown_as_percentages(small_shop: Path, open_app: Open) -> None:
    days = open_app(small_shop, period="2026-09").dataframe[0].value
    assert days["shipped_within_48h"].dropna().to_list() == [100, 100]
    assert days["gmv"].sum() == 81


def test_settings_that_cannot_be_used_are_worded_not_traced(tmp_path: Path, open_app: Open) -> None:
    (tmp_path / "shoppulse.toml").write_text("[shops.us]\nnmae = 1\n")
    app = open_app(tmp_path)
    assert not app.exception
    assert "nmae" in app.error[0].value.replace("\\", "")


def test_empty_home_names_the_two_ways(tmp_path: Path, open_app: Open) -> None:
    app = open_app(tmp_path)
    program, *said = shlex.split(app.code[0].value)
    assert (Path(program).name, said) == ("shoppulse", ["--home", str(tmp_path), "demo"])
    assert not app.metric


def test_first_shop_is_added_on_the_data_page(tmp_path: Path, open_page: Open) -> None:
    home = tmp_path / "home"
    page = open_page("data", home)
    typed = {one.label: one for one in page.text_input}
    typed["Name"].input("Main shop")
    typed["Id (letters, digits, -)"].input("us-main")
    _button(page, "Add shop").click().run()
    assert not page.exception
    assert "[shops.us-main]" in (home / "shoppulse.toml").read_text()
    assert page.file_uploader


def test_files_are_loaded_on_the_data_page_and_the_overview_knows_them(
    empty_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
    page = open_page("data", empty_shop)
    page.file_uploader[0].upload("orders.csv", order_file(*ORDERS, CUT_ID))
    _button(page, "Load").click().run()
    assert not page.exception
    assert page.warning[0].value == "Files: 1. Rows read: 4, refused: 1."
    loaded = page.dataframe[0].value.to_dict("records")[0]
    assert loaded["file"] == "orders.csv"
    assert (loaded["kind"], loaded["inserted"], loaded["refused"]) == ("Order export", 3, 1)
    assert "9.4E+21" in str(page.dataframe[1].value)
    assert {one.label for one in page.download_button} >= {"Download refused rows"}


def captions(page: AppTest) -> list[str]:
    return [one.value.replace("\\", "") for one in page.caption]


def test_rows_and_messages_of_uploads_name_the_file_as_its_owner_does(
    empty_shop: Path, open_page: Open
) -> None:
    page = open_page("data", empty_shop)
    page.file_uploader[0].upload("mine.csv", order_file(*ORDERS))
    page.file_uploader[0].upload("other.csv", b"Name,Age\nAnn,3\n")
    _button(page, "Load").click().run()
    assert page.error[0].value.startswith("other.csv is no file")
    rows = Store(open_home(empty_shop).store).scan("orders").collect()
    assert rows["source_file"].unique().to_list() == ["mine.csv"]


def _button(page: AppTest, label: str) -> Button:
    return next(one for one in page.button if one.label == label)


def test_refused_rows_of_earlier_loads_can_be_downloaded_until_corrected(
    empty_shop: Path, open_page: Open, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(order_file(*ORDERS, CUT_ID))
    load_paths(real_home(empty_shop), [str(file)])
    page = open_page("data", empty_shop)
    assert not page.exception
    assert any("1 · Order export: refused" in one.value.replace("\\", "") for one in page.caption)
    assert [one.label for one in page.download_button].count("Download refused rows") == 1

    (held,) = data.waiting(data.situation())
    assert (held.kind, held.rows) == ("orders", 1)
    corrected = tmp_path / "corrected.csv"
    corrected.write_bytes(held.content.replace(b"9.4E+21", b"577000000000000009"))
    (report,) = load_paths(real_home(empty_shop), [str(corrected)])
    assert (report.inserted, report.refused) == (1, 0)
    assert data.waiting(data.situation()) == []


def test_a_day_alone_is_shown_at_the_end_of_two_weeks(demo: Path, open_page: Open) -> None:
    page = open_page("sales", demo, period="2026-10-31")
    assert not page.exception
    (days,) = [one.value for one in page.dataframe if "when" in one.value.columns]
    assert [str(one)[:10] for one in (days["when"].min(), days["when"].max())] == [
        "2026-10-18", "2026-10-31",
    ]  # fmt: skip
    assert any(one.value.startswith("The two weeks up to the period") for one in page.caption)
    three = open_page("sales", demo, period="2026-10-29..2026-10-31")
    (days,) = [one.value for one in three.dataframe if "when" in one.value.columns]
    assert len(days) == 3
    assert not any(one.value.startswith("The two weeks") for one in three.caption)
