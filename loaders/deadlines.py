"""When orders had to leave, by the rule of their market: for files, which don't say it.

The rules stand in `deadlines.toml`, dated, each with its source. What is worked out so is marked
`is_dispatch_rebuilt`.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from loaders.settings_file import Shop

Rule = Mapping[str, Any]


def dispatch_due(placed_at: pl.Series, shop: Shop) -> pl.Series:
    """The instant (UTC) by which each order is due to leave.

    Null for an order never placed, and where no rule of the shop's market held on that day.
    """
    local = placed_at.dt.convert_time_zone(shop.time_zone)
    placed = pl.DataFrame({"day": local.dt.date(), "hour": local.dt.hour()})
    whole = placed.unique().drop_nulls()
    due = [_due(day, hour, shop) for day, hour in whole.rows()]
    kind = pl.Datetime("us", "UTC")
    known = whole.with_columns(pl.Series("due", due, dtype=kind))
    return placed.join(known, on=["day", "hour"], how="left", maintain_order="left")["due"]


def _due(day: date, hour: int, shop: Shop) -> datetime | None:
    rule = _rule(shop.market, day)
    if rule is None:
        return None
    cutoff = rule.get("cutoff")
    if cutoff is not None and (hour >= cutoff or not _works(shop.market, day)):
        day = _next_working_day(shop.market, day)
    for _ in range(rule["days"]):
        day = _next_working_day(shop.market, day)
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(shop.time_zone))


def _rule(market: str, day: date) -> Rule | None:
    """The newest rule of the market that holds on the day."""
    held = [rule for rule in _rules() if market in rule["markets"] and rule["from"] <= day]
    return max(held, key=lambda rule: rule["from"], default=None)


@cache
def _rules() -> list[Rule]:
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return tomllib.loads(text)["rules"]


def _next_working_day(market: str, day: date) -> date:
    day += timedelta(days=1)
    while not _works(market, day):
        day += timedelta(days=1)
    return day


@cache
def _works(market: str, day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(market, day.year)


@cache
def _holidays(market: str, year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays(market, years=year))
