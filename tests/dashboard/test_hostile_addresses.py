"""Addresses that nobody means well with: every page says what it leaves out, and goes on."""

from pathlib import Path
from typing import Final

import pytest

from dashboard.drill import WORDS
from dashboard.navigation import PLACES
from tests.dashboard.conftest import Open
from tests.dashboard.test_states import NEVER_SHOWN, texts

FILTERS: Final = ("shop", "market", "period", "compare", "currency", "clock", "language", *WORDS)
HOSTILE: Final = {
    "nonsense": "banana",
    "foreign": "店脉\u200f مرحبا",
    "oversized": "x" * 10_000,
    "markup": "<img src=x onerror=alert(1)>**[a](javascript:alert(1))**:red[x]$\\frac{1}{0}$",
    "formula": "=cmd|'/c calc'!A1",
    "script": "'; DROP TABLE orders; --{{7*7}}${7*7}",
    "controls": "a\x00b\x1b[31m\u202egnp\u2028\ufffe\ud7ff",
    "empty": "",
    "number": "-999999999999999999999999",
    "dates": "9999-12-31..0001-01-01",
    "path": "../../../../etc/passwd",
}


@pytest.mark.parametrize("name", PLACES)
def test_page_stands_all_of_them_in_every_filter(name: str, demo: Path, open_page: Open) -> None:
    address = {word: [*HOSTILE.values()] for word in (*FILTERS, "page")}
    page = open_page(name, demo, **address)
    assert not page.exception
    assert page.title
    said = [one.removeprefix("None yet.") for one in texts(page)]
    assert [one for one in said if NEVER_SHOWN.search(one)] == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_filter_stands_each_of_them(kind: str, demo: Path, open_page: Open) -> None:
    page = open_page("overview", demo, **dict.fromkeys(FILTERS, HOSTILE[kind]))
    assert not page.exception
    assert not page.error
    assert any("left out" in one.value for one in page.warning)


@pytest.mark.parametrize("word", FILTERS)
def test_each_filter_alone_stands_all_of_them(word: str, demo: Path, open_page: Open) -> None:
    page = open_page("overview", demo, **{word: [*HOSTILE.values()]})
    assert not page.exception
    assert not page.error
