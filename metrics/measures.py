"""Rows and measures that metrics of several subjects share, and short ways to write more."""

from dataclasses import replace

import narwhals as nw

from metrics.dimensions import LINE_WORDS
from metrics.metric import Kind, Measure, Rows

IS_NORMAL = nw.col("order_kind") == "normal"
IS_CANCELLED = nw.col("is_cancelled")
IS_COUNTED_RETURN = IS_NORMAL & ~IS_CANCELLED
IS_COMPLETED = nw.col("status") == "completed"
IS_REFUNDED = IS_COMPLETED & nw.col("kind").is_in(["refund", "return"])
"""An exchange brings goods, and no money back: nothing of it is counted."""

PAID_ORDERS = Rows("orders", "placed_on", IS_NORMAL)
PAID_LINES = Rows("order_lines", "placed_on", IS_NORMAL)
SHIPPED_ORDERS = Rows("orders", "shipped_on", IS_NORMAL)
DELIVERED_ORDERS = Rows("orders", "delivered_on", IS_NORMAL)
ADS = Rows("ad_performance", "date", nw.col("counts"))
NET_AD_COST = nw.coalesce("net_cost_e4", "cost_e4")
RETURNS_OF_PLACED = Rows("returns", "placed_on", IS_COUNTED_RETURN)


def known(*columns: str) -> nw.Expr:
    """Rows in which all these columns are known."""
    return nw.all_horizontal(*(~nw.col(column).is_null() for column in columns), ignore_nulls=False)


def is_true(flag: nw.Expr) -> nw.Expr:
    """The flag, where null counts as false."""
    return flag.fill_null(value=False)


def count(rows: Rows, where: nw.Expr | None = None) -> Measure:
    """How many rows."""
    return Measure(rows, Kind.COUNT, where=where)


def own_count(rows: Rows, where: nw.Expr | None = None) -> Measure:
    """How many rows, without what the platform fulfils."""
    return replace(count(rows, where), seller_fulfilled=True)


def units(rows: Rows, column: str, where: nw.Expr | None = None) -> Measure:
    """The sum of a column that isn't money."""
    return Measure(rows, Kind.SUM, nw.col(column), where)


def money(
    rows: Rows, value: str | nw.Expr, where: nw.Expr | None = None, *covered_by: str
) -> Measure:
    """The sum of an amount in ten-thousandths."""
    value = nw.col(value) if isinstance(value, str) else value
    return Measure(rows, Kind.SUM, value, where, money=True, covered_by=covered_by)


def orders_where(where: nw.Expr | None = None) -> Measure:
    """Paid orders; by a dimension of lines, the orders with such a line."""
    by_line = Measure(PAID_LINES, Kind.DISTINCT, nw.col("order_key"), where)
    return Measure(PAID_ORDERS, Kind.COUNT, where=where, finer=((LINE_WORDS, by_line),))


def buyers_where(where: nw.Expr | None = None) -> Measure:
    """Distinct buyers of paid orders; unknown buyers are not counted."""
    key = nw.col("customer_key")
    by_line = Measure(PAID_LINES, Kind.DISTINCT, key, where)
    return Measure(PAID_ORDERS, Kind.DISTINCT, key, where, finer=((LINE_WORDS, by_line),))


ORDERS = orders_where()
ITEM_SALES = money(PAID_LINES, "item_amount_e4")
CANCELLED_SALES = money(PAID_LINES, "item_amount_e4", IS_CANCELLED)
REFUNDED_SALES = money(RETURNS_OF_PLACED, "counted_goods_e4", IS_REFUNDED)
DELIVERED = count(DELIVERED_ORDERS)

IS_SHIPPED = known("shipped_on")
IS_DELIVERED = known("delivered_on") | is_true(nw.col("status").is_in(["delivered", "completed"]))
IS_FINAL = IS_DELIVERED | IS_CANCELLED
IS_COD = nw.col("is_cod")
LEFT_UNTIMED = known("shipped_on") | is_true(
    nw.col("status").is_in(["in_transit", "delivered", "completed"])
)
"""Shipped for all we know, should the time be unknown."""
