"""Pictures of the dashboard on demo data, for README and docs: `make screenshots`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from loaders.demo.fill import fill

ROOT: Final = Path(__file__).parents[2]
OUT: Final = ROOT / "docs" / "screenshots"
SHOPPULSE: Final = Path(sys.executable).with_name("shoppulse")
CHROMIUM: Final = "/usr/bin/chromium"
UNTIL: Final = date(2026, 11, 21)
ORDERS: Final = 120_000
PICTURES: Final = {
    "overview": ("/", "light", 1360, 1720, "en-US"),
    "overview-dark": ("/?compare=previous-year", "dark", 1360, 1720, "en-US"),
    "overview-zh": ("/", "light", 1360, 1720, "zh-CN"),
    "overview-phone": ("/?period=last-7-days", "light", 390, 3900, "en-US"),
    "data": ("/data", "light", 1360, 1500, "en-US"),
    "data-zh": ("/data", "dark", 1360, 1500, "zh-CN"),
    "metric-book": ("/metric-book", "light", 1360, 1300, "en-US"),
}
"""Name → address, look, width, height, language of the browser."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(
    home: Path, log: Path | None = None, port: int | None = None, *options: str
) -> Generator[str]:
    """The dashboard of `home`, on a free port by default; its address."""
    port = port or free_port()
    with (log or Path(os.devnull)).open("w") as told:
        server = subprocess.Popen(
            [SHOPPULSE, "--home", home, "serve", f"--port={port}", *options],
            env=os.environ | {"TZ": "UTC"},
            stdout=told,
            stderr=told,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def settle(page: Page) -> None:
    """Waits until the page's script has run and what it draws is there."""
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState == 'notRunning'"
    )
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Waits until a server that was just started answers."""
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the dashboard ended with status {server.returncode}")
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {address}")


def take(home: Path, out: Path) -> None:
    """All pictures of `home` into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with served(home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (path, look, width, height, locale) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if look == "dark" else "light",
                locale=locale,
            )
            page.goto(address + path)
            settle(page)
            page.wait_for_timeout(1500)
            page.screenshot(path=out / f"{name}.png")
            page.close()
        browser.close()


def main() -> None:
    with TemporaryDirectory() as home:
        fill(Path(home), ORDERS, 1, UNTIL)
        take(Path(home), OUT)


if __name__ == "__main__":
    main()
