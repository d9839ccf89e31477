"""How refunds arrive after the order: the share refunded within so many days, by month of order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from metrics.facts import Facts
from metrics.judgement.exact import Where
from metrics.judgement.maturity import DONE, Maturity, maturity, weeks
from metrics.judgement.refunds import Refunds, refunds
from metrics.judgement.series import DAY
from metrics.period import Span

MONTHS: Final = 6
TENTH: Final = 10


@dataclass(frozen=True)
class Curve:
    """Orders placed from `first` to `last`. `shares`: by days after the order, from 0 on, the share
    of their money that is refunded within so many days.

    What is refunded on a day after the order is taken of the orders that are so old, and added up;
    the curve ends where less than a tenth of the money is of orders so old.
    """

    first: date
    last: date
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Outlook:
    """What the orders of a period have come to and will, beside the six months before it."""

    whole: Maturity
    weeks: tuple[Maturity, ...]
    curve: Curve
    before: tuple[Curve, ...]


def outlook(
    facts: Facts, span: Span, where: Where | None = None, *, currency: str | None = None
) -> Outlook:
    """The refunds of the orders of `span`.

    Raises:
        MetricError: several currencies and none to convert to; returns were never loaded.
    """
    known = refunds(facts, span, where, currency=currency)
    before = tuple(curve_of(known, *days) for days in _months_before(span.first))
    return Outlook(
        maturity(known, span.first, span.last),
        tuple(weeks(known, span)),
        curve_of(known, span.first, span.last),
        tuple(one for one in before if one.shares),
    )


def curve_of(known: Refunds, first: date, last: date) -> Curve:
    """The curve of the orders placed from `first` to `last`."""
    whole, share, shares = known.sold_e4(first, last), 0.0, []
    came = _back_by_age(known, first, last)
    for days in range(DONE + 1):
        youngest = min(last, known.until - days * DAY)
        sold = known.sold_e4(first, youngest)
        if not sold or sold * TENTH < whole:
            break
        share += came.get(days, 0) / sold
        shares.append(share)
    return Curve(first, last, tuple(shares))


def _back_by_age(known: Refunds, first: date, last: date) -> dict[int, int]:
    """Days after the order → what was refunded then of what was sold on these days."""
    age = (pl.col("refunded_on") - pl.col("placed_on")).dt.total_days()
    inside = pl.col("placed_on").is_between(first, last), pl.col("refunded_on") <= known.until
    back = known.back.filter(inside).group_by(age.alias("age")).agg(pl.col("back_e4").sum())
    return dict(back.iter_rows())


def _months_before(day: date) -> Iterator[tuple[date, date]]:
    """The calendar months that are over before the day, the oldest first."""
    ends = []
    end = day.replace(day=1) - DAY
    for _ in range(MONTHS):
        ends.append((end.replace(day=1), end))
        end = end.replace(day=1) - DAY
    yield from reversed(ends)
