"""What can be wrong with any page, whatever it shows: looked for in the browser, in Chinese."""

import re
from functools import cache
from time import monotonic
from typing import Final

from playwright.sync_api import Page, ViewportSize

from tests.dashboard.screenshots import settle
from tests.dashboard.test_text import translated

WIDE: Final[ViewportSize] = {"width": 1360, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
NEVER_SHOWN: Final = re.compile(r"(?<![\w./-])(nan|NaN|None|inf|null|undefined)(?![\w./-])")
SAME_IN_BOTH: Final = {"Excel"}
FROM_DATA: Final = {"Main shop", "customers", "Out of stock"}
"""Texts of the catalogue that are data here: a shop, the id of a metric, a reason of TikTok's."""
LEAST_FIXED: Final = 8
"""Letters that a text with places to fill has besides them, to be known by."""

_TEXTS: Final = """() => {
    const found = []
    const shown = one => one && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(one.tagName)
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode())
        if (shown(walk.currentNode.parentElement)
            && !walk.currentNode.parentElement.closest('[data-testid=stIconMaterial]'))
            found.push(walk.currentNode.data.trim())
    for (const one of document.querySelectorAll('#root [placeholder], #root [aria-label]'))
        found.push(one.getAttribute('placeholder') || '', one.getAttribute('aria-label') || '')
    return [...new Set(found)].filter(said => said)
}"""
_STABLE: Final = """since => {
    const now = document.body.textContent.length
    if (window.looked?.since !== since || window.looked.length !== now)
        window.looked = {since, length: now, times: 0}
    const wide = one => one.clientWidth >= 50
    const tables = [...document.querySelectorAll('canvas[data-testid=data-grid-canvas]')]
    return ++window.looked.times > 2
        && tables.filter(wide).every(one => one.querySelector('th'))
        && !document.querySelector('[data-testid=stSpinner]')
}"""
"""Nothing came for half a second, and tables have written their cells for those who listen."""


def rest(page: Page) -> None:
    """Waits for what is drawn beside the page, too."""
    settle(page)
    page.wait_for_function(_STABLE, arg=monotonic(), polling=250)
    settle(page)


def texts(page: Page) -> list[str]:
    """Every text of the page once, with those that are read out: drawings, cells of tables."""
    return page.evaluate(_TEXTS)


def faults(page: Page) -> list[str]:
    """What is wrong with a page that is open in Chinese; ends at the width of a phone."""
    rest(page)
    found = [one.inner_text()[:300] for one in page.get_by_test_id("stException").all()]
    said = texts(page)
    found += [f"shows {one!r}" for one in said if NEVER_SHOWN.search(one)]
    found += [f"is English: {one!r}" for one in said if is_english(one)]
    page.set_viewport_size(PHONE)
    rest(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"]:
        found.append(f"is {wide} wide on a phone")
    return found


def is_english(said: str) -> bool:
    """Whether the text is one that the catalogue has in Chinese, its places filled or not."""
    words, filled = _english()
    return said in words or any(one.fullmatch(said) for one in filled)


@cache
def _english() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    told = [one for one, chinese in translated().items() if one != chinese]
    plain = {one for one in told if "{" not in one} - SAME_IN_BOTH - FROM_DATA
    filled = [one for one in told if "{" in one]
    fixed = [one for one in filled if _letters(re.sub(r"{\w+}", "", one)) >= LEAST_FIXED]
    return frozenset(plain), tuple(map(_pattern, fixed))


def _letters(said: str) -> int:
    return sum(one.isalpha() for one in said)


def _pattern(said: str) -> re.Pattern[str]:
    parts = re.split(r"{\w+}", said)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)
