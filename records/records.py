"""What is kept: when each source was pulled and what came of it, the targets that people set, and
the views that they saved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from records.database import reading_engine, upgrade, writing_engine
from records.models import SavedView, SyncRun, Target


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

    def finish_run(
        self,
        run_id: int,
        counts: Mapping[str, int],
        error: str | None,
        error_told: dict[str, Any] | None = None,
    ) -> None:
        """Writes down how the pull ended.

        `counts`: any of read, inserted, updated, unchanged, refused. `error` must hold no secret;
        `error_told`: its parts, from which it can be said in other languages.
        """
        with Session(self._writing) as session, session.begin():
            run = session.get_one(SyncRun, run_id)
            for name in ("read", "inserted", "updated", "unchanged", "refused"):
                setattr(run, name, counts.get(name, 0))
            run.finished_at = self._clock()
            run.error, run.error_told = error, error_told

    def runs(self, limit: int = 50, source: str | None = None) -> Sequence[SyncRun]:
        """The newest runs (of one source, of all by default), newest first."""
        query = select(SyncRun).order_by(SyncRun.started_at.desc(), SyncRun.id.desc()).limit(limit)
        if source is not None:
            query = query.where(SyncRun.source == source)
        with Session(self._reading) as session:
            return session.scalars(query).all()

    def set_target(
        self,
        metric: str,
        shop_id: str | None,
        label: str,
        first: date,
        last: date,
        value: str,
        currency: str | None,
        author: str,
    ) -> None:
        """Sets a target; one for the same metric, shop and days is kept as replaced."""
        now = self._clock()
        new = Target(
            metric=metric, shop_id=shop_id, label=label, first=first, last=last, value=value,
            currency=currency, author=author, set_at=now,
        )  # fmt: skip
        with Session(self._writing) as session, session.begin():
            same = _of(metric, shop_id, first, last)
            session.execute(update(Target).where(*same).values(replaced_at=now))
            session.add(new)

    def remove_target(self, metric: str, shop_id: str | None, first: date, last: date) -> bool:
        """Ends a target, which stays as history; false where there is none."""
        with Session(self._writing) as session, session.begin():
            held = session.scalars(select(Target).where(*_of(metric, shop_id, first, last))).all()
            for one in held:
                one.replaced_at = self._clock()
            return bool(held)

    def targets(self, *, replaced: bool = False) -> Sequence[Target]:
        """The targets that hold, or those that did, by metric, period, shop and time."""
        held = Target.replaced_at.is_not(None) if replaced else Target.replaced_at.is_(None)
        order = (Target.metric, Target.first, Target.last, Target.shop_id, Target.set_at, Target.id)
        with Session(self._reading) as session:
            return session.scalars(select(Target).where(held).order_by(*order)).all()

    def save_view(self, author: str, name: str, page: str, query: str) -> None:
        """Saves a view; one of the same author and name is replaced."""
        new = SavedView(author=author, name=name, page=page, query=query, saved_at=self._clock())
        with Session(self._writing) as session, session.begin():
            session.execute(delete(SavedView).where(*_view(author, name)))
            session.add(new)

    def remove_view(self, author: str, name: str) -> None:
        """Forgets a view; nothing happens where there is none."""
        with Session(self._writing) as session, session.begin():
            session.execute(delete(SavedView).where(*_view(author, name)))

    def views(self, author: str) -> Sequence[SavedView]:
        """The views of one person, by name."""
        query = select(SavedView).where(SavedView.author == author).order_by(SavedView.name)
        with Session(self._reading) as session:
            return session.scalars(query).all()


def _view(author: str, name: str) -> list[ColumnElement[bool]]:
    return [SavedView.author == author, SavedView.name == name]


def _of(metric: str, shop_id: str | None, first: date, last: date) -> list[ColumnElement[bool]]:
    """What holds for this metric, shop and days."""
    return [
        Target.metric == metric,
        Target.shop_id.is_(None) if shop_id is None else Target.shop_id == shop_id,
        Target.first == first,
        Target.last == last,
        Target.replaced_at.is_(None),
    ]
