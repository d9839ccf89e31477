"""Why a figure changed: by group, and a ratio by mix and rate.

Every split is exact: whole numbers and fractions in, fractions out, whose sum is the change itself.
Swapping the two periods turns every part around.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

Exact = int | Fraction
Group = str | int | None
"""A value of a dimension; None is unknown."""
Side = tuple[Exact, Exact]
"""Part and whole of a ratio."""

SHOWN: Final = 8
LEAST_SHARE: Final = Fraction(1, 50)


@dataclass(frozen=True)
class Driver:
    """What one group adds to a change: `mix` by its weight, `rate` by itself; they sum to `change`.

    `before` and `now` are the group's own values, null where a ratio has nothing to divide by.
    `share` is the part of the whole change, null where that is 0. `folded`: how many small groups
    this stands for, 0 for a group of its own. What adds up has no mix.
    """

    group: Group
    before: Fraction | None
    now: Fraction | None
    mix: Fraction
    rate: Fraction
    share: Fraction | None
    folded: int = 0

    @property
    def change(self) -> Fraction:
        return self.mix + self.rate


def by_group(
    before: Mapping[Any, Exact],
    now: Mapping[Any, Exact],
    shown: int = SHOWN,
    least: Fraction = LEAST_SHARE,
) -> list[Driver]:
    """The change of what adds up, group by group (a value of a dimension; None is unknown).

    >>> told = by_group({"a": 10, "b": 5}, {"a": 4, "b": 6, "c": 1})
    >>> [(one.group, int(one.change)) for one in told]
    [('a', -6), ('b', 1), ('c', 1)]
    """
    old = {group: (value, 1) for group, value in before.items()}
    new = {group: (value, 1) for group, value in now.items()}
    parts = {
        group: (Fraction(0), Fraction(now.get(group, 0)) - before.get(group, 0))
        for group in {**before, **now}
    }
    return _ranked(parts, old, new, shown, least, adds_up=True)


def mix_and_rate(
    before: Mapping[Any, Side],
    now: Mapping[Any, Side],
    shown: int = SHOWN,
    least: Fraction = LEAST_SHARE,
) -> list[Driver]:
    """The change of Σ part ÷ Σ whole, split by group; empty where a period has no whole.

    Mix: the change of the group's weight × how far its ratio is from the whole's; rate: the change
    of its ratio × its weight; each at the mean of both periods. A group without a whole in one
    period has that period's part in its rate, and no change of ratio besides.

    Of two equal groups, `b` grows to three quarters; both keep their ratios (0.1 and 0.5), and the
    whole goes from 0.3 to 0.4:

    >>> told = mix_and_rate({"a": (1, 10), "b": (5, 10)}, {"a": (1, 10), "b": (15, 30)})
    >>> [(one.group, float(one.mix), float(one.rate)) for one in told]
    [('a', 0.0625, 0.0), ('b', 0.0375, 0.0)]
    """
    (_, old_whole), (_, new_whole) = old, new = _summed(before), _summed(now)
    if not old_whole or not new_whole:
        return []
    middle = (_ratio(old) + _ratio(new)) / 2
    parts = {
        group: _effects(
            _shares(before.get(group, (0, 0)), old_whole),
            _shares(now.get(group, (0, 0)), new_whole),
            middle,
        )
        for group in {**before, **now}
    }
    return _ranked(parts, before, now, shown, least)


def _effects(old: Sequence[Fraction], new: Sequence[Fraction], middle: Fraction) -> Side:
    """Mix and rate of a group from (weight, part) of both periods, as shares of the wholes."""
    (old_weight, old_part), (new_weight, new_part) = old, new
    old_rate = old_part / old_weight if old_weight else None
    new_rate = new_part / new_weight if new_weight else None
    first = new_rate if old_rate is None else old_rate
    second = old_rate if new_rate is None else new_rate
    first, second = first or Fraction(0), second or Fraction(0)
    mix = (new_weight - old_weight) * ((first + second) / 2 - middle)
    rate = (second - first) * (old_weight + new_weight) / 2
    outside = (new_part - second * new_weight) - (old_part - first * old_weight)
    return mix, rate + outside


def _ranked(
    parts: Mapping[Group, Side],
    before: Mapping[Group, Side],
    now: Mapping[Group, Side],
    shown: int,
    least: Fraction,
    *,
    adds_up: bool = False,
) -> list[Driver]:
    """The strongest first; what is beyond the first few, or small beside all, is folded."""
    sizes = {group: abs(mix + rate) for group, (mix, rate) in parts.items()}
    whole, moved = sum(mix + rate for mix, rate in parts.values()), sum(sizes.values())
    names = sorted(parts, key=lambda group: (-sizes[group], group is None, str(group)))
    kept = [group for group in names[:shown] if sizes[group] >= least * moved]
    small = names[len(kept) :]
    if len(small) == 1:
        kept, small = names, []

    def driver(groups: Sequence[Group], folded: int = 0) -> Driver:
        mix, rate = (sum((Fraction(parts[g][n]) for g in groups), Fraction(0)) for n in (0, 1))
        sides = [_summed({g: side[g] for g in groups if g in side}) for side in (before, now)]
        values = [
            Fraction(side[0]) if adds_up else _ratio(side) if side[1] else None for side in sides
        ]
        share = (mix + rate) / whole if whole else None
        return Driver(None if folded else groups[0], *values, mix, rate, share, folded)

    return [driver([group]) for group in kept] + ([driver(small, len(small))] if small else [])


def _shares(side: Side, whole: Exact) -> tuple[Fraction, Fraction]:
    """Weight, and part of the whole ratio."""
    return Fraction(side[1]) / whole, Fraction(side[0]) / whole


def _summed(sides: Mapping[Group, Side]) -> Side:
    return sum(part for part, _ in sides.values()), sum(whole for _, whole in sides.values())


def _ratio(side: Side) -> Fraction:
    return Fraction(side[0]) / side[1]
