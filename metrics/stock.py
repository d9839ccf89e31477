"""Stock, as of the last snapshot at or before the period's end (or now).

What sells is the mean of the days on which a SKU was in stock, of the last 28.
"""

from fractions import Fraction
from typing import Final

import narwhals as nw

from metrics.measures import count, known, money, units
from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit, total

IN_WAREHOUSES: Final = Rows("stock_held", "as_of_on", reads=("stock",))
BY_SKU: Final = Rows("stock_by_sku", "as_of_on", reads=("stock", "order_lines"))
AT_COST: Final = Rows("stock_at_cost", "as_of_on", reads=("stock", "order_lines", "skus"))

AVAILABLE: Final = nw.col("available")
HAS_PACE: Final = known("available", "pace_e6")
IS_DEAD: Final = nw.col("is_dead")

METRICS: Final = (
    Metric(
        name="stock_units",
        label=N_("Stock"),
        meaning=N_("Units available in the last snapshot of each SKU and warehouse."),
        unit=Unit.COUNT,
        better=Better.NEITHER,
        value=total(units(IN_WAREHOUSES, "available")),
    ),
    Metric(
        name="stock_cover_days",
        label=N_("Days of cover"),
        meaning=N_(
            "Units available ÷ mean daily units sold over the days in stock of the last 28, of "
            "SKUs for which both are known."
        ),
        unit=Unit.DAYS,
        better=Better.NEITHER,
        value=total(units(BY_SKU, "available", HAS_PACE)),
        per=total(units(BY_SKU, "pace_e6", HAS_PACE)),
        scale=Fraction(1_000_000),
        covers=(units(BY_SKU, "available", HAS_PACE), units(BY_SKU, "available")),
    ),
    Metric(
        name="out_of_stock_skus",
        label=N_("Out of stock"),
        meaning=N_("SKUs sold in the last 28 days with nothing available."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        value=total(count(BY_SKU, (AVAILABLE <= 0) & nw.col("has_sold"))),
    ),
    Metric(
        name="stockout_loss",
        label=N_("Lost to stock-outs"),
        meaning=N_(
            "An estimate: days without stock, of the last 28 × mean daily GMV of the SKU's days "
            "in stock."
        ),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(money(BY_SKU, "lost_e4")),
    ),
    Metric(
        name="reorder_by",
        label=N_("Reorder by"),
        meaning=N_(
            "The day on which what is available and inbound runs out, less the lead days: of "
            "several SKUs the earliest."
        ),
        unit=Unit.DATE,
        better=Better.NEITHER,
        value=total(Measure(AT_COST, Kind.LEAST, nw.col("reorder_by"))),
        covers=(count(AT_COST, known("reorder_by")), count(AT_COST)),
    ),
    Metric(
        name="dead_stock_value",
        label=N_("Dead stock"),
        meaning=N_("Stock at cost of SKUs that sold nothing for 90 days."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(money(AT_COST, "cost_e4", IS_DEAD)),
    ),
)
"""In the order of the metric book."""
