"""Intake and fulfilment: cancelled, shipped, delivered, and how fast.

From shipping on, what the platform fulfils is left out, unless `fulfilment_type` is asked for.
Cancellations and fees are of all orders.
"""

from typing import Final

import narwhals as nw

from metrics import finance, parcels, waiting
from metrics.measures import (
    DELIVERED_ORDERS,
    IS_CANCELLED,
    IS_COD,
    IS_DELIVERED,
    IS_FINAL,
    IS_SHIPPED,
    LEFT_UNTIMED,
    PAID_ORDERS,
    SHIPPED_ORDERS,
    count,
    is_true,
    known,
    money,
    own_count,
)
from metrics.metric import N_, Better, Measure, Metric, Unit, total
from metrics.spreads import hours

ORDERS = count(PAID_ORDERS)
SHIPPED = own_count(SHIPPED_ORDERS)
SHIPPED_FINAL = own_count(SHIPPED_ORDERS, IS_FINAL)
COD_FINAL = own_count(SHIPPED_ORDERS, IS_COD & IS_FINAL)
FEE_KNOWN = count(PAID_ORDERS, known("original_shipping_fee_e4"))


def shipped_within(hours: int, label: str, meaning: str) -> Metric:
    """Shipped within so many hours ÷ orders seen for so long and not cancelled within it.

    An order of which the shipping or cancelling time is unknown is in neither.
    """
    limit = hours * 60
    to_ship, to_cancel = nw.col("minutes_to_ship"), nw.col("minutes_to_cancel")
    unknown = to_ship.is_null() & (LEFT_UNTIMED | (IS_CANCELLED & to_cancel.is_null()))
    due = (nw.col("minutes_seen") >= limit) & ~is_true(to_cancel < limit) & ~unknown
    return Metric(
        name=f"shipped_within_{hours}h",
        label=label,
        meaning=meaning,
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(own_count(PAID_ORDERS, due & is_true(to_ship <= limit))),
        per=total(own_count(PAID_ORDERS, due)),
    )


def _timed(column: str) -> tuple[Measure, Measure]:
    """Orders that have the time, of those that have it or may still get it."""
    return own_count(PAID_ORDERS, known(column)), own_count(
        PAID_ORDERS, known(column) | ~IS_CANCELLED
    )


INTAKE: Final = (
    Metric(
        name="cancelled_orders",
        label=N_("Cancelled orders"),
        meaning=N_("Paid orders that are wholly cancelled."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(PAID_ORDERS, IS_CANCELLED)),
    ),
    Metric(
        name="cancellation_rate",
        label=N_("Cancellation rate"),
        meaning=N_("Wholly cancelled paid orders ÷ orders."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(count(PAID_ORDERS, IS_CANCELLED)),
        per=total(ORDERS),
    ),
    Metric(
        name="cancelled_before_shipping",
        label=N_("Cancelled before shipping"),
        meaning=N_("Wholly cancelled paid orders without a shipped time."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(PAID_ORDERS, IS_CANCELLED & ~IS_SHIPPED)),
    ),
    Metric(
        name="cancelled_after_shipping",
        label=N_("Cancelled after shipping"),
        meaning=N_("Wholly cancelled paid orders with a shipped time."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(PAID_ORDERS, IS_CANCELLED & IS_SHIPPED)),
    ),
    Metric(
        name="cod_rejection_rate",
        label=N_("COD rejection"),
        meaning=N_(
            "Cash-on-delivery orders shipped, then refused or undeliverable ÷ those shipped with a "
            "final outcome. Beside it, the share that has one. Seller-fulfilled orders only."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(own_count(SHIPPED_ORDERS, IS_COD & IS_CANCELLED & ~IS_DELIVERED)),
        per=total(COD_FINAL),
        covers=(COD_FINAL, own_count(SHIPPED_ORDERS, IS_COD)),
    ),
    Metric(
        name="delivery_success_rate",
        label=N_("Delivered share"),
        meaning=N_(
            "Delivered ÷ shipped with a final outcome. Beside it, the share that has one. "
            "Seller-fulfilled orders only."
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(own_count(SHIPPED_ORDERS, IS_DELIVERED)),
        per=total(SHIPPED_FINAL),
        covers=(SHIPPED_FINAL, SHIPPED),
    ),
)
TIMES: Final = (
    *hours(
        "hours_to_ready",
        (
            N_("Time to ready, mean"),
            N_("Time to ready, median"),
            N_("Time to ready, slowest 10%"),
        ),
        N_("Hours from placed to ready to ship. Seller-fulfilled orders only."),
        PAID_ORDERS,
        "minutes_to_ready",
        _timed("minutes_to_ready"),
    ),
    *hours(
        "fulfilment_hours",
        (
            N_("Fulfilment time, mean"),
            N_("Fulfilment time, median"),
            N_("Fulfilment time, slowest 10%"),
        ),
        N_(
            "Hours from placed to shipped; orders not shipped yet are not in it. Seller-fulfilled "
            "orders only."
        ),
        PAID_ORDERS,
        "minutes_to_ship",
        _timed("minutes_to_ship"),
    ),
    shipped_within(
        24,
        N_("Shipped in 24 h"),
        N_(
            "Shipped within 24 h ÷ orders placed at least 24 h ago and not cancelled within it. "
            "Seller-fulfilled orders only."
        ),
    ),
    shipped_within(
        48,
        N_("Shipped in 48 h"),
        N_(
            "Shipped within 48 h ÷ orders placed at least 48 h ago and not cancelled within it. "
            "Seller-fulfilled orders only."
        ),
    ),
    *hours(
        "transit_hours",
        (N_("Transit time, mean"), N_("Transit time, median"), N_("Transit time, slowest 10%")),
        N_(
            "Hours from shipped to delivered, by the day of delivery. Seller-fulfilled orders only."
        ),
        DELIVERED_ORDERS,
        "minutes_in_transit",
    ),
    *hours(
        "delivery_hours",
        (N_("Order to door, mean"), N_("Order to door, median"), N_("Order to door, slowest 10%")),
        N_("Hours from placed to delivered, by the day of delivery. Seller-fulfilled orders only."),
        DELIVERED_ORDERS,
        "minutes_to_deliver",
    ),
    Metric(
        name="shipped_orders",
        label=N_("Shipped"),
        meaning=N_("Orders shipped on the day. Seller-fulfilled orders only."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(SHIPPED),
    ),
    Metric(
        name="delivered_orders",
        label=N_("Delivered"),
        meaning=N_("Orders delivered on the day. Seller-fulfilled orders only."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(own_count(DELIVERED_ORDERS)),
    ),
)
FEES: Final = (
    Metric(
        name="shipping_fee_per_order",
        label=N_("Buyer shipping per order"),
        meaning=N_("Shipping that buyers are charged before discounts ÷ orders; not a cost."),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(money(PAID_ORDERS, "original_shipping_fee_e4")),
        per=total(FEE_KNOWN),
        covers=(FEE_KNOWN, ORDERS),
    ),
    finance.SHIPPING_COST_PER_ORDER,
)
METRICS: Final = (*INTAKE, *waiting.METRICS, *TIMES, *parcels.METRICS, *FEES)
"""In the order of the metric book."""
