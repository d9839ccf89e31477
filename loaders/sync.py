"""What is new in the configured sources, into the home; runs are written down in the records."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from loaders.errors import LINES, NO_SHOP_YET, LoadError, SettingsError, unknown, within
from loaders.load import load_paths
from loaders.settings import ADD_SHOP, Home, Source
from loaders.settings_file import source_place
from loaders.source_report import SourceReport
from loaders.sql import source as sql_source
from loaders.sql.names import COLUMNS
from metrics.errors import as_it_stands, joined
from metrics.metric import N_
from records.records import Records

Progress = Callable[[str, float], None]
OVERLAP: Final = timedelta(hours=24)
"""How far `:since` reaches back before the last run: what was committed late still comes."""

COUNTS: Final = ("read", "inserted", "updated", "unchanged", "refused")


def sync(
    home: Home, names: Sequence[str] = (), progress: Progress | None = None
) -> list[SourceReport]:
    """Pulls the sources named, or all. One that fails doesn't stop the others.

    `progress`: called with what is being pulled and the share that is done.

    Raises:
        SettingsError: no shop, an unknown source or table, or a `${ENV}` that isn't set: nothing
            was pulled.
    """
    sources = _chosen(home, names)
    locations = [source.opened() for source in sources]
    records = Records(home.records_url(), home.now)
    reports: list[SourceReport] = []
    try:
        for number, (source, location) in enumerate(zip(sources, locations, strict=True)):
            if progress:
                progress(source.name, number / len(sources))
            reports += _pull(home, source, location, records)
    finally:
        records.close()
    return reports


def _chosen(home: Home, names: Sequence[str]) -> list[Source]:
    settings = home.settings
    if not settings.shops:
        raise SettingsError(NO_SHOP_YET, command=ADD_SHOP)
    if not settings.sources:
        raise SettingsError(N_("no source is set up: add [[sources]] to shoppulse.toml."))
    sources = [settings.source(name) for name in dict.fromkeys(names)] or [*settings.sources]
    for source in sources:
        for table in source.tables:
            if table not in COLUMNS:
                wrong = SettingsError(*unknown(N_('unknown table "{name}".'), table, [*COLUMNS]))
                raise SettingsError(within(source_place(source.name), wrong))
    return sources


def _pull(home: Home, source: Source, location: str, records: Records) -> list[SourceReport]:
    last = records.last_success(source.name)
    since = last - OVERLAP if last else None
    run = records.start_run(source.name, since)
    if source.tables:
        reports = sql_source.pull(home, source, location, since)
    else:
        reports = _exports(home, source, home.path / location)
    counts = {name: sum(getattr(report, name) for report in reports) for name in COUNTS}
    errors = [report.error for report in reports if report.error]
    if errors:
        error = joined(errors, LINES)
        records.finish_run(run, counts, str(error), error.to_json())
    else:
        records.finish_run(run, counts, None)
    return reports


def _exports(home: Home, source: Source, folder: Path) -> list[SourceReport]:
    """A folder of export files, recognised by their columns; `table` is the kind of file."""
    place = source_place(source.name)
    try:
        files = load_paths(home, [str(folder)], shop=source.shop)
    except LoadError as error:
        return [SourceReport(source.name, "", error=within(place, error))]
    return [
        SourceReport(
            source.name,
            file.kind or "",
            **{name: getattr(file, name) for name in COUNTS},
            error=within(place, file.message) if file.failed else None,
            message=within(file.file, file.reasons) if file.reasons else as_it_stands(file.file),
            refused_files=(file.refused_file,) if file.refused_file else (),
        )
        for file in files
    ]
