"""Parcels and promises: what left and arrived in time, has a number, is stuck, lost or damaged.

What the platform fulfils is left out, unless `fulfilment_type` is asked for. A deadline counts
once it had passed when the order was last seen; orders cancelled before it are not judged by it.
"""

from typing import Final

import narwhals as nw

from metrics.measures import (
    IS_CANCELLED,
    IS_COUNTED_RETURN,
    IS_DELIVERED,
    IS_NORMAL,
    LEFT_UNTIMED,
    SHIPPED_ORDERS,
    is_true,
    known,
    own_count,
)
from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit, total

DISPATCH_DUE: Final = Rows("orders", "dispatch_due_on", IS_NORMAL)
DELIVERY_DUE: Final = Rows("orders", "delivery_due_on", IS_NORMAL)
SHIPPED_RETURNS: Final = Rows("returns", "shipped_on", IS_COUNTED_RETURN)
UNDER_WAY: Final = Rows("parcels", "as_of_on", IS_NORMAL, reads=("orders",))

SHIPPED: Final = own_count(SHIPPED_ORDERS)


def judged(due: str, done: nw.Expr) -> nw.Expr:
    """Orders that a deadline judges: it had passed, and what was done about it is known."""
    passed = nw.col(due) <= nw.col("seen_at")
    never = is_true(nw.col("cancelled_at") <= nw.col(due))
    unknown = (IS_CANCELLED & nw.col("cancelled_at").is_null()) & ~done
    return is_true(passed) & ~never & ~unknown


IS_LATE: Final = nw.col("shipped_at").is_null() | (nw.col("shipped_at") > nw.col("dispatch_by_at"))
DUE_TO_LEAVE: Final = judged("dispatch_by_at", known("shipped_at")) & (
    known("shipped_at") | ~LEFT_UNTIMED
)
IN_TIME: Final = is_true(nw.col("delivered_on") <= nw.col("delivery_due_on"))
DUE_AT_DOOR: Final = judged("delivery_due_at", IS_DELIVERED) & (
    known("delivered_on") | ~IS_DELIVERED
)
IS_LATE_REASON: Final = "late|on time|estimated delivery"
"""What reasons say of parcels that were neither lost nor damaged."""
IS_ONLY_LATE: Final = is_true(nw.col("reason").str.to_lowercase().str.contains(IS_LATE_REASON))
GONE_WRONG: Final = is_true(nw.col("cancel_fault") == "logistics") & ~IS_DELIVERED
LOST_OR_DAMAGED: Final = Measure(
    SHIPPED_RETURNS,
    Kind.DISTINCT,
    nw.col("order_key"),
    is_true(nw.col("fault") == "logistics") & ~IS_ONLY_LATE,
    seller_fulfilled=True,
)

METRICS: Final = (
    Metric(
        name="late_dispatch_rate",
        label=N_("Late dispatch rate"),
        meaning=N_(
            "Shipped after the dispatch deadline, or past it and not shipped ÷ orders due by then. "
            "Seller-fulfilled orders only."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(own_count(DISPATCH_DUE, DUE_TO_LEAVE & IS_LATE)),
        per=total(own_count(DISPATCH_DUE, DUE_TO_LEAVE)),
    ),
    Metric(
        name="on_time_delivery_rate",
        label=N_("On-time delivery"),
        meaning=N_(
            "Delivered by the promised day ÷ orders whose promised day has passed. "
            "Seller-fulfilled orders only."
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(own_count(DELIVERY_DUE, DUE_AT_DOOR & IN_TIME)),
        per=total(own_count(DELIVERY_DUE, DUE_AT_DOOR)),
    ),
    Metric(
        name="valid_tracking_rate",
        label=N_("Tracking id present"),
        meaning=N_(
            "Orders with a tracking id ÷ orders shipped by the seller. Whether it is valid and was "
            "scanned, no file says."
        ),
        unit=Unit.SHARE,
        better=Better.NEITHER,
        value=total(own_count(SHIPPED_ORDERS, is_true(nw.col("tracking_id") != ""))),
        per=total(SHIPPED),
    ),
    Metric(
        name="stuck_parcels",
        label=N_("Stuck in transit"),
        meaning=N_(
            "Shipped, neither delivered nor cancelled, and under way longer than 19 in 20 "
            "parcels of the same shop, carrier and region were. Seller-fulfilled orders only."
        ),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(own_count(UNDER_WAY, nw.col("is_stuck"))),
        covers=(own_count(UNDER_WAY, known("is_stuck")), own_count(UNDER_WAY)),
    ),
    Metric(
        name="problem_parcel_rate",
        label=N_("Lost, damaged, failed"),
        meaning=N_(
            "Orders cancelled under way through the carrier's fault, or with a request because the "
            "parcel was lost, damaged or failed ÷ orders shipped. Seller-fulfilled orders only."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(own_count(SHIPPED_ORDERS, IS_CANCELLED & GONE_WRONG), LOST_OR_DAMAGED),
        per=total(SHIPPED),
    ),
)
"""In the order of the metric book."""
