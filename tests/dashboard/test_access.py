"""Who may see and do what: strangers nothing, people their shops, each role its actions."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from dashboard import access
from loaders.people import ROLES
from loaders.settings import SettingsError, real_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import find
from metrics.period import resolve
from reports import formats
from tests.dashboard.conftest import ORDERS, Open, User, order_file, signed_in
from tests.dashboard.test_pages import PAGES

VIEWER, ANALYST, ADMIN = (signed_in(f"{role}@team.example") for role in ROLES)
OTHERS = ("demo-uk", "demo-de", "demo-id", "demo-th", "Shop UK", "Shop DE", "Shop ID", "Shop TH",
          "shop UK", "shop DE", "shop ID", "shop TH")  # fmt: skip


@pytest.fixture(autouse=True)
def _the_day_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T12:00:00Z")


def elements(block: Block | Element) -> Iterator[Element]:
    if isinstance(block, Element):
        yield block
        return
    for child in block.children.values():
        yield from elements(child)


def sent(app: AppTest) -> bytes:
    """All that the page sends to the browser: texts, options, tables, drawings."""
    found = [block.proto for block in (app.main, app.sidebar) if block.proto]
    found += [one.proto for block in (app.main, app.sidebar) for one in elements(block)]
    return b"\n".join(one.SerializeToString() for one in found)


def told(app: AppTest) -> str:
    """What the page says in words."""
    parts: Sequence[Any] = [*app.title, *app.markdown, *app.error, *app.warning, *app.info]
    return "\n".join(one.value.replace("\\", "") for one in parts)


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


@pytest.mark.parametrize(
    ("user", "said", "button"),
    [
        ({"is_logged_in": False}, "Sign in to see", "Sign in"),
        (signed_in("viewer@team.example", exp=1), "has run out", "Sign in"),
        (signed_in("viewer@team.example", exp=None), "has run out", "Sign in"),
        (signed_in("viewer@team.example", exp="9999999999"), "has run out", "Sign in"),
        (signed_in("stranger@team.example"), "stranger@team.example has no access",
         "Use another account"),
        (signed_in("viewer@team.example", email_verified=False), "isn't verified",
         "Use another account"),
        (signed_in("viewer@team.example", email_verified=None), "isn't verified",
         "Use another account"),
        (signed_in(""), "without an e-mail", "Use another account"),
        (signed_in("viewer@team.example.evil.example"), "has no access", "Use another account"),
    ],
)  # fmt: skip
def test_who_is_not_known_sees_nothing_and_is_told_what_to_do(
    team: Path, open_app: Open, user: User, said: str, button: str
) -> None:
    app = open_app(team, user, period="2026-10", shop="demo-us")
    assert not app.exception
    assert said in told(app)
    assert labels(app) == [button]
    assert not app.metric
    assert not app.multiselect
    assert b"Demo shop" not in sent(app)


@pytest.mark.parametrize("verified", [True, "true"])
def test_the_case_of_an_e_mail_does_not_count(team: Path, open_app: Open, verified: object) -> None:
    app = open_app(team, signed_in("Viewer@Team.Example", email_verified=verified))
    assert app.metric
    assert "viewer@team.example · Viewer" in "".join(
        one.value.replace("\\", "") for one in app.sidebar.caption
    )


@pytest.mark.parametrize("name", PAGES)
def test_no_page_names_another_shop(team: Path, open_page: Open, name: str) -> None:
    app = open_page(name, team, VIEWER, period="2026-10")
    assert not app.exception
    found = sent(app)
    assert [one for one in OTHERS if one.encode() in found] == []
    if name == "sales":
        assert any(one.encode() in sent(open_page(name, team, ADMIN)) for one in OTHERS)


def test_cards_hold_the_persons_shops_alone(team: Path, open_app: Open) -> None:
    home = real_home(team)
    names = ["gmv", "orders", "net_revenue", "ad_cost_share", "refund_rate_amount"]
    facts = Store(home.store).facts(home.settings.shops.values())
    span = resolve("2026-10", home.today())
    own = ask(find(names), facts, span, where={"shop": ["demo-us"]})
    expected = {
        row["metric"]: formats.compact(row["value"], find([row["metric"]])[0].unit, "USD")
        for row in own.rows.iter_rows(named=True)
    }
    shown = {one.label.replace("\\", ""): one.value.replace("\\", "")
             for one in open_app(team, VIEWER, period="2026-10").metric}  # fmt: skip
    for name in names:
        assert shown[find([name])[0].label] == expected[name], name
    for_all = open_app(team, ADMIN, period="2026-10", currency="USD").metric[0]
    assert for_all.value != shown["GMV (goods)"]
    again = open_app(team, VIEWER, period="2026-10").metric[0]
    assert again.value.replace("\\", "") == shown["GMV (goods)"]


def test_another_shop_in_the_address_is_unknown(team: Path, open_app: Open) -> None:
    app = open_app(team, VIEWER, period="2026-10", shop="demo-uk")
    assert "“demo-uk” for shop, which isn't known here" in told(app)
    made_up = open_app(team, VIEWER, period="2026-10", shop="demo-xx")
    assert told(app).replace("demo-uk", "demo-xx") == told(made_up)
    assert [one.value for one in app.metric] == [one.value for one in made_up.metric]


def test_a_market_of_another_shop_in_the_address_is_unknown(team: Path, open_app: Open) -> None:
    app = open_app(team, VIEWER, period="2026-10", market="GB")
    assert "“GB” for market, which isn't known here" in told(app)


def test_what_the_store_holds_is_told_of_the_persons_shops_alone(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
import streamlit as st
from datetime import date
from dashboard import data
from metrics.period import Span
at = data.situation()
days = Span(date(2026, 10, 1), date(2026, 10, 31), "")
checked = data.checked(at)
st.session_state["shops"] = {
    "coverage": {row["shop"] for row in checked["coverage"]},
    "files": {row["shop_id"] for row in checked["files"]},
    "doubts": {row["shop"] for row in checked["doubts"]},
    "reconciliation": {row["shop_id"] for row in checked["reconciliation"]},
    "waiting": {row[0] for row in data.waiting(at)},
    "days": set(data.rows_by_day(at, "orders", days)["shop"]),
    "facts": set(data.facts(at).shops()),
    "order_rows": set(data.facts(at).tables["orders"].collect()["shop_id"]),
    "real": set(data.real_shop_names()),
}
"""
    seen = {who: run(script, team, user, monkeypatch)["shops"] for who, user in
            (("viewer", VIEWER), ("admin", ADMIN))}  # fmt: skip
    for what, shops in seen["viewer"].items():
        assert shops <= {"demo-us", ""}, what
    assert len(seen["admin"]["coverage"] - {""}) == 5
    assert len(seen["admin"]["reconciliation"]) == 5
    assert "demo-us" in seen["viewer"]["reconciliation"]
    assert seen["viewer"]["order_rows"] == {"demo-us"}


