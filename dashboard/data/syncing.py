"""The sources of the settings: what became of their last run, and running them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import access
from dashboard.data.loading import home_to_write
from dashboard.data.records import are_there, records
from loaders.errors import SettingsError
from loaders.settings import Source, home_path, real_home
from loaders.source_report import SourceReport
from metrics.errors import Reason, as_it_stands

if TYPE_CHECKING:
    from loaders.load import Progress
    from records.models import SyncRun

LOOKED_AT: Final = 11
"""Runs that say how often a source is pulled."""
FEWEST: Final = 3
LONGEST_RUN: Final = timedelta(hours=6)
"""A run that didn't end for longer was killed."""
A_MINUTE: Final = 60


@dataclass(frozen=True)
class SourceState:
    """A source, and its newest run: `started_at` is None where there was none.

    `state`: never, running, stopped (killed before its end), failed, done. `error` holds no
    secret. `every`: how often it was pulled lately, None where that can't be said.
    """

    name: str
    kind: str
    shop: str | None
    tables: tuple[str, ...]
    state: str = "never"
    started_at: datetime | None = None
    read: int | None = None
    inserted: int | None = None
    updated: int | None = None
    refused: int | None = None
    error: Reason | None = None
    every: timedelta | None = None

    @property
    def next_at(self) -> datetime | None:
        """When it is pulled again, if it goes on as it did."""
        return self.started_at + self.every if self.started_at and self.every else None


def source_states() -> list[SourceState]:
    """The sources of the settings that the person may know of, in their order."""
    sources = _seen(access.person())
    if not sources or not are_there():
        return [_state(source, []) for source in sources]
    with records() as kept:
        return [_state(one, kept.runs(LOOKED_AT, one.name)) for one in sources]


def failed_sources() -> list[str]:
    """The names of the sources whose newest run failed; not asked more than once a minute."""
    seen = _seen(access.person())
    return _failed(str(home_path()), tuple(source.name for source in seen)) if seen else []


def run_sources(names: Sequence[str], progress: "Progress") -> list[SourceReport]:
    """Pulls these sources. Raises AccessError, SettingsError: nothing was pulled."""
    from loaders.sync import sync

    try:
        return sync(home_to_write("run_sources"), names, progress)
    finally:
        _failed.clear()


def _seen(who: access.Person) -> list[Source]:
    sources = real_home(home_path()).settings.sources
    return [one for one in sources if who.shops is None or one.shop in who.shops]


@st.cache_resource(ttl=A_MINUTE, max_entries=50, show_spinner=False)
def _failed(home: str, names: tuple[str, ...]) -> list[str]:
    try:
        return [one.name for one in source_states() if one.state == "failed"]
    except SettingsError:  # said at the foot of every page, where the saved views are
        return []


def _state(source: Source, runs: "Sequence[SyncRun]") -> SourceState:
    plain = (source.name, source.kind, source.shop, tuple(source.tables))
    if not runs:
        return SourceState(*plain)
    last = runs[0]
    return SourceState(
        *plain, _word(last), last.started_at, last.read, last.inserted, last.updated,
        last.refused, _error(last), _every([run.started_at for run in runs]),
    )  # fmt: skip


def _error(run: "SyncRun") -> Reason | None:
    if run.error_told:
        return Reason.from_json(run.error_told)
    return as_it_stands(run.error) if run.error else None


def _word(run: "SyncRun") -> str:
    if run.finished_at is None:
        now = real_home(home_path()).now()
        return "running" if now - run.started_at < LONGEST_RUN else "stopped"
    return "failed" if run.error else "done"


def _every(starts: Sequence[datetime]) -> timedelta | None:
    """The middle one of the times between runs, newest first."""
    if len(starts) < FEWEST:
        return None
    gaps = [(newer - older).total_seconds() for newer, older in pairwise(starts)]
    return timedelta(seconds=round(median(gaps)))
