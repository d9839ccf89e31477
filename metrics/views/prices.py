"""Lines of the period beside the price list that was valid when they were placed."""

import narwhals as nw
import polars as pl

from metrics import rates
from metrics.dimensions import DIMENSIONS
from metrics.views.question import Question

HELD = (
    "list_price_e4", "floor_price_e4", "unit_cost_e4", "cost_currency", "freight_e4", "lead_days",
)  # fmt: skip
COLUMNS = list(dict.fromkeys([*DIMENSIONS["order_lines"].values(), "order_key", "order_kind"]))
AMOUNTS = ("quantity", "list_e4", "seller_discount_e4", "item_amount_e4")


def price_list(question: Question) -> pl.DataFrame:
    """Rows of `skus` by the day from which they hold; what a later file leaves out stays."""
    key = ("shop_id", "sku_id")
    held = [pl.col(name).forward_fill().over(key, order_by="valid_from") for name in HELD]
    listed = question.table("skus").select(
        *key, "valid_from", *HELD, sku_currency=nw.col("currency")
    )
    return question.read(listed).with_columns(held).sort("valid_from")


def with_prices(rows: pl.DataFrame, prices: pl.DataFrame, day: str) -> pl.DataFrame:
    """`rows` with what their SKU's price list says on their `day`."""
    return rows.sort(day, nulls_last=True).join_asof(
        prices,
        left_on=day,
        right_on="valid_from",
        by=["shop_id", "sku_id"],
        strategy="backward",
        check_sortedness=False,
    )


def cost_rates(priced: pl.DataFrame, question: Question, day: str) -> pl.Series:
    """What 1 of each row's cost is in the row's currency, on its day; null without a rate."""
    has_cost = pl.any_horizontal(pl.col("unit_cost_e4", "freight_e4").is_not_null())
    cost = pl.when(has_cost).then(pl.coalesce("cost_currency", "sku_currency", "currency"))
    pairs = priced.select(own="currency", cost=pl.coalesce(cost, "currency"), day=day)
    known, missing = rates.cross_rates(pairs.unique(), question.facts, "cost", "own", "day")
    question.reasons.extend(missing)
    return pairs.join(known, on=["own", "cost", "day"], how="left", maintain_order="left")["factor"]


def priced_lines(question: Question) -> pl.DataFrame:
    """Lines placed in the period, with `is_off_list` and `is_below_floor`; null is unknown."""
    lines = question.read(
        question.table("order_lines")
        .filter(question.inside("placed_on"))
        .select(*COLUMNS, "placed_on", *AMOUNTS)
    )
    priced = with_prices(lines, question.once(price_list), "placed_on")
    same = pl.col("sku_currency").is_null() | (pl.col("sku_currency") == pl.col("currency"))
    quantity = pl.when(same & (pl.col("quantity") > 0)).then("quantity")
    after_discount = pl.col("list_e4") - pl.col("seller_discount_e4")
    return priced.with_columns(
        is_off_list=pl.col("list_e4") != pl.col("list_price_e4") * quantity,
        is_below_floor=after_discount < pl.col("floor_price_e4") * quantity,
    )
