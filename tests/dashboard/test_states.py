"""States that aren't the usual one: nothing in the period, a load under way, something broken."""

import re
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from streamlit.testing.v1 import AppTest

from loaders import store as stores
from loaders.load import load_paths
from loaders.settings import real_home
from loaders.store import Store
from tests.dashboard.conftest import ORDERS, Open, order_file
from tests.dashboard.test_pages import PAGES

NEVER_SHOWN = re.compile(r"\b(nan|NaN|None|inf|null)\b|Traceback")


def texts(page: AppTest) -> list[str]:
    kinds = ("markdown", "caption", "info", "warning", "error", "title", "subheader")
    said = [one.value for kind in kinds for one in getattr(page, kind)]
    return said + [f"{one.label} {one.value} {one.delta}" for one in page.metric]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("period", ["1999", "today", "2026-10"])
def test_a_period_with_little_or_nothing_in_it_shows_no_gap_of_words(
    small_shop: Path, open_page: Open, name: str, period: str
) -> None:
    """A shop without ads, returns, stock and settlements."""
    page = open_page(name, small_shop, period=period)
    assert not page.exception
    assert [one for one in texts(page) if NEVER_SHOWN.search(one)] == []


@contextmanager
def loading_all_the_time(home: Path, folder: Path) -> Generator[None]:
    """Loads one new order after the other until the block ends."""
    end = Event()

    def load() -> None:
        number = 0
        while not end.is_set():
            file = folder / f"more-{number}.csv"
            paid = "10/05/2026 08:00:00 AM"
            file.write_bytes(order_file((str(577100000000000000 + number), "Cup", 1, 1, 0, paid)))
            load_paths(real_home(home), [str(file)])
            number += 1

    thread = Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


@pytest.mark.parametrize("name", ["overview", "data"])
def test_pages_are_read_while_the_store_is_written(
    small_shop: Path, open_page: Open, tmp_path: Path, name: str
) -> None:
    with loading_all_the_time(small_shop, tmp_path):
        pages = [open_page(name, small_shop, period="2026-10") for _ in range(6)]
    for page in pages:
        assert not page.exception
        assert not page.error


def test_a_first_load_under_way_shows_the_welcome_or_the_numbers(
    empty_shop: Path, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPULSE_NOW", "2026-11-01T20:00:00Z")
    file = tmp_path / "orders.csv"
    file.write_bytes(order_file(*ORDERS))
    with ThreadPoolExecutor(1) as pool:
        loaded = pool.submit(load_paths, real_home(empty_shop), [str(file)])
        while not loaded.done():
            page = open_page("overview", empty_shop, period="2026-09")
            assert not page.exception
    after = open_page("overview", empty_shop, period="2026-09")
    assert after.metric[0].value == "\\$81.00"


def test_a_load_that_waits_too_long_for_another_is_told(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "SECONDS_TO_WAIT", 0.2)
    with Store(small_shop / "store").writing():
        page = open_page("data", small_shop)
        assert any("Another load is under way" in one.value for one in page.info)
        page.file_uploader[0].upload("orders.csv", order_file(*ORDERS))
        next(one for one in page.button if one.label == "Load").click().run()
    assert not page.exception
    assert "another load has been writing" in page.error[0].value
    assert page.subheader
    assert not any("Another load" in one.value for one in page.run().info)
