"""Works views out and sums them up, several at a time."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain

import polars as pl

from metrics import months, sources
from metrics.aggregate import Aggregate, aggregate, collected
from metrics.engine import IN_PROCESS
from metrics.period import Span
from metrics.queries import Asked, Batch, Numbers, Query
from metrics.views import VIEWS
from metrics.views.question import Question

Found = list[tuple[Batch, pl.DataFrame]]
Task = Callable[[], Found]


def tasks(
    batches: Sequence[Batch], queries: Mapping[Query, Numbers], asked: Asked
) -> tuple[list[Task], list[Task]]:
    """What is to be done: a task for each span whose lines are looked at, and one a view.

    The former are large, and done one after the other; the latter several at a time.
    """
    alike: dict[tuple[Span, ...], dict[str, list[Batch]]] = defaultdict(lambda: defaultdict(list))
    lines: dict[Span, dict[str, list[Batch]]] = defaultdict(lambda: defaultdict(list))
    for batch in batches:
        rows, spans = batch[0].rows, tuple(query.span for query in batch)
        (lines[spans[0]] if rows.is_of_lines else alike[spans])[rows.table].append(batch)
    single: list[Task] = [
        partial(_summed, question, view, same, queries, asked)
        for spans, views in alike.items()
        for question in [Question(asked.facts, spans, asked.cut, asked.reasons)]
        for view, same in views.items()
    ]
    of_lines: list[Task] = [
        partial(_of_lines, span, views, queries, asked) for span, views in lines.items()
    ]
    return of_lines, single


def _of_lines(
    span: Span, views: Mapping[str, list[Batch]], queries: Mapping[Query, Numbers], asked: Asked
) -> Found:
    question = Question(asked.facts, (span,), asked.cut, asked.reasons)
    found = (_summed(question, view, same, queries, asked) for view, same in views.items())
    return [*chain.from_iterable(found)]


def _summed(
    question: Question,
    view: str,
    same: Sequence[Batch],
    queries: Mapping[Query, Numbers],
    asked: Asked,
) -> Found:
    """The totals of a view: from what is remembered, else of its rows, given back if many."""
    held = months.sources(same, queries, asked)
    known = [(b, aggregate(one, b, queries[b[0]], asked)) for b, one in held.items()]
    rest = [batch for batch in same if batch not in held]
    found = collected(known)
    if rest:
        rows = question.once(VIEWS[view])
        found += collected([(b, _of_rows(rows, b, queries[b[0]], asked)) for b in rest])
        del rows
        question.release(VIEWS[view])
    return found


def _of_rows(rows: pl.DataFrame, batch: Batch, numbers: Numbers, asked: Asked) -> Aggregate:
    frame = IN_PROCESS.small(rows)
    source = sources.table(batch[0].rows, numbers, frame, asked.cut, IN_PROCESS)
    return aggregate(source, batch, numbers, asked)
