"""Totals as whole numbers in one currency, and a metric taken apart into its terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Final

import narwhals as nw

from metrics.compute import Computed, compute_spans
from metrics.cut import Cut
from metrics.errors import FilterError, MetricError
from metrics.facts import Facts
from metrics.judgement.money import currency_error
from metrics.metric import N_, Measure, Metric, Unit
from metrics.period import Span

Where = Mapping[str, Sequence[str | None]]

VALUE: Final = "value"
PER: Final = "per"


def whole_numbers(
    metrics: Sequence[Metric],
    facts: Facts,
    spans: Sequence[Span],
    cut: Cut,
    currency: str | None,
    clock: str | None = None,
) -> Computed:
    """Totals in one currency: the column `e4` holds them exactly.

    Raises:
        MetricError: several currencies and none to convert to; a metric that `clock` can't date.
    """
    computed = compute_spans(metrics, facts, spans, cut, currency=currency, clock=clock)
    if computed.is_split:
        raise currency_error(
            sorted({c for f in computed.frames for c in f["currency"].drop_nulls()})
        )
    return computed


@dataclass(frozen=True, eq=False, kw_only=True)
class _Part(Metric):
    """One term of a metric, in whole numbers; known where all of the metric is."""

    whole: Metric

    def measures(self) -> Iterator[Measure]:
        return self.whole.measures()


def terms_of(metric: Metric) -> list[_Part]:
    """The terms of its value and of what it is divided by, each as a total of its own."""
    return [
        _Part(
            name=f"{side}{n}", label="", meaning="", unit=Unit.MONEY, better=metric.better,
            value=(term,), whole=metric, history_days=metric.history_days,
            same_days=metric.same_days, redatable=metric.redatable,
        )
        for side in (VALUE, PER)
        for n, term in enumerate(getattr(metric, side))
    ]  # fmt: skip


def rows_of(
    table: str,
    facts: Facts,
    cut: Cut,
    only: nw.Expr | None,
    span: Span | None = None,
    day: str = "placed_on",
) -> nw.LazyFrame:
    """The rows of a table that are asked for, placed in `span`; another `day` may date what was
    placed.

    Raises:
        MetricError: a table that was never loaded.
        FilterError: a word that it lacks; a word of time to keep to where there is no span.
    """
    if table not in facts.tables:
        raise MetricError(
            N_("No {table} were ever loaded: there is nothing to judge."), table=table
        )
    if cut.where_time and span is None:
        words = ", ".join(cut.where_time)
        raise FilterError(
            N_("This looks at all days, not at some by {words}: take that filter back."),
            words=words,
        )
    kept = [nw.col("shop_id").is_in(cut.shops(facts)), *cut.filters(table, facts)]
    if only is not None:
        kept.append(only)
    if span is not None:
        kept += [nw.col(day).is_between(span.first, span.last), ~nw.col("placed_on").is_null()]
        if cut.where_time:
            kept.append(nw.col(day).is_in(cut.calendar(span)["on"].to_list()))
    return facts.table(table).filter(reduce(and_, kept))
