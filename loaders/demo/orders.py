"""Orders of made-up buyers: who buys where and when, and by when the parcel is due."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from loaders.demo.calendar import Calendar, hour_of_day
from loaders.demo.markets import MARKETS
from loaders.demo.random import Flags, Floats, Ints, mixed
from loaders.reading.instants import to_utc

MINUTE: Final = 60 * 10**6
"""In microseconds, as all instants here."""


def of_market(name: str, shop: Ints) -> Floats:
    """That trait of each row's market."""
    return np.array([getattr(market, name) for market in MARKETS], float)[shop]


@dataclass(frozen=True, eq=False)
class Placed:
    """Orders as they come in, by shop and time. Arrays of one length."""

    shop: Ints
    day: Ints
    """Shop-local, counted from the first day of all."""
    second: Ints
    created: Ints
    """UTC, microseconds; like the two deadlines."""
    dispatch_due: Ints
    delivery_due: Ints
    buyer: Ints
    """Counted within the shop."""
    lift: Floats
    """Campaigns of the day."""


def place(
    counts: Ints, first_day: int, known: Ints, calendar: Calendar, rng: np.random.Generator
) -> Placed:
    """Orders for `counts` (shops × days from `first_day` on).

    `known`: how many buyers each shop has had so far.
    """
    shop, day = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), counts.shape[1])
    second = hour_of_day(rng, len(shop))
    order = np.lexsort((second, day, shop))
    shop, day, second = shop[order], day[order] + first_day, second[order]
    instants = _instants(shop, np.datetime64(calendar.days[0]) + day, second)
    is_new = rng.random(len(shop)) < 0.6 + 0.4 * np.exp((calendar.opened[shop] - day) / 90)
    buyer = _buyers(shop, known, is_new, rng.random(len(shop)))
    return Placed(shop, day, second, *instants, buyer, calendar.lift[shop, day])


def _instants(shop: Ints, day: NDArray[np.datetime64], second: Ints) -> tuple[Ints, Ints, Ints]:
    """Local days and seconds as UTC: creation, and the ends of both deadlines' days."""
    end = np.timedelta64(24 * 3600 - 1, "s")
    naive = {"created": day + second.astype("timedelta64[s]")}
    for name in ("dispatch", "delivery"):
        ahead = of_market(f"{name}_days", shop).astype(np.int64)
        naive[name] = np.busday_offset(day, ahead, roll="forward") + end
    exact = {name: instants.astype("datetime64[us]") for name, instants in naive.items()}
    frame = pl.DataFrame({"shop": shop, **exact})
    parts = [
        to_utc(part, [*naive], MARKETS[number].shop.time_zone)
        for (number,), part in frame.partition_by("shop", as_dict=True).items()
    ]
    utc = pl.concat(parts) if parts else frame
    created, dispatch, delivery = (utc[name].to_physical().to_numpy() for name in naive)
    return created, dispatch, delivery


def _buyers(shop: Ints, known: Ints, is_new: Flags, luck: Floats) -> Ints:
    """New buyers are counted on; the others come back, recent ones more often than old ones."""
    opened = np.flatnonzero(np.diff(shop, prepend=-1))
    is_new = is_new.copy()
    is_new[opened[known[shop[opened]] == 0]] = True
    total = np.cumsum(is_new)
    before = np.zeros(len(MARKETS), np.int64)
    before[shop[opened]] = total[opened] - is_new[opened]
    so_far = known[shop] + total - before[shop]
    again = (so_far * luck**0.45).astype(np.int64)
    return np.where(is_new, so_far - 1, np.minimum(again, so_far - 1))


def customer_keys(placed: Placed) -> Ints:
    """Numbers of buyers as the loaders would hash them."""
    return mixed(placed.shop * 10**9 + placed.buyer, 2).view(np.int64)


def instant(created: Ints, minutes: Floats) -> pl.Series:
    """So many minutes after `created`, UTC; NaN becomes null."""
    seconds = (pl.Series(minutes, nan_to_null=True) * 60).round().cast(pl.Int64)
    return (pl.Series(created) + seconds * 10**6).cast(pl.Datetime("us", "UTC"))


def buyers_so_far(placed: Placed, known: Ints) -> Ints:
    """Buyers that each shop knows after these orders, having known `known` before."""
    so_far = known.copy()
    np.maximum.at(so_far, placed.shop, placed.buyer + 1)
    return so_far
