"""How long people wait in Chromium: from a click to the last thing that is drawn."""

from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from tests.dashboard.screenshots import CHROMIUM

WATCH = """
window.watched = {clicked: 0, drawn: 0};
addEventListener('click', () => { watched.clicked = performance.now(); }, true);
new MutationObserver(() => { watched.drawn = performance.now(); })
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
QUIET = """() =>
    document.querySelector('[data-testid=stApp]')?.dataset.testScriptState == 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton]')
    && watched.drawn > watched.clicked && performance.now() - watched.drawn > 1000"""
LONGEST = 120_000


@contextmanager
def chromium() -> Generator[Page]:
    """A page that notes when it was clicked and when it last changed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1360, "height": 1000}, locale="en-US")
        page.set_default_timeout(LONGEST)
        page.add_init_script(WATCH)
        yield page
        browser.close()


def opened(page: Page, address: str) -> float:
    """Seconds from asking for a page to the last thing drawn on it."""
    page.goto(address)
    page.wait_for_function(QUIET)
    return page.evaluate("watched.drawn") / 1000


def chosen(page: Page, label: str, choice: str) -> float:
    """Seconds from the click on a choice of a select box to the last thing drawn."""
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=choice, exact=True).click()
    page.wait_for_function(QUIET)
    return page.evaluate("watched.drawn - watched.clicked") / 1000
