"""The daily values of a metric, as the judgements over time read them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.exact import Where, whole_numbers
from metrics.metric import ADDITIVE, Metric
from metrics.period import Span

Days = Mapping[date, float]
"""Day → its value; a day that isn't there is unknown."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Series:
    """`last` is the last day that is over and covered for all shops; later days are not in it."""

    days: Days
    last: date
    currency: str | None


def adds_up_over_days(metric: Metric) -> bool:
    """Whether the value of a span is the sum of its days: no ratio, distinct count or state."""
    measures = [measure for _, measure in metric.value]
    return not (metric.per or metric.per_day) and all(
        one.kind in ADDITIVE and not one.rows.distinct and one.rows.clock != "as_of_on"
        for one in measures
    )


def check_adds_up(metric: Metric) -> None:
    """Raise `MetricError` for a metric that isn't the sum of its days."""
    if not adds_up_over_days(metric):
        raise MetricError(f"{metric.name} is not the sum of its days: choose one that is.")


def series_of(
    metric: Metric,
    facts: Facts,
    span: Span,
    where: Where | None = None,
    *,
    currency: str | None = None,
) -> Series:
    """The days of `span` for which the metric is known.

    Raises:
        MetricError: several currencies and none to convert to.
    """
    cut = Cut.read(["day"], where or {})
    computed = whole_numbers([metric], facts, [span], cut, currency)
    rows = computed.frames[0].drop_nulls("value").sort("day")
    whole = rows.filter("complete")["day"].max()
    last = date.fromisoformat(str(whole)) if whole else span.first - DAY
    days = {date.fromisoformat(day): value for day, value in rows.select("day", "value").rows()}
    return Series({d: v for d, v in days.items() if d <= last}, last, computed.currency)


def as_of_today(span: Span, facts: Facts) -> Span:
    """The span, unfinished where it reaches today or beyond."""
    today = span.today or (facts.now or facts.as_of).date()
    return replace(span, unfinished=span.last >= today, today=today)


def each_day(first: date, last: date) -> list[date]:
    """All days from the first to the last, both counted."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
