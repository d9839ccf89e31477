"""Weighted choices and steady hashes for made-up data, over whole arrays at once."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Choices:
    """Weighted options, a list of weights for each shop; options are numbered through all shops.

    >>> Choices([[1, 1], [3, 1]]).draw(np.array([0.9, 0.1]), np.array([0, 1])).tolist()
    [1, 2]
    """

    def __init__(self, weights: Sequence[Sequence[float] | Floats]) -> None:
        shares = [np.asarray(part, float) / np.sum(part) for part in weights]
        self._edges = np.concatenate([np.cumsum(s) + shop for shop, s in enumerate(shares)])
        self._last = np.cumsum([len(share) for share in shares]) - 1

    def draw(self, chance: Floats, shop: Ints) -> Ints:
        """The option of each row: `chance` in [0, 1) is its luck, `shop` its list of weights."""
        found = np.searchsorted(self._edges, shop + chance, side="right")
        return np.minimum(found, self._last[shop])


def mixed(numbers: Ints, salt: int = 0) -> NDArray[np.uint64]:
    """Each whole number as 64 well mixed bits (splitmix64): the same for ever, unlike a hash."""
    with np.errstate(over="ignore"):
        bits = numbers.astype(np.uint64) + np.uint64((salt + 1) * 0x9E3779B97F4A7C15 % 2**64)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def steady(numbers: Ints, salt: int) -> Floats:
    """A chance in [0, 1) that belongs to each number: a buyer's region, a product's quality."""
    return (mixed(numbers, salt) >> np.uint64(11)).astype(np.float64) / 2.0**53


def scatter(rng: np.random.Generator, size: int, spread: float) -> Floats:
    """Factors around 1: log-normal with the given spread, their mean 1."""
    return rng.lognormal(-(spread**2) / 2, spread, size)


def words(names: Sequence[str], position: Ints, where: Flags | None = None) -> pl.Series:
    """The name at each position; null outside `where`."""
    found = pl.Series(names).gather(position)
    return found if where is None else only(found, where)


def only(values: pl.Series, where: Flags) -> pl.Series:
    """`values`, null outside `where`."""
    nothing = pl.Series([None], dtype=values.dtype)
    return values.zip_with(pl.Series(where), nothing)
