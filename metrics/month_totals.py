"""What is kept of a calendar month of lines: their totals by day, and sums of their profit.

Made of the same parts as every query, so that a total of days is exactly their sum.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

import polars as pl

from metrics import daily
from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.dimensions import DIMENSIONS
from metrics.engine import IN_PROCESS
from metrics.facts import Facts
from metrics.finance import BREAK_EVEN_CPA, PROFIT
from metrics.metric import ADDITIVE, Kind, Measure, Rows
from metrics.parts import parts, totals
from metrics.period import Span
from metrics.remembered import Frames
from metrics.views import VIEWS
from metrics.views.profit_sums import at_a_loss, by_discount
from metrics.views.question import Question


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


def of_month(view: str, month: Span, facts: Facts) -> Frames:
    """Of all rows of the view the month's totals by day, by each of GRAINS; then SUMMARIES.

    None where something in it is unknown for want of a rate: why has to be said of the days that
    are asked for.
    """
    fine = any(adds_up(one) for rows in all_rows(view) for one in numbers(rows))
    question = Question(facts, (month,), Cut((*BY_PRODUCT, *BY_CREATOR) if fine else (), {}))
    lines = VIEWS[view](question)
    found = [one for rows in all_rows(view) for one in _by_grain(rows, lines)]
    if view == PROFIT.table:
        found += [made(lines) for _, made in SUMMARIES.values()]
    return () if question.reasons else found


def totals_at(rows: Rows, grain: int) -> int:
    """The place of the totals of these rows among what is kept of a month."""
    return all_rows(rows.table).index(rows) * len(GRAINS) + grain


def summary_at(name: str) -> int:
    """The place of a summary there, counted from the end."""
    return [*SUMMARIES].index(name) - len(SUMMARIES)


@cache
def all_rows(view: str) -> Sequence[Rows]:
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


def adds_up(measure: Measure) -> bool:
    """Whether it adds up over products too, of which an order may have several."""
    return measure.kind in ADDITIVE and not measure.rows.distinct


def _by_grain(rows: Rows, lines: pl.DataFrame) -> Iterator[pl.DataFrame]:
    fine = {one: n for one, n in numbers(rows).items() if adds_up(one)}
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
