"""Lines placed in a period whose price isn't what the price list says.

Columns: shop_id, order_id, sku_id, placed_at, quantity, price_e4 (of all units: at list price, or
after seller discount), listed_e4 (what it should be, or the floor), currency. A line a row.
"""

from typing import Final

import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.views.prices import AFTER_DISCOUNT, IS_BELOW_FLOOR, IS_OFF_LIST, PRICES, on_days
from metrics.views.question import Question
from metrics.views.stock import SOLD
from metrics.worklists.asked import Where, question, with_orders
from metrics.worklists.placed import LINE, asked_for, newest

COLUMNS: Final = (
    "shop_id", "order_id", "sku_id", "placed_at", "quantity", "price_e4", "listed_e4", "currency",
)  # fmt: skip
SKU_DAY: Final = ["shop_id", "sku_id", "placed_on"]


def below_floor(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Sold, after seller discount, under the SKU's floor price of the day: the newest first."""
    return _lines(facts, span, where, IS_BELOW_FLOOR, AFTER_DISCOUNT, "floor_price_e4")


def off_list(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Another list price than the SKU's listed price of the day: the newest first."""
    return _lines(facts, span, where, IS_OFF_LIST, pl.col("list_e4"), "list_price_e4")


def _lines(
    facts: Facts, span: Span, where: Where | None, flag: pl.Expr, price: pl.Expr, listed: str
) -> pl.DataFrame:
    of = question(facts, span, where)
    lines = of.table("order_lines").filter(*asked_for(of, "order_lines", span)).select(LINE)
    priced = _prices(of).filter(pl.col(listed).is_not_null())
    judged = facts.lazy(lines).join(priced.lazy(), on=SKU_DAY).filter(flag)
    rows = judged.with_columns(
        price_e4=price, listed_e4=pl.col(listed) * pl.col("quantity")
    ).collect()
    found = with_orders(rows, of, "order_id", "placed_at")
    return newest(found, "sku_id", "quantity", "price_e4").select(COLUMNS)


def _prices(of: Question) -> pl.DataFrame:
    """What the price list says of each SKU that was sold, on the days on which it was."""
    sold = of.kept(SOLD, of.inside("placed_on")).select(SKU_DAY).unique()
    return on_days(of.read(sold), of, "placed_on").select(*SKU_DAY, *PRICES)
