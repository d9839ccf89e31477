"""What a query reads: the rows of a table, or the daily totals that stand for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import narwhals as nw
import polars as pl

from metrics import daily
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import Measure, Rows
from metrics.parts import parts, totals


@dataclass(frozen=True, eq=False)
class Source:
    """`only` keeps some of the rows; `totals` sums up those of a measure, as columns at n."""

    frame: nw.LazyFrame
    only: nw.Expr | None
    totals: Callable[[Measure, int], list[nw.Expr]]


def table(rows: Rows, numbers: Mapping[Measure, int], native: pl.LazyFrame, cut: Cut) -> Source:
    """The rows themselves, with the part that each adds to each of the measures."""
    frame = nw.from_native(native)
    columns = list(parts(numbers, cut))

    def summed(measure: Measure, n: int) -> list[nw.Expr]:
        return totals(measure, numbers[measure], n, cut)

    return Source(frame.with_columns(columns) if columns else frame, rows.only, summed)


def days(rows: Rows, facts: Facts) -> Source:
    """The daily totals of the rows."""
    held = daily.of_rows(rows, facts.daily[rows.table])
    return Source(held, None, partial(daily.sums, rows))
