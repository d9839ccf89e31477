"""The Data page: sources, refused rows that come back corrected, files that can't be loaded."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from dashboard import access, data
from loaders.load import load_paths
from loaders.settings import open_home, real_home
from loaders.store import Store
from records.records import Records
from tests.dashboard.conftest import CUT_ID, ORDERS, Open, order_file

ERP = """
[[sources]]
name = "erp"
kind = "database"
shop = "us-main"
url = "sqlite:///{file}"
[sources.tables]
orders = "select id as order_id, made as created_at from orders"
"""
EXPORTS = """
[[sources]]
name = "exports"
kind = "files"
shop = "us-main"
path = "exports"
"""
NOW = datetime(2026, 11, 1, 20, tzinfo=UTC)


def button(page: AppTest, label: str) -> Button:
    return next(one for one in page.button if one.label == label)


def with_sources(home: Path, *texts: str) -> None:
    file = home / "shoppulse.toml"
    file.write_text(file.read_text() + "".join(texts))


def erp(home: Path) -> str:
    with sqlite3.connect(home / "erp.db") as database:
        database.execute("create table orders (id text, made text)")
        database.execute("insert into orders values ('9001', '2026-10-07 10:00:00')")
    return ERP.format(file=home / "erp.db")


def sources(page: AppTest) -> dict[str, dict]:
    table = next(one.value for one in page.dataframe if "state" in one.value.columns)
    return {row["source"]: row for row in table.to_dict("records")}


def test_without_sources_it_says_how_to_add_one(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    assert any("[[sources]]" in one.value for one in page.caption)
    assert not (small_shop / "records.db").exists()


def test_sources_are_run_from_the_page_and_say_how_it_went(
    small_shop: Path, open_page: Open
) -> None:
    with_sources(small_shop, erp(small_shop), EXPORTS)
    page = open_page("data", small_shop)
    assert [row["state"] for row in sources(page).values()] == ["never run"] * 2
    page.multiselect(key="sources to run").select("erp").run()
    button(page, "Run now").click().run()
    assert not page.exception
    row = sources(page)["erp"]
    assert (row["state"], row["read"], row["inserted"]) == ("done", 1, 1)
    assert sources(page)["exports"]["state"] == "never run"
    ids = Store(open_home(small_shop).store).scan("orders").collect()["order_id"].to_list()
    assert "9001" in ids


def test_a_source_that_failed_is_told_on_every_page_without_its_secrets(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "hunter2secret")
    url = "postgresql://me:${ERP_PASSWORD}@127.0.0.1:1/erp"
    with_sources(small_shop, ERP.replace("sqlite:///{file}", url), EXPORTS)
    page = open_page("data", small_shop)
    button(page, "Run now").click().run()
    assert not page.exception
    assert {name: row["state"] for name, row in sources(page).items()} == {
        "erp": "failed",
        "exports": "failed",
    }
    assert any("erp failed" in one.value.replace("\\", "") for one in page.error)
    overview = open_page("overview", small_shop, period="2026-09")
    assert overview.metric
    said = [one.value.replace("\\", "") for one in overview.markdown]
    assert any("Source failed, see Data: erp, exports" in one for one in said)
    texts = [one.value for one in (*page.error, *page.caption, *page.markdown)]
    everything = str([*texts, *(one.value.to_csv() for one in page.dataframe)])
    assert "hunter2secret" not in everything


def test_next_goes_by_the_time_between_runs(
    small_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    with_sources(small_shop, EXPORTS)
    at = [NOW]
    records = Records(real_home(small_shop).records_url(), lambda: at[0])
    for hours in (30, 20, 10, 9.5, 0):
        at[0] = NOW - timedelta(hours=hours)
        records.finish_run(records.start_run("exports", None), {"read": 1}, None)
    (state,) = data.source_states()
    assert (state.state, state.every) == ("done", timedelta(hours=9, minutes=45))
    assert state.next_at == NOW + timedelta(hours=9, minutes=45)
    records.start_run("exports", None)
    (state,) = data.source_states()
    assert state.state == "running"
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-02T20:00:00Z")
    (state,) = data.source_states()
    assert state.state == "stopped"
    records.close()


def test_only_an_admin_runs_sources(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_sources(small_shop, erp(small_shop))
    who = access.Person("ann@example.com", "Ann", "analyst")
    monkeypatch.setattr(access, "person", lambda: who)
    page = open_page("data", small_shop)
    assert not page.exception
    assert "erp" in sources(page)
    assert "Run now" not in [one.label for one in page.button]
    with pytest.raises(access.AccessError):
        data.run_sources([], lambda what, share: None)


def test_someone_sees_the_sources_of_their_shops_only(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_sources(small_shop, erp(small_shop), EXPORTS.replace('shop = "us-main"\n', ""))
    monkeypatch.setenv("SHOPPULSE_HOME", str(small_shop))
    who = access.Person("ann@example.com", "Ann", "admin", ("us-main",))
    monkeypatch.setattr(access, "person", lambda: who)
    assert [one.name for one in data.source_states()] == ["erp"]


def test_settings_of_a_source_that_lack_a_variable_are_told_in_place(
    small_shop: Path, open_page: Open
) -> None:
    with_sources(small_shop, ERP.replace("{file}", "${NOT_SET_ANYWHERE}"))
    page = open_page("data", small_shop)
    button(page, "Run now").click().run()
    assert not page.exception
    assert any("NOT\\_SET\\_ANYWHERE" in one.value for one in page.error)
    assert any(one.value == "Coverage and freshness" for one in page.subheader)


def test_a_corrected_file_is_loaded_where_its_rows_wait(
    empty_shop: Path, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
    file = tmp_path / "orders.csv"
    file.write_bytes(order_file(*ORDERS, CUT_ID))
    load_paths(real_home(empty_shop), [str(file)])
    page = open_page("data", empty_shop)
    (held,) = data.waiting(data.situation())
    right = held.content.replace(b"9.4E+21", b"577000000000000009")
    page.file_uploader[1].upload("corrected.csv", right)
    [one for one in page.button if one.label == "Load"][1].click().run()
    assert not page.exception
    assert page.success[0].value == "Files: 1. Rows read: 1, refused: 0."
    assert data.waiting(data.situation()) == []
    assert len(page.file_uploader) == 1


def test_another_file_in_place_of_the_corrected_one_is_told(
    empty_shop: Path, open_page: Open, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(order_file(*ORDERS, CUT_ID))
    load_paths(real_home(empty_shop), [str(file)])
    page = open_page("data", empty_shop)
    page.file_uploader[1].upload("ads.csv", b"Date,Cost\n2026-10-01,5\n")
    [one for one in page.button if one.label == "Load"][1].click().run()
    assert not page.exception
    assert "ads.csv is no file that can be read" in page.error[0].value
    assert len(data.waiting(data.situation())) == 1


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
WORKBOOK = b"PK\x03\x04" + bytes(200)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.csv", PICTURE),
        ("orders.xlsx", PICTURE),
        ("orders.xlsx", WORKBOOK),
        ("empty.csv", b""),
        ("page.csv", b"<!doctype html><html><script>alert(1)</script></html>"),
        ("broken.zip", b"PK\x03\x04 no archive"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(200)),
        ("<b>x</b>.csv", b"Name,Age\nAnn,3\n"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told_and_the_page_goes_on(
    small_shop: Path, open_page: Open, name: str, content: bytes
) -> None:
    page = open_page("data", small_shop)
    page.file_uploader[0].upload(name, content)
    button(page, "Load").click().run()
    assert not page.exception
    assert Path(name).name in page.error[0].value.replace("\\", "")
    assert "/tmp/" not in page.error[0].value
    assert any(one.value == "Coverage and freshness" for one in page.subheader)


def test_templates_can_be_taken_away(small_shop: Path, open_page: Open) -> None:
    labels = [one.label for one in open_page("data", small_shop).download_button]
    assert {"Cost sheet: template", "Review sheet: template"} <= set(labels)
    assert data.templates()["cost_sheet"].startswith(b"\xef\xbb\xbfsku_id,")


def test_a_shop_that_cannot_be_is_told_in_place(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop)
    next(one for one in page.text_input if one.label.startswith("Id")).input("us main!")
    button(page, "Add shop").click().run()
    assert not page.exception
    assert "use letters, digits" in page.error[0].value
    assert any(one.value == "Coverage and freshness" for one in page.subheader)
