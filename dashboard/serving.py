"""The server: Streamlit with what operators ask it, and sign-in where the settings have it.

Its own routes are open to whoever reaches the port (Streamlit's sign-in doesn't cover them), so
they say nothing of shops, people and numbers.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import prometheus_client
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from dashboard import ahead, telemetry
from dashboard.after_sign_in import CALLBACK, BackToWhatWasOpened
from loaders.errors import SettingsError
from loaders.people import Auth
from loaders.settings import home_path, now, open_home
from loaders.settings_file import filled
from loaders.store import Store

APP: Final = Path(__file__).parent.parent / "app.py"
LEAST_SECRET: Final = 32


def serve(address: str, port: int, auth: Auth | None, *, zipped: bool) -> None:
    """Serves the dashboard until it is stopped. `zipped`: the browser is on another machine."""
    login = secrets(auth) if auth else None
    imports = ahead.importing()
    middleware = [Middleware(ahead.SessionsAfter, imports)]
    if zipped:
        middleware.append(Middleware(ZippedFiles))
    if login:
        netloc = urlsplit(login["redirect_uri"]).netloc
        middleware.append(Middleware(BackToWhatWasOpened, netloc))
    app = st.App(
        APP,
        routes=[Route("/healthz", health), Route("/metrics", metrics)],
        lifespan=ahead.started_with(imports, ahead.remembering()),
        middleware=middleware,
        secrets={"auth": {**login}} if login else None,
        on_script_error=count_bug,
    )
    sys.argv = [str(APP)]  # Streamlit looks for .streamlit/config.toml beside it
    place = {"server.address": address, "server.port": port, "server.headless": True}
    app.run(config=place | {"browser.serverAddress": host(login) or address})


def host(login: Mapping[str, str] | None) -> str | None:
    """What people call the server: Streamlit would ask a service in the internet for it."""
    return urlsplit(login["redirect_uri"]).hostname if login else None


def secrets(auth: Auth) -> dict[str, str]:
    """What Streamlit signs people in by, with every `${ENV}` filled in; never print it.

    Raises:
        SettingsError: a variable isn't set, or a value can't be right.
    """
    values = {key: filled(said, "[auth]") for key, said in auth.values.items()}
    if not values["redirect_uri"].endswith(CALLBACK):
        raise SettingsError(
            f'[auth]: "redirect_uri" is the address of the dashboard with {CALLBACK} behind it,'
            f" such as https://shops.example.com{CALLBACK}."
        )
    if len(values["cookie_secret"]) < LEAST_SECRET:
        raise SettingsError(
            f'[auth]: "cookie_secret" must have {LEAST_SECRET} characters or more. Make one:'
            " python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return values


async def health(request: Request) -> Response:
    """200 while the process is up and its store can be read, else 503."""
    age = await run_in_threadpool(store_age)
    if age is None:
        return JSONResponse({"status": "store can't be read"}, 503)
    return JSONResponse({"status": "ok"})


async def metrics(request: Request) -> Response:
    """What `telemetry` counted, and the process itself, as Prometheus reads it."""
    age = await run_in_threadpool(store_age)
    telemetry.STORE_READABLE.set(age is not None)
    telemetry.STORE_AGE.set(float("nan") if age is None else age)
    telemetry.SESSIONS.set(sessions())
    return Response(
        prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_PLAIN_0_0_4
    )


def sessions() -> int:
    """How many browsers are connected."""
    stats = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY])
    return sum(one.value for one in stats[ACTIVE_SESSIONS_FAMILY] if isinstance(one, GaugeStat))


def store_age() -> float | None:
    """Seconds since the store changed (NaN while it is empty); None where it can't be read."""
    try:
        home = open_home(home_path())
        store = Store(home.store)
        at = store.manifest()
        files = [file for table in at.tables for file in store.files(table, at)]
        if not all(Path(file).exists() for file in files):
            return None
    except Exception:  # noqa: BLE001 (whatever it is, the store can't be read)
        return None
    return (now() - at.written_at).total_seconds() if at.version else float("nan")


def count_bug(error: Exception) -> None:
    """Counts an error that no one expected; Streamlit shows it."""
    telemetry.BUG.inc()


class ZippedFiles:
    """Sends Streamlit's own files compressed: a third of the bytes of a first visit."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain, self._zipped = app, GZipMiddleware(app, minimum_size=1024, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and scope["path"].startswith("/static/")
        await (self._zipped if is_file else self._plain)(scope, receive, send)
