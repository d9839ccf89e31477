"""Whole months of made-up orders with all that follows from them, whenever that happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from loaders.demo.calendar import Calendar, make_calendar
from loaders.demo.content import affiliation_rows, attribute, commission
from loaders.demo.fate import live
from loaders.demo.lines import charge, fill
from loaders.demo.lists import content_rows
from loaders.demo.markets import MARKETS
from loaders.demo.money import settled_on, settlement_rows, weekly
from loaders.demo.orders import MINUTE, buyers_so_far, place
from loaders.demo.products import Catalogue, stock_up
from loaders.demo.random import Ints
from loaders.demo.returns import return_rows, send_back
from loaders.demo.reviews import review, review_rows
from loaders.demo.rows import line_facts, line_rows, order_rows
from loaders.demo.traffic import totals

SINCE: date = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class World:
    """What all months share."""

    calendar: Calendar
    counts: Ints
    """Orders of each shop and day."""
    catalogue: Catalogue
    seed: int

    @property
    def until(self) -> date:
        """The last day of all."""
        return self.calendar.days[-1]

    def spans(self, limit: int) -> list[tuple[int, int]]:
        """Runs of whole months, (first day, day after), of at most `limit` orders each where
        a month has no more."""
        daily = self.counts.sum(axis=0)
        starts = [n for n, day in enumerate(self.calendar.days) if n == 0 or day.day == 1]
        spans: list[tuple[int, int]] = []
        for start, end in zip(starts, [*starts[1:], len(self.calendar.days)], strict=True):
            if spans and daily[spans[-1][0] : end].sum() <= limit:
                start = spans.pop()[0]
            spans.append((start, end))
        return spans


@dataclass(frozen=True, eq=False)
class Months:
    """Tables of some months, and what the next ones and the daily tables need to know of them."""

    tables: Mapping[str, pl.DataFrame]
    known: Ints
    """Buyers of each shop so far."""
    sold: pl.DataFrame
    paid_out: pl.DataFrame


def make_world(orders: int, seed: int, until: date) -> World:
    """The calendar of exactly `orders` orders over the two years up to `until`."""
    rng = np.random.default_rng([seed, 0])
    calendar = make_calendar(until, rng)
    shares = calendar.weights.ravel() / calendar.weights.sum()
    counts = rng.multinomial(orders, shares).reshape(calendar.weights.shape)
    return World(calendar, counts, stock_up(len(calendar.days), calendar.opened, seed), seed)


def make_months(world: World, span: tuple[int, int], known: Ints) -> Months:
    """The orders created on the days of `span`, and their lines, returns, reviews, …"""
    start, end = span
    rng = np.random.default_rng([world.seed, 2, start])
    counts = world.counts[:, start:end]
    placed = place(counts, start, known, world.calendar, rng)
    cutoff = np.array([_end(world.until, market.shop.time_zone) for market in MARKETS])
    minutes = (cutoff[placed.shop] - placed.created) / MINUTE
    fate = live(placed, minutes, rng)
    lines = fill(placed, fate, minutes, world.catalogue, rng)
    bill = charge(placed, fate, lines, rng)
    sold = attribute(placed, fate, rng)
    earned = commission(lines, sold, fate)
    after = (placed, fate, lines, world.catalogue)
    returned = send_back(*after, minutes, rng)
    reviews = review(*after, returned, minutes, rng)
    last = (world.until - SINCE).days
    settled = settled_on(placed, fate, last)

    orders = order_rows(placed, fate, lines, bill, sold, minutes)
    order_lines = line_rows(orders, lines, world.catalogue)
    facts = line_facts(order_lines, lines, placed, world.calendar.days[0])
    created, first_id = placed.created[lines.order], start * 10**9
    settlements = settlement_rows(orders, placed, lines, earned, returned, settled, last)
    tables = {
        "orders": orders,
        "order_lines": order_lines,
        "affiliations": affiliation_rows(facts, placed, lines, sold, fate, earned, settled >= 0),
        "returns": return_rows(facts, created, returned, 4 * 10**17 + first_id),
        "reviews": review_rows(facts, created, reviews, 7 * 10**17 + first_id),
        "settlements": settlements,
        "content": content_rows(
            *(placed, fate, lines, sold, earned, world.catalogue, world.calendar),
            np.random.default_rng([world.seed, 4, start]),
        ),
    }
    return Months(
        tables,
        buyers_so_far(placed, known),
        totals(placed, fate, lines, sold, world.catalogue),
        weekly(settlements),
    )


def _end(until: date, zone: str) -> int:
    """The last second of the shop's day, UTC microseconds."""
    midnight = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(zone))
    return round(midnight.astimezone(UTC).timestamp() - 1) * 10**6
