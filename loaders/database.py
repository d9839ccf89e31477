"""Databases as sources: a source's SQL → batches of rows, from whatever SQLAlchemy can reach.

Times without a zone are the shop's. Sessions of PostgreSQL and MySQL run in its zone, so that times
that the database converts itself come out right too.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from loaders.errors import LoadError
from loaders.sql import connections, mysql, postgres, since
from loaders.sql.python_rows import frame
from metrics.metric import N_

ROWS: Final = 50_000
"""Rows of Python values in memory at a time."""

_OTHER_COLON: Final = re.compile(r"(?<![:\w\\]):(?!since\b)(?=\w)")


def answer(
    location: str, folder: Path, sql: str, start: datetime | None, zone: str
) -> Iterator[pl.DataFrame]:
    """The answer to `sql` in batches, at least one (without rows, if there are none).

    `location`: the URL; relative paths start in `folder`. `start`: what `:since` stands for, aware;
    None is the beginning. `zone`: the shop's.

    Raises:
        LoadError: the database can't be reached, or refuses the SQL; its own words follow.
    """
    url = connections.parse(location, folder)
    if url.drivername == "postgresql+psycopg":
        try:
            yield from by_arrow(url, sql, start, zone)
        except postgres.NotPlainError:
            yield from by_row(url, sql, start, zone)
    else:
        yield from by_row(url, sql, start, zone)


def by_arrow(url: URL, sql: str, start: datetime | None, zone: str) -> Iterator[pl.DataFrame]:
    """PostgreSQL's answer through ADBC.

    `:since` is a literal, to which PostgreSQL gives the type of what it is compared with.
    Raises LoadError, or NotPlainError before the first batch.
    """
    statement = since.put_in(sql.strip().rstrip("; \n"), since.shown(start, zone, offset=True))
    with connections.unreachable(url):
        connection = postgres.connect(url)
    with connection, connections.refused_sql(url):
        yield from postgres.batches(connection, f"{statement}\n", zone)


def by_row(url: URL, sql: str, start: datetime | None, zone: str) -> Iterator[pl.DataFrame]:
    """Any database's answer through SQLAlchemy, `ROWS` rows at a time. Raises LoadError."""
    with connections.connected(url) as connection:
        is_utc = _set_zone(connection, zone)
        connection = connection.execution_options(stream_results=True, max_row_buffer=ROWS)
        with connection.execute(_statement(connection, sql, start, zone)) as result:
            if not result.returns_rows or result.cursor is None:
                raise LoadError(N_("the SQL answers no rows: write a select."))
            names = list(result.keys())
            _refuse_twins(names)
            in_utc = mysql.timestamps(result.cursor.description) if is_utc else ()
            yield frame(names, [], in_utc)
            while rows := result.fetchmany(ROWS):
                yield frame(names, rows, in_utc)


def _refuse_twins(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise LoadError(
                N_('the SQL selects "{name}" twice: name one of them otherwise.'), name=name
            )


def _set_zone(connection: Connection, zone: str) -> bool:
    """True where naive times of instants come in UTC instead."""
    backend = connection.dialect.name
    if backend == "postgresql":
        connection.execute(sa.text("select set_config('TimeZone', :zone, false)"), {"zone": zone})
    return backend in ("mysql", "mariadb") and mysql.set_zone(connection, zone)


def _statement(
    connection: Connection, sql: str, start: datetime | None, zone: str
) -> sa.TextClause:
    """The SQL with `:since` bound; any other colon is the SQL's own."""
    statement = sa.text(_OTHER_COLON.sub(r"\:", sql.replace(":since::", ":since ::")))
    if not since.is_in(sql):
        return statement
    backend = connection.dialect.name
    value: str | datetime = since.shown(start, zone, offset=backend == "postgresql")
    if backend not in ("sqlite", "postgresql", "mysql", "mariadb"):
        value = datetime.fromisoformat(str(value))
    untyped = sa.types.NullType() if backend == "postgresql" else None
    return statement.bindparams(sa.bindparam("since", value, type_=untyped))
