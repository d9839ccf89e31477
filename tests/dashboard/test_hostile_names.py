"""Product names that look like markup, a formula or a script: shown as text wherever they stand."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from dashboard.navigation import PLACES, url_path
from loaders.load import load_paths
from loaders.settings import Shop, add_shop, real_home
from tests.dashboard.conftest import order_file
from tests.dashboard.faults import rest
from tests.dashboard.screenshots import served

pytestmark = pytest.mark.usefixtures("chromium", "no_console_error")

expect.set_options(timeout=30_000)

NAMES: Final = (
    "<img src=x onerror=\"document.title='run'\">",
    "<b>bold</b> &amp; **stars** [link](javascript:alert(1))",
    '=HYPERLINK("http://evil.example","click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    ":red[colour] :material/bug_report: $x^2$ ~~gone~~ `code`",
    "<script>document.title='run'</script>",
    "%{y} <a href='http://evil.example'>a</a><br>two",
)
MORE: Final = ("Product ID", "Product Category", "Variation", "State")


def hostile_orders() -> bytes:
    """One order of each in September; the first most, the last least in October."""
    days = ["09/05/2026", *(f"10/{day:02}/2026" for day in range(5, 5 + len(NAMES)))]
    orders = [
        (str(577000000000000000 + 100 * n + k), name, 1, 20 + n, 0, f"{day} 10:00:00 AM")
        for n, name in enumerate(NAMES)
        for k, day in enumerate(days[: 2 + len(NAMES) - n])
    ]
    rows = list(csv.DictReader(io.StringIO(order_file(*orders).decode())))
    told = io.StringIO()
    writer = csv.DictWriter(told, [*rows[0], *MORE])
    writer.writeheader()
    for row in rows:
        n = NAMES.index(row["Product Name"])
        own = {"Product ID": str(9000 + n), "SKU ID": str(8000 + n)}
        texts = dict.fromkeys(MORE[1:], NAMES[n])
        writer.writerow({**row, **texts, **own})
    return told.getvalue().encode()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop that sells goods of these names: in October more than in September."""
    folder = tmp_path_factory.mktemp("hostile")
    home, file = folder / "home", folder / "orders.csv"
    add_shop(home, Shop("us-main", "Main shop", "US", "USD", "America/Los_Angeles"))
    file.write_bytes(hostile_orders())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
        (report,) = load_paths(real_home(home), [str(file)])
        assert not report.refused
        with served(home) as served_at:
            yield served_at


def opened(page: Page, address: str, name: str, more: str = "") -> None:
    path = "" if name == "overview" else url_path(name)
    page.goto(f"{address}/{path}?period=2026-10{more}")
    expect(page.get_by_role("heading").first).to_be_visible()
    rest(page)


MADE: Final = """() => [
    ...document.querySelectorAll('img, a, script:not([src])')
].map(one => one.outerHTML).filter(one => /evil|src="?x|javascript:|'run'/.test(one))"""


@pytest.mark.parametrize("name", PLACES)
def test_nothing_of_a_name_becomes_part_of_the_page(page: Page, address: str, name: str) -> None:
    opened(page, address, name)
    assert page.evaluate(MADE) == []
    assert page.title() != "run"


def test_names_stand_as_they_are_in_sentences_drawings_tables_and_hovers(
    page: Page, address: str
) -> None:
    opened(page, address, "products")
    for name in NAMES:
        expect(page.locator("canvas td").get_by_text(name, exact=True).first).to_be_attached()
    shown = page.inner_text("body")
    marks = page.locator(".js-plotly-plot text").all_text_contents()
    for name in NAMES:
        start = re.split(r"\s", name)[0]
        assert start in shown or any(one.startswith(start[:8]) for one in marks), name
    point = page.locator(".js-plotly-plot .bars .point, .js-plotly-plot .barlayer .point").first
    point.scroll_into_view_if_needed()
    page.mouse.wheel(0, -200)
    rest(page)
    place = point.bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.locator(".hoverlayer text").first).to_be_visible()
    assert page.evaluate(MADE) == []


def test_names_that_are_kept_to_stand_in_the_headline_as_they_are(page: Page, address: str) -> None:
    more = "".join(f"&product={9000 + n}" for n in range(len(NAMES)))
    opened(page, address, "overview", more)
    shown = page.inner_text("body")
    assert [name for name in NAMES if name not in shown] == []


def test_names_are_told_as_they_are_of_why(page: Page, address: str) -> None:
    opened(page, address, "overview")
    said = page.locator("li").filter(has_text="By product: ").last.inner_text()
    assert any(name in said for name in NAMES)


def test_no_file_that_is_taken_holds_a_formula(page: Page, address: str) -> None:
    opened(page, address, "products")
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").last.click()
    rows = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "@", "+", "-", "\t", "\r"))] == []
    assert [name for name in NAMES if not any(name in cell for cell in cells)] == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download this page").click()
    with ZipFile(taken.value.path()) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "/worksheets/" in name]
    assert sheets
    assert [one for one in sheets if re.search(r"<f[ >]|<hyperlink", one)] == []
