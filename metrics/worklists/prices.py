"""Lines placed in a period whose price isn't what the price list says.

Columns: shop_id, order_id, sku_id, placed_at, quantity, price_e4 (of all units: at list price, or
after seller discount), listed_e4 (what it should be, or the floor), currency. A line a row.
"""

from typing import Final

import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.views.prices import judged_lines
from metrics.worklists.asked import Where, kept, question, with_orders

COLUMNS: Final = (
    "shop_id", "order_id", "sku_id", "placed_at", "quantity", "price_e4", "listed_e4", "currency",
)  # fmt: skip
LIST: Final = pl.col("list_e4")
AFTER_DISCOUNT: Final = LIST - pl.col("seller_discount_e4")


def below_floor(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Sold, after seller discount, under the SKU's floor price of the day: the newest first."""
    return _lines(facts, span, where, "is_below_floor", AFTER_DISCOUNT, "floor_price_e4")


def off_list(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Another list price than the SKU's listed price of the day: the newest first."""
    return _lines(facts, span, where, "is_off_list", LIST, "list_price_e4")


def _lines(
    facts: Facts, span: Span, where: Where | None, flag: str, price: pl.Expr, listed: str
) -> pl.DataFrame:
    of = question(facts, span, where)
    rows = kept(judged_lines(of), "priced_lines", of).filter(flag)
    if of.cut.where_time:
        rows = rows.filter(pl.col("placed_on").is_in(of.cut.calendar(span)["on"].to_list()))
    told = rows.with_columns(price_e4=price, listed_e4=pl.col(listed) * pl.col("quantity"))
    newest = with_orders(told, of, "order_id", "placed_at")
    return newest.sort("placed_at", "order_id", "sku_id", descending=[True, False, False]).select(
        COLUMNS
    )
