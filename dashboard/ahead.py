"""What the server does before it is asked: it imports pages, and works the last months out.

Pages are imported while the first browser still loads its own files. No session begins before that,
so that no page meets a module that is half imported. What can't be imported or worked out is tried
again by the page that needs it, and fails there.
"""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from logging import getLogger
from threading import Thread
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

NEEDED: Final = ("pandas", "dashboard.pages.overview", "dashboard.saved", "dashboard.sign_in")
"""Pandas is Streamlit's: it makes tables with it."""
FIRST_PAGES: Final = 10.0
"""Seconds after the start that belong to the first pages."""
BETWEEN: Final = 30.0
"""Seconds until the store is looked at again."""
LONGEST_REST: Final = 5.0
LOG: Final = getLogger(__name__)


def importing(names: Sequence[str] = NEEDED) -> Thread:
    """Imports the modules, once it is started; it doesn't keep the server from ending."""
    return Thread(target=lambda: [*map(import_module, names)], name="imports", daemon=True)


def remembering() -> Thread:
    """Works the last months out once it is started, and again whenever the store has changed."""
    return Thread(target=_remember, name="months", daemon=True)


def _remember() -> None:
    time.sleep(FIRST_PAGES)
    _tried("Totals by today's rules", sum_up)
    while True:
        _tried("The last months", work_out_months)
        time.sleep(BETWEEN)


def _tried(what: str, work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # whatever it is, the page that asks says it
        LOG.warning("%s can't be worked out ahead.", what, exc_info=True)


def sum_up() -> None:
    """Brings daily totals up to today's rules: after an upgrade the next load may be a day away."""
    data = import_module("dashboard.data")
    data.sum_up(data.whole())


def work_out_months() -> None:
    """Works out what isn't there of the last months, and rests as long as it works: people who
    wait come first."""
    data = import_module("dashboard.data")  # the server listens before pages are imported
    at = data.whole()
    if at.is_empty:
        return
    begun = time.monotonic()
    for _ in data.work_months_out(at):
        time.sleep(min(time.monotonic() - begun, LONGEST_REST))
        begun = time.monotonic()


def started_with(*threads: Thread) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """A server's life, in which the threads are started as soon as it has begun."""

    @asynccontextmanager
    async def life(_app: object) -> AsyncGenerator[None]:
        for thread in threads:
            thread.start()
        yield

    return life


class SessionsAfter:
    """Lets sessions begin once a thread has ended; files and other routes don't wait."""

    def __init__(self, app: ASGIApp, thread: Thread) -> None:
        self._app, self._thread = app, thread

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and self._thread.is_alive():
            await run_in_threadpool(self._thread.join)
        await self._app(scope, receive, send)
