"""What people come for, click by click in Chromium: each ends at numbers that the store has."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from dashboard import text
from dashboard.scorecard import NAMES
from dashboard.tie_tables import variant_of
from loaders.settings import open_home
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.judgement.tie_orders import orders_of_day
from metrics.judgement.ties import ties
from metrics.period import Span, comparison, resolve
from metrics.worklists.orders import about_to_be_late, overdue
from reports import formats
from tests.dashboard.faults import WIDE, rest
from tests.dashboard.test_finance import facts_of

pytestmark = pytest.mark.usefixtures("chromium", "no_console_error")

expect.set_options(timeout=30_000)

FELL = "2026-09"


def keyed(page: Page, key: str) -> Locator:
    """What the page drew under a key."""
    return page.locator(f".st-key-{re.sub(r'[^A-Za-z0-9_-]', '-', key)}")


def click_bar(page: Page, drawing: Locator, place: int) -> None:
    """Clicks the middle of a bar of a drawing, `place` counted as it was drawn."""
    bar = drawing.locator(".barlayer .point path").nth(place)
    bar.evaluate("one => one.scrollIntoView({block: 'center'})")
    rest(page)
    at = bar.bounding_box()
    assert at
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    rest(page)


def largest_bar(drawing: Locator) -> int:
    """The place of the bar that takes most room."""
    expect(drawing.locator(".barlayer .point path").first).to_be_attached()
    sizes = drawing.locator(".barlayer .point path").evaluate_all(
        "bars => bars.map(one => { const r = one.getBoundingClientRect(); "
        "return r.width * r.height })"
    )
    return sizes.index(max(sizes))


def test_a_manager_finds_why_gmv_fell_and_takes_the_orders_of_the_sku(
    page: Page, demo: Path, demo_address: str
) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{demo_address}/?period={FELL}&shop=demo-us")
    expect(page.get_by_text("GMV (goods) fell from")).to_be_visible()
    rest(page)
    page.get_by_role("button", name="Category", exact=True).click()
    rest(page)
    kept: dict[str, str] = {}
    for word in ("category", "product", "sku"):
        drawing = keyed(page, f"overview drawing {word}")
        expect(drawing).to_be_visible()
        click_bar(page, drawing, largest_bar(drawing))
        expect(page.get_by_text(re.compile("^Only "))).to_be_visible()
        (kept[word],) = re.findall(rf"[?&]{word}=([^&]+)", page.url)
    page.get_by_text("Rows behind a figure").click()
    rest(page)
    with page.expect_download() as taken:
        keyed(page, "csv shoppulse-overview-2026-09-01-2026-09-30-rows-gmv-value").click()
    told = csv.DictReader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig")))
    ids = sorted(row["Order ID"].strip("'=\"") for row in told)
    lines = facts_of(demo).table("order_lines")
    raise AssertionError((ids, kept, lines))


def test_an_analyst_opens_the_day_that_is_off_by_most(
    page: Page, demo: Path, demo_address: str
) -> None:
    page.set_viewport_size(WIDE)
    span = resolve("2026-09", date(2026, 11, 1))
    found = ties(facts_of(demo), "demo-us", span)
    variant = variant_of(found)
    days = found.days.filter(variant=variant).with_columns(off=pl.col("residual_e4").abs())
    day = days.sort("off", descending=True)["date"][0]
    behind = orders_of_day(facts_of(demo), "demo-us", day, variant)
    page.goto(f"{demo_address}/data?period=2026-09&shop=demo-us")
    expect(page.get_by_text("Reconciliation with Seller Center")).to_be_visible()
    rest(page)
    drawing = keyed(page, f"residuals demo-us {variant}")
    click_bar(page, drawing, largest_bar(drawing))
    expect(page.get_by_text(f"Behind {formats.day(day)}")).to_be_visible()
    told = page.locator("canvas td").all_text_contents()
    assert behind.orders.height
    assert set(behind.orders["order_id"].head(5)) <= set(told)


def test_a_warehouse_lead_copies_the_orders_about_to_be_late(
    page: Page, context: BrowserContext, demo: Path, demo_address: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size(WIDE)
    facts = facts_of(demo)
    today = Span(date(2026, 11, 1), date(2026, 11, 1), "today")
    late = about_to_be_late(facts, span=today, where={})
    listed, work = (
        ("About to be late", late)
        if late.height
        else ("Overdue to ship", overdue(facts, span=today, where={}))
    )
    page.goto(f"{demo_address}/fulfilment")
    chosen = (
        page.get_by_role("radio", name=re.compile(listed))
        .or_(page.get_by_role("button", name=re.compile(listed)))
        .first
    )
    chosen.click()
    rest(page)
    page.get_by_test_id("stCode").first.hover()
    page.get_by_test_id("stCodeCopyButton").first.click()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert work.height
    assert sorted(copied) == sorted(work["order_id"].unique())


def test_a_chinese_manager_reviews_the_last_month(
    page: Page, demo: Path, demo_address: str
) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{demo_address}/review?lang=zh")
    expect(page.get_by_role("heading", name="复盘", exact=True)).to_be_visible()
    rest(page)
    page.get_by_label("时间范围").or_(page.get_by_label("周期")).or_(
        page.get_by_label("期间")
    ).first.click()
    page.get_by_role("option", name="上月").click()
    expect(page.get_by_text("2026年10月1日 – 31日", exact=False).first).to_be_visible()
    rest(page)
    text.speak("zh")
    label = text._("Download the review")
    with page.expect_download() as taken:
        page.get_by_role("button", name=label).click()
    home = open_home(demo)
    span = resolve("last-month", home.today())
    before = comparison(span, "previous", home.today())
    answer = ask(find(NAMES), facts_of(demo), span, before, currency="USD")
    expected = {
        text.label(CATALOG[row["metric"]]): row["value"]
        for row in answer.rows.iter_rows(named=True)
    }
    sheet = (
        fastexcel.read_excel(Path(taken.value.path()).read_bytes())
        .load_sheet(text._("Scorecard"))
        .to_polars()
    )
    shown = dict(sheet.select(text._("Metric"), text._("Value")).iter_rows())
    text.speak("en")
    known = {one: value for one, value in expected.items() if isinstance(value, float | int)}
    assert known
    for one, value in known.items():
        assert float(shown[one]) == pytest.approx(value, rel=1e-6), one
