"""Orders of a period whose price or quantity is out of line with what is usual of the SKU.

Each list has shop_id, order_id, placed_at, sku_id, quantity; money is in `currency`. Cancelled
orders and lines are in none.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.apart import TIMES as SEEN
from metrics.apart import placed
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
MOST: Final = 0.95
OFF_PRICE: Final = 2
MIDDLE: Final = 0.5


def odd_quantity(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Orders with 5 units of a SKU or more, and over 3 times what 19 in 20 orders with it hold.

    Adds sku_id, quantity, usual (the 95th percentile of the last 90 days). A SKU with fewer than 20
    lines in that time isn't judged.
    """
    of = question(facts, span, where)
    keys, units = ["shop_id", "order_key", "sku_id"], nw.col("quantity").sum()
    lines = lines_of(of, span).join(_large_orders(of, span), on="order_key", how="semi")
    summed = lines.group_by(keys).agg(nw.col("placed_on", "currency").min(), units)
    large = of.read(summed.filter(nw.col("quantity") >= FEWEST))
    skus = large["sku_id"].unique().to_list()
    before = _before(of, span).filter(nw.col("sku_id").is_in(skus)).group_by(keys).agg(units)
    sku = ["shop_id", "sku_id"]
    counted = of.read(before.group_by(*sku, "quantity").agg(nw.len().alias(SEEN)))
    judged = large.join(_usual(counted, sku, "quantity", MOST), on=sku)
    many = judged.filter(pl.col("quantity") > TIMES * pl.col("usual"))
    return listed(many, of, "sku_id", "quantity", "usual")


def odd_price(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Lines whose unit price, after seller discount, is under half or over twice the SKU's usual.

    Adds sku_id, quantity, price_e4 (of one unit), usual_e4 (the median of the last 90 days, in the
    line's currency). A SKU with fewer than 20 lines in that time isn't judged.
    """
    of = question(facts, span, where)
    sku = ["shop_id", "sku_id", "currency"]
    before, lines = (_priced(facts.lazy(some)) for some in (_before(of, span), lines_of(of, span)))
    counted = before.group_by(*sku, "price").agg(pl.len().alias(SEEN)).collect()
    judged = lines.join(_usual(counted, sku, "price", MIDDLE).lazy(), on=sku)
    low, high = pl.col("usual") / OFF_PRICE, pl.col("usual") * OFF_PRICE
    off = judged.filter((pl.col("price") < low) | (pl.col("price") > high)).collect()
    told = off.with_columns(
        price_e4=pl.col("price").round(mode="half_to_even").cast(pl.Int64),
        usual_e4=pl.col("usual").round(mode="half_to_even").cast(pl.Int64),
    )
    return listed(told, of, "sku_id", "quantity", "price_e4", "usual_e4")


def _large_orders(of: Question, span: Span) -> nw.LazyFrame:
    """Orders placed in the span whose lines may hold so many units of a SKU."""
    units = nw.col("units")
    placed = nw.col("placed_on").is_between(span.first, span.last)
    large = of.table("orders").filter(placed, units.is_null() | (units >= FEWEST))
    return large.select("order_key")


def _priced(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Lines with the `price` of one unit, where that is known."""
    price = (pl.col("list_e4") - pl.col("seller_discount_e4")) / pl.col("quantity")
    priced = lines.filter(pl.col("quantity") > 0).with_columns(price=price)
    return priced.filter(pl.col("price").is_not_null())


def _before(of: Question, span: Span) -> nw.LazyFrame:
    """All lines of the shops in the 90 days up to the end of the span: what is usual."""
    day = nw.col("placed_on").is_between(span.last - USUAL_WITHIN + timedelta(days=1), span.last)
    shops = nw.col("shop_id").is_in(of.cut.shops(of.facts))
    lines = of.table("order_lines").filter(day, IS_NORMAL, shops, ~nw.col("is_cancelled"))
    return lines.select(LINE)


def _usual(counted: pl.DataFrame, groups: Sequence[str], value: str, share: float) -> pl.DataFrame:
    """`usual`: the value below which so many of a group's are, where enough of them are known."""
    enough = counted.filter(pl.col(SEEN).sum().over(groups) >= ENOUGH)
    return placed(enough, groups, value, share).rename({value: "usual"})
