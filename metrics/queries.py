"""What the engine does: one aggregate per group, for each table, clock and set of rows."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from functools import reduce
from itertools import pairwise
from operator import and_, or_

import narwhals as nw
import polars as pl

from metrics import daily, dimensions, sources
from metrics.coverage import Scope
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import Measure, Rows
from metrics.period import Span
from metrics.views import VIEWS
from metrics.views.question import Question

PLACE = "place"


class Split(Enum):
    """What an aggregate is grouped by besides the words asked for."""

    NONE = auto()
    CURRENCY = auto()
    CURRENCY_AND_DAY = auto()


@dataclass(frozen=True)
class Slot:
    """A measure that is needed over a scope, for one of the spans."""

    measure: Measure
    scope: Scope
    span: Span
    split: Split


@dataclass(frozen=True, eq=False)
class Asked:
    """What all queries of an answer share."""

    facts: Facts
    cut: Cut
    clock: str | None
    reasons: list[str] = field(default_factory=list)
    """Why something in a view is unknown; grows as views are worked out."""


@dataclass(frozen=True)
class Query:
    """Rows over one scope and span; those that differ in these only can be asked together."""

    rows: Rows
    scope: Scope
    span: Span
    split: Split
    is_daily: bool
    """Answered by daily totals, not by the rows themselves."""


Numbers = Mapping[Measure, int]
"""The number of each measure's total."""


def run(slots: Mapping[Slot, int], asked: Asked) -> dict[tuple[Span, Split], list[pl.DataFrame]]:
    """Collects everything at once, so that queries share their scans.

    The columns of the slot at n are those of `totals`, the groups are `by_…`.
    """
    queries: dict[Query, dict[Measure, int]] = defaultdict(dict)
    for slot, n in slots.items():
        measure = slot.measure
        is_daily = _is_daily(measure, asked)
        query = Query(measure.rows, slot.scope, slot.span, slot.split, is_daily)
        queries[query][measure] = n
    read = _sources(queries, asked)
    batches = _batches(queries)
    seen = Views(asked)
    frames = [
        _aggregate(
            seen.source(batch, queries[batch[0]])
            if batch[0].rows.reads
            else read[batch[0].rows, batch[0].is_daily],
            batch,
            queries[batch[0]],
            asked,
        )
        for batch in batches
    ]
    results = defaultdict(list)
    for batch, result in zip(batches, pl.collect_all(frames), strict=True):
        for place, query in enumerate(batch):
            mine = result.filter(pl.col(PLACE) == place).drop(PLACE) if len(batch) > 1 else result
            names = _renamed(queries[batch[0]], queries[query])
            results[query.span, query.split].append(mine.rename(names, strict=False))
    return dict(results)


class Views:
    """The views of an answer, worked out once for the same spans."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._questions: dict[tuple[Span, ...], Question] = {}

    def source(self, batch: Sequence[Query], numbers: Numbers) -> sources.Source:
        """The rows of a view over the spans of a batch."""
        spans = tuple(query.span for query in batch)
        cut = self._asked.cut
        new = Question(self._asked.facts, spans, cut, self._asked.reasons)
        rows = self._questions.setdefault(spans, new).once(VIEWS[batch[0].rows.table])
        return sources.table(batch[0].rows, numbers, rows.lazy(), cut)


def _batches(queries: Mapping[Query, Numbers]) -> list[tuple[Query, ...]]:
    """Queries for the same measures over spans that don't overlap go together."""
    alike: dict[Hashable, list[Query]] = defaultdict(list)
    for query, numbers in queries.items():
        alike[query.rows, query.split, query.is_daily, frozenset(numbers)].append(query)
    batches: list[tuple[Query, ...]] = []
    for same in alike.values():
        spans = sorted((query.span.first, query.span.last) for query in same)
        apart = all(one[1] < other[0] for one, other in pairwise(spans))
        batches += [tuple(same)] if apart else [(query,) for query in same]
    return batches


def _renamed(first: Numbers, mine: Numbers) -> dict[str, str]:
    """Column of the batch's first query → of this one."""
    return {
        f"{name}_{n}": f"{name}_{mine[measure]}"
        for measure, n in first.items()
        for name in ("value", "known", "rows", "gap")
    }


