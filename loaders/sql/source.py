"""A source with SQL of its own: every table's answer, typed, and all stored as one version."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl

from loaders import database
from loaders.errors import LoadError, within
from loaders.settings import Home, Shop, Source, customer_secret
from loaders.sheet import Given
from loaders.source_report import SourceReport, stored
from loaders.sql import answer as sql_answer
from loaders.sql import corrected
from loaders.sql import files as sql_files
from loaders.sql.answer import Owners, Part
from loaders.sql.names import COLUMNS
from loaders.store import Store
from loaders.storing import quarantine
from loaders.storing.ingest import Ingested, Load, loading
from loaders.storing.quarantine import Origin
from metrics.errors import Reason
from metrics.metric import N_


def pull(home: Home, source: Source, location: str, since: datetime | None) -> list[SourceReport]:
    """What is new since `since` (None: everything). A table that fails doesn't stop the others.

    `location`: the URL or the folder, `${ENV}` filled in.
    """
    owners = _owners(home, source)
    at = home.now()
    given = Given(_counted_for(home, owners), at, at, customer_secret(home.path))
    zone = given.shop.time_zone if owners.shop else "UTC"
    answers: dict[str, list[Part]] = {}
    reports: dict[str, SourceReport] = {}
    for table in (table for table in COLUMNS if table in source.tables):
        batches = _batches(home.path, source, location, source.tables[table], since, zone)
        try:
            answers[table] = sql_answer.read(table, batches, owners, given)
        except LoadError as error:
            reports[table] = _failed(source, table, error)
    try:
        reports |= _stored(home, source, answers, given.secret)
    except LoadError as error:
        reports |= {table: _failed(source, table, error) for table in answers}
    return [reports[table] for table in COLUMNS if table in reports]


def _owners(home: Home, source: Source) -> Owners:
    shops = home.settings.shops
    only = next(iter(shops)) if len(shops) == 1 else None
    return Owners(shops, source.shop or only, home.settings.ads)


def _counted_for(home: Home, owners: Owners) -> Shop:
    """The source's shop; where it has none, the one that rows without a shop are counted for."""
    return owners.shops[owners.shop or next(iter(owners.shops))]


def _batches(
    folder: Path, source: Source, location: str, sql: str, since: datetime | None, zone: str
) -> Iterator[pl.DataFrame]:
    if source.kind == "database":
        return database.answer(location, folder, sql, since, zone)
    return sql_files.answer(folder / location, sql, since, zone)


def _stored(
    home: Home, source: Source, answers: dict[str, list[Part]], secret: bytes
) -> dict[str, SourceReport]:
    with loading(Store(home.store), home.settings.shops, secret) as load:
        return {
            table: stored(
                source.name, table, [_add(load, home, source, table, part) for part in parts]
            )
            for table, parts in answers.items()
        }


def _add(
    load: Load, home: Home, source: Source, table: str, part: Part
) -> tuple[Ingested, Path | None]:
    name = f"{source.name}: {table}"
    done = load.add(part.parsed, part.given, name)
    origin = Origin(corrected.kind(table), {}, corrected.rows_as_text(part.said), part.given, name)
    return done, quarantine.settle(load.tx, home.quarantine, origin, done)


def _failed(source: Source, table: str, error: LoadError) -> SourceReport:
    place = Reason(N_('source "{source}", table {table}'), {"source": source.name, "table": table})
    return SourceReport(source.name, table, error=within(place, error))
