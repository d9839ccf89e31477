"""What is kept about syncs: when each source was pulled, what came, what went wrong."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import reading_engine, upgrade, writing_engine
from records.models import SyncRun


class Records:
    """The database at `url` (any SQLAlchemy URL), brought up to date when opened.

    `clock` gives the present instant, aware.
    """

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._writing = writing_engine(url)
        self._reading = reading_engine(url)
        upgrade(self._writing)

    def close(self) -> None:
        """Gives all connections back."""
        self._writing.dispose()
        self._reading.dispose()

    def last_success(self, source: str) -> datetime | None:
        """When the newest run of `source` that ended without an error began; UTC."""
        query = (
            select(SyncRun.started_at)
            .where(
                SyncRun.source == source,
                SyncRun.finished_at.is_not(None),
                SyncRun.error.is_(None),
            )
            .order_by(SyncRun.started_at.desc())
            .limit(1)
        )
        with Session(self._reading) as session:
            return session.scalar(query)

    def start_run(self, source: str, since: datetime | None) -> int:
        """Writes down that a pull begins; its id is for `finish_run`."""
        run = SyncRun(source=source, started_at=self._clock(), since=since)
        with Session(self._writing) as session, session.begin():
            session.add(run)
            session.flush()
            return run.id

    def finish_run(self, run_id: int, counts: Mapping[str, int], error: str | None) -> None:
        """Writes down how the pull ended.

        `counts`: any of read, inserted, updated, unchanged, refused. `error` must hold no secret.
        """
        with Session(self._writing) as session, session.begin():
            run = session.get_one(SyncRun, run_id)
            for name in ("read", "inserted", "updated", "unchanged", "refused"):
                setattr(run, name, counts.get(name, 0))
            run.finished_at = self._clock()
            run.error = error

    def runs(self, limit: int = 50) -> Sequence[SyncRun]:
        """The newest runs, newest first."""
        query = select(SyncRun).order_by(SyncRun.started_at.desc(), SyncRun.id.desc()).limit(limit)
        with Session(self._reading) as session:
            return session.scalars(query).all()
