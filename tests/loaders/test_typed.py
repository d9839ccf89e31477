"""Typed figures: stored with their author, corrected by typing again, and no sign of coverage."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders import check
from loaders.errors import LoadError, SettingsError
from loaders.load import load_paths
from loaders.settings import Home, Shop, add_shop, real_home
from loaders.store import Store
from loaders.typed import type_figure
from metrics.typed_figures import TYPED, typed_figures
from tests.dashboard.conftest import order_file

SHOP = Shop("us", "Main", "US", "USD", "America/Los_Angeles")
DAY = date(2026, 10, 20)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """On 1 November, 18:00 in Los Angeles: 2 November in UTC."""
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-02T02:00:00Z")
    add_shop(tmp_path / "home", SHOP)
    return real_home(tmp_path / "home")


def stored(home: Home) -> list[dict]:
    return Store(home.store).scan("platform_figures").collect().to_dicts()


def test_a_figure_is_stored_with_who_typed_it_and_when(home: Home) -> None:
    done = type_figure(home, "us", "shop_performance_score", DAY, 4.6, "ann@example.com")
    assert done.inserted == 1
    (row,) = stored(home)
    said = ("figure", "scope", "date", "value", "currency", "author", "source_file", "month")
    assert [row[name] for name in said] == [
        "shop_performance_score", "shop", DAY, 4.6, None, "ann@example.com", "typed", "2026-10",
    ]  # fmt: skip
    assert row["made_at"] == datetime.fromisoformat("2026-11-02T02:00:00Z")


def test_money_is_in_the_shop_s_currency(home: Home) -> None:
    type_figure(home, "us", "gmv", DAY, 1234.56, "ann")
    (row,) = stored(home)
    assert (row["value"], row["currency"]) == (1234.56, "USD")


def test_typing_again_corrects_and_names_the_new_author(home: Home) -> None:
    type_figure(home, "us", "violation_points", DAY, 4, "ann")
    done = type_figure(home, "us", "violation_points", DAY, 6, "bob")
    assert done.updated == 1
    (row,) = stored(home)
    assert (row["value"], row["author"]) == (6, "bob")


def test_what_is_taken_back_is_unknown_until_a_file_says_it(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(order_file(("577000000000000001", "Cup", 1, 20, 0, "10/20/2026 10:00:00 AM")))
    load_paths(home, [str(file)])
    type_figure(home, "us", "gmv", DAY, 25, "ann")
    store = Store(home.store)
    beside = check.reconciliation(store, store.manifest()).select("platform", "ours", "gap")
    assert beside.rows() == [(25.0, 20.0, -5.0)]
    done = type_figure(home, "us", "gmv", DAY, None, "ann")
    assert (done.updated, done.refused.height) == (1, 0)
    (row,) = stored(home)
    assert (row["value"], row["author"]) == (None, None)
    assert typed_figures(store.facts([SHOP])).is_empty()
    assert check.reconciliation(store, store.manifest()).is_empty()
    compass(home, tmp_path, "100.00")
    of_day = [one["value"] for one in stored(home) if (one["figure"], one["date"]) == ("gmv", DAY)]
    assert of_day == [100.0]


def test_ranks_of_two_categories_stand_beside_each_other(home: Home) -> None:
    type_figure(home, "us", "category_rank", DAY, 12, "ann", "Kitchen")
    type_figure(home, "us", "category_rank", DAY, 3, "ann", " 家居 ")
    assert {row["scope"]: row["value"] for row in stored(home)} == {"Kitchen": 12, "家居": 3}


COMPASS = "Date,GMV ($),Orders,Visitors\n20/10/2026,{gmv},5,70\n21/10/2026,9.00,1,10\n"


def compass(home: Home, tmp_path: Path, gmv: str) -> None:
    file = tmp_path / f"{gmv}.csv"
    file.write_text(COMPASS.format(gmv=gmv))
    load_paths(home, [str(file)])


def test_typed_figures_survive_other_files_and_a_newer_one_takes_its_own(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compass(home, tmp_path, "100.00")
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-02T03:00:00Z")
    type_figure(home, "us", "gmv", DAY, 101, "ann")
    type_figure(home, "us", "violation_points", DAY, 4, "ann")
    compass(home, tmp_path, "100.00")
    held = {(row["figure"], row["date"]): row for row in stored(home)}
    assert (held["gmv", DAY]["value"], held["gmv", DAY]["author"]) == (101, "ann")
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-03T02:00:00Z")
    compass(home, tmp_path, "102.00")
    held = {(row["figure"], row["date"]): row for row in stored(home)}
    gmv = held["gmv", DAY]
    assert (gmv["value"], gmv["author"], gmv["source_file"]) == (
        102, None, str(tmp_path / "102.00.csv"),
    )  # fmt: skip
    assert held["violation_points", DAY]["author"] == "ann"


def test_a_typed_figure_does_not_say_that_the_day_has_data(home: Home, tmp_path: Path) -> None:
    """Else orders of the days since the last file would be none instead of unknown."""
    type_figure(home, "us", "gmv", date(2026, 11, 1), 5, "ann")
    assert not Store(home.store).manifest().days
    compass(home, tmp_path, "100.00")
    before = Store(home.store).manifest().coverage
    type_figure(home, "us", "gmv", date(2026, 11, 1), 6, "ann")
    type_figure(home, "us", "gmv", date(2020, 1, 1), 6, "ann")
    assert Store(home.store).manifest().coverage == before
    assert before["platform_figures"]["us"] == (DAY, date(2026, 10, 21))


@pytest.mark.parametrize(
    ("figure", "value", "said"),
    [
        ("shop_performance_score", 5.1, "0 to 5"),
        ("shop_performance_score", -1, "0 to 5"),
        ("health_rating", 1001, "0 to 1,000"),
        ("violation_points", 1.5, "not whole"),
        ("category_rank", 0, "1 or more"),
        ("gmv", -5, "0 or more"),
        ("gmv", float("nan"), "no number"),
        ("gmv", float("inf"), "no number"),
        ("shop_performance_scor", 4, "shop_performance_score"),
    ],
)
def test_what_cannot_be_is_refused_with_what_could(
    home: Home, figure: str, value: float, said: str
) -> None:
    with pytest.raises(LoadError, match=said):
        type_figure(home, "us", figure, DAY, value, "ann")
    assert not Store(home.store).manifest().tables


def test_a_day_ahead_of_the_shop_s_own_today_is_refused(home: Home) -> None:
    with pytest.raises(LoadError, match="2026-11-02 lies ahead: at Main it is 2026-11-01"):
        type_figure(home, "us", "gmv", date(2026, 11, 2), 1, "ann")


@pytest.mark.parametrize(("scope", "author"), [("Kitchen", " "), (" ", "ann"), ("a\x00b", "ann")])
def test_author_and_category_are_named(home: Home, scope: str, author: str) -> None:
    with pytest.raises(LoadError, match="say"):
        type_figure(home, "us", "category_rank", DAY, 1, author, scope)


def test_a_figure_of_the_whole_shop_has_no_other_scope(home: Home) -> None:
    with pytest.raises(LoadError, match="of the whole shop"):
        type_figure(home, "us", "gmv", DAY, 1, "ann", "Kitchen")


def test_an_unknown_shop_is_refused(home: Home) -> None:
    with pytest.raises(SettingsError, match='no shop "uss"'):
        type_figure(home, "uss", "gmv", DAY, 1, "ann")


def test_the_list_holds_what_was_typed_and_nothing_of_files(home: Home, tmp_path: Path) -> None:
    assert typed_figures(Store(home.store).facts([SHOP])).is_empty()
    compass(home, tmp_path, "100.00")
    type_figure(home, "us", "gmv", DAY, 101, "ann")
    type_figure(home, "us", "health_rating", date(2026, 10, 21), 200, "ann")
    found = typed_figures(Store(home.store).facts([SHOP]))
    assert found.select("date", "figure", "value").rows() == [
        (date(2026, 10, 21), "health_rating", 200.0),
        (DAY, "gmv", 101.0),
    ]
    assert found.schema["made_at"] == pl.Datetime("us", "UTC")
    assert typed_figures(Store(home.store).facts([SHOP]), ["uk"]).is_empty()
    assert set(found["figure"]) <= set(TYPED)
