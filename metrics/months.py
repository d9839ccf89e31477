"""Daily totals of views of lines, a calendar month at a time, for a process that answers often.

Lines with their profit take a second a month and million, whatever is asked of them. Their totals
by day are few, and any period is some days of some months. They are made of the same parts as every
query, so that a total of days is exactly their sum.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import cache, partial
from typing import Final

import polars as pl

from metrics import daily
from metrics.calendar import DAY, ISO
from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.dimensions import DIMENSIONS
from metrics.engine import IN_PROCESS
from metrics.facts import Facts
from metrics.finance import BREAK_EVEN_CPA, PROFIT
from metrics.metric import ADDITIVE, Kind, Measure, Rows
from metrics.parts import parts, totals
from metrics.period import Span
from metrics.queries import Asked, Batch, Numbers, Query
from metrics.remembered import Frames
from metrics.sources import Source
from metrics.views import VIEWS
from metrics.views.profit_sums import at_a_loss, by_discount
from metrics.views.question import Question
from metrics.waiting import MISMATCHED


def _columns(words: Sequence[str]) -> list[str]:
    return [DIMENSIONS[PROFIT.table][word] for word in words]


BY_PRODUCT: Final = ("product", "sku", "seller_sku", "category", "variation")
BY_CREATOR: Final = ("creator", "affiliate", "content_type")
GRAINS: Final = ((), BY_PRODUCT, BY_CREATOR)
"""By which words, besides those of `daily`, totals are kept; such as add up over any but none."""
KEYS: Final = ("shop_id", "currency")
SUMMARIES: Final[Mapping[str, tuple[Sequence[str], Callable[[pl.DataFrame], pl.DataFrame]]]] = {
    "discounts": (BY_PRODUCT, partial(by_discount, keys=[*KEYS, *_columns(BY_PRODUCT)])),
    "losses": ((), at_a_loss),
}
"""What else is made of lines with their profit, and the words besides those of `daily` that tell
its rows apart."""
_VIEWS: Final = (PROFIT.table, MISMATCHED.table)
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
    place = _all_rows(rows.table).index(rows) * len(GRAINS) + grain
    held = pl.concat([frames[place] for frames in months])
    names = partial(_names, rows, held.columns)
    return Source(IN_PROCESS, IN_PROCESS.small(held), None, lambda *_: [], {}, names)


def work_out(facts: Facts, most: int) -> Iterator[Span]:
    """Works so many months out, the newest first, and tells each once it is there."""
    held = facts.remembered
    months = [*_months(facts, Span(date.min, date.max, ""))][-most:]
    for month in reversed(months if held else []):
        for view in _VIEWS:
            _of_month(view, month, facts)
        yield month


def _grain(words: Set[str], rows: Rows, measures: Mapping[Measure, int]) -> int | None:
    """Which of GRAINS tells these words apart, if these measures are kept."""
    if not measures.keys() <= numbers(rows).keys():
        return None
    grains = GRAINS if all(_adds_up(one) for one in measures) else GRAINS[:1]
    fitting = (n for n, more in enumerate(grains) if words <= daily.WORDS | {*more})
    return next(fitting, None)


def summary(name: str, facts: Facts, span: Span, cut: Cut) -> pl.DataFrame | None:
    """One of SUMMARIES of the months of a span, kept to the values asked for but not to days; None
    where lines are to be read."""
    words, _ = SUMMARIES[name]
    if facts.remembered is None or not {*cut.words} <= daily.WORDS | {*words}:
        return None
    months = _held(PROFIT.table, facts, span)
    if not months:
        return None
    place = [*SUMMARIES].index(name) - len(SUMMARIES)
    kept = IN_PROCESS.small(pl.concat([frames[place] for frames in months]))
    filters = cut.filters(PROFIT.table, facts)
    return (kept.filter(*filters) if filters else kept).to_native().collect()


@cache
def _all_rows(view: str) -> Sequence[Rows]:
    measures = (one for metric in CATALOG.values() for one in metric.measures())
    return tuple(dict.fromkeys(one.rows for one in measures if one.rows.table == view))


@cache
def numbers(rows: Rows) -> Mapping[Measure, int]:
    """Every measure over these rows that days add up to, with a number of its own.

    So do distinct orders: an order is placed on one day, in one shop and currency.
    """
    found: dict[Measure, int] = {}
    for metric in (*CATALOG.values(), BREAK_EVEN_CPA):
        for measure in metric.measures():
            if measure.rows is rows and measure.kind in {*ADDITIVE, Kind.DISTINCT}:
                found.setdefault(measure, len(found))
    return found


def _adds_up(measure: Measure) -> bool:
    """Whether it adds up over products too, of which an order may have several."""
    return measure.kind in ADDITIVE and not measure.rows.distinct


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
    """Of all rows of the view the month's totals by day, by each of GRAINS; and SUMMARIES.

    None where something in it is unknown for want of a rate: why has to be said of the days that
    are asked for.
    """
    assert facts.remembered is not None

    def work() -> Frames:
        question = Question(facts, (month,), Cut((*BY_PRODUCT, *BY_CREATOR) if fine else (), {}))
        lines = VIEWS[view](question)
        found = [one for rows in _all_rows(view) for one in _by_grain(rows, lines)]
        if view == PROFIT.table:
            found += [made(lines) for _, made in SUMMARIES.values()]
        return () if question.reasons else found

    fine = any(_adds_up(one) for rows in _all_rows(view) for one in numbers(rows))
    return facts.remembered.once((view, month.first), work)


def _by_grain(rows: Rows, lines: pl.DataFrame) -> Iterator[pl.DataFrame]:
    fine = {one: n for one, n in numbers(rows).items() if _adds_up(one)}
    for more in GRAINS:
        by = [*KEYS, rows.clock, *_columns(more)]
        known = fine if more else numbers(rows)
        yield _summed(rows, known, lines, by) if known else pl.DataFrame()


def _summed(
    rows: Rows, measures: Mapping[Measure, int], lines: pl.DataFrame, by: Sequence[str]
) -> pl.DataFrame:
    frame = IN_PROCESS.small(lines)
    frame = frame if rows.only is None else frame.filter(rows.only)
    frame = frame.with_columns(*parts(measures, daily.WHOLE))
    if rows.distinct:
        frame = frame.unique(subset=[*by, *rows.distinct], keep="any")
    aggregates = [one for m, n in measures.items() for one in totals(m, n, n, daily.WHOLE)]
    summed = frame.group_by(by).agg(aggregates).to_native().collect()
    distinct = [n for one, n in measures.items() if one.kind is Kind.DISTINCT]
    return summed.with_columns(one for n in distinct for one in _without_gap(n))


def _without_gap(n: int) -> tuple[pl.Expr, pl.Expr]:
    """A distinct count without the null that it counts as a value."""
    value, gap = pl.col(f"value_{n}"), pl.col(f"gap_{n}")
    return value - (gap > 0).cast(pl.UInt32), gap * 0


def _names(rows: Rows, kept: Sequence[str], measures: Mapping[Measure, int]) -> dict[str, str]:
    """Column of the totals → column of the total at n: as `parts.totals` has them."""
    columns = {
        f"{name}_{numbers(rows)[measure]}": f"{name}_{n}"
        for measure, n in measures.items()
        for name in ("value", "known", "rows", "gap")
    }
    return {column: name for column, name in columns.items() if column in kept}
