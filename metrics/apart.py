"""Distinct counts, medians and p90 for engines that can't hold all values of a group in one place.

Rows are grouped by group and value first, by the engine; of distinct counts it then counts the
values, of medians and p90 it sends how often each value occurs, and the place is found here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw
import polars as pl

from metrics import parts
from metrics.cut import Cut
from metrics.metric import Kind, Measure

AT: Final = {Kind.MEDIAN: 0.5, Kind.P90: 0.9}
ROWS: Final = "rows_of_group"
TIMES: Final = "times"


def totals(measure: Measure, part_n: int, n: int, cut: Cut) -> list[nw.Expr]:
    """`parts.totals` without what is counted apart."""
    if measure.kind in AT:
        return []
    columns = parts.totals(measure, part_n, n, cut)
    return columns[2:] if measure.kind is Kind.DISTINCT else columns


@dataclass(frozen=True, eq=False)
class Counted:
    """The measures of one aggregate that are counted apart."""

    frame: nw.LazyFrame
    groups: Sequence[str]
    distinct: Mapping[str, str]
    """Column of the value that is counted → column of the total."""
    placed: Mapping[str, tuple[str, float]]
    """Column of the value → column of the total, and the share of rows below it."""

    @classmethod
    def of(
        cls,
        frame: nw.LazyFrame,
        groups: Sequence[str],
        numbers: Mapping[Measure, int],
        part: Mapping[Measure, int],
    ) -> "Counted":
        named = {m: (f"part_{part[m]}", f"value_{n}") for m, n in numbers.items()}
        distinct = dict(named[m] for m in numbers if m.kind is Kind.DISTINCT)
        placed = {named[m][0]: (named[m][1], AT[m.kind]) for m in numbers if m.kind in AT}
        return cls(frame, groups, distinct, placed)

    def frames(self, wanted: Sequence[nw.Expr]) -> list[nw.LazyFrame]:
        """The queries: first `wanted`, then one for each value that is counted apart."""
        others = []
        for part, value in self.distinct.items():
            values = self._known(part).select(*self.groups, part).unique()
            others.append(self._grouped(values, [nw.len().alias(value)]))
        for part in self.placed:
            values = self._known(part).group_by(*self.groups, part)
            others.append(values.agg(nw.len().alias(TIMES)))
        return [self._grouped(self.frame, [*wanted, nw.len().alias(ROWS)]), *others]

    def _known(self, part: str) -> nw.LazyFrame:
        return self.frame.filter(~nw.col(part).is_null())

    def _grouped(self, frame: nw.LazyFrame, wanted: Sequence[nw.Expr]) -> nw.LazyFrame:
        return frame.group_by(self.groups).agg(wanted) if self.groups else frame.select(wanted)

    def joined(self, found: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """The totals as `parts.totals` names them, of what the engine sent for each query."""
        whole = found[0].drop(ROWS)
        counted = found[1 : 1 + len(self.distinct)]
        placed = [
            self._placed(frame, part)
            for frame, part in zip(found[1 + len(counted) :], self.placed, strict=True)
        ]
        for frame in [*counted, *placed]:
            whole = (
                whole.join(frame, on=self.groups, how="left", nulls_equal=True)
                if self.groups
                else pl.concat([whole, frame], how="horizontal_extend")
            )
        gaps = [value.replace("value_", "gap_") for value in self.distinct.values()]
        return whole.with_columns(pl.lit(0).alias(gap) for gap in gaps)

    def _placed(self, frame: pl.DataFrame, part: str) -> pl.DataFrame:
        value, share = self.placed[part]
        return placed(frame, self.groups, part, share).rename({part: value})


def placed(counted: pl.DataFrame, groups: Sequence[str], part: str, share: float) -> pl.DataFrame:
    """Of each group the value at its place, of how often (TIMES) each value occurs in it."""
    until = pl.col(TIMES).cast(pl.Int64).cum_sum()
    ordered, found = counted.sort(part), _quantile(part, share).alias(part)
    if not groups:
        return ordered.with_columns(until=until).select(found)
    return ordered.with_columns(until=until.over(groups)).group_by(groups).agg(found)


def _quantile(part: str, share: float) -> pl.Expr:
    """Linear between the two nearest of the values; `until`: how many are at most this one."""
    at = (pl.col(TIMES).sum().cast(pl.Int64) - 1) * share
    low, high = (
        pl.col(part).filter(pl.col("until") > place).min().cast(pl.Float64)
        for place in (at.floor(), at.ceil())
    )
    return low + (high - low) * (at - at.floor())
