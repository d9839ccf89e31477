"""The whole way in Chromium: upload a file, read the number, take it away, find it again."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import pytest
from playwright.sync_api import Download, Page, ViewportSize, expect

from tests.dashboard.conftest import CUT_ID, ORDERS, order_file
from tests.dashboard.faults import rest
from tests.dashboard.screenshots import served, settle

pytestmark = pytest.mark.usefixtures("chromium", "no_console_error")

expect.set_options(timeout=30_000)

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def address(empty_shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The dashboard of a home with one shop and no rows, on 1 November 2026."""
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
    with served(empty_shop, tmp_path / "log") as address:
        yield address


def card(page: Page, label: str) -> str:
    return (
        page.get_by_test_id("stMetric")
        .filter(has_text=label)
        .get_by_test_id("stMetricValue")
        .inner_text()
    )


def upload(page: Page, file: Path) -> None:
    """Chooses a file, and waits until the server has it: a click before that is lost."""
    with page.expect_response(lambda response: "upload_file" in response.url):
        page.locator("input[type=file]").set_input_files(file)


def taken(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_a_file_goes_in_and_its_number_comes_out_the_same_everywhere(
    page: Page, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "All order-2026-11-01-10_00.csv"
    file.write_bytes(order_file(*ORDERS, CUT_ID))
    page.goto(address)
    page.get_by_role("link", name="Go to Data and upload files").click()
    upload(page, file)
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_text("Files: 1. Rows read: 4, refused: 1.")).to_be_visible()
    rest(page)
    with page.expect_download() as refused:
        page.get_by_role("button", name="Download refused rows").first.click()
    assert b"9.4E+21" in taken(refused.value)

    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_text("Oct 2 – 31, 2026", exact=False).first).to_be_visible()
    assert card(page, "GMV (goods)") == "$20.00"

    page.get_by_label("Period").click()
    page.get_by_role("option", name="Last 90 days").click()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("$101.00")
    rest(page)
    assert "period=last-90-days" in page.url

    page.get_by_text("All metrics as a table").click()
    rest(page)
    with page.expect_download() as as_csv:
        page.get_by_role("button", name="CSV").first.click()
    rows = list(csv.DictReader(io.StringIO(taken(as_csv.value).decode("utf-8-sig"))))
    assert sum(float(row["GMV (goods) (USD)"]) for row in rows) == 101
    assert {row["Day"]: row["Orders"] for row in rows}["2026-09-07"] == "1"

    with page.expect_download() as as_xlsx:
        page.get_by_role("button", name="Download this page").click()
    book = fastexcel.read_excel(taken(as_xlsx.value))
    summary = book.load_sheet("Overview").to_polars()
    assert dict(summary.select("Metric", "Value").iter_rows())["GMV (goods)"] == 101
    daily = book.load_sheet("Over time").to_polars()
    assert daily["GMV (goods) (USD)"].sum() == 101


def test_an_address_can_be_shared(page: Page, demo_address: str) -> None:
    page.goto(f"{demo_address}/?period=2026-09&shop=demo-us&language=zh")
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    expect(page.get_by_text("2026年9月1日 – 30日", exact=False).first).to_be_visible()
    settle(page)
    page.get_by_role("button", name="数据").click()
    page.locator("a[href$='/data']").click()
    expect(page.get_by_role("heading", name="数据", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("link", name="总览").click()
    expect(page.get_by_text("2026年9月1日 – 30日", exact=False).first).to_be_visible()
    settle(page)
    assert "period=2026-09" in page.url
    assert "shop=demo-us" in page.url


def test_a_view_is_saved_by_name_and_opens_the_same_address(page: Page, demo_address: str) -> None:
    page.goto(f"{demo_address}/sales?period=2026-09&clock=placed")
    expect(page.get_by_text("Sep 1 – 30, 2026", exact=False).first).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Save this view as").fill("<b>September</b> & co")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_text("Saved: <b>September</b> & co")).to_be_visible()
    saved = page.url

    page.goto(f"{demo_address}/data?period=last-week&language=zh")
    expect(page.get_by_role("heading", name="数据", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("button", name="视图").click()
    page.get_by_role("button", name="<b>September</b> & co").click()
    expect(page.get_by_role("heading", name="Sales", exact=True)).to_be_visible()
    settle(page)
    assert sorted(page.url.partition("?")[2].split("&")) == sorted(
        saved.partition("?")[2].split("&")
    )
    assert page.url.partition("?")[0] == saved.partition("?")[0]


def test_a_wrong_address_is_told_and_not_traced(page: Page, demo_address: str) -> None:
    page.goto(f"{demo_address}/?period=banana")
    expect(page.get_by_text("banana")).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/data", "/metric-book"])
def test_pages_fit_a_phone(page: Page, demo_address: str, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(demo_address + path)
    expect(page.get_by_role("heading").first).to_be_visible()
    settle(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


@pytest.mark.parametrize("width", [390, 1360])
def test_nothing_on_a_card_is_cut_off(page: Page, demo_address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{demo_address}/?period=last-month&compare=previous-year&language=zh")
    expect(page.get_by_text("对比 2025年10月1日").first).to_be_visible()
    settle(page)
    cut_off = page.get_by_test_id("stMetric").evaluate_all(
        """cards => cards
            .flatMap(card => [...card.parentElement.parentElement.querySelectorAll('*')])
            .filter(one => one.textContent && one.scrollWidth > one.clientWidth + 1
                && getComputedStyle(one).overflowX == 'hidden')
            .map(one => one.textContent)"""
    )
    assert cut_off == []


def test_drawings_and_tables_are_told_to_those_who_cannot_see(
    page: Page, demo_address: str
) -> None:
    page.goto(demo_address)
    expect(page.get_by_label("GMV (goods) over time: lowest", exact=False).first).to_be_visible()
    expect(page.get_by_label("Over time", exact=True).first).to_be_attached()


def test_going_back_takes_choices_and_pages_back_one_by_one(page: Page, demo_address: str) -> None:
    shown = page.get_by_text("compared with").first
    page.goto(f"{demo_address}/sales")
    expect(shown).to_contain_text("Last 30 days")
    settle(page)
    page.get_by_label("Period").click()
    page.get_by_role("option", name="Last month").click()
    expect(shown).to_contain_text("Last month")
    settle(page)
    page.get_by_text("Operations").first.click()
    page.locator("a[href$='/fulfilment']").first.click()
    expect(page.get_by_role("heading", name="Fulfilment", exact=True)).to_be_visible()
    expect(shown).to_contain_text("Last month")
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Sales", exact=True)).to_be_visible()
    expect(shown).to_contain_text("Last month")
    settle(page)
    page.go_back()
    expect(shown).to_contain_text("Last 30 days")
    settle(page)
    assert "period" not in page.url
