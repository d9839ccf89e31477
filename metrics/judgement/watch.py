"""`watch`: the days, or days and groups, of a metric that are out of the ordinary, in one call."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.judgement.anomalies import WEEKS, Anomaly, by_group
from metrics.judgement.exact import Where, whole_numbers
from metrics.judgement.series import as_of_today, check_adds_up, each_day, last_known
from metrics.metric import Kind, Measure, Metric, Unit
from metrics.period import Span

Groups = dict[str | int | None, dict[date, float]]


@dataclass(frozen=True)
class Watched:
    """`anomalies` of the days from the first to `last`, the strongest first."""

    metric: str
    by: str | None
    last: date
    currency: str | None
    anomalies: tuple[Anomaly, ...]


def watch(
    metric: Metric,
    facts: Facts,
    span: Span,
    by: str | None = None,
    where: Where | None = None,
    events: Collection[date] = (),
    *,
    currency: str | None = None,
    clock: str | None = None,
) -> Watched:
    """The days of `span` on which the metric, or a group of it, was out of the ordinary.

    Days that aren't over, or that some shop's data doesn't cover, are not judged. `events`: days
    that are meant to be different.

    Raises:
        MetricError: a metric that isn't the sum of its days; several currencies.
    """
    check_adds_up(metric)
    span = as_of_today(span, facts)
    history = replace(span, first=span.first - timedelta(days=7 * WEEKS))
    cut = Cut.read(["day", *([by] if by else [])], where or {})
    asked: Sequence[Metric] = [metric, _rows_of(metric)]
    computed = whole_numbers(asked, facts, [history], cut, currency, clock)
    values, rows = (_groups(computed.frames[0], one.name, by) for one in asked)
    last = last_known(metric, facts, span, cut)
    judged = each_day(span.first, last)
    is_count = metric.unit is Unit.COUNT
    volumes = {group: rows.get(group, {}) for group in values}
    found = by_group(values, judged, events, rows=volumes, is_count=is_count)
    code = computed.currency if metric.has_money else None
    return Watched(metric.name, by, last, code, tuple(found))


def _rows_of(metric: Metric) -> Metric:
    """How many rows the metric is made of."""
    _, first = metric.value[0]
    count = Measure(first.rows, Kind.COUNT, where=first.where)
    return replace(metric, name="rows", unit=Unit.COUNT, value=((1, count),), covers=None)


def _groups(frame: pl.DataFrame, name: str, by: str | None) -> Groups:
    found: Groups = defaultdict(dict)
    for row in frame.filter(pl.col("metric") == name).drop_nulls("value").iter_rows(named=True):
        found[row[by] if by else None][date.fromisoformat(row["day"])] = row["value"]
    return found
