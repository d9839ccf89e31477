"""Lays the totals of all tables side by side, one row per group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from metrics import coverage, rates
from metrics.cut import Cut
from metrics.period import Span
from metrics.plan import Plan
from metrics.queries import Split, group_names

Results = Mapping[tuple[Span, Split], Sequence[pl.DataFrame]]


@dataclass(frozen=True, eq=False)
class Totals:
    """The totals of one span: frames with the groups of the cut, and, where money is split, some
    with these groups by currency."""

    span: Span
    is_split: bool
    known: pl.DataFrame
    """What is covered: see `coverage.frame`."""
    sold: pl.DataFrame
    """The same by the currency that shops sell in."""
    whole: Sequence[pl.DataFrame]
    by_currency: Sequence[pl.DataFrame]
    notes: Sequence[str]

    @classmethod
    def of(cls, plan: Plan, results: Results, span: Span, *, is_split: bool) -> "Totals":
        """Converts what has to be converted; the whole of what is by currency is its sum."""
        groups = group_names(plan.asked.cut, Split.NONE)
        whole = list(results.get((span, Split.NONE), ()))
        by_currency = results.get((span, Split.CURRENCY), ())
        summed = pl.all().exclude("by_currency", *groups).sum()
        for frame in by_currency:
            if not is_split:
                whole.append(frame.drop("by_currency"))
            else:
                whole.append(frame.group_by(groups).agg(summed) if groups else frame.select(summed))
        notes: list[str] = []
        for frame in results.get((span, Split.CURRENCY_AND_DAY), ()):
            assert plan.target
            converted, missing = rates.convert(frame, groups, plan.asked.facts, plan.target)
            whole.append(converted)
            notes += missing
        needs = list(dict.fromkeys(plan.needs.values()))
        asked = needs, plan.asked.facts, plan.shops, plan.asked.cut, span
        known, sold = (coverage.frame(*asked, by_currency=own) for own in (False, True))
        return cls(span, is_split, known, sold, whole, by_currency, notes)

    def covered(self, groups: pl.DataFrame | None) -> pl.DataFrame:
        """What is covered; where groups have a currency, by it: of the shops that sell in it, of
        all shops where none does (ads may be billed in another). `anywhere_for_n`: of all shops.
        """
        if groups is None or "by_currency" not in groups.columns:
            return self.known
        own = set(self.sold["by_currency"].drop_nulls())
        others = [code for code in groups["by_currency"].unique() if code not in own]
        of_all = [self.known.with_columns(by_currency=pl.lit(c, pl.String)) for c in others]
        columns = [*self.known.columns, "by_currency"]
        kept = self.sold.filter(pl.col("by_currency").is_in([*own])).select(columns)
        keys = [name for name in self.known.columns if name.startswith("by_")]
        anywhere = self.known.select(
            *keys, pl.col("^known_for_.*$").name.replace("known_for_", "anywhere_for_")
        )
        return (
            _join(pl.concat([kept, *of_all]), anywhere, keys)
            if keys
            else pl.concat([kept, *of_all]).join(anywhere, how="cross")
        )


def aligned(
    plan: Plan, all_totals: Sequence[Totals], totals: Totals, *, by_currency: bool
) -> pl.DataFrame:
    """One row per group of any span, with its coverage and all totals of this span, sorted.

    Groups of days are those that are covered.
    """
    keys = group_names(plan.asked.cut, Split.CURRENCY if by_currency else Split.NONE)
    groups = _groups(plan.asked.cut, keys, all_totals, by_currency=by_currency)
    base = _base(plan.asked.cut, totals.covered(groups), groups)
    frames = totals.by_currency if by_currency else totals.whole
    wide = reduce(lambda left, right: _join(left, right, keys), frames, base)
    return wide.sort(keys, nulls_last=True) if keys else wide


def _groups(
    cut: Cut, keys: Sequence[str], all_totals: Iterable[Totals], *, by_currency: bool
) -> pl.DataFrame | None:
    """The groups that occur in any span, but for their days; None where there is nothing else."""
    names = [name for name in keys if name.removeprefix("by_") not in cut.time]
    if not names:
        return None
    frames = [f for t in all_totals for f in (t.by_currency if by_currency else t.whole)]
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return pl.concat([frame.select(names) for frame in frames]).unique()


def _base(cut: Cut, known: pl.DataFrame, groups: pl.DataFrame | None) -> pl.DataFrame:
    if cut.time:
        covered = [name for name in known.columns if name.startswith("known_for_")]
        known = known.filter(pl.any_horizontal(covered))
    if groups is None:
        return known
    shared = [n for n in ("by_shop", "by_market", "by_currency") if n in groups.columns]
    if not shared:
        return groups.join(known, how="cross")
    return groups.join(known, on=shared, how="inner" if cut.time else "left", nulls_equal=True)


def _join(left: pl.DataFrame, right: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    if keys:
        return left.join(right, on=keys, how="left", nulls_equal=True)
    return pl.concat([left, right], how="horizontal_extend")
