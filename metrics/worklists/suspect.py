"""Orders of a period that can't be right: a SKU nobody knows, an amount that isn't its parts' sum.

Each list has shop_id, order_id, placed_at; money is in `currency`.
"""

from typing import Final

import narwhals as nw
import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.worklists.asked import Where, question
from metrics.worklists.placed import asked_for, lines_of, listed, newest

MINOR_UNIT_E4: Final = 100


def unknown_sku(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Lines of a SKU that isn't in the shop's price list on any day, cancelled ones apart.

    Adds sku_id, quantity, goods_e4. Shops without a price list are left out.
    """
    of = question(facts, span, where)
    lines = of.read(lines_of(of, span))
    known = of.read(of.table("skus").select("shop_id", "sku_id").unique())
    told = lines.join(known.select("shop_id").unique(), on="shop_id", how="semi")
    strange = told.join(known, on=["shop_id", "sku_id"], how="anti")
    return listed(
        strange.rename({"item_amount_e4": "goods_e4"}), of, "sku_id", "quantity", "goods_e4"
    )


def parts_off(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Orders whose amount isn't the sum of its parts, by more than a minor unit.

    Parts: lines + tax + shipping + buyer fees − payment discount (metric book,
    `customer_payment`). Adds order_amount_e4, parts_e4.
    """
    of = question(facts, span, where)
    orders = of.table("orders").filter(
        *asked_for(of, "orders", span), ~nw.col("order_amount_e4").is_null()
    )
    lines = of.table("order_lines").filter(*asked_for(of, "order_lines", span, cut=False))
    off = with_parts(orders, lines).filter(DIFFERS)
    columns = "shop_id order_id placed_at order_amount_e4 parts_e4 currency".split()
    return newest(of.read(off.select(columns)))


def with_parts(orders: nw.LazyFrame, lines: nw.LazyFrame) -> nw.LazyFrame:
    """Orders that have lines, with `parts_e4`: what their parts add up to."""
    goods = lines.group_by("order_key").agg(goods_e4=nw.col("item_amount_e4").sum())
    more = [nw.col(one).fill_null(0) for one in ("tax_e4", "shipping_fee_e4", "buyer_fees_e4")]
    less = nw.col("payment_discount_e4").fill_null(0)
    parts = nw.col("goods_e4") + nw.sum_horizontal(*more) - less
    return orders.join(goods, on="order_key").with_columns(parts_e4=parts)


DIFFERS: Final = (nw.col("order_amount_e4") - nw.col("parts_e4")).abs() > MINOR_UNIT_E4
