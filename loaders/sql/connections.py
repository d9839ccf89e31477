"""Reaching a database, and its errors in words that hold no password."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from loaders.errors import LoadError
from loaders.sql import postgres
from metrics.metric import N_

SECONDS_TO_CONNECT: Final = 10
DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
"""The driver that comes with Shoppulse, where a URL names none."""

_WRAPPED: Final = re.compile(r"(?:ERROR|FATAL):\s+(.*?)(?:\.? SQLSTATE: \w+|Query was:.*)?$", re.S)


def parse(location: str, folder: Path) -> URL:
    """The database's address; the relative path of a SQLite file starts in `folder`.

    Raises:
        LoadError: it isn't one, or names a file that isn't there.
    """
    try:
        url = sa.make_url(location)
    except (ArgumentError, ValueError):
        raise LoadError(
            N_(
                "the url can't be read: write postgresql://USER:PASSWORD@HOST:PORT/DATABASE (or "
                "mysql, or sqlite:////PATH), with %40 for an @ in a password."
            )
        ) from None
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    backend = url.get_backend_name()
    if backend == "postgresql" and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(SECONDS_TO_CONNECT)})
    if backend == "sqlite" and url.database and not url.database.startswith((":", "file:")):
        url = url.set(database=str(folder.resolve() / url.database))
        if not Path(str(url.database)).exists():
            raise LoadError(N_("there is no database file {file}."), file=url.database)
    return url


@contextmanager
def connected(url: URL) -> Generator[Connection]:
    """A connection, closed afterwards.

    Raises:
        LoadError: the database can't be reached, or what it says of the SQL.
    """
    engine = _engine(url)
    try:
        with unreachable(url):
            connection = engine.connect()
        with connection, refused_sql(url):
            yield connection
    finally:
        engine.dispose()


@contextmanager
def unreachable(url: URL) -> Generator[None]:
    """Errors of connecting become `LoadError`s."""
    try:
        yield
    except (SQLAlchemyError, postgres.Error) as error:
        raise LoadError(
            N_(
                "can't reach the database {database}: {said}. Check that it runs, and the source's "
                "url with its user and password."
            ),
            database=_shown(url), said=_said(error, url),
        ) from None  # fmt: skip


@contextmanager
def refused_sql(url: URL) -> Generator[None]:
    """Errors of running SQL become `LoadError`s."""
    try:
        yield
    except (SQLAlchemyError, postgres.Error) as error:
        raise LoadError(
            N_(
                "the database {database} refuses the SQL: {said}. Correct it under "
                "[sources.tables]."
            ),
            database=_shown(url), said=_said(error, url),
        ) from None  # fmt: skip


def _engine(url: URL) -> Engine:
    try:
        return sa.create_engine(url, poolclass=sa.NullPool)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise LoadError(
            N_(
                "there is no driver for {driver} ({error}): use postgresql, mysql or sqlite, or "
                "install the driver."
            ),
            driver=url.drivername, error=str(error),
        ) from error  # fmt: skip


def _said(error: Exception, url: URL) -> str:
    """The database's own words, without those of the drivers in between."""
    cause = getattr(error, "orig", None) or error
    args = cause.args
    text = str(args[1] if len(args) > 1 and isinstance(args[0], int) else cause)
    if isinstance(cause, postgres.Error):
        wrapped = _WRAPPED.search(text)
        text = wrapped[1] if wrapped else text.removeprefix("IO: [libpq] ")
    return _plain(text, url)


def _plain(message: str, url: URL) -> str:
    """On one line, and without the password."""
    secret = str(url.password or "")
    for spelt in {secret, quote(secret, safe=""), quote_plus(secret)} - {""}:
        message = message.replace(spelt, "***")
    short = re.sub(r"LINE \d+:.*?\n\s*\^", "", message, flags=re.DOTALL)
    return " ".join(short.split())[:500].rstrip(" .?")


def _shown(url: URL) -> str:
    """The address without user and password."""
    host = f"{url.host or ''}{f':{url.port}' if url.port else ''}"
    return f"{url.get_backend_name()}://{host}/{url.database or ''}"
