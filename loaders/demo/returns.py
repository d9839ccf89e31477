"""Returns of made-up orders: requests that arrive for weeks after delivery, and their outcome."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.fate import NORMAL, Fate
from loaders.demo.lines import Lines
from loaders.demo.orders import Placed, instant, of_market
from loaders.demo.products import Catalogue
from loaders.demo.random import Flags, Floats, Ints, words

DAY: Final = 1440.0
"""In minutes, as all times here."""
KINDS: Final = ("refund", "return", "exchange")
STATUSES: Final = ("completed", "rejected", "withdrawn", "approved", "requested")
COMPLETED, REJECTED, WITHDRAWN, APPROVED, REQUESTED = range(5)
REASONS: Final = (
    ("No longer needed", "buyer", 0.2),
    ("Item doesn't match description", "seller", 0.2),
    ("Defective item", "seller", 0.19),
    ("Wrong item was sent", "seller", 0.09),
    ("Missing item or parts", "seller", 0.1),
    ("Package or item is damaged", "logistics", 0.13),
    ("Package didn't arrive on time", "logistics", 0.09),
)
LATE: Final = len(REASONS) - 1


@dataclass(frozen=True, eq=False)
class Returned:
    """After-sales requests, one for each line that has one; arrays of one length."""

    line: Ints
    """Position of its line."""
    kind: Ints
    status: Ints
    reason: Ints
    quantity: Ints
    goods_e4: Ints
    refund_e4: Ints
    requested: Floats
    """Minutes after the order's creation, like the next two; NaN where it hasn't happened."""
    refunded: Floats
    received: Floats


def send_back(
    placed: Placed, fate: Fate, lines: Lines, catalogue: Catalogue, minutes: Floats,
    rng: np.random.Generator,
) -> Returned:  # fmt: skip
    """Requests made within `minutes` of each order's creation: more for bad and late goods."""
    order = lines.order
    late = is_late(placed, fate)[order]
    risk = of_market("returns", placed.shop)[order] * (0.35 + 2.6 * catalogue.badness[lines.sku])
    risk = np.minimum(risk * np.where(late, 1.8, 1.0), 0.6)
    asked = fate.delivered[order] + DAY * rng.gamma(1.3, 5.5, len(order)) + 90
    comes = (fate.kind[order] == NORMAL) & ~lines.is_gift & np.isnan(lines.cancelled)
    comes &= (rng.random(len(order)) < risk) & (asked <= minutes[order])
    line = np.flatnonzero(comes)
    minor = of_market("minor_e4", placed.shop)[order][line].astype(np.int64)
    return _handled(line, asked[line], late[line], lines, minutes[order][line], minor, rng)


def return_rows(facts: pl.DataFrame, created: Ints, returned: Returned, first: int) -> pl.DataFrame:
    """Rows of `returns`. `facts`: the lines' ids and currency; ids count on from `first`."""
    known = facts[returned.line].select("shop_id", "order_id", "sku_id", "seller_sku", "currency")
    return known.with_columns(
        return_id=(pl.int_range(pl.len()) + first).cast(pl.String),
        kind=words(KINDS, returned.kind),
        status=words(STATUSES, returned.status),
        reason=words([reason for reason, *_ in REASONS], returned.reason),
        fault=words([fault for _, fault, _ in REASONS], returned.reason),
        requested_at=instant(created[returned.line], returned.requested),
        refunded_at=instant(created[returned.line], returned.refunded),
        received_at=instant(created[returned.line], returned.received),
        quantity=pl.Series(returned.quantity),
        refund_e4=pl.Series(returned.refund_e4),
        goods_e4=pl.Series(returned.goods_e4),
        is_estimated=pl.lit(value=False),
    )


def is_late(placed: Placed, fate: Fate) -> Flags:
    """Delivered after the promised day."""
    return placed.created + fate.delivered * 60e6 > placed.delivery_due


def _handled(
    line: Ints, asked: Floats, late: Flags, lines: Lines, minutes: Floats, minor: Ints,
    rng: np.random.Generator,
) -> Returned:  # fmt: skip
    size, quantity = len(line), lines.quantity[line]
    kind = np.searchsorted([0.42, 0.94], rng.random(size), side="right")
    usual = rng.choice(len(REASONS), size, p=[share for *_, share in REASONS])
    reason = np.where(late & (rng.random(size) < 0.4), LATE, usual)
    outcome = np.searchsorted([0.84, 0.93], rng.random(size), side="right")
    days = np.where(kind == 0, rng.gamma(1.6, 0.9, size), 2 + rng.gamma(2.2, 2.6, size))
    closed = asked + DAY * days
    is_open = closed > minutes
    waiting = np.where(minutes - asked < DAY, REQUESTED, APPROVED)
    status = np.where(is_open, waiting, outcome)
    some = np.where(rng.random(size) < 0.7, quantity, rng.integers(1, quantity + 1))
    goods = lines.item_e4[line] * some // quantity
    part = np.where((kind == 0) & (rng.random(size) < 0.35), rng.uniform(0.2, 0.8, size), 1.0)
    goods = (goods * part).astype(np.int64) // minor * minor
    extra = np.where(rng.random(size) < 0.5, 0.06, 0.0)
    total = goods + (goods * extra).astype(np.int64) // minor * minor
    money = np.where(kind == 2, 0, 1)
    refunded = np.where((status == COMPLETED) & (kind != 2), closed, np.nan)
    back = asked + DAY * days * 0.8
    arrived = (kind > 0) & (back <= minutes) & np.isin(outcome, [COMPLETED, REJECTED])
    return Returned(
        line, kind, status, reason, some, goods * money, total * money, asked, refunded,
        np.where(arrived, back, np.nan),
    )  # fmt: skip
