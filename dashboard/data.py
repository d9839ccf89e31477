"""The one door to the store, and the only cache.

Cache keys are small values: where the home is, when its store last changed, what was asked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from loaders.check import check
from loaders.facts import facts_of
from loaders.load import FileReport as FileReport
from loaders.load import Progress, load_paths
from loaders.settings import Home, home_path, open_home, real_home
from loaders.settings import add_shop as add_shop_to
from loaders.settings_file import Shop as Shop
from loaders.store import Store
from loaders.storing import quarantine
from loaders.storing.manifest import PRICE_LIST, Manifest
from loaders.storing.transaction import DAYS
from metrics.answer import Answer, ask
from metrics.catalog import find
from metrics.facts import Facts
from metrics.local_days import time_left
from metrics.period import Span

HOUR: Final = 3600


@dataclass(frozen=True)
class Situation:
    """The home as it is now: its shops, what its store holds, and whether that is made up."""

    home: Home
    store: Manifest

    @property
    def is_empty(self) -> bool:
        return not any(self.store.days.values())

    @property
    def shops(self) -> Mapping[str, Shop]:
        return self.home.settings.shops

    @property
    def shop_names(self) -> Mapping[str, str]:
        """What each shop is called; with its id where two are called the same."""
        return _names(self.shops)

    def now(self, reader_zone: str | None) -> datetime:
        """The present instant in `review_time_zone`, by default the reader's zone."""
        name = self.home.settings.review_time_zone or reader_zone
        return self.home.now().astimezone(ZoneInfo(name) if name else None)

    def markets(self, shops: Sequence[str]) -> set[str]:
        """Where these shops sell, all where none are named."""
        return {self.shops[shop].market for shop in shops or self.shops}

    def time_left(self, span: Span, shops: Sequence[str]) -> dict[str, timedelta]:
        """Shop → how long its last day of the span still lasts; none where it is over."""
        zones = {shop: self.shops[shop].time_zone for shop in shops or self.shops}
        return time_left(span, zones, zones, self.home.now())

    def currencies(self, shops: Sequence[str]) -> list[str]:
        """The currencies of these shops, of all where none are named."""
        chosen = [self.shops[shop] for shop in shops] or list(self.shops.values())
        return list(dict.fromkeys(shop.currency for shop in chosen))

    def days(self, shops: Sequence[str]) -> Span | None:
        """From the first to the last day that has data of these shops (of all, if none named)."""
        known = [
            span
            for table, by_shop in self.store.days.items()
            for shop, span in by_shop.items()
            if table != PRICE_LIST and (shop in shops if shops else shop)
        ]
        if not known:
            return None
        return Span(min(first for first, _ in known), max(last for _, last in known), "")

    def has(self, table: str, shops: Sequence[str]) -> bool:
        """Whether the table was ever loaded for one of these shops (of all, where none named)."""
        known = self.store.days.get(table, {})
        return bool(set(shops) & set(known)) if shops else bool(known)


def _names(shops: Mapping[str, Shop]) -> dict[str, str]:
    called = Counter(shop.name for shop in shops.values())
    return {
        one: shop.name if called[shop.name] == 1 else f"{shop.name} ({one})"
        for one, shop in shops.items()
    }


class Upload(Protocol):
    """A file as the browser sends it."""

    name: str

    def getbuffer(self) -> memoryview: ...


def situation() -> Situation:
    """What the home holds at this moment."""
    home = open_home(home_path())
    return Situation(home, Store(home.store).manifest())


def real_shop_names() -> Mapping[str, str]:
    """The shops that files can be loaded for (never those of the demo), by id."""
    return _names(real_home(home_path()).settings.shops)


def answer(
    at: Situation,
    names: Sequence[str],
    span: Span,
    compare: Span | None = None,
    *,
    by: Sequence[str] = (),
    shops: Sequence[str] = (),
    only_currency: str | None = None,
    currency: str | None = None,
) -> Answer:
    """The metrics of these names; `currency` converts, `only_currency` leaves the others out."""
    where = {"shop": tuple(shops), "currency": (only_currency,) if only_currency else ()}
    chosen = tuple((word, values) for word, values in where.items() if values)
    return _answer(
        str(at.home.path),
        at.store.written_at.isoformat(),
        tuple(names),
        span,
        compare,
        tuple(by),
        chosen,
        currency,
        _moment(at),
        _at=at,
    )


