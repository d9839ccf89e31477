"""Every page in Chromium, in every state of a home: nothing broken, English, cut off or empty."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.navigation import PLACES, url_path
from loaders.load import load_paths
from loaders.settings import Shop, add_shop, real_home
from tests.dashboard.conftest import ORDERS, order_file
from tests.dashboard.faults import WIDE, faults
from tests.dashboard.screenshots import served

pytestmark = pytest.mark.usefixtures("chromium", "no_console_error")

expect.set_options(timeout=30_000)

STATES = ("demo", "one shop", "nothing")


@pytest.fixture(scope="module")
def addresses(
    demo_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """State → the dashboard of a home in it."""
    folder = tmp_path_factory.mktemp("states")
    file = folder / "orders.csv"
    file.write_bytes(order_file(*ORDERS))
    add_shop(folder / "one", Shop("us-main", "Main shop", "US", "USD", "America/Los_Angeles"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
        load_paths(real_home(folder / "one"), [str(file)])
        with served(folder / "one") as one, served(folder / "nothing") as nothing:
            yield {"demo": demo_address, "one shop": one, "nothing": nothing}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all pages: what the browser has taken and compiled, it keeps."""
    opened = browser.new_context()
    yield opened
    opened.close()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PLACES)
def test_page_has_no_fault(page: Page, addresses: dict[str, str], state: str, name: str) -> None:
    page.set_viewport_size(WIDE)
    path = "" if name == "overview" else url_path(name)
    page.goto(f"{addresses[state]}/{path}?language=zh")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert faults(page) == []
