"""Saved views: they open the same address, belong to one person, and are text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, data, text
from dashboard.access import Person
from tests.dashboard.conftest import Open

As = Callable[..., None]


@pytest.fixture
def as_person(monkeypatch: pytest.MonkeyPatch) -> As:
    """Makes someone look."""

    def become(email: str, role: str = "admin") -> None:
        monkeypatch.setattr(access, "person", lambda: Person(email, email, role))

    become("ann@example.com")
    return become


def save(app: AppTest, name: str) -> AppTest:
    next(one for one in app.text_input if one.label == "Save this view as").input(name)
    return next(one for one in app.button if one.label == "Save view").click().run()


def names(app: AppTest) -> list[str]:
    """Of the views to open, as the Markdown says them."""
    return [one.label for one in app.button if str(one.key).startswith("open view")]


def address(app: AppTest) -> dict[str, str | list[str]]:
    return {word: app.query_params[word] for word in sorted(app.query_params)}


@pytest.mark.usefixtures("as_person")
def test_a_view_opens_exactly_the_address_that_was_saved(demo: Path, open_app: Open) -> None:
    app = open_app(
        demo, period="2026-09", shop=["demo-us", "demo-uk"], carrier="USPS", language="en"
    )
    saved = address(app)
    save(app, "  September,  USPS ")
    assert not app.exception
    assert names(app) == ["September, USPS"]

    other = open_app(demo, period="last-month", compare="none", market="US", currency="EUR")
    other.selectbox(key="period").select("last-week").run()
    next(one for one in other.button if one.label == "September, USPS").click().run()
    assert not other.exception
    assert address(other) == saved
    assert not other.warning
    again = open_app(demo, **saved)
    assert [one.value for one in other.metric] == [one.value for one in again.metric]


@pytest.mark.usefixtures("as_person")
def test_what_a_view_does_not_say_is_as_if_never_chosen(demo: Path, open_app: Open) -> None:
    save(open_app(demo, language="en"), "Plain")
    app = open_app(demo, period="2026-09", compare="none", shop="demo-us", carrier="USPS")
    next(one for one in app.button if one.label == "Plain").click().run()
    assert address(app) == {"language": "en"}
    assert app.selectbox(key="period").value == "last-30-days"
    assert app.multiselect(key="shop").value == []


def test_each_person_has_their_own(small_shop: Path, open_app: Open, as_person: As) -> None:
    save(open_app(small_shop, period="2026-09"), "Mine")
    as_person("bob@example.com")
    app = open_app(small_shop, period="2026-10")
    assert names(app) == []
    save(app, "Mine")
    as_person("ann@example.com")
    (view,) = data.saved_views()
    assert (view.name, view.page, view.parameters["period"]) == ("Mine", "overview", ["2026-09"])
    app = open_app(small_shop)
    app.button(key="remove view Mine").click().run()
    assert names(app) == []
    as_person("bob@example.com")
    assert names(open_app(small_shop)) == ["Mine"]


@pytest.mark.usefixtures("as_person")
def test_the_same_name_again_replaces_the_view(small_shop: Path, open_app: Open) -> None:
    save(open_app(small_shop, period="2026-09"), "Mine")
    save(open_app(small_shop, period="2026-10"), "Mine")
    (view,) = data.saved_views()
    assert view.parameters["period"] == ["2026-10"]


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>", "**bold** [x](javascript:alert(1))", "=HYPERLINK(\"x\")",
        "'; drop table saved_views; --", "$a$ :smile: :red[x]", "双十一 · 美国店", "a/b?c=d&e#f",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("as_person")
def test_a_name_is_text(small_shop: Path, open_app: Open, name: str) -> None:
    app = save(open_app(small_shop), name)
    assert not app.exception
    assert names(app) == [text.plain(name)]
    assert [one.name for one in data.saved_views()] == [name]


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "a\x00b"])
@pytest.mark.usefixtures("as_person")
def test_a_name_of_nothing_that_shows_is_refused(
    small_shop: Path, open_app: Open, name: str
) -> None:
    app = save(open_app(small_shop), name)
    assert not app.exception
    assert any("name" in one.value for one in app.warning)
    assert data.saved_views() == []


@pytest.mark.usefixtures("as_person")
def test_what_a_view_says_that_means_nothing_any_more_is_left_out_and_told(
    small_shop: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    data.save_view("Old", "overview", {"period": ["fortnight"], "gone": ["1"], "clock": ["placed"]})
    data.save_view("Lost", "a_page_of_old", {})
    app = open_app(small_shop)
    assert app.button(key="open view Lost").disabled
    app.button(key="open view Old").click().run()
    assert not app.exception
    assert any("fortnight" in one.value for one in app.warning)
    assert app.selectbox(key="period").value == "last-30-days"
    assert app.selectbox(key="clock").value == "placed"


@pytest.mark.usefixtures("as_person")
def test_an_address_too_long_is_not_saved_in_part(
    small_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    assert not data.save_view("Long", "overview", {"product": ["x" * 9_000]})
    assert data.saved_views() == []


def test_a_viewer_opens_and_saves_none(small_shop: Path, open_app: Open, as_person: As) -> None:
    as_person("cy@example.com", "viewer")
    app = open_app(small_shop)
    assert not app.exception
    assert not [one for one in app.text_input if one.label == "Save this view as"]
    with pytest.raises(access.AccessError):
        data.save_view("Mine", "overview", {})


@pytest.mark.usefixtures("as_person")
def test_looking_makes_no_database(small_shop: Path, open_app: Open) -> None:
    assert not open_app(small_shop).exception
    assert not (small_shop / "records.db").exists()


@pytest.mark.usefixtures("as_person")
def test_a_database_that_cannot_be_used_is_told_below_the_page(
    small_shop: Path, open_app: Open
) -> None:
    (small_shop / "records.db").write_bytes(b"no database at all" * 100)
    app = open_app(small_shop, period="2026-09")
    assert not app.exception
    assert app.metric
    assert "can't be used" in app.error[0].value