def rows_by_day(at: Situation, table: str, span: Span) -> pl.DataFrame:
    """How many rows a table has for each shop and day: shop, day, rows.

    A day without rows is 0; days outside what the shop's data covers are absent.
    """
    return _rows_by_day(str(at.home.path), at.store.written_at.isoformat(), table, span, _at=at)


def checked(at: Situation) -> Mapping[str, Any]:
    """What `shoppulse check` says of the store: see `loaders.check`."""
    return _checked(str(at.home.path), at.store.written_at.isoformat(), _at=at)


def waiting(at: Situation) -> list[tuple[str, str, int, bytes]]:
    """Refused rows that wait for correction: shop, kind, how many, and a file to correct."""
    return _waiting(str(at.home.path), at.store.written_at.isoformat(), _at=at)


def load(uploads: Sequence[Upload], shop: str | None, progress: Progress) -> list[FileReport]:
    """Loads files from the browser into the home, called as on the reader's machine."""
    with TemporaryDirectory(prefix="shoppulse-") as folder:

        def called(path: str) -> str:
            return "/".join(Path(path).relative_to(folder).parts[1:])

        paths = [Path(folder, str(n), Path(up.name).name) for n, up in enumerate(uploads)]
        for path, upload in zip(paths, uploads, strict=True):
            path.parent.mkdir()
            path.write_bytes(upload.getbuffer())
        home = real_home(home_path())
        return load_paths(
            home, [str(path) for path in paths], shop=shop, progress=progress, called=called
        )


def add_shop(shop: Shop) -> None:
    """Adds a shop to the home's settings."""
    add_shop_to(home_path(), shop)


@st.cache_resource(max_entries=500, ttl=HOUR, show_spinner=False)
def _answer(
    home: str,
    written_at: str,
    names: tuple[str, ...],
    span: Span,
    compare: Span | None,
    by: tuple[str, ...],
    where: tuple[tuple[str, tuple[str, ...]], ...],
    currency: str | None,
    now: datetime,
    _at: Situation,
) -> Answer:
    facts = _facts(home, written_at, now, _at)
    return ask(find(names), facts, span, compare, by, dict(where), currency=currency)


@st.cache_resource(max_entries=4, ttl=HOUR, show_spinner=False)
def _facts(home: str, written_at: str, now: datetime, _at: Situation) -> Facts:
    return replace(facts_of(_at.home, at=_at.store), now=now)


def _moment(at: Situation) -> datetime:
    """The present, to ten minutes: how old what is kept may be of what depends on it."""
    now = at.home.now()
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)


@st.cache_resource(max_entries=50, ttl=HOUR, show_spinner=False)
def _rows_by_day(
    home: str, written_at: str, table: str, span: Span, _at: Situation
) -> pl.DataFrame:
    day = pl.col(DAYS.get(table, ("date",))[0])
    rows = Store(_at.home.store).scan(table, _at.store)
    counted = (
        rows.filter(day.is_between(span.first, span.last))
        .group_by(shop="shop_id", day=day)
        .agg(rows=pl.len().cast(pl.Int64))
        .collect()
    )
    covered = _covered(_at.store, table, span)
    return covered.join(
        counted, on=["shop", "day"], how="left", maintain_order="left"
    ).with_columns(pl.col("rows").fill_null(0))


def _covered(store: Manifest, table: str, span: Span) -> pl.DataFrame:
    """Every shop and day of the span that the table covers."""
    days: list[tuple[str, date]] = [
        (shop, day)
        for shop, (first, last) in sorted(store.coverage[table].items())
        for day in span.each_day()
        if first <= day <= last
    ]
    return pl.DataFrame(days, schema={"shop": pl.String, "day": pl.Date}, orient="row")


@st.cache_resource(max_entries=4, ttl=HOUR, show_spinner=False)
def _waiting(home: str, written_at: str, _at: Situation) -> list[tuple[str, str, int, bytes]]:
    if quarantine.TABLE not in _at.store.tables:
        return []
    found = quarantine.waiting(Store(_at.home.store).scan(quarantine.TABLE, _at.store))
    return [
        (one.rows["shop_id"][0], one.rows["kind"][0], one.rows.height, one.content())
        for one in found
    ]


@st.cache_resource(max_entries=4, ttl=HOUR, show_spinner=False)
def _checked(home: str, written_at: str, _at: Situation) -> Mapping[str, Any]:
    return check(_at.home)
