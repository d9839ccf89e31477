"""Homes that the pages are opened on, and the pages themselves."""

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Playwright
from streamlit.testing.v1 import AppTest

from loaders.demo.fill import fill
from loaders.load import load_paths
from loaders.settings import Shop, add_shop, real_home
from tests.dashboard.screenshots import CHROMIUM, served

ROOT = Path(__file__).parents[2]
LAST_DAY = date(2026, 10, 31)

HEADERS = (
    "Order ID", "Order Status", "SKU ID", "Product Name", "Quantity", "SKU Unit Original Price",
    "SKU Subtotal Before Discount", "SKU Platform Discount", "SKU Seller Discount",
    "SKU Subtotal After Discount", "Created Time", "Paid Time", "Shipped Time",
)  # fmt: skip
ORDERS = (
    ("577000000000000001", "=Latte cup", 2, 20, 4, "09/03/2026 10:00:00 AM"),
    ("577000000000000002", "Tea cup", 1, 50, 5, "09/07/2026 11:00:00 PM"),
    ("577000000000000003", "=Latte cup", 1, 20, 0, "10/05/2026 08:00:00 AM"),
)
"""Id, product, quantity, price, seller discount, paid. September: 2 orders, GMV 36 + 45 = 81;
October: 1 order, GMV 20."""

CUT_ID = ("9.4E+21", "Jug", 1, 9, 0, "10/06/2026 08:00:00 AM")
"""An id that a spreadsheet has cut: refused."""

Open = Callable[..., AppTest]
User = Mapping[str, Any]


def signed_in(email: str, **claims: Any) -> User:
    """What Streamlit tells of someone who signed in a moment ago, with a verified e-mail."""
    soon = datetime.now(UTC).timestamp() + 600
    return {
        "is_logged_in": True, "email": email, "email_verified": True, "exp": soon, **claims,
    }  # fmt: skip


def order_file(*orders: tuple) -> bytes:
    """An order export of a US shop."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(HEADERS)
    for order_id, product, quantity, price, discount, paid in orders:
        before = quantity * price
        amounts = (price, before, 0, discount, before - discount)
        writer.writerow(
            (order_id, "Completed", f"sku {product}", product, quantity, *amounts, paid, paid, paid)
        )
    return told.getvalue().encode()


@pytest.fixture
def empty_shop(tmp_path: Path) -> Path:
    """A home with one shop and no rows."""
    home = tmp_path / "home"
    add_shop(home, Shop("us-main", "Main shop", "US", "USD", "America/Los_Angeles"))
    return home


@pytest.fixture
def small_shop(empty_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one shop and three orders, on 1 November 2026."""
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
    file = tmp_path / "orders.csv"
    file.write_bytes(order_file(*ORDERS))
    load_paths(real_home(empty_shop), [str(file)])
    return empty_shop


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with made-up shops up to 31 October 2026; its clock says 1 November."""
    home = tmp_path_factory.mktemp("demo")
    fill(home, orders=3_000, seed=3, until=LAST_DAY)
    return home


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Runs the whole dashboard on a home, at an address such as `period="2026-09"`.

    `user`: who is signed in, as the sign-in service tells it.
    """

    def run(home: Path, user: User | None = None, **address: str | list[str]) -> AppTest:
        monkeypatch.setenv("SHOPPULSE_HOME", str(home))
        app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
        if user is not None:
            app.user = {**user}
        for name, words in address.items():
            app.query_params[name] = words
        return app.run()

    return run


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Runs one page by the name of its module, at an address."""

    def run(name: str, home: Path, user: User | None = None, **address: str | list[str]) -> AppTest:
        monkeypatch.setenv("SHOPPULSE_HOME", str(home))
        script = (
            "from dashboard import filters, navigation, text\n"
            "text.speak(filters.language())\n"
            f"navigation.run({name!r})\n"
        )
        app = AppTest.from_string(script, default_timeout=60)
        if user is not None:
            app.user = {**user}
        for word, words in address.items():
            app.query_params[word] = words
        return app.run()

    return run


PEOPLE = """
[people."viewer@team.example"]
role = "viewer"
shops = ["demo-us"]

[people."analyst@team.example"]
role = "analyst"
shops = ["demo-us"]

[people."admin@team.example"]
role = "admin"
"""


@pytest.fixture(scope="session")
def team(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of several shops with rows and people: those of the demo as if they were real."""
    home = tmp_path_factory.mktemp("team") / "home"
    copytree(demo / "demo", home)
    file = home / "shoppulse.toml"
    said = file.read_text("utf-8").splitlines()
    own = [line for line in said if not line.startswith("demo_until")]
    file.write_text("\n".join([*own, PEOPLE]), "utf-8")
    return home


@pytest.fixture(scope="session")
def chromium() -> None:
    """Chromium from the system's packages; without it these tests are skipped, but not on CI."""
    if Path(CHROMIUM).exists():
        return
    reason = f"{CHROMIUM} is not installed: apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def demo_address(chromium: None, demo: Path) -> Iterator[str]:
    """The dashboard of the demo."""
    with served(demo) as address:
        yield address


@pytest.fixture(scope="session")
def playwright(chromium: None, playwright: Playwright) -> Playwright:
    """pytest-playwright's own, whose driver is not asked for where there is no Chromium."""
    return playwright


@pytest.fixture(scope="session")
def base_url() -> str:
    """pytest-base-url's own, made in a way that pytest 9.2 warns of."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    arguments = ["--no-sandbox", "--disable-gpu"]
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


@pytest.fixture
def no_console_error(page: Page) -> Iterator[None]:
    """Fails a test whose page writes an error to the browser's console."""

    told: list[str] = []

    def note(message: ConsoleMessage) -> None:
        looked_for_its_server = "/_stcore/" in message.location["url"]
        if message.type == "error" and not looked_for_its_server:
            told.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: told.append(str(error)))
    yield
    assert told == []
