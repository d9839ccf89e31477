"""The bridge from list price to net revenue for any part of the sales, and its branch to GMV.

The bridge to the bank follows whole orders; this one follows lines, so it can be kept to a product,
a creator or an hour, be dated by another clock, and be converted. Where every line says its list
price the two agree.
"""

from dataclasses import dataclass
from typing import Final

import narwhals as nw

from metrics.compute import compute_spans
from metrics.cut import Cut
from metrics.errors import MetricError, Reason
from metrics.facts import Facts
from metrics.judgement.bridge import Amounts, gmv_branch, sales_steps
from metrics.judgement.bridge_amounts import NO_LIST, NO_RETURNS
from metrics.judgement.exact import Where
from metrics.judgement.money import currency_error
from metrics.judgement.steps import Step
from metrics.measures import (
    IS_CANCELLED,
    IS_REFUND,
    ITEM_SALES,
    PAID_LINES,
    RETURNS_OF_PLACED,
    money,
)
from metrics.metric import N_, Better, Measure, Metric, Unit, total
from metrics.period import Span
from metrics.sales import HAS_REVENUE, REVENUE, SALES_WITH_REVENUE

CENT: Final = 100
NO_PLATFORM: Final = N_("No line of the period says what the platform paid of its discount.")
NO_PART_BACK: Final = N_("No refund of the period says which part of its lines came back.")
NOT_OF_PART: Final = N_("What was refunded isn't known for a part like this: take a filter back.")


@dataclass(frozen=True)
class SalesBridge:
    """`steps` from list price to net revenue, `branch` from seller revenue to GMV.

    `covers`: the share of GMV in lines that say list price and seller discount, None where none
    does; the GMV of the others stands in the branch's `other`.
    """

    currency: str | None
    steps: tuple[Step, ...]
    branch: tuple[Step, ...]
    covers: float | None


def sales_bridge(
    facts: Facts,
    span: Span,
    where: Where | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
) -> SalesBridge | None:
    """Of the paid orders of `span`; None where it has no known GMV.

    Raises:
        MetricError: several currencies and none to convert to; a word that lines don't have.
    """
    cut = Cut.read([], where or {})
    asked = [one for one in _TOTALS if one.name != "refunded" or cut.missing(one) is None]
    computed = compute_spans(asked, facts, [span], cut, currency=currency, clock=clock)
    if computed.is_split:
        codes = computed.frames[0]["currency"].drop_nulls().unique().sort()
        raise currency_error(codes.to_list())
    found = {row["metric"]: row for row in computed.frames[0].iter_rows(named=True)}
    if found["gmv"]["e4"] is None:
        if computed.notes:
            raise MetricError(*computed.notes)
        return None
    known = {name: row["e4"] for name, row in found.items() if row["e4"] is not None}
    unknown = {"list_sales": NO_LIST, "platform_discount": NO_PLATFORM, "refunded": NO_PART_BACK}
    reasons = {name: Reason(why) for name, why in unknown.items()}
    if why := _no_refunds(facts, span, cut):
        known.pop("refunded", None)
        reasons["refunded"] = why
    amounts = Amounts(computed.currency or "", known, None, reasons)
    covers = found["list_sales"]["covers"]
    if covers is None and "list_sales" in known:
        covers = 1.0
    return SalesBridge(computed.currency, sales_steps(amounts), _branch(amounts), covers)


def _branch(amounts: Amounts) -> tuple[Step, ...]:
    """To GMV, without a rest of less than a hundredth: that is converted amounts being rounded."""
    steps = gmv_branch(amounts)
    return tuple(
        one
        for one in steps
        if one.name != "other" or one.amount_e4 is None or abs(one.amount_e4) >= CENT
    )


def _no_refunds(facts: Facts, span: Span, cut: Cut) -> Reason | None:
    """Why nothing is known of refunds; None where they are loaded for every shop that sold."""
    if cut.missing(_REFUNDED):
        return Reason(NOT_OF_PART)
    sold = [one for one in cut.shops(facts) if facts.covers(["order_lines"], one, span)]
    lacks = [one for one in sold if not facts.covers(["returns"], one, span)]
    return Reason(NO_RETURNS, {"shops": ", ".join(lacks)}) if lacks else None


def _whole(name: str, measure: Measure, covers: tuple[Measure, Measure] | None = None) -> Metric:
    return Metric(
        name=name, label=name, meaning=name, unit=Unit.MONEY, better=Better.NEITHER,
        value=total(measure), covers=covers, redatable=True,
    )  # fmt: skip


def _both(column: str) -> nw.Expr:
    """The amount of lines that say list price and discount; unknown of the others."""
    return nw.when(HAS_REVENUE).then(nw.col(column))


_REFUNDED: Final = _whole("refunded", money(RETURNS_OF_PLACED, "counted_revenue_e4", IS_REFUND))
_TOTALS: Final = (
    _whole("list_sales", money(PAID_LINES, _both("list_e4")), (SALES_WITH_REVENUE, ITEM_SALES)),
    _whole("seller_discount", money(PAID_LINES, _both("seller_discount_e4"))),
    _whole("cancelled", money(PAID_LINES, REVENUE, IS_CANCELLED)),
    _REFUNDED,
    _whole("platform_discount", money(PAID_LINES, "platform_discount_e4")),
    _whole("gmv", ITEM_SALES),
)
