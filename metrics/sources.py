"""What a query reads: the rows of a table, or the daily totals that stand for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import narwhals as nw

from metrics import apart, daily
from metrics.cut import Cut
from metrics.engine import IN_PROCESS, Engine
from metrics.facts import Facts
from metrics.metric import Measure, Rows
from metrics.parts import parts, totals


@dataclass(frozen=True, eq=False)
class Source:
    """`only` keeps some of the rows; `totals` sums up those of a measure, as columns at n.

    `parts`: measure → the number of the column that holds what each row adds to it. `held`: of
    daily totals the columns that are summed up instead, and how they are called then.
    """

    engine: Engine
    frame: nw.LazyFrame
    only: nw.Expr | None
    totals: Callable[[Measure, int], list[nw.Expr]]
    parts: Mapping[Measure, int]
    held: Callable[[Mapping[Measure, int]], dict[str, str]] | None = None


def table(
    rows: Rows, numbers: Mapping[Measure, int], frame: nw.LazyFrame, cut: Cut, engine: Engine
) -> Source:
    """The rows themselves, with the part that each adds to each of the measures."""
    columns = list(parts(numbers, cut))
    total = apart.totals if engine.counts_apart else totals

    def summed(measure: Measure, n: int) -> list[nw.Expr]:
        return total(measure, numbers[measure], n, cut)

    with_parts = frame.with_columns(columns) if columns else frame
    return Source(engine, with_parts, rows.only, summed, numbers)


def days(rows: Rows, facts: Facts) -> Source:
    """The daily totals of the rows."""
    frame = daily.of_rows(rows, facts.daily[rows.table])
    return Source(IN_PROCESS, frame, None, lambda *_: [], {}, partial(daily.held, rows))
