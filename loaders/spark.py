"""The same tables on a server that speaks Spark Connect: Sail, or Apache Spark.

The server reads the store itself, at the versions that one manifest names; it has to see the store
under the same path, or under `engine_store` of the settings (a folder of its own, object storage).
Surprises of the servers:
- a path that isn't there is an empty table to Sail's reader of Parquet, an error to that of Delta;
- Apache Spark reads Delta with a jar only: without it, it is given the Parquet files by name;
- the client tries again for ten minutes when a server is gone: here twice, and it is asked first.
"""

import socket
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import narwhals as nw
import polars as pl

from loaders.store import Store
from loaders.storing.manifest import Manifest
from metrics.errors import EngineError, LacksError
from metrics.facts import Facts
from metrics.metric import N_

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEME: Final = "sc"
PORT: Final = 15002
SECONDS: Final = 5.0
TRIES: Final = 2
AT_ONCE: Final = 4
"""Queries that are under way at the same time."""
LOST: Final = ("UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED", "INVALID_HANDLE", "RETRIES")


def on_spark(facts: Facts, store: Store, at: Manifest, url: str, root: str | None = None) -> Facts:
    """`facts` with their tables on the server at `url` (`sc://HOST:PORT`).

    `root`: where the server finds the store, if it isn't the same path.

    Raises:
        EngineError: no such server, or it can't read the store.
    """
    engine = SparkConnect(url)
    return replace(facts, tables=_Tables(engine, store, at, root), engine=engine, daily={}, kept={})


class SparkConnect:
    """An engine that sends its queries to a server."""

    counts_apart = True

    def __init__(self, url: str) -> None:
        self.name, self._url = _name(url), url
        _session(url)

    @property
    def session(self) -> "SparkSession":
        """The open one, or a new one where it was lost. Raises EngineError: nobody answers."""
        return _session(self._url)

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        from pyspark.errors import PySparkException

        return (PySparkException,)

    def close(self) -> None:
        """Ends the session. One that stays open is the one that literals of others ask."""
        self.session.stop()
        _session.cache_clear()

    def read(self, kind: str, *paths: str, **options: str) -> "DataFrame":
        """What lies at the paths, as the server sees it."""
        return self.session.read.format(kind).options(**options).load([*paths])

    def small(self, frame: pl.DataFrame) -> nw.LazyFrame:
        """A small frame of this process, sent along with the query."""
        return nw.from_native(self.session.createDataFrame(frame.to_arrow()))

    def collect(self, frames: Sequence[nw.LazyFrame]) -> list[pl.DataFrame]:
        """The rows of every frame, some at a time."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(_collect, frames))

    def failed(self, error: Exception) -> EngineError:
        """What became of a query, in words; a session that is lost is given up."""
        said = str(error).strip().splitlines()
        first = said[0] if said else type(error).__name__
        if not any(word in str(error) for word in LOST):
            return LacksError(
                N_("The engine {engine} can't do what was asked: {error}"),
                engine=self.name, error=first,
            )  # fmt: skip
        self.close()
        return EngineError(
            N_(
                "The engine {engine} was lost while it worked: nothing is answered. Start it "
                "again, or leave out --engine. ({error})"
            ),
            engine=self.name, error=first,
        )  # fmt: skip


def _collect(frame: nw.LazyFrame) -> pl.DataFrame:
    rows = pl.from_arrow(frame.to_native().toArrow())
    assert isinstance(rows, pl.DataFrame)
    return rows


class _Tables(Mapping[str, Any]):
    """The tables of one version, named to the server when they are asked for."""

    def __init__(self, engine: SparkConnect, store: Store, at: Manifest, root: str | None) -> None:
        self._engine, self._store, self._at, self._root = engine, store, at, root
        self._has_delta = self._reads_delta()
        self._held: dict[str, DataFrame] = {}
        self._of = engine.session

    def __getitem__(self, table: str) -> "DataFrame":
        if self._of is not self._engine.session:
            self._held, self._of = {}, self._engine.session
        if table not in self._held:
            self._held[table] = self._named(table)
        return self._held[table]

    def _named(self, table: str) -> "DataFrame":
        if self._has_delta:
            version = str(self._at.tables[table])
            return self._engine.read("delta", self._path(table), versionAsOf=version)
        files = self._store.files(table, self._at)
        return self._engine.read("parquet", *files, mergeSchema="true")

    def __iter__(self) -> Iterator[str]:
        return iter(self._at.tables)

    def __len__(self) -> int:
        return len(self._at.tables)

    def _path(self, table: str) -> str:
        if self._root:
            return f"{self._root.rstrip('/')}/tables/{table}"
        return str(self._store.path(table).resolve())

    def _reads_delta(self) -> bool:
        """Raises EngineError where the server doesn't find the store."""
        table = next(iter(self._at.tables), None)
        if table is None:
            return True
        try:
            _ = self._engine.read("delta", self._path(table)).columns
        except self._engine.failures as error:
            if "DATA_SOURCE_NOT_FOUND" in str(error):
                return False
            raise EngineError(
                N_(
                    "The engine {engine} can't read {path}: it has to see the store under this "
                    "path, or under engine_store in shoppulse.toml. ({error})"
                ),
                engine=self._engine.name, path=self._path(table), error=str(error).splitlines()[0],
            ) from error  # fmt: skip
        return True


def _name(url: str) -> str:
    """`sc://HOST:PORT`: without what may follow, such as a token. Raises EngineError."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, PORT
    if parts.scheme != SCHEME or not host:
        shown = url.partition(";")[0].rpartition("@")[2]
        raise EngineError(
            N_(
                'The engine "{engine}" is not known: leave it out, or say polars or '
                "sc://HOST:PORT (a Spark Connect server)."
            ),
            engine=shown,
        )
    return f"{SCHEME}://{host}:{port}"


@lru_cache(maxsize=1)
def _session(url: str) -> "SparkSession":
    """A session on the server, in UTC. Raises EngineError where nobody answers."""
    name = _name(url)
    parts = urlsplit(name)
    try:
        socket.create_connection((parts.hostname or "", parts.port or PORT), SECONDS).close()
    except OSError as error:
        raise EngineError(
            N_("The engine {engine} doesn't answer ({error}): start it, or leave out --engine."),
            engine=name, error=str(error),
        ) from error  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
            from pyspark.sql.connect.client.retries import DefaultPolicy
        warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]")
    except ImportError as error:
        raise EngineError(
            N_('The engine needs a package that isn\'t installed: pip install "shoppulse[spark]".')
        ) from error
    try:
        session = SparkSession.builder.remote(url).create()
        session.client.set_retry_policies([DefaultPolicy(max_retries=TRIES)])
        session.conf.set("spark.sql.session.timeZone", "UTC")
    except PySparkException as error:
        raise EngineError(
            N_("The engine {engine} refused a session: {error}"), engine=name, error=str(error)
        ) from error
    return session
