"""Rows that people and jobs write: one class a table."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A UTC instant, aware on every database (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone: an instant needs one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the database."""


class SyncRun(Base):
    """One pull from one source; `finished_at` is null while it runs, or when it was killed."""

    __tablename__ = "sync_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    since: Mapped[datetime | None] = mapped_column(Instant)
    """From when on rows were asked for; null: all."""
    read: Mapped[int] = mapped_column(default=0)
    inserted: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    """What went wrong, without secrets; null: nothing."""
    error_told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The same, as it can be said in other languages; null in runs from before it was kept."""


class Target(Base):
    """A value that a metric should have in a period; `replaced_at` is null while it holds."""

    __tablename__ = "targets"

    id: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(String(100), index=True)
    shop_id: Mapped[str | None] = mapped_column(String(200))
    """Null: all shops together."""
    label: Mapped[str] = mapped_column(String(50))
    first: Mapped[date]
    last: Mapped[date]
    value: Mapped[str] = mapped_column(String(60))
    """A decimal number as it was written: exact on every database."""
    currency: Mapped[str | None] = mapped_column(String(3))
    author: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)
    """When another one was set for the same, or it was removed."""


class SavedView(Base):
    """A page of the dashboard with its filters, under the name that its author gave it."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("author", "name", name="uq_saved_views_author_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(80))
    page: Mapped[str] = mapped_column(String(50))
    query: Mapped[str] = mapped_column(String(8000))
    """The parameters of its address, as a URL has them."""
    saved_at: Mapped[datetime] = mapped_column(Instant)
