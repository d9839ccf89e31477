"""Orders of a period whose price or quantity is out of line with what is usual of the SKU.

Each list has shop_id, order_id, placed_at, sku_id, quantity; money is in `currency`. Cancelled
orders and lines are in none.
"""

from datetime import timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.facts import Facts
from metrics.measures import IS_NORMAL
from metrics.period import Span
from metrics.views.question import Question
from metrics.worklists.asked import Where, question
from metrics.worklists.placed import LINE, lines_of, listed

USUAL_WITHIN: Final = timedelta(days=90)
"""Days up to the end of the period from which is taken what is usual of a SKU."""
ENOUGH: Final = 20
"""Lines of a SKU below which nothing is called usual."""
FEWEST: Final = 5
TIMES: Final = 3
OFF_PRICE: Final = 2


def odd_quantity(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Orders with 5 units of a SKU or more, and over 3 times what 19 in 20 orders with it hold.

    Adds sku_id, quantity, usual (the 95th percentile of the last 90 days). A SKU with fewer than 20
    lines in that time isn't judged.
    """
    of = question(facts, span, where)
    keys = ["shop_id", "order_key", "sku_id"]
    each = [pl.col("placed_on", "currency").first(), pl.col("quantity").sum()]
    orders = lines_of(of, span).group_by(keys).agg(each)
    before = _before(of, span).group_by(keys).agg(pl.col("quantity").sum())
    p95 = pl.col("quantity").quantile(0.95, interpolation="linear")
    judged = orders.join(_usual(before, p95), on=["shop_id", "sku_id"])
    many = (pl.col("quantity") >= FEWEST) & (pl.col("quantity") > TIMES * pl.col("usual"))
    return listed(judged.filter(many), of, "sku_id", "quantity", "usual")


def odd_price(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Lines whose unit price, after seller discount, is under half or over twice the SKU's usual.

    Adds sku_id, quantity, price_e4 (of one unit), usual_e4 (the median of the last 90 days, in the
    line's currency). A SKU with fewer than 20 lines in that time isn't judged.
    """
    of = question(facts, span, where)
    price = (pl.col("list_e4") - pl.col("seller_discount_e4")) / pl.col("quantity")
    priced = pl.col("quantity") > 0
    lines = lines_of(of, span).filter(priced).with_columns(price=price)
    before = _before(of, span).filter(priced).with_columns(price=price).drop_nulls("price")
    usual = _usual(before, pl.col("price").median(), "currency")
    judged = lines.join(usual, on=["shop_id", "sku_id", "currency"])
    low, high = pl.col("usual") / OFF_PRICE, pl.col("usual") * OFF_PRICE
    off = judged.filter((pl.col("price") < low) | (pl.col("price") > high)).with_columns(
        price_e4=pl.col("price").round(mode="half_to_even").cast(pl.Int64),
        usual_e4=pl.col("usual").round(mode="half_to_even").cast(pl.Int64),
    )
    return listed(off, of, "sku_id", "quantity", "price_e4", "usual_e4")


def _before(of: Question, span: Span) -> pl.DataFrame:
    """All lines of the shops in the 90 days up to the end of the span: what is usual."""
    day = nw.col("placed_on").is_between(span.last - USUAL_WITHIN + timedelta(days=1), span.last)
    shops = nw.col("shop_id").is_in(of.cut.shops(of.facts))
    lines = of.table("order_lines").filter(day, IS_NORMAL, shops, ~nw.col("is_cancelled"))
    return of.read(lines.select(LINE))


def _usual(before: pl.DataFrame, what: pl.Expr, *also: str) -> pl.DataFrame:
    grouped = before.group_by("shop_id", "sku_id", *also).agg(usual=what, known=pl.len())
    return grouped.filter(pl.col("known") >= ENOUGH).drop("known")
