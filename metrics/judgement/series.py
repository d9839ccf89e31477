"""The daily values of a metric, as the judgements over time read them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics import coverage
from metrics.coverage import Need
from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.exact import Where, whole_numbers
from metrics.metric import ADDITIVE, N_, Metric
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
        raise MetricError(
            N_("{metric} is not the sum of its days: choose one that is."), metric=metric.name
        )


def series_of(
    metric: Metric,
    facts: Facts,
    span: Span,
    history: timedelta,
    where: Where | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
) -> Series:
    """The days of `span`, and of the time before it, on which the metric is known.

    Raises:
        MetricError: several currencies and none to convert to.
    """
    asked, cut = as_of_today(span, facts), Cut.read(["day"], where or {})
    longer = replace(asked, first=span.first - history)
    computed = whole_numbers([metric], facts, [longer], cut, currency, clock)
    rows = computed.frames[0].drop_nulls("value").select("day", "value").rows()
    last = last_known(metric, facts, asked, cut)
    days = {date.fromisoformat(day): value for day, value in rows}
    return Series({d: v for d, v in days.items() if d <= last}, last, computed.currency)


def last_known(metric: Metric, facts: Facts, span: Span, cut: Cut) -> date:
    """The last day of `span` that is over, and covered for each shop that is covered in the span.

    A shop without any day in it (closed, or never loaded) isn't waited for. Where no day is known,
    the day before `span`.
    """
    need = Need.of(metric, cut, None)
    known = [coverage.known_days(need, facts, shop, span) for shop in cut.shops(facts)]
    lasts = [days[1] for days in known if days]
    return min([*lasts, span.last_over]) if lasts else span.first - DAY


def as_of_today(span: Span, facts: Facts) -> Span:
    """The span, unfinished where it reaches today or beyond."""
    today = span.today or (facts.now or facts.as_of).date()
    return replace(span, unfinished=span.last >= today, today=today)


def each_day(first: date, last: date) -> list[date]:
    """All days from the first to the last, both counted."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