def group_names(cut: Cut, split: Split) -> list[str]:
    """The columns by which a result is grouped."""
    extra = {
        Split.NONE: [],
        Split.CURRENCY: ["by_currency"],
        Split.CURRENCY_AND_DAY: ["by_currency", "rate_on"],
    }
    return list(dict.fromkeys([*(f"by_{word}" for word in cut.by), *extra[split]]))


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
        else sources.table(rows, numbers, asked.facts.tables[rows.table], asked.cut)
        for (rows, is_daily), numbers in measures.items()
    }


def _aggregate(
    source: sources.Source, batch: Sequence[Query], numbers: Numbers, asked: Asked
) -> pl.LazyFrame:
    """The totals of the queries of a batch, told apart by their place in it."""
    rows = batch[0].rows
    groups = group_names(asked.cut, batch[0].split)
    inside = [_inside(query, asked) for query in batch]
    kept = _kept(rows, source, asked)
    frame = source.frame.filter(reduce(and_, [reduce(or_, inside), *kept]))
    frame = _labelled(frame, rows, groups, [query.span for query in batch], asked)
    if len(batch) > 1:
        groups = [*groups, PLACE]
        frame = frame.with_columns(_place(inside).alias(PLACE))
    if rows.distinct:
        frame = frame.unique(subset=[*groups, *rows.distinct], keep="any")
    wanted = [total for measure, n in numbers.items() for total in source.totals(measure, n)]
    answer = frame.group_by(groups).agg(wanted) if groups else frame.select(wanted)
    return answer.to_native()


def _place(inside: Sequence[nw.Expr]) -> nw.Expr:
    """Which of the conditions, of which one holds, is the one that does."""
    place = nw.lit(len(inside) - 1)
    for n in reversed(range(len(inside) - 1)):
        place = nw.when(inside[n]).then(nw.lit(n)).otherwise(place)
    return place


def _inside(query: Query, asked: Asked) -> nw.Expr:
    """The days of the query's span that are asked for, and its shops."""
    day = nw.col(asked.clock or query.rows.clock)
    inside = day.is_between(query.scope.first, query.scope.last)
    if asked.cut.where_time:
        inside &= day.is_in(asked.cut.calendar(query.span)["on"].to_list())
    return inside & _of_shops(query.scope, day) if query.scope.shops is not None else inside


def _kept(rows: Rows, source: sources.Source, asked: Asked) -> list[nw.Expr]:
    """What else the rows have to be: of the values asked for."""
    kept = asked.cut.filters(rows.table, asked.facts)
    if source.only is not None:
        kept.append(source.only)
    if asked.clock:
        kept.append(~nw.col(rows.clock).is_null())
    return kept


def _of_shops(scope: Scope, day: nw.Expr) -> nw.Expr:
    """The rows of the scope's shops, each on its days."""
    shops: dict[tuple[date, date], list[str]] = defaultdict(list)
    for shop, first, last in scope.shops or ():
        shops[first, last].append(shop)
    return reduce(
        or_,
        (nw.col("shop_id").is_in(some) & day.is_between(*days) for days, some in shops.items()),
    )


def _labelled(
    frame: nw.LazyFrame, rows: Rows, groups: Sequence[str], spans: Sequence[Span], asked: Asked
) -> nw.LazyFrame:
    """Adds the columns of the groups; labels of days and markets come from small frames."""
    day = asked.clock or rows.clock
    columns = {"by_day": nw.col(day), "rate_on": nw.col(day)}
    columns |= {
        f"by_{word}": nw.col(column)
        for word, column in dimensions.DIMENSIONS[rows.table].items()
        if word != "market"
    }
    if words := [f"by_{word}" for word in asked.cut.time if word != "day"]:
        labels = pl.concat([asked.cut.calendar(span).select("on", *words) for span in spans])
        small = nw.from_native(labels.lazy())
        frame = frame.join(small, left_on=day, right_on="on", how="left")
    if "by_market" in groups:
        markets = asked.facts.markets
        small = pl.LazyFrame({"shop_id": list(markets), "by_market": list(markets.values())})
        frame = frame.join(nw.from_native(small), on="shop_id", how="left")
    return frame.with_columns(columns[name].alias(name) for name in groups if name in columns)
