"""Where a sign-in ends: only ever at a page of ours."""

import asyncio
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from dashboard.after_sign_in import CALLBACK, COOKIE, LONGEST, SIGN_IN, BackToWhatWasOpened

HOST = "shops.example.com"
LINK = "/sales?period=2026-10&product=%E6%9D%AF"


def answered(path: str, location: str, **headers: str) -> Response:
    """What a browser gets that asks for `path`, where Streamlit would send it to `location`."""

    async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
        await RedirectResponse(location, 302)(scope, receive, send)

    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    said = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": said}
    asyncio.run(BackToWhatWasOpened(streamlit, HOST)(scope, Request(scope).receive, send))
    answer = Response()
    answer.raw_headers = told[0]["headers"]
    return answer


def test_a_sign_in_ends_at_the_page_that_it_began_at() -> None:
    begun = answered(SIGN_IN, "https://provider.example/", referer=f"https://{HOST}{LINK}")
    assert begun.headers["location"] == "https://provider.example/"
    assert "HttpOnly; SameSite=Lax" in begun.headers["set-cookie"]
    kept = begun.headers["set-cookie"].partition(";")[0]
    ended = answered(CALLBACK, "/", cookie=kept)
    assert ended.headers["location"] == LINK
    assert ended.headers["set-cookie"].startswith(f"{COOKIE}=; Path=/; Max-Age=0")


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/sales",
        f"https://{HOST}:8443/sales",
        f"https://{HOST}@evil.example/sales",
        f"https://{HOST}//evil.example",
        f"https://{HOST}/\\evil.example",
        f"https://{HOST}",
        f"https://{HOST}/" + "x" * LONGEST,
    ],
)
def test_what_is_no_page_of_ours_is_not_kept(referer: str) -> None:
    begun = answered(SIGN_IN, "https://provider.example/", referer=referer)
    assert "set-cookie" not in begun.headers


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "/\\evil.example", "https://evil.example", "sales", "/a\r\nX: 1", "/杯"],
)
def test_a_forged_cookie_leads_nowhere(place: str) -> None:
    ended = answered(CALLBACK, "/", cookie=f"{COOKIE}={quote(place, safe='')}")
    assert ended.headers["location"] == "/"


def test_who_signs_in_from_nowhere_and_other_ways_of_the_server_are_left_alone() -> None:
    assert "set-cookie" not in answered(CALLBACK, "/").headers
    other = answered("/auth/logout", "/", cookie=f"{COOKIE}=%2Fsales")
    assert other.headers["location"] == "/"
