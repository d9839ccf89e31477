"""After-sales, in two views that are never mixed.

By order (clock: placed): of what was placed in the period, what came back; settles for weeks. By
refund (clock: refunded): what buyers got back in the period. A refund counts when its status is
completed; what comes back of cancelled orders is a cancellation and in no metric here.
"""

from typing import Final

import narwhals as nw

from metrics.measures import (
    CANCELLED_SALES,
    DELIVERED,
    DELIVERED_ORDERS,
    IS_CANCELLED,
    IS_COUNTED_RETURN,
    IS_REFUND,
    ITEM_SALES,
    PAID_LINES,
    PAID_ORDERS,
    REFUNDED_SALES,
    RETURNS_OF_PLACED,
    count,
    is_true,
    known,
    money,
    units,
)
from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit, total
from metrics.spreads import hours

KIND = nw.col("kind")
STATUS = nw.col("status")
IS_PAID_BACK = IS_COUNTED_RETURN & IS_REFUND

REFUNDED = Rows("returns", "refunded_on", IS_PAID_BACK)
REFUND_TIMES = Rows(
    "returns", "refunded_on", IS_PAID_BACK, distinct=("return_key", "minutes_to_refund")
)
REQUESTED = Rows("returns", "requested_on", IS_COUNTED_RETURN)


def _requests(rows: Rows, where: nw.Expr | None = None) -> Measure:
    """Distinct after-sales requests: one may hold several SKUs."""
    return Measure(rows, Kind.DISTINCT, nw.col("return_key"), where)


def _orders(rows: Rows, where: nw.Expr) -> Measure:
    """Orders by what `returns` says of them."""
    return Measure(rows, Kind.COUNT, where=is_true(where), covered_by=("returns",))


ORDERS = count(PAID_ORDERS)
UNITS_KEPT = units(PAID_LINES, "quantity", ~IS_CANCELLED)
REFUNDS = _requests(REFUNDED)
PAID_BACK = Rows("returns", "refunded_on", IS_PAID_BACK, distinct=("order_key", "is_over_refund"))
APPROVED = Rows("returns", "refunded_on", IS_PAID_BACK, distinct=("order_key", "is_short_refund"))
FAULT_KNOWN = count(PAID_ORDERS, ~IS_CANCELLED | known("cancel_fault"))

METRICS: Final = (
    Metric(
        name="refund_rate",
        label=N_("Refund rate (orders)"),
        meaning=N_(
            "By order: paid, not cancelled orders with a completed refund ÷ paid, not cancelled "
            "orders. Grows for weeks after the period."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(_orders(PAID_ORDERS, nw.col("has_refund") & ~IS_CANCELLED)),
        per=total(count(PAID_ORDERS, ~IS_CANCELLED)),
    ),
    Metric(
        name="refund_rate_units",
        label=N_("Refund rate (units)"),
        meaning=N_("By order: units refunded ÷ units sold, cancelled lines out of both."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(units(RETURNS_OF_PLACED, "counted_units", IS_REFUND)),
        per=total(UNITS_KEPT),
    ),
    Metric(
        name="refund_rate_amount",
        label=N_("Refund rate (amount)"),
        meaning=N_("By order: refunded GMV ÷ (GMV − cancelled GMV)."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(REFUNDED_SALES),
        per=total(ITEM_SALES, less=(CANCELLED_SALES,)),
    ),
    Metric(
        name="refunds",
        label=N_("Refunds paid"),
        meaning=N_("By refund: completed refunds on the day of refund; one may hold several SKUs."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(REFUNDS),
    ),
    Metric(
        name="refund_amount",
        label=N_("Refund amount"),
        meaning=N_("By refund: goods, shipping and tax of completed refunds on the day of refund."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(money(REFUNDED, "refund_e4")),
    ),
    Metric(
        name="requests",
        label=N_("After-sales requests"),
        meaning=N_("Requests opened on the day, whatever became of them."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(_requests(REQUESTED)),
    ),
    Metric(
        name="request_rate",
        label=N_("Request rate"),
        meaning=N_("By order: orders with an after-sales request ÷ orders."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(_orders(PAID_ORDERS, nw.col("has_request") & ~IS_CANCELLED)),
        per=total(ORDERS),
    ),
    Metric(
        name="return_rate",
        label=N_("Return rate"),
        meaning=N_(
            "By order: units of completed returns with refund ÷ units sold, cancelled lines out "
            "of both."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(units(RETURNS_OF_PLACED, "counted_units", IS_REFUND & (KIND == "return"))),
        per=total(UNITS_KEPT),
    ),
    Metric(
        name="refund_only_share",
        label=N_("Refund without return"),
        meaning=N_("By refund: completed refunds without a return ÷ completed refunds."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(_requests(REFUNDED, KIND == "refund")),
        per=total(REFUNDS),
    ),
    Metric(
        name="replacement_rate",
        label=N_("Replacement rate"),
        meaning=N_("By order: orders with an exchange or replacement ÷ orders."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(_orders(PAID_ORDERS, nw.col("has_replacement") & ~IS_CANCELLED)),
        per=total(ORDERS),
    ),
    Metric(
        name="rejected_share",
        label=N_("Requests rejected"),
        meaning=N_("Rejected ÷ closed requests (rejected, withdrawn or completed) of the day."),
        unit=Unit.SHARE,
        better=Better.NEITHER,
        value=total(_requests(REQUESTED, STATUS == "rejected")),
        per=total(_requests(REQUESTED, STATUS.is_in(["rejected", "withdrawn", "completed"]))),
    ),
    Metric(
        name="seller_fault_return_rate",
        label=N_("Seller-fault returns"),
        meaning=N_(
            "Delivered orders with a request for a seller's or carrier's fault ÷ delivered orders, "
            "by the day of delivery. Our grouping of reasons, not TikTok's verdict."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(_orders(DELIVERED_ORDERS, nw.col("has_fault_request"))),
        per=total(DELIVERED),
    ),
    *hours(
        "hours_to_refund",
        (
            N_("Time to refund, mean"),
            N_("Time to refund, median"),
            N_("Time to refund, slowest 10%"),
        ),
        N_("By refund: hours from request to refund."),
        REFUND_TIMES,
        "minutes_to_refund",
        seller_fulfilled=False,
    ),
    Metric(
        name="over_refunds",
        label=N_("Refunds above payment"),
        meaning=N_("By refund: orders whose completed refunds exceed what was paid."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(PAID_BACK, nw.col("is_over_refund"))),
        covers=(count(PAID_BACK, known("is_over_refund")), count(PAID_BACK)),
    ),
    Metric(
        name="short_refunds",
        label=N_("Refunds below approval"),
        meaning=N_(
            "By refund: orders whose completed refunds fall short of what was approved. Only the "
            "Shop API says what was approved."
        ),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(APPROVED, nw.col("is_short_refund"))),
        covers=(count(APPROVED, known("is_short_refund")), count(APPROVED)),
    ),
    Metric(
        name="seller_fault_cancellation_rate",
        label=N_("Seller-fault cancellation"),
        meaning=N_(
            "Orders cancelled for a seller's reason (stock, price, late, by the system) ÷ orders; "
            "cancellations of unknown fault are in neither."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(
            count(PAID_ORDERS, is_true(IS_CANCELLED & (nw.col("cancel_fault") == "seller")))
        ),
        per=total(FAULT_KNOWN),
        covers=(FAULT_KNOWN, ORDERS),
    ),
)
"""In the order of the metric book."""
