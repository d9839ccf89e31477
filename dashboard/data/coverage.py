"""What the store holds: days, doubts, and rows that wait for correction.

What reads them imports all that writes: only once it is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard.data.answers import HOUR
from dashboard.data.situation import Situation
from loaders.store import Store
from loaders.storing.manifest import Manifest
from metrics.period import Span


def rows_by_day(at: Situation, table: str, span: Span) -> pl.DataFrame:
    """How many rows a table has for each shop and day: shop, day, rows.

    A day without rows is 0; days outside what the shop's data covers are absent.
    """
    return _rows_by_day(*at.version, table, span, _at=at)


def checked(at: Situation) -> Mapping[str, Any]:
    """What `shoppulse check` says of the store, of the shops seen: see `loaders.check`."""
    return _checked(*at.version, _at=at)


@dataclass(frozen=True)
class Waiting:
    """Refused rows of one shop and kind that wait for correction, and their file."""

    shop: str
    kind: str
    rows: int
    content: bytes


def waiting(at: Situation) -> list[Waiting]:
    """Refused rows that wait for correction."""
    return _waiting(*at.version, _at=at)


@st.cache_resource(max_entries=50, ttl=HOUR, show_spinner=False)
def _rows_by_day(
    home: str, written_at: str, table: str, span: Span, _at: Situation
) -> pl.DataFrame:
    from loaders.storing.transaction import DAYS

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
def _waiting(home: str, written_at: str, _at: Situation) -> list[Waiting]:
    from loaders.storing import quarantine

    if quarantine.TABLE not in _at.store.tables:
        return []
    found = quarantine.waiting(Store(_at.home.store).scan(quarantine.TABLE, _at.store))
    return [
        Waiting(shop, one.rows["kind"][0], one.rows.height, one.content())
        for one in found
        if _seen(_at, shop := one.rows["shop_id"][0])
    ]


@st.cache_resource(max_entries=4, ttl=HOUR, show_spinner=False)
def _checked(home: str, written_at: str, _at: Situation) -> Mapping[str, Any]:
    from loaders.check import check

    said = check(_at.home)
    return said | {
        part: [row for row in rows if _seen(_at, row.get("shop", row.get("shop_id")))]
        for part, rows in said.items()
        if isinstance(rows, list)
    }


def _seen(at: Situation, shop: str) -> bool:
    """Whether rows of this shop may be told of; what is of no shop is everybody's."""
    return at.only is None or not shop or shop in at.only
