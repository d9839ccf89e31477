"""On how few a shop depends: the share of GMV that its greatest products, or buyers, have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw
import polars as pl

from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.errors import MetricError, Reason
from metrics.facts import Facts
from metrics.judgement.exact import Where, rows_of, whole_numbers
from metrics.judgement.money import in_one_currency
from metrics.measures import PAID_LINES
from metrics.metric import N_
from metrics.period import Span
from metrics.plan import SALES_CLOCKS
from metrics.values import E4

TOPS: Final = (1, 5, 10, 20)
BUYER: Final = "buyer"


@dataclass(frozen=True)
class Concentration:
    """`shares`: how many of the greatest → their share of the whole; `half`: how many of them make
    up half of it. `unknown`: the share of what has no name (no known buyer), which is in the whole
    but not among the greatest. `groups`: how many there are.
    """

    whole: float
    groups: int
    shares: Mapping[int, float]
    half: int | None
    unknown: float
    currency: str | None = None


def concentration_of(
    facts: Facts,
    span: Span,
    by: str = "product",
    where: Where | None = None,
    *,
    tops: Sequence[int] = TOPS,
    currency: str | None = None,
    clock: str | None = None,
) -> Concentration | None:
    """Of the GMV of `span`, by any dimension of lines or by `buyer`; None where there is no GMV.

    Raises:
        MetricError: several currencies and none to convert to; an exchange rate that is missing.
    """
    if by == BUYER:
        told, code = _of_buyers(facts, span, Cut.read([], where or {}), tops, currency, clock)
    else:
        cut = Cut.read([by], where or {})
        computed = whole_numbers([CATALOG["gmv"]], facts, [span], cut, currency, clock)
        frame, code = computed.frames[0], computed.currency
        if frame["e4"].has_nulls() and code is not None:
            unknown = Reason(N_("GMV is unknown for some {by}."), {"by": by})
            raise MetricError(*(computed.notes or [unknown]))
        told = concentration(dict(frame.drop_nulls("e4").select(by, "e4").iter_rows()), tops)
    if told is None:
        return None
    return Concentration(told.whole / E4, told.groups, told.shares, told.half, told.unknown, code)


def concentration(
    values: Mapping[str | int | None, int], tops: Sequence[int] = TOPS
) -> Concentration | None:
    """None is what has no name.

    >>> told = concentration({"a": 50, "b": 20, "c": 10, None: 20}, (1, 2))
    >>> told.shares, told.half, told.unknown
    ({1: 0.5, 2: 0.7}, 1, 0.2)
    """
    named = [value for name, value in values.items() if name is not None]
    return _concentration(pl.Series(named, dtype=pl.Int64), values.get(None, 0), tops)


def _concentration(named: pl.Series, unknown: int, tops: Sequence[int]) -> Concentration | None:
    """Of the values of those that have a name, and of all that have none."""
    whole = int(named.sum()) + unknown
    if whole <= 0:
        return None
    so_far = named.filter(named > 0).sort(descending=True).cum_sum()
    up_to = [0, *so_far.head(max(tops, default=0)).to_list()]
    shares = {top: up_to[min(top, len(up_to) - 1)] / whole for top in tops}
    before_half = so_far.search_sorted(-(-whole // 2))
    half = before_half + 1 if before_half < so_far.len() else None
    return Concentration(whole, so_far.len(), shares, half, unknown / whole)


def _of_buyers(
    facts: Facts, span: Span, cut: Cut, tops: Sequence[int], target: str | None, clock: str | None
) -> tuple[Concentration | None, str | None]:
    """By buyer, whose key holds the shop; in ten-thousandths of the currency."""
    day = SALES_CLOCKS[clock] if clock else PAID_LINES.clock
    lines = rows_of(PAID_LINES.table, facts, cut, PAID_LINES.only, span, day)
    keys = ["customer_key", "currency", *([] if target is None else [day])]
    sums = facts.read(lines.group_by(keys).agg(e4=nw.col("item_amount_e4").sum()))
    sums, code = in_one_currency(sums, ["e4"], day, facts, target)
    e4, is_known = pl.col("e4"), pl.col("customer_key").is_not_null()
    buyers = sums.lazy().group_by("customer_key").agg(e4.sum())
    named, unknown = pl.collect_all(
        [buyers.filter(is_known).select("e4"), sums.lazy().filter(~is_known).select(e4.sum())]
    )
    return _concentration(named["e4"], unknown.item(), tops), code
