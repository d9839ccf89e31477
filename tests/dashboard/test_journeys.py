"""What people come for, click by click in Chromium: each ends at numbers that the store has."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import fastexcel
import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from dashboard import text
from dashboard.scorecard import NAMES
from dashboard.tie_tables import variant_of
from loaders.load import load_paths
from loaders.settings import Shop, add_shop, open_home, real_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.judgement.tie_orders import orders_of_day
from metrics.judgement.ties import ties
from metrics.period import comparison, resolve
from reports import formats
from tests.dashboard.conftest import order_file
from tests.dashboard.faults import WIDE, rest
from tests.dashboard.screenshots import served
from tests.dashboard.test_finance import facts_of

pytestmark = pytest.mark.usefixtures("chromium", "no_console_error")

expect.set_options(timeout=30_000)

FELL = "2026-09"
STORED = {"category": "category", "product": "product_id", "sku": "sku_id"}
"""What a page is kept to → its column in the store."""


def keyed(page: Page, key: str) -> Locator:
    """What the page drew under a key."""
    return page.locator(f".st-key-{re.sub(r'[^A-Za-z0-9_-]', '-', key)}")


def pill(page: Page, said: str) -> Locator:
    return page.get_by_test_id("stButtonGroup").get_by_text(said).first


def click_bar(page: Page, drawing: Locator, place: int) -> None:
    """Clicks the middle of a bar of a drawing, `place` counted as it was drawn."""
    bar = drawing.locator(".barlayer .point path").nth(place)
    bar.evaluate("one => one.scrollIntoView({block: 'center'})")
    rest(page)
    at = bar.bounding_box()
    assert at
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    rest(page)


def largest_bars(drawing: Locator) -> list[int]:
    """The places of the bars, the one that takes most room first."""
    bars = drawing.locator(".barlayer .point path")
    expect(bars.first).to_be_attached()
    sizes = bars.evaluate_all(
        "bars => bars.map(one => one.getBoundingClientRect()).map(one => one.width * one.height)"
    )
    return sorted(range(len(sizes)), key=lambda place: -sizes[place])


def test_a_manager_finds_why_gmv_fell_and_takes_the_orders_of_the_sku(
    page: Page, demo: Path, demo_address: str
) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{demo_address}/?period={FELL}&shop=demo-us")
    expect(page.get_by_text("GMV (goods) fell from")).to_be_visible()
    rest(page)
    kept: dict[str, str] = {}
    for word in ("category", "product", "sku"):
        drawing = keyed(page, f"overview drawing {word}")
        expect(drawing).to_be_visible()
        click_bar(page, drawing, largest_bars(drawing)[0])
        expect(page.get_by_text(re.compile("^Only "))).to_be_visible()
        (kept[word],) = parse_qs(urlsplit(page.url).query)[word]
    page.get_by_text("Rows behind a figure").click()
    rest(page)
    with page.expect_download() as taken:
        keyed(page, "csv shoppulse-overview-2026-09-01-2026-09-30-rows-gmv-value").click()
    told = csv.DictReader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig")))
    ids = sorted(set(re.findall(r"\d{15,}", " ".join(row["Order"] for row in told))))
    lines = (
        Store(open_home(demo).store)
        .scan("order_lines")
        .filter(shop_id="demo-us", **{column: kept[word] for word, column in STORED.items()})
    )
    paid = pl.col("paid_on").is_between(date(2026, 9, 1), date(2026, 9, 30))
    assert ids
    assert ids == sorted(set(lines.filter(paid).collect()["order_id"]))


def test_an_analyst_opens_the_day_that_is_off_by_most(
    page: Page, demo: Path, demo_address: str
) -> None:
    page.set_viewport_size(WIDE)
    span = resolve("2026-08", date(2026, 11, 1))
    found = ties(facts_of(demo), "demo-us", span)
    variant = variant_of(found)
    days = found.days.filter(variant=variant).with_columns(off=pl.col("residual_e4").abs())
    day, other = days.sort("off", descending=True)["date"].head(2)
    behind = orders_of_day(facts_of(demo), "demo-us", day, variant)
    page.goto(f"{demo_address}/data?period=2026-08&shop=demo-us")
    expect(page.get_by_text("Reconciliation with Seller Center")).to_be_visible()
    rest(page)
    drawing = keyed(page, f"residuals demo-us {variant}")
    largest, second = largest_bars(drawing)[:2]
    click_bar(page, drawing, second)
    expect(page.get_by_text(f"Behind {formats.day(other)}", exact=True)).to_be_visible()
    click_bar(page, drawing, largest)
    expect(page.get_by_text(f"Behind {formats.day(day)}", exact=True)).to_be_visible()
    rest(page)
    assert behind.orders.height
    for one in behind.orders["order_id"].head(5):
        expect(page.locator("canvas td").filter(has_text=one).first).to_be_attached()


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a shop that has an order to ship from every sixth hour of five days."""
    now = datetime(2026, 11, 5, 20, tzinfo=UTC)
    monkeypatch.setenv("SHOPPULSE_NOW", now.isoformat())
    add_shop(tmp_path / "home", Shop("us-main", "Main", "US", "USD", "America/Los_Angeles"))
    placed = [now.replace(tzinfo=None) - timedelta(hours=12 + 6 * n) for n in range(20)]
    orders = [
        (str(577000000000000000 + n), "Cup", 1, 20, 0, f"{one:%m/%d/%Y %I:%M:%S %p}")
        for n, one in enumerate(placed)
    ]
    rows = list(csv.DictReader(io.StringIO(order_file(*orders).decode())))
    told = io.StringIO()
    writer = csv.DictWriter(told, [*rows[0]])
    writer.writeheader()
    writer.writerows({**one, "Order Status": "To ship", "Shipped Time": ""} for one in rows)
    file = tmp_path / "orders.csv"
    file.write_text(told.getvalue())
    load_paths(real_home(tmp_path / "home"), [str(file)])
    return tmp_path / "home"


def test_a_warehouse_lead_copies_the_orders_about_to_be_late(
    page: Page, context: BrowserContext, warehouse: Path
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size(WIDE)
    now = datetime(2026, 11, 5, 20, tzinfo=UTC)
    orders = Store(open_home(warehouse).store).scan("orders").collect()
    in_time = pl.col("dispatch_by_at").is_between(now, now + timedelta(hours=24), closed="right")
    late = orders.filter(in_time)["order_id"]
    assert 0 < len(late) < len(orders)
    with served(warehouse) as address:
        page.goto(f"{address}/fulfilment")
        expect(pill(page, "About to be late")).to_be_visible()
        rest(page)
        pill(page, "About to be late").click()
        rest(page)
        page.get_by_test_id("stCode").hover()
        page.get_by_role("button", name="Copy to clipboard").click()
        copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert sorted(copied) == sorted(late)


def test_a_chinese_manager_reviews_the_last_month(
    page: Page, demo: Path, demo_address: str
) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{demo_address}/review?language=zh")
    expect(page.get_by_role("heading", name="复盘", exact=True)).to_be_visible()
    rest(page)
    page.get_by_label("周期").click()
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
