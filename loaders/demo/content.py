"""What sold made-up orders: LIVE, video or product card, the shop itself or a creator."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.fate import NORMAL, SAMPLE, Fate
from loaders.demo.lines import Lines
from loaders.demo.markets import MARKETS
from loaders.demo.orders import Placed, of_market
from loaders.demo.random import Choices, Flags, Ints, steady, words

CONTENT: Final = ("live", "video", "product_card")
LIVE: Final = 0
VIDEO: Final = 1
CREATORS: Final = 40
"""In each shop; the first sell most."""
BY_CREATOR: Final = np.array([0.35, 0.62, 0.12])
SELLERS: Final = [
    *(f"creator.{m.shop.market.lower()}.{n:02}" for m in MARKETS for n in range(1, CREATORS + 1)),
    *(f"demo.shop.{m.shop.market.lower()}" for m in MARKETS),
]
"""All creators, then the shops' own accounts."""
_CREATORS: Final = Choices([[1 / (n + 1.5) ** 0.9 for n in range(CREATORS)] for _ in MARKETS])


@dataclass(frozen=True, eq=False)
class Sold:
    """How each order came about; arrays of one length."""

    content: Ints
    """Position in CONTENT."""
    seller: Ints
    """Position in SELLERS."""
    by_creator: Flags


def attribute(placed: Placed, fate: Fate, rng: np.random.Generator) -> Sold:
    """LIVEs sell in the evening and on campaign days; creators make most of the videos."""
    size, shop = len(placed.shop), placed.shop
    evening = (placed.second >= 18 * 3600) & (placed.second < 23 * 3600)
    live = 0.14 + 0.2 * evening + 0.08 * (placed.lift > 1.3) + 0.08 * (of_market("cod", shop) > 0)
    chance = rng.random(size)
    content = np.select([chance < live, chance < live + 0.4], [0, 1], 2)
    by_creator = (rng.random(size) < BY_CREATOR[content]) | (fate.kind == SAMPLE)
    creator = _CREATORS.draw(rng.random(size), shop)
    own = len(MARKETS) * CREATORS + shop
    return Sold(content, np.where(by_creator, creator, own), by_creator)


def commission(lines: Lines, sold: Sold, fate: Fate) -> Ints:
    """What the creator earns with each line; 0 where it was cancelled or the shop sold it."""
    rate = np.round(0.08 + 0.12 * steady(sold.seller, 6), 2)
    earns = sold.by_creator & (fate.kind == NORMAL) & np.isnan(fate.cancelled)
    paid = np.where(earns, rate, 0.0)[lines.order] * np.isnan(lines.cancelled)
    return (np.round(lines.item_e4 * paid / 100) * 100).astype(np.int64)


def affiliation_rows(
    facts: pl.DataFrame,
    placed: Placed,
    lines: Lines,
    sold: Sold,
    fate: Fate,
    earned: Ints,
    is_settled: Flags,
) -> pl.DataFrame:
    """Rows of `affiliations`: lines of paid orders that a creator sold.

    `facts`: shop_id, order_id, created_on, line_id of every line.
    """
    order = lines.order
    paid = (fate.kind == NORMAL) & ~np.isnan(fate.placed)
    keep = pl.Series((sold.by_creator & paid)[order] & ~lines.is_gift)
    return (
        facts.select("shop_id", "order_id", "line_id", "created_on")
        .with_columns(
            content_type=words(CONTENT, sold.content[order]),
            creator=words(SELLERS, sold.seller[order]),
            content_id=pl.Series(content_id(sold, placed.day)[order]).cast(pl.String),
            affiliate=pl.lit(value=True),
            commission_e4=pl.Series(earned),
            is_estimated=pl.Series(~is_settled[order]),
        )
        .filter(keep)
    )


def content_id(sold: Sold, day: Ints) -> Ints:
    """Twenty works of each seller, and a LIVE for each day."""
    work = (steady(np.arange(len(sold.seller)), 8) * 20).astype(np.int64)
    work = np.where(sold.content == LIVE, day, work)
    return 7_400_000_000_000_000_000 + sold.seller * 10**6 + sold.content * 10**3 + work
