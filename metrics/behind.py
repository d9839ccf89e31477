"""The rows behind a figure: those that its sum counts (`value`), those that it is divided by
(`per`), what each of them adds, and the file and row that it came from.

What counts rows adds 1 for each, what counts distinct values 1 for the first row of each, what is
taken off is negative; rows that add 0 to a sum are left out. The parts of a mean or a median are
the rows' own values. Nothing here tells one buyer from another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from metrics.counted import SCHEMA, Counted, counted
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import Metric, Term
from metrics.period import Span
from metrics.plan import Plan
from metrics.values import E4, divided
from metrics.views.question import Question

Where = Mapping[str, Sequence[str | None]]
VALUE: Final = "value"
PER: Final = "per"


@dataclass(frozen=True)
class Tally:
    """One side of a metric: how many rows, of how many the part is unknown, what they add up to.

    `sums`: by currency (None: not money), in units; none where parts don't add up (a median).
    """

    side: str
    rows: int
    unknown: int
    sums: tuple[tuple[str | None, float], ...]


@dataclass(frozen=True, eq=False)
class Side:
    """The terms of one side, one after the other; their parts in ten-thousandths where `money`."""

    name: str
    terms: Sequence[Counted]
    money: bool

    @property
    def adds_up(self) -> bool:
        return all(one.adds_up for one in self.terms)

    def read(self, offset: int, limit: int) -> pl.DataFrame:
        """So many rows after the first `offset`: see `counted.COLUMNS`."""
        found: list[pl.DataFrame] = []
        for term in self.terms:
            rows = term.read(offset, limit)
            found.append(rows)
            limit -= rows.height
            if not limit:
                break
            offset = 0 if rows.height or not offset else max(0, offset - _height(term))
        return pl.concat(found)

    def tally(self) -> Tally:
        sums = pl.concat([term.tally() for term in self.terms])
        whole = sums.group_by("currency").agg(pl.all().sum()).sort("currency")
        known = whole.filter(pl.col("known") > 0)
        added = known.select("currency", divided(pl.col("total"), E4 if self.money else 1))
        rows = int(whole["rows"].sum())
        totals = tuple(added.iter_rows()) if self.adds_up else ()
        return Tally(self.name, rows, rows - int(whole["known"].sum()), totals)


def sides(
    facts: Facts,
    metric: Metric,
    span: Span,
    where: Where | None = None,
    *,
    clock: str | None = None,
) -> list[Side]:
    """The sides of a metric: its value, and what it is divided by; none where it isn't known.

    Raises:
        MetricError: an unknown word or value, a metric that lacks a dimension or the clock.
    """
    plan = Plan.of([metric], facts, Cut.read((), where or {}), None, clock)
    if not plan.is_known(metric, span):
        return []
    question = Question(facts, (span,), plan.asked.cut, plan.asked.reasons, with_lineage=True)
    both: tuple[tuple[str, tuple[Term, ...]], ...] = ((VALUE, metric.value), (PER, metric.per))
    return [
        Side(
            name,
            [counted(plan, metric, question, *term) for term in terms],
            money=any(measure.money for _, measure in terms),
        )
        for name, terms in both
        if terms
    ]


def tallies(
    facts: Facts,
    metric: Metric,
    span: Span,
    where: Where | None = None,
    *,
    clock: str | None = None,
) -> list[Tally]:
    """How many rows each side of the metric has. Raises as `sides`."""
    return [side.tally() for side in sides(facts, metric, span, where, clock=clock)]


def page(
    facts: Facts,
    metric: Metric,
    span: Span,
    where: Where | None = None,
    *,
    clock: str | None = None,
    side: str = VALUE,
    offset: int = 0,
    limit: int = 100,
) -> pl.DataFrame:
    """Some rows of one side, after the first `offset`: `COLUMNS`, `part` in units. As `sides`."""
    found = {one.name: one for one in sides(facts, metric, span, where, clock=clock)}
    if side not in found:
        return pl.DataFrame(schema=SCHEMA | {"part": pl.Float64()})
    rows = found[side].read(offset, limit)
    part = pl.col("part").cast(pl.Float64)
    return rows.with_columns(divided(part, E4) if found[side].money else part)


def _height(term: Counted) -> int:
    return term.rows.select(pl.len()).collect().item()
