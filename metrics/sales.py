"""Sales: what was sold, by the day the order was placed."""

import narwhals as nw

from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit

IS_NORMAL = nw.col("order_kind") == "normal"

PAID_ORDERS = Rows("orders", "placed_on", IS_NORMAL)
PAID_LINES = Rows("order_lines", "placed_on", IS_NORMAL)

ITEM_SALES = Measure(PAID_LINES, Kind.SUM, nw.col("item_amount_e4"), money=True)
ORDERS_ON_LINES = Measure(PAID_LINES, Kind.DISTINCT, nw.col("order_key"))
PLACED_ORDERS = Measure(PAID_ORDERS, Kind.COUNT, by_line=ORDERS_ON_LINES)

GMV = Metric(
    name="gmv",
    label=N_("GMV (goods)"),
    meaning=N_("Line amounts."),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    value=((1, ITEM_SALES),),
    redatable=True,
)
ORDERS = Metric(
    name="orders",
    label=N_("Orders"),
    meaning=N_("Paid orders; one order counts once whatever it holds."),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    value=((1, PLACED_ORDERS),),
    redatable=True,
)
AOV = Metric(
    name="aov",
    label=N_("Average order value"),
    meaning=N_("GMV ÷ orders."),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    value=((1, ITEM_SALES),),
    per=((1, PLACED_ORDERS),),
    redatable=True,
)
METRICS = (GMV, ORDERS, AOV)
