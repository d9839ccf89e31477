"""What pages are made of, imported while the first browser still loads its own files.

No session begins before that, so that no page meets a module that is half imported. What can't be
imported is tried again by the page that needs it, and fails there.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

NEEDED: Final = ("pandas", "dashboard.pages.overview", "dashboard.saved", "dashboard.sign_in")
"""Pandas is Streamlit's: it makes tables with it."""


def importing(names: Sequence[str] = NEEDED) -> Thread:
    """Imports the modules, once it is started; it doesn't keep the server from ending."""
    return Thread(target=lambda: [*map(import_module, names)], name="imports", daemon=True)


def started_with(thread: Thread) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """A server's life, in which the thread is started as soon as it has begun."""

    @asynccontextmanager
    async def life(_app: object) -> AsyncGenerator[None]:
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
