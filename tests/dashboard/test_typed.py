"""Figures typed on the Data page: stored, listed, corrected, compared with ours."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, data
from loaders.settings import open_home
from loaders.store import Store
from tests.dashboard.conftest import Open


def type_in(page: AppTest, figure: str, value: float, day: str, **texts: str) -> AppTest:
    page.selectbox(key="typed figure").select(figure).run()
    next(one for one in page.number_input if one.label == "Value").set_value(value)
    next(one for one in page.date_input if one.label == "Day").set_value(date.fromisoformat(day))
    for label, said in texts.items():
        next(one for one in page.text_input if one.label == label.replace("_", " ")).input(said)
    return next(one for one in page.button if one.label == "Save figure").click().run()


def listed(page: AppTest) -> list[dict]:
    found = [one.value for one in page.dataframe if "made_at" in one.value.columns]
    return found[0].to_dict("records") if found else []


def test_a_typed_figure_is_listed_with_its_author(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    assert any("Nothing was typed yet" in one.value for one in page.caption)
    type_in(page, "shop_performance_score", 4.6, "2026-10-20", Your_name="Ann *A*")
    assert not page.exception
    assert page.success[0].value.startswith("Saved\\: Shop performance score of 2026")
    (row,) = listed(page)
    said = (row["shop"], row["figure"], row["value"], row["author"])
    assert said == ("Main shop", "Shop performance score", 4.6, "Ann *A*")


def test_typing_again_corrects_it(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    type_in(page, "violation_points", 4, "2026-10-20")
    type_in(page, "violation_points", 6, "2026-10-20")
    assert [row["value"] for row in listed(page)] == [6]


def test_what_was_typed_by_mistake_is_taken_back(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    type_in(page, "violation_points", 4, "2026-10-20")
    type_in(page, "violation_points", 6, "2026-10-21")
    choice = page.selectbox(key="figure to take back")
    assert choice.options == [
        "2026-10-21 · Violation points · Main shop · 6",
        "2026-10-20 · Violation points · Main shop · 4",
    ]
    choice.select_index(0).run()
    next(one for one in page.button if one.label == "Take back").click().run()
    assert not page.exception
    assert "Taken back" in page.success[0].value
    assert [(str(row["date"])[:10], row["value"]) for row in listed(page)] == [("2026-10-20", 4)]


def test_what_was_chosen_is_taken_back_also_when_another_was_typed_since(
    small_shop: Path, open_page: Open
) -> None:
    page = open_page("data", small_shop)
    type_in(page, "violation_points", 4, "2026-10-20")
    page.selectbox(key="figure to take back").select_index(0).run()
    type_in(page, "violation_points", 6, "2026-10-21")
    next(one for one in page.button if one.label == "Take back").click().run()
    assert not page.exception
    assert [(str(row["date"])[:10], row["value"]) for row in listed(page)] == [("2026-10-21", 6)]


def test_a_rank_is_of_a_category(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    type_in(page, "category_rank", 7, "2026-10-20")
    assert page.warning[0].value == "Fill in every field first."
    type_in(page, "category_rank", 7, "2026-10-20", Category="=Kitchen")
    (row,) = listed(page)
    assert (row["scope"], row["value"]) == ("=Kitchen", 7)


def test_a_day_ahead_is_refused_in_place(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    type_in(page, "violation_points", 4, "2026-11-20")
    assert not page.exception
    assert "lies ahead" in page.error[0].value
    assert listed(page) == []
    assert any(one.value == "Coverage and freshness" for one in page.subheader)


def test_a_typed_gmv_is_compared_with_ours(small_shop: Path, open_page: Open) -> None:
    """October 5th: one order of 20; the next order file is newer than the day."""
    page = open_page("data", small_shop, period="2026-10")
    type_in(page, "gmv", 25.0, "2026-10-05")
    assert not page.exception
    assert any("Nothing ties yet" in one.value for one in page.markdown)
    days = next(one.value for one in page.dataframe if "residual" in one.value.columns)
    assert days[
        ["platform", "gmv" if "gmv" in days else "ours", "residual"]
    ].to_numpy().tolist() == [[25.0, 20.0, -5.0]]
    page.selectbox(key="figure to take back").select_index(0).run()
    next(one for one in page.button if one.label == "Take back").click().run()
    assert not page.exception
    assert not [one for one in page.dataframe if "residual" in one.value.columns]


def test_the_signed_in_person_is_the_author(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = access.Person("ann@example.com", "Ann", "admin")
    monkeypatch.setattr(access, "person", lambda: who)
    page = open_page("data", small_shop)
    assert not [one for one in page.text_input if one.label == "Your name"]
    type_in(page, "violation_points", 4, "2026-10-20")
    assert listed(page)[0]["author"] == "ann@example.com"


def test_a_viewer_sees_figures_and_types_none(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(open_page("data", small_shop), "violation_points", 4, "2026-10-20")
    who = access.Person("cy@example.com", "Cy", "viewer")
    monkeypatch.setattr(access, "person", lambda: who)
    page = open_page("data", small_shop)
    assert [row["value"] for row in listed(page)] == [4]
    assert not page.number_input
    with pytest.raises(access.AccessError):
        data.type_figure("us-main", "gmv", data.situation().now(None).date(), 1)


def test_made_up_shops_have_no_form(demo: Path, open_page: Open) -> None:
    page = open_page("data", demo)
    assert not page.exception
    assert not page.number_input


def test_typing_leaves_the_days_of_the_orders_as_they_were(
    small_shop: Path, open_page: Open
) -> None:
    before = Store(open_home(small_shop).store).manifest().coverage
    type_in(open_page("data", small_shop), "violation_points", 4, "2026-10-31")
    assert Store(open_home(small_shop).store).manifest().coverage == before
