"""Orders that wait, and orders to check before they are shipped.

What waits is counted as of the period's end, or now: rebuilt from the instants of the orders. What
nobody refreshed for three days is left out and told by the share that the figure covers.
"""

from functools import partial
from typing import Final

import narwhals as nw

from metrics.measures import IS_NORMAL, count, known, own_count
from metrics.metric import N_, Better, Metric, Rows, Unit, total

OPEN: Final = Rows("open_orders", "as_of_on", IS_NORMAL, reads=("orders",))
CHECKED: Final = partial(Rows, "priced_lines", "placed_on", reads=("order_lines", "skus"))
MISMATCHED: Final = CHECKED(distinct=("order_key", "is_off_list"))
BELOW_FLOOR: Final = CHECKED(distinct=("order_key", "is_below_floor"))

IS_FRESH: Final = nw.col("is_fresh")
TO_SHIP: Final = nw.col("state") == "awaiting_shipment"
TO_COLLECT: Final = nw.col("state") == "awaiting_collection"
FILLED: Final = Rows(
    "filled_orders",
    "as_of_on",
    IS_NORMAL & IS_FRESH & TO_SHIP,
    reads=("orders", "order_lines", "stock"),
)


def _waiting(name: str, label: str, meaning: str, where: nw.Expr, which: nw.Expr) -> Metric:
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(own_count(OPEN, IS_FRESH & where)),
        covers=(own_count(OPEN, IS_FRESH & which), own_count(OPEN, which)),
    )


METRICS: Final = (
    _waiting(
        "awaiting_shipment",
        N_("Waiting to ship"),
        N_(
            "Orders paid, not cancelled, not on hold and not yet handed over, as of the end of the "
            "period or now. Seller-fulfilled orders only."
        ),
        TO_SHIP,
        TO_SHIP,
    ),
    _waiting(
        "awaiting_collection",
        N_("Waiting to be collected"),
        N_(
            "Orders ready to ship that the carrier hasn't taken yet, as of the end of the period "
            "or now. Seller-fulfilled orders only."
        ),
        TO_COLLECT,
        TO_COLLECT,
    ),
    _waiting(
        "at_risk_orders",
        N_("About to be late"),
        N_(
            "Orders waiting to ship with less than 24 h to the dispatch deadline. "
            "Seller-fulfilled orders only."
        ),
        TO_SHIP & nw.col("is_at_risk"),
        TO_SHIP,
    ),
    Metric(
        name="oversold_orders",
        label=N_("Oversold orders"),
        meaning=N_(
            "Orders waiting to ship, oldest first, with a line that the stock on hand no longer "
            "covers; unknown without stock on hand. Seller-fulfilled orders only."
        ),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(own_count(FILLED, nw.col("is_oversold"))),
    ),
    Metric(
        name="price_mismatch_orders",
        label=N_("Price mismatches"),
        meaning=N_(
            "Orders with a line whose list price differs from the SKU's listed price on that day; "
            "unknown without the SKU's price history."
        ),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(MISMATCHED, nw.col("is_off_list"))),
        covers=(count(MISMATCHED, known("is_off_list")), count(MISMATCHED)),
    ),
    Metric(
        name="below_floor_orders",
        label=N_("Below floor price"),
        meaning=N_(
            "Orders with a line sold, after seller discount, under the SKU's floor price on that "
            "day; unknown where there is no floor price."
        ),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(BELOW_FLOOR, nw.col("is_below_floor"))),
        covers=(count(BELOW_FLOOR, known("is_below_floor")), count(BELOW_FLOOR)),
    ),
)
"""In the order of the metric book."""
