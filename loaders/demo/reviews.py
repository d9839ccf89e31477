"""Reviews of made-up orders: fewer stars for bad goods, late parcels and what was sent back."""

import numpy as np
import polars as pl

from loaders.demo.fate import NORMAL, Fate
from loaders.demo.lines import Lines
from loaders.demo.orders import Placed, instant
from loaders.demo.products import Catalogue
from loaders.demo.random import Floats, Ints
from loaders.demo.returns import DAY, Returned, is_late


def review(
    placed: Placed, fate: Fate, lines: Lines, catalogue: Catalogue, returned: Returned,
    minutes: Floats, rng: np.random.Generator,
) -> tuple[Ints, Ints, Floats, Floats]:  # fmt: skip
    """Line, stars, and minutes after creation of review and answer."""
    order, size = lines.order, len(lines.order)
    came_back = np.zeros(size, bool)
    came_back[returned.line] = True
    when = fate.delivered[order] + DAY * rng.gamma(1.4, 3.5, size) + 30
    wrote = rng.random(size) < np.where(came_back, 0.2, 0.09)
    wrote &= (fate.kind[order] == NORMAL) & ~lines.is_gift & (when <= minutes[order])
    line = np.flatnonzero(wrote)
    late = is_late(placed, fate)[order][line]
    mood = 5.15 - 2.4 * catalogue.badness[lines.sku[line]] - 0.9 * late - 1.5 * came_back[line]
    stars = np.clip(np.round(mood + rng.normal(0, 0.75, len(line))), 1, 5).astype(np.int64)
    answers = rng.random(len(line)) < np.where(stars <= 3, 0.65, 0.15)
    answered = when[line] + 60 * rng.gamma(1.5, 14, len(line))
    seen = answers & (answered <= minutes[order][line])
    return line, stars, when[line], np.where(seen, answered, np.nan)


def review_rows(
    facts: pl.DataFrame, created: Ints, reviews: tuple[Ints, Ints, Floats, Floats], first: int
) -> pl.DataFrame:
    """Rows of `reviews`; `facts` and `first` as for returns."""
    line, stars, wrote, answered = reviews
    return (
        facts[line]
        .select("shop_id", "order_id", "product_id", "sku_id")
        .with_columns(
            review_id=(pl.int_range(pl.len()) + first).cast(pl.String),
            created_at=instant(created[line], wrote),
            rating=pl.Series(stars),
            replied_at=instant(created[line], answered),
        )
    )
