"""Refunds that are still to come: what share of some orders is refunded so far, and will be.

What to expect is the shop's own past: for the same days of each earlier week, seen after as many
days, what was still to come then. A young period is shown as "so far … expected …", never beside an
old one as it stands.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles
from typing import Final

from metrics.facts import Facts
from metrics.judgement.exact import Where
from metrics.judgement.refunds import Refunds, refunds
from metrics.judgement.series import DAY
from metrics.period import Span
from metrics.values import E4

DONE: Final = 90
"""Days after which an order's refunds are taken to be complete."""
WEEKS: Final = 52
LEAST_WEEKS: Final = 8


@dataclass(frozen=True)
class Maturity:
    """Of the money of orders placed from `first` to `last`, not cancelled: the share refunded.

    `so_far` as known at the end of `until`; `expected` in the end; four in five end between `low`
    and `high`. All three are null where fewer than eight earlier weeks tell. A period whose
    youngest order is 90 days old `is_mature`: what it came to is what is expected.
    """

    first: date
    last: date
    until: date
    sold: float
    so_far: float | None
    expected: float | None
    low: float | None
    high: float | None
    is_mature: bool
    currency: str | None = None


def maturity_of(
    facts: Facts, span: Span, where: Where | None = None, *, currency: str | None = None
) -> Maturity:
    """What the orders of `span` have come to, and will.

    Raises:
        MetricError: several currencies and none to convert to.
    """
    return maturity(refunds(facts, span, where, currency=currency), span.first, span.last)


def by_week(
    facts: Facts,
    span: Span,
    where: Where | None = None,
    *,
    currency: str | None = None,
) -> list[Maturity]:
    """The orders of each age: seven days at a time, back from the last day known, oldest first."""
    return weeks(refunds(facts, span, where, currency=currency), span)


def weeks(known: Refunds, span: Span) -> list[Maturity]:
    """`by_week` of what is known."""
    last, told = min(span.last, known.until), []
    while last >= span.first:
        told.append(maturity(known, max(span.first, last - 6 * DAY), last))
        last -= 7 * DAY
    return told[::-1]


def maturity(known: Refunds, first: date, last: date) -> Maturity:
    """What orders placed from `first` to `last` have come to, and will."""
    until = known.until
    last = min(last, until)
    sold = known.sold_e4(first, last)
    if not sold:
        return Maturity(
            first, last, until, 0.0, None, None, None, None, is_mature=False,
            currency=known.currency,
        )  # fmt: skip
    back, young = known.back_e4(first, last), max(first, until - (DONE - 1) * DAY)
    share = known.sold_e4(young, last) / sold if young <= last else 0.0
    so_far, to_come = back / sold, _to_come(known, young, last) if share else (0.0, 0.0, 0.0)
    ends = [None if one is None else so_far + share * one for one in to_come]
    return Maturity(
        first, last, until, sold / E4, so_far, *ends, is_mature=young > last,
        currency=known.currency,
    )  # fmt: skip


def _to_come(known: Refunds, first: date, last: date) -> tuple[float | None, ...]:
    """Of these days, the share still to come: expected, low, high; by the same days of each earlier
    week whose refunds are complete."""
    begun = known.begun or known.sold["placed_on"].min()
    weeks: list[tuple[int, int]] = []
    for n in range(1, 10 * WEEKS):
        back = timedelta(days=7 * n)
        if len(weeks) == WEEKS or not isinstance(begun, date) or first - back < begun:
            break
        if (known.until - (last - back)).days >= DONE:
            days = first - back, last - back
            came = known.back_e4(*days, after=known.until - back, within=DONE)
            weeks.append((came, known.sold_e4(*days)))
    weeks = [(came, sold) for came, sold in weeks if sold]
    if len(weeks) < LEAST_WEEKS:
        return None, None, None
    mean = sum(came for came, _ in weeks) / sum(sold for _, sold in weeks)
    tenths = quantiles([came / sold for came, sold in weeks], n=10)
    return mean, min(mean, max(0.0, tenths[0])), max(mean, tenths[-1])
