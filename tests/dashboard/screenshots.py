"""Pictures of the dashboard on demo data, for README and docs: `make screenshots`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from dashboard.navigation import PLACES, url_path
from loaders.demo.fill import fill

ROOT: Final = Path(__file__).parents[2]
OUT: Final = ROOT / "docs" / "screenshots"
SHOPPULSE: Final = Path(sys.executable).with_name("shoppulse")
CHROMIUM: Final = "/usr/bin/chromium"
UNTIL: Final = date(2026, 11, 21)
ORDERS: Final = 120_000
TALLEST: Final = 1500
"""Pixels: what is further down is more of the same, and files stay small."""
BROWSERS: Final = 2
DRAWN_IN: Final = 1000
"""Milliseconds that drawings need once the page is there, or looked at otherwise."""
START: Final = "overview"
Look = tuple[Literal["light", "dark"], int]
"""Colours, and the width of the screen."""
LOOKS: Final[Mapping[str, Mapping[str, Look]]] = {
    "en-US": {"": ("light", 1360), "-dark": ("dark", 1360), "-phone": ("light", 390)},
    "zh-CN": {"-zh": ("light", 1360)},
}
"""Language of the browser → end of the picture's name → how it is looked at."""


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
    """A picture of every page in each language and look into `out`, for instance `sales-dark.png`.

    Browsers share the pages, side by side.
    """
    out.mkdir(parents=True, exist_ok=True)
    parts = [list(PLACES)[n::BROWSERS] for n in range(BROWSERS)]
    with served(home) as address, ThreadPoolExecutor(BROWSERS) as pool:
        for done in [pool.submit(_take, address, part, out) for part in parts]:
            done.result()


def _take(address: str, names: Sequence[str], out: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for language, looks in LOOKS.items():
            page = browser.new_page(locale=language)
            for name in names:
                for end, (colours, width) in looks.items():
                    page.emulate_media(color_scheme=colours)
                    page.set_viewport_size({"width": width, "height": TALLEST})
                    page.goto(f"{address}/{'' if name == START else url_path(name)}")
                    _picture(page, out / f"{url_path(name)}{end}.png")
        browser.close()


def _picture(page: Page, path: Path) -> None:
    """As tall as the content, in 256 colours."""
    settle(page)
    page.wait_for_timeout(DRAWN_IN)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.set_viewport_size({"width": width, "height": _height(page)})
    settle(page)
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    image.quantize(dither=Image.Dither.NONE).save(path, optimize=True)


def _height(page: Page) -> int:
    content = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    return min(int(content), TALLEST)


def main() -> None:
    with TemporaryDirectory() as home:
        fill(Path(home), ORDERS, 1, UNTIL)
        take(Path(home), OUT)


if __name__ == "__main__":
    main()