def run(script: str, home: Path, user: User, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SHOPPULSE_HOME", str(home))
    app = AppTest.from_string(script, default_timeout=60)
    app.user = {**user}
    app.run()
    assert not app.exception, app.exception
    return app.session_state


@pytest.mark.parametrize(
    ("user", "may"),
    [
        (VIEWER, set()),
        (ANALYST, {"upload", "type_figures", "save_views"}),
        (ADMIN, {*access.LEAST}),
        ({"email": "anyone@laptop.example"}, {*access.LEAST}),
    ],
    ids=["viewer", "analyst", "admin", "laptop"],
)
def test_roles_are_asked_where_the_thing_is_done(
    team: Path, user: User, may: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
import streamlit as st
from dashboard import access
st.session_state["drawn"] = {one for one in access.LEAST if access.may(one)}
done = set()
for one in access.LEAST:
    try:
        access.require(one)
        done.add(one)
    except access.AccessError as error:
        assert "doesn't allow this" in str(error)
st.session_state["done"] = done
"""
    state = run(script, team, user, monkeypatch)
    assert state["drawn"] == state["done"] == may


DO = """
import streamlit as st
from io import BytesIO
from dashboard import access, data
from loaders.errors import LoadError

class File(BytesIO):
    name = "orders.csv"

ended = {}
def attempt(what, do):
    try:
        do()
        ended[what] = "done"
    except (access.AccessError, LoadError) as error:
        ended[what] = str(error)

content = st.session_state.get("content", b"")
for shop in ("demo-us", "demo-uk"):
    attempt(shop, lambda: data.load([File(content)], shop, lambda *_: None))
attempt("add", lambda: data.add_shop(data.Shop("new", "New", "US", "USD", "UTC")))
st.session_state["ended"] = ended
"""


@pytest.mark.parametrize("role", ROLES)
def test_a_file_goes_in_for_those_who_may_and_for_their_shops_only(
    team: Path, tmp_path: Path, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copytree(team, tmp_path / "home")
    script = DO.replace('st.session_state.get("content", b"")', repr(order_file(*ORDERS)))
    ended = run(script, home, signed_in(f"{role}@team.example"), monkeypatch)["ended"]
    settings = real_home(home).settings
    if role == "viewer":
        assert all("doesn't allow this" in said for said in ended.values())
    if role == "analyst":
        assert ended["demo-us"] == "done"
        assert ended["demo-uk"] == 'there is no shop "demo-uk": one of demo-us.'
        assert "doesn't allow this" in ended["add"]
    if role == "admin":
        assert set(ended.values()) == {"done"}
    assert ("new" in settings.shops) is (role == "admin")


def test_rows_of_other_shops_stay_as_they_are_when_an_analyst_loads(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copytree(team, tmp_path / "home")

    def others() -> Any:
        facts = Store(home / "store").facts()
        rows = facts.tables["orders"].collect()
        return rows.filter(rows["shop_id"] != "demo-us").sort("shop_id", "order_id")

    before = others()
    script = DO.replace('st.session_state.get("content", b"")', repr(order_file(*ORDERS)))
    assert run(script, home, ANALYST, monkeypatch)["ended"]["demo-us"] == "done"
    assert others().equals(before)


def test_a_role_that_is_taken_away_is_gone_with_the_next_click(
    team: Path, tmp_path: Path, open_app: Open
) -> None:
    home = copytree(team, tmp_path / "home")
    app = open_app(home, VIEWER)
    assert app.metric
    file = home / "shoppulse.toml"
    file.write_text(file.read_text().replace("viewer@team.example", "gone@team.example"))
    app.run()
    assert not app.metric
    assert "has no access" in told(app)


def test_forms_are_drawn_for_those_who_may(team: Path, open_page: Open) -> None:
    forms = {role: {*labels(open_page("data", team, user))} & {"Load", "Add shop"}
             for role, user in zip(ROLES, (VIEWER, ANALYST, ADMIN), strict=True)}  # fmt: skip
    assert forms == {"viewer": set(), "analyst": {"Load"}, "admin": {"Load", "Add shop"}}


def test_a_person_whose_shops_have_no_rows_is_told_so_without_the_way_of_the_server(
    team: Path, tmp_path: Path, open_app: Open
) -> None:
    home = copytree(team, tmp_path / "home")
    file = home / "shoppulse.toml"
    new = '[shops.new]\nname = "New"\nmarket = "US"\ncurrency = "USD"\ntime_zone = "UTC"\n'
    file.write_text(file.read_text().replace('["demo-us"]', '["new"]') + new)
    for user, said in ((VIEWER, "Ask an analyst or admin"), (ANALYST, "no data of your shops")):
        app = open_app(home, user)
        assert said in told(app)
        assert not app.code
        assert str(home).encode() not in sent(app)


def test_settings_that_ask_for_sign_in_show_nothing_without_it(
    team: Path, tmp_path: Path, open_app: Open
) -> None:
    home = copytree(team, tmp_path / "home")
    file = home / "shoppulse.toml"
    keys = "redirect_uri client_id server_metadata_url".split()
    lines = [f'{key} = "x"' for key in keys]
    lines += [f'{key} = "${{X}}"' for key in ("client_secret", "cookie_secret")]
    file.write_text("\n".join([file.read_text(), "[auth]", *lines]))
    app = open_app(home)
    assert not app.metric
    assert "start the dashboard with “shoppulse serve”" in told(app)
    assert labels(app) == []


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7"])
def test_without_sign_in_other_machines_are_shown_nothing(
    team: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    listens_on(monkeypatch, address)
    app = open_app(team)
    assert not app.metric
    assert "without sign-in, so it shows nothing" in told(app)


def listens_on(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    option = st.get_option
    monkeypatch.setattr(
        st, "get_option", lambda name: address if name == "server.address" else option(name)
    )


def test_a_server_that_was_not_told_where_to_listen_lets_nobody_in(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(team))
    listens_on(monkeypatch, None)
    with pytest.raises(access.AccessError, match=r"listens on 0\.0\.0\.0"):
        access.person()


def test_an_app_test_shows_the_shops_in_whatever_folder_it_runs(
    team: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    listens_on(monkeypatch, None)  # as without the project's .streamlit/config.toml
    assert open_app(team).metric


def test_a_mistake_in_the_settings_is_told_to_who_sits_at_the_machine_only(
    team: Path, tmp_path: Path, open_app: Open
) -> None:
    home = copytree(team, tmp_path / "home")
    file = home / "shoppulse.toml"
    file.write_text(file.read_text().replace('["demo-us"]', '["demo-uS"]'))
    with pytest.raises(SettingsError):
        real_home(home)
    laptop = open_app(home)
    assert 'Did you mean "demo-us"?' in told(laptop)
    for user in (ADMIN, VIEWER, signed_in("stranger@team.example")):
        app = open_app(home, user)
        assert not app.metric
        assert "is told what it is by “shoppulse check”" in told(app)
        assert b"demo-u" not in sent(app)


def test_a_long_expiry_is_not_this_programs_clock(team: Path, open_app: Open) -> None:
    """`$SHOPPULSE_NOW` sets the clock of numbers back, not that of who is signed in."""
    past = datetime(2026, 11, 2, tzinfo=UTC).timestamp()
    assert not open_app(team, signed_in("admin@team.example", exp=past)).metric
