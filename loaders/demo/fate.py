"""What becomes of made-up orders: paid or not, shipped, delivered, cancelled, sent back."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.calendar import EVENT
from loaders.demo.markets import MARKETS
from loaders.demo.orders import MINUTE, Placed, of_market
from loaders.demo.random import Choices, Flags, Floats, Ints, scatter, steady, words

NORMAL, SAMPLE, REPLACEMENT, EXCHANGE = range(4)
BUYER, SELLER, SYSTEM, UNPAID, FAILED, REFUSED = range(6)
REASONS: Final = (
    ((3, "No longer needed", "buyer", "buyer"), (2, "Better price available", "buyer", "buyer")),
    ((4, "Out of stock", "seller", "seller"), (1, "Pricing error", "seller", "seller")),
    ((1, "Seller did not ship on time", "system", "seller"),),
    ((1, "Payment not completed in time", "system", "buyer"),),
    (
        (3, "Package delivery failed", "system", "logistics"),
        (1, "Package lost", "system", "logistics"),
    ),
    ((1, "Buyer refused the package", "buyer", "buyer"),),
)
"""For each `Fate.why`: weight, reason, who cancelled, whose fault."""
_REASON: Final = Choices([[weight for weight, *_ in group] for group in REASONS])
_SAID: Final = [said for group in REASONS for _, *said in group]
CARRIERS: Final = Choices([[share for share, _ in m.carriers.values()] for m in MARKETS])
REGIONS: Final = Choices([[share for share, *_ in m.regions.values()] for m in MARKETS])
CARRIER_HOURS: Final = np.array([h for m in MARKETS for _, h in m.carriers.values()])
REGION_DELAY: Final = np.array([delay for m in MARKETS for _, delay, _ in m.regions.values()])


@dataclass(frozen=True, eq=False)
class Fate:
    """What became of them: minutes after `created`, NaN where it has not happened (yet)."""

    placed: Floats
    paid: Floats
    ready: Floats
    shipped: Floats
    delivered: Floats
    cancelled: Floats
    kind: Ints
    is_cod: Flags
    by_tiktok: Flags
    carrier: Ints
    region: Ints
    why: Ints
    """BUYER … REFUSED: who or what cancelled it, where it is cancelled."""


def live(placed: Placed, minutes: Floats, rng: np.random.Generator) -> Fate:
    """What has become of each order `minutes` after its creation."""
    size, shop = len(placed.shop), placed.shop
    kind = np.searchsorted([0.984, 0.995, 0.999], rng.random(size), side="right")
    is_cod = (rng.random(size) < of_market("cod", shop)) & (kind == NORMAL)
    by_tiktok = rng.random(size) < of_market("fbt", shop)
    carrier, region = (
        CARRIERS.draw(rng.random(size), shop),
        REGIONS.draw(steady(shop * 10**9 + placed.buyer, 1), shop),
    )
    paid = np.where(is_cod | (kind != NORMAL), 0.0, _minutes_to_pay(rng, shop))
    shipped = paid + _minutes_to_ship(rng, placed, by_tiktok)
    ready = paid + (shipped - paid) * rng.uniform(0.35, 0.85, size)
    delivered = shipped + _minutes_in_transit(rng, carrier, region)
    full = Fate(
        paid, paid, ready, shipped, delivered, np.full(size, np.nan), kind, is_cod, by_tiktok,
        carrier, region, np.full(size, -1),
    )  # fmt: skip
    return _seen(_cancelled(full, placed, rng), minutes)


def _minutes_to_pay(rng: np.random.Generator, shop: Ints) -> Floats:
    size = len(shop)
    slow = rng.random(size) < np.where(of_market("cod", shop) > 0, 0.09, 0.01)
    return np.where(slow, rng.uniform(30, 1_300, size), 1 + 2 * scatter(rng, size, 1.0))


def _minutes_to_ship(rng: np.random.Generator, placed: Placed, by_tiktok: Flags) -> Floats:
    """Slower after campaigns; where the shop ships, nothing leaves on Sundays."""
    size = len(placed.shop)
    backlog = 1 + 0.22 * np.maximum(placed.lift - 1, 0)
    late = np.where(rng.random(size) < 0.025, 3.5, 1.0)
    own = of_market("handling", placed.shop) * backlog * late
    minutes = 60 * np.where(by_tiktok, 13.0, own) * scatter(rng, size, 0.5)
    weekday = ((placed.created / MINUTE + minutes) // 1440 + 3) % 7
    return minutes + np.where((weekday == 6) & ~by_tiktok, 1440, 0)


def _minutes_in_transit(rng: np.random.Generator, carrier: Ints, region: Ints) -> Floats:
    size = len(carrier)
    late = np.where(rng.random(size) < 0.03, 2.8, 1.0)
    lost = np.where(rng.random(size) < 0.003, np.nan, 1.0)
    usual = 60 * CARRIER_HOURS[carrier] * REGION_DELAY[region]
    return usual * late * lost * scatter(rng, size, 0.32)


def _cancelled(full: Fate, placed: Placed, rng: np.random.Generator) -> Fate:
    """Some are never paid, some cancelled before they leave, some come back undelivered."""
    size, shop, nan, normal = len(placed.shop), placed.shop, np.nan, full.kind == NORMAL
    unpaid = normal & ~full.is_cod & (rng.random(size) < 0.035)
    early = of_market("cancels", shop) * np.where(placed.lift >= EVENT, 1.35, 1.0)
    before = normal & ~unpaid & (rng.random(size) < early)
    refused = full.is_cod & ~before & (rng.random(size) < of_market("rejects", shop))
    failed = normal & ~unpaid & ~before & ~refused & (rng.random(size) < 0.006)
    who = np.searchsorted([0.72, 0.93], rng.random(size), side="right")
    why = np.select([unpaid, before, refused, failed], [UNPAID, who, REFUSED, FAILED], -1)
    waited = full.placed + (full.shipped - full.placed) * rng.uniform(0.02, 0.95, size) ** 1.5
    waited = np.where(before & (who == SYSTEM), full.placed + 5 * 1440, waited)
    back = full.shipped + np.nan_to_num(full.delivered - full.shipped, nan=9_000) * 1.5
    pay_by = np.where(of_market("cod", shop) > 0, 1440.0, 2880.0)
    cancelled = np.select([unpaid, before, refused | failed], [pay_by, waited, back], nan)
    gone = unpaid | before
    delivered = np.where(gone | refused | failed, nan, full.delivered)
    paid = np.where(full.is_cod, delivered, np.where(unpaid, nan, full.paid))
    never_ready = unpaid | (gone & ((why == SYSTEM) | ~(full.ready < cancelled)))
    ready = np.where(never_ready, nan, full.ready)
    return Fate(
        np.where(unpaid, nan, full.placed), paid, ready, np.where(gone, nan, full.shipped),
        delivered, cancelled, full.kind, full.is_cod, full.by_tiktok, full.carrier, full.region,
        why,
    )  # fmt: skip


def _seen(full: Fate, minutes: Floats) -> Fate:
    """Only what has happened after so many minutes; whole seconds."""
    parts = [getattr(full, field.name) for field in fields(full)]
    happened = [np.where(part <= minutes, np.floor(part * 60) / 60, np.nan) for part in parts[:6]]
    return Fate(*happened, *parts[6:])


def cancellation(placed: Placed, fate: Fate) -> list[pl.Series]:
    """cancel_reason, cancelled_by, cancel_fault; null unless the order is cancelled."""
    why = np.maximum(fate.why, 0)
    reason = _REASON.draw(steady(placed.created, 9), why)
    happened = ~np.isnan(fate.cancelled)
    names = ("cancel_reason", "cancelled_by", "cancel_fault")
    return [
        words([said[column] for said in _SAID], reason, happened).alias(name)
        for column, name in enumerate(names)
    ]
