"""Totals of lines for a process that answers often: it remembers them, a calendar month at a time.

Lines with their profit take a second a month and million, whatever is asked of them. Their totals
by day are few, and any period is some days of some months.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from metrics import daily, month_totals
from metrics.calendar import DAY, ISO
from metrics.cut import Cut
from metrics.engine import IN_PROCESS
from metrics.facts import Facts
from metrics.finance import PROFIT
from metrics.metric import Measure, Rows
from metrics.month_totals import GRAINS, SUMMARIES, adds_up, numbers
from metrics.period import Span
from metrics.queries import Asked, Batch, Numbers, Query
from metrics.remembered import Frames
from metrics.sources import Source
from metrics.waiting import MISMATCHED

WORTH: Final = 7
"""Days of a period that make it worth working out all of its months."""


def sources(
    batches: Sequence[Batch], queries: Mapping[Query, Numbers], asked: Asked
) -> dict[Batch, Source]:
    """The totals that stand for the rows of batches of one view and span; without those whose rows
    are to be read."""
    rows, span = batches[0][0].rows, batches[0][0].span
    if asked.facts.remembered is None or asked.clock or not rows.is_of_lines:
        return {}
    words = frozenset(asked.cut.words)
    grains = {one: _grain(words, one[0].rows, queries[one[0]]) for one in batches}
    fitting = {one: grain for one, grain in grains.items() if grain is not None}
    months = _held(rows.table, asked.facts, span) if fitting else ()
    return {one: _source(one[0].rows, grain, months) for one, grain in fitting.items() if months}


def _source(rows: Rows, grain: int, months: Sequence[Frames]) -> Source:
    place = month_totals.totals_at(rows, grain)
    held = pl.concat([frames[place] for frames in months])
    names = partial(_names, rows, held.columns)
    return Source(IN_PROCESS, IN_PROCESS.small(held), None, lambda *_: [], {}, names)


def summary(name: str, facts: Facts, span: Span, cut: Cut) -> pl.DataFrame | None:
    """One of SUMMARIES of the months of a span, kept to the values asked for but not to days; None
    where lines are to be read."""
    words, _ = SUMMARIES[name]
    if facts.remembered is None or not {*cut.words} <= daily.WORDS | {*words}:
        return None
    months = _held(PROFIT.table, facts, span)
    if not months:
        return None
    place = month_totals.summary_at(name)
    kept = IN_PROCESS.small(pl.concat([frames[place] for frames in months]))
    filters = cut.filters(PROFIT.table, facts)
    return (kept.filter(*filters) if filters else kept).to_native().collect()


def work_out(facts: Facts, most: int) -> Iterator[Span]:
    """Works so many months out, the newest first, and tells each once it is there.

    None of a server's: it would send all of their lines.
    """
    is_here = facts.remembered is not None and facts.engine is IN_PROCESS
    known = [one for one in (PROFIT, MISMATCHED) if all(name in facts.tables for name in one.reads)]
    months = [*_months(facts, Span(date.min, date.max, ""))][-most:]
    for month in reversed(months if is_here else []):
        for rows in known:
            _of_month(rows.table, month, facts)
        yield month


def _grain(words: Set[str], rows: Rows, measures: Mapping[Measure, int]) -> int | None:
    """Which of GRAINS tells these words apart, if these measures are kept."""
    if not measures.keys() <= numbers(rows).keys():
        return None
    grains = GRAINS if all(adds_up(one) for one in measures) else GRAINS[:1]
    fitting = (n for n, more in enumerate(grains) if words <= daily.WORDS | {*more})
    return next(fitting, None)


def _months(facts: Facts, span: Span) -> Iterator[Span]:
    """The calendar months of the span that have lines."""
    covered = facts.coverage.get("order_lines", {}).values()
    first = max(span.first, min((days[0] for days in covered), default=date.max))
    last = min(span.last, max((days[1] for days in covered), default=date.min))
    while first <= last:
        days = ISO.whole("month", first)
        yield Span(*days, ISO.label("month", first))
        first = days[1] + DAY


def _held(view: str, facts: Facts, span: Span) -> Sequence[Frames]:
    """What is remembered of the months of the span; none where its lines are to be read.

    A month is worked out once it is asked for again: it takes twice as long as the same days of
    lines, and the first page has one question only.
    """
    assert facts.remembered is not None
    is_there = facts.remembered.is_known if span.days >= WORTH else facts.remembered.has
    months = [*_months(facts, span)]
    known = [is_there((view, month.first)) for month in months]
    if not all(known):
        return ()
    found = [_of_month(view, month, facts) for month in months]
    return found if all(found) else ()


def _of_month(view: str, month: Span, facts: Facts) -> Frames:
    assert facts.remembered is not None
    work = partial(month_totals.of_month, view, month, facts)
    return facts.remembered.once((view, month.first), work)


def _names(rows: Rows, kept: Sequence[str], measures: Mapping[Measure, int]) -> dict[str, str]:
    """Column of the totals → column of the total at n: as `parts.totals` has them."""
    columns = {
        f"{name}_{numbers(rows)[measure]}": f"{name}_{n}"
        for measure, n in measures.items()
        for name in ("value", "known", "rows", "gap")
    }
    return {column: name for column, name in columns.items() if column in kept}
