"""Whoever signs in is brought to the page that they had opened: Streamlit forgets it on the way.

The page that asks for a sign-in is what the browser says it came from; a cookie keeps its address
until the sign-in service has sent the reader back.
"""

from typing import Final
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SIGN_IN: Final = "/auth/login"
CALLBACK: Final = "/oauth2callback"
COOKIE: Final = "shoppulse_opened"
KEPT: Final = 15 * 60
"""Seconds in which people sign in."""
LONGEST: Final = 3_500
"""Letters that a cookie holds in every browser."""


class BackToWhatWasOpened:
    """Ends a sign-in at the address that it began at. `host`: as people call the server."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app, self._host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (SIGN_IN, CALLBACK):
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] == SIGN_IN:
                    keep(request, headers, self._host)
                else:
                    bring(request, headers)
            await send(message)

        await self._app(scope, receive, answer)


def keep(request: Request, headers: MutableHeaders, host: str) -> None:
    """Has the browser keep the page of ours that it came from."""
    came_from = urlsplit(request.headers.get("referer", ""))
    place = came_from._replace(scheme="", netloc="").geturl()
    kept = quote(place, safe="")
    if came_from.netloc == host and is_ours(place) and len(kept) <= LONGEST:
        headers.append("set-cookie", cookie(kept, KEPT))


def bring(request: Request, headers: MutableHeaders) -> None:
    """Sends the reader to the page that was kept, where Streamlit would open the first."""
    place = unquote(request.cookies.get(COOKIE, ""))
    if not place:
        return
    headers.append("set-cookie", cookie("", 0))
    if headers.get("location") == "/" and is_ours(place):
        headers["location"] = place


def is_ours(place: str) -> bool:
    """Whether it is a path of this server: browsers take `//host` and `/\\host` for another."""
    plain = place.isascii() and place.isprintable() and "\\" not in place
    return plain and place.startswith("/") and not place.startswith("//")


def cookie(value: str, seconds: int) -> str:
    """What sets the cookie for so long, or takes it back: scripts can't read it."""
    return f"{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
