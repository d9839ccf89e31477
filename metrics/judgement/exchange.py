"""How much of a change of money is exchange: the rest is growth, at the rates of before."""

from dataclasses import dataclass

from metrics.answer import ask
from metrics.facts import Facts
from metrics.judgement.exact import Where
from metrics.metric import Metric
from metrics.period import Span


@dataclass(frozen=True)
class Exchange:
    """`growth` at constant rates and `exchange` make the change, in `currency` units."""

    growth: float
    exchange: float
    before: float
    currency: str


def exchange_of(
    metric: Metric,
    facts: Facts,
    span: Span,
    compare: Span,
    where: Where | None = None,
    *,
    currency: str,
    clock: str | None = None,
) -> Exchange | None:
    """None where one of the amounts or a rate is unknown.

    Raises:
        MetricError: a metric that `clock` can't date.
    """
    answer = ask(
        [metric], facts, span, compare, where=where, currency=currency, clock=clock, constant=True
    )
    growth, exchange, before = answer.rows.select("growth", "exchange", "previous").row(0)
    if growth is None or exchange is None or before is None:
        return None
    return Exchange(growth, exchange, before, currency)
