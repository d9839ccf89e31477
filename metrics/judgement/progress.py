"""How far a period has come beside the whole of another: totals as progress, days as change."""

from dataclasses import dataclass, replace
from datetime import date

from metrics.answer import ask
from metrics.facts import Facts
from metrics.judgement.exact import Where
from metrics.judgement.money import currency_error
from metrics.judgement.series import as_of_today, check_adds_up
from metrics.metric import Metric
from metrics.period import Span


@dataclass(frozen=True)
class Progress:
    """`progress`: so far ÷ the whole of before; `daily_change`: of the average of the days that are
    over. Null where there is nothing to divide by."""

    so_far: float
    days: int
    before: float
    before_days: int
    currency: str | None = None

    @property
    def progress(self) -> float | None:
        return self.so_far / self.before if self.before else None

    @property
    def daily_change(self) -> float | None:
        """2,220 in 30 days, then 964 in 11.

        >>> told = Progress(964, 11, 2220, 30)
        >>> f"{told.progress:.1%}, daily average {told.daily_change:+.1%}"
        '43.4%, daily average +18.4%'
        """
        if not (self.before and self.days and self.before_days):
            return None
        return (self.so_far / self.days) / (self.before / self.before_days) - 1


def progress_of(
    metric: Metric,
    facts: Facts,
    span: Span,
    whole: Span,
    where: Where | None = None,
    *,
    currency: str | None = None,
) -> Progress | None:
    """The days of `span` that are over, beside all of `whole`; None where one is unknown.

    Raises:
        MetricError: a metric that isn't the sum of its days; several currencies.
    """
    check_adds_up(metric)
    last: date = as_of_today(span, facts).last_over
    if last < span.first:
        return None
    over = replace(span, last=last, unfinished=False)
    answer = ask([metric], facts, over, whole, where=where, currency=currency)
    if "currency" in answer.rows.columns:
        raise currency_error(answer.rows["currency"].drop_nulls().unique().sort().to_list())
    so_far, before = answer.rows.select("value", "previous").row(0)
    if so_far is None or before is None:
        return None
    money = answer.currency if metric.has_money else None
    return Progress(so_far, over.days, before, whole.days, money)
