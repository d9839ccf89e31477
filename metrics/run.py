"""Runs the queries of an answer: what can be asked together is."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, pairwise
from operator import call
from typing import Final

import polars as pl

from metrics import daily, sources, viewed
from metrics.aggregate import PLACE, aggregate, collected
from metrics.metric import Measure, Rows
from metrics.period import Span
from metrics.queries import Asked, Batch, Numbers, Query, Slot, Split

AT_ONCE: Final = 2
"""Tasks under way at once: an engine uses all cores by itself, but waits between its queries."""


def run(slots: Mapping[Slot, int], asked: Asked) -> dict[tuple[Span, Split], list[pl.DataFrame]]:
    """All queries of tables are collected at once, so that they share their scans.

    The columns of the slot at n are those of `totals`, the groups are `by_…`.
    """
    wanted = {table for slot in slots for table in slot.measure.tables}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(asked.facts.open, sorted(wanted)))
    queries: dict[Query, dict[Measure, int]] = defaultdict(dict)
    for slot, n in slots.items():
        measure = slot.measure
        is_daily = _is_daily(measure, asked)
        query = Query(measure.rows, slot.scope, slot.span, slot.split, is_daily)
        queries[query][measure] = n
    read = _sources(queries, asked)
    batches = _batches(queries)
    tables = [batch for batch in batches if not batch[0].rows.reads]
    of_views = [batch for batch in batches if batch[0].rows.reads]
    frames = [
        (batch, aggregate(read[batch[0].rows, batch[0].is_daily], batch, queries[batch[0]], asked))
        for batch in tables
    ]
    of_lines, views = viewed.tasks(of_views, queries, asked)
    lines = partial(_one_by_one, of_lines)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        some = threads.map(call, [lines, *views, partial(collected, frames)])
        found = [*chain.from_iterable(some)]
    results = defaultdict(list)
    for batch, result in found:
        for place, query in enumerate(batch):
            mine = result.filter(pl.col(PLACE) == place).drop(PLACE) if len(batch) > 1 else result
            names = _renamed(queries[batch[0]], queries[query])
            results[query.span, query.split].append(mine.rename(names, strict=False))
    return dict(results)


def _one_by_one(tasks: Sequence[viewed.Task]) -> viewed.Found:
    return [*chain.from_iterable(task() for task in tasks)]


def _batches(queries: Mapping[Query, Numbers]) -> list[Batch]:
    """Queries for the same measures over spans that don't overlap go together.

    But not for a view of the lines of a span: two spans of them take twice the memory.
    """
    alike: dict[Hashable, list[Query]] = defaultdict(list)
    for query, numbers in queries.items():
        alike[query.rows, query.split, query.is_daily, frozenset(numbers)].append(query)
    batches: list[Batch] = []
    for same in alike.values():
        spans = sorted((query.span.first, query.span.last) for query in same)
        apart = all(one[1] < other[0] for one, other in pairwise(spans))
        apart &= not same[0].rows.is_of_lines
        batches += [tuple(same)] if apart else [(query,) for query in same]
    return batches


def _renamed(first: Numbers, mine: Numbers) -> dict[str, str]:
    """Column of the batch's first query → of this one."""
    return {
        f"{name}_{n}": f"{name}_{mine[measure]}"
        for measure, n in first.items()
        for name in ("value", "known", "rows", "gap")
    }


def _is_daily(measure: Measure, asked: Asked) -> bool:
    """Whether daily totals hold the measure, and can be cut as it is asked."""
    return (
        measure.rows.table in asked.facts.daily
        and asked.clock is None
        and daily.WORDS.issuperset(asked.cut.words)
        and measure in daily.numbers().get(measure.rows, {})
    )


def _sources(
    queries: Mapping[Query, Numbers], asked: Asked
) -> dict[tuple[Rows, bool], sources.Source]:
    """What queries of the same rows read; the parts of measures are written once for all spans."""
    measures: dict[tuple[Rows, bool], dict[Measure, int]] = defaultdict(dict)
    for query, numbers in queries.items():
        if not query.rows.reads:
            for measure, n in numbers.items():
                measures[query.rows, query.is_daily].setdefault(measure, n)
    return {
        (rows, is_daily): sources.days(rows, asked.facts)
        if is_daily
        else sources.table(
            rows, numbers, asked.facts.table(rows.table), asked.cut, asked.facts.engine
        )
        for (rows, is_daily), numbers in measures.items()
    }
