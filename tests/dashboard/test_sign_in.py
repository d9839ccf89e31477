"""A team signs in through a real OpenID Connect provider, in Chromium."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from urllib.request import Request, urlopen

import fastexcel
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Download, Page, Response, expect

from dashboard.navigation import PLACES, url_path
from tests.dashboard.faults import WIDE, faults, rest
from tests.dashboard.screenshots import free_port, served, settle, wait_for
from tests.dashboard.test_access import OTHERS

pytestmark = pytest.mark.usefixtures("chromium")

expect.set_options(timeout=30_000)

AUTH = """
[auth]
redirect_uri = "{address}/oauth2callback"
client_id = "shoppulse"
client_secret = "${{SHOPPULSE_CLIENT_SECRET}}"
cookie_secret = "${{SHOPPULSE_COOKIE_SECRET}}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
PEOPLE = {"viewer": True, "Admin": True, "doubtful": False, "stranger": True}
"""Who the provider knows, and whether their address is verified."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID Connect provider of this machine that knows some people."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/.well-known/openid-configuration", process)
        for name, verified in PEOPLE.items():
            claims = {"email": f"{name}@team.example", "email_verified": verified}
            urlopen(Request(f"{address}/users/{name}", json.dumps(claims).encode(),
                            {"Content-Type": "application/json"}, method="PUT"))  # fmt: skip
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def address(team: Path, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard of a team, listening on every address of the machine."""
    home = copytree(team, tmp_path_factory.mktemp("signed") / "home")
    port = free_port()
    own = f"http://localhost:{port}"
    with (home / "shoppulse.toml").open("a") as file:
        file.write(AUTH.format(address=own, provider=provider))
        file.write('[people."doubtful@team.example"]\nrole = "admin"\n')
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SHOPPULSE_CLIENT_SECRET", "a secret of the provider")
        environment.setenv("SHOPPULSE_COOKIE_SECRET", "0123456789abcdef" * 4)
        environment.setenv("SHOPPULSE_NOW", "2026-11-01T12:00:00Z")
        with served(home, home / "log", port, "--address=0.0.0.0"):
            yield own


@pytest.fixture(autouse=True)
def _no_console_error(page: Page, address: str) -> Iterator[None]:
    """Ours only: the provider's own pages ask for a style sheet from the internet."""
    told: list[str] = []

    def note(message: ConsoleMessage) -> None:
        place = message.location["url"]
        if message.type == "error" and place.startswith(address) and "/_stcore/" not in place:
            told.append(message.text)

    page.on("console", note)
    yield
    assert told == []


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()


def text(page: Page) -> str:
    settle(page)
    return page.inner_text("body") + page.content()


def taken(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


@pytest.mark.parametrize("path", ["/", "/sales?shop=demo-uk&period=2026-10", "/data"])
def test_whoever_is_not_signed_in_sees_nothing_on_any_page(
    page: Page, address: str, path: str
) -> None:
    page.goto(address + path)
    expect(page.get_by_text("Sign in to see the numbers of your shops.")).to_be_visible()
    assert "Demo shop" not in text(page)
    expect(page.get_by_role("link", name="Sales")).to_have_count(0)
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_whoever_signs_in_is_brought_to_the_link_that_they_opened(page: Page, address: str) -> None:
    link = f"{address}/after-sales?period=2026-10&shop=demo-us&language=zh"
    page.goto(link)
    page.get_by_role("button", name="登录").click()
    page.get_by_placeholder("sub").fill("viewer")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", name="售后", exact=True)).to_be_visible()
    expect(page.get_by_text("2026年10月1日 – 31日", exact=False).first).to_be_visible()
    assert page.url == link


def test_a_viewer_of_one_shop_never_sees_another(
    page: Page, address: str, context: BrowserContext
) -> None:
    page.goto(address)
    sign_in(page, "viewer")
    expect(page.get_by_text("viewer@team.example · Viewer")).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    for name in PLACES:
        path = "" if name == "overview" else url_path(name)
        page.set_viewport_size(WIDE)
        page.goto(f"{address}/{path}?period=2026-10&language=zh")
        expect(page.get_by_role("heading").first).to_be_visible()
        assert faults(page) == [], name
        shown = text(page)
        assert [one for one in OTHERS if one in shown] == [], name
    page.set_viewport_size(WIDE)
    page.goto(f"{address}/data?language=en")
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    settle(page)
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)

    page.goto(f"{address}/?period=2026-10&shop=demo-uk")
    expect(page.get_by_text("demo-uk")).to_have_text(
        "The address says “demo-uk” for shop, which isn't known here: left out."
    )

    page.goto(f"{address}/sales?period=2026-10")
    expect(
        page.get_by_role("tab").or_(page.get_by_text("Where it comes from")).first
    ).to_be_visible()
    rest(page)
    for button in page.get_by_role("button", name="CSV").all():
        with page.expect_download() as as_csv:
            button.click()
        said = taken(as_csv.value).decode("utf-8-sig")
        assert [one for one in OTHERS if one in said] == []
    with page.expect_download() as as_xlsx:
        page.get_by_role("button", name="Download this page").click()
    book = fastexcel.read_excel(taken(as_xlsx.value))
    held = "".join(
        book.load_sheet(name, header_row=None).to_polars().write_csv() for name in book.sheet_names
    )
    assert "GMV (goods)" in held
    assert [one for one in OTHERS if one in held] == []

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Demo shop" not in text(page)


def test_an_admin_whose_address_is_written_otherwise_sees_all(page: Page, address: str) -> None:
    page.goto(address)
    sign_in(page, "Admin")
    expect(page.get_by_text("admin@team.example · Admin")).to_be_visible()
    page.goto(f"{address}/data")
    expect(page.get_by_role("button", name="Load", exact=True)).to_be_visible()
    expect(page.get_by_text("Demo shop UK").first).to_be_attached()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stranger", "stranger@team.example has no access to this dashboard yet."),
        ("doubtful", "doubtful@team.example isn't verified"),
    ],
)
def test_who_signs_in_and_is_not_known_can_use_another_account(
    page: Page, address: str, name: str, said: str
) -> None:
    page.goto(address)
    sign_in(page, name)
    expect(page.get_by_text(said)).to_be_visible()
    assert "Demo shop" not in text(page)
    page.get_by_role("button", name="Use another account").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_operators_are_told_nothing_private(page: Page, address: str) -> None:
    for path in ("/healthz", "/metrics"):
        with urlopen(address + path) as answer:
            said = answer.read().decode()
        assert not any(word in said for word in ("demo-", "Demo shop", "team.example", "secret"))
    assert "shoppulse_store_readable 1.0" in said
    assert "shoppulse_script_seconds_count" in said


def test_files_of_the_page_are_sent_compressed(page: Page, address: str) -> None:
    page.goto(address)
    zipped: list[str | None] = []

    def note(answer: Response) -> None:
        if "/static/js/" in answer.url:
            zipped.append(answer.header_value("content-encoding"))

    page.on("response", note)
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "gzip" in {*zipped}
