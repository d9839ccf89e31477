"""Lines of the period beside the price list that was valid when they were placed."""

from typing import Final

import narwhals as nw
import polars as pl

from metrics import rates
from metrics.views.question import Question

HELD = (
    "list_price_e4", "floor_price_e4", "unit_cost_e4", "cost_currency", "freight_e4", "lead_days",
)  # fmt: skip
LINE = (
    "sku_id", "order_key", "placed_on", "line_id", "is_cancelled", "quantity",
    "list_e4", "seller_discount_e4", "item_amount_e4", "unit_cost_e4",
)  # fmt: skip


def price_list(question: Question) -> pl.DataFrame:
    """Rows of `skus` by the day from which they hold; what a later file leaves out stays."""
    key = ("shop_id", "sku_id")
    held = [pl.col(name).forward_fill().over(key, order_by="valid_from") for name in HELD]
    listed = question.table("skus").select(
        *key, "valid_from", *HELD, sku_currency=nw.col("currency")
    )
    return question.read(listed).with_columns(held).sort("valid_from")


def with_costs(rows: pl.DataFrame, question: Question, day: str, *wanted: str) -> pl.DataFrame:
    """`rows`, in their order, with what is wanted of their SKU's price list on their `day`, and
    `cost_rate`: what 1 of the cost is in the row's currency then.

    Null without a rate; why is said among the question's reasons.
    """
    keys = ["shop_id", "sku_id", "currency", day]
    known = on_days(rows.select(keys).unique(), question, day)
    known = known.with_columns(cost_rate=_cost_rates(known, question, day))
    known = known.select(*keys, "cost_rate", *wanted)
    return rows.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")


def on_days(skus: pl.DataFrame, question: Question, day: str) -> pl.DataFrame:
    """What the price list says of each SKU on its day."""
    return skus.sort(day, nulls_last=True).join_asof(
        question.once(price_list),
        left_on=day,
        right_on="valid_from",
        by=["shop_id", "sku_id"],
        strategy="backward",
        check_sortedness=False,
    )


def _cost_rates(priced: pl.DataFrame, question: Question, day: str) -> pl.Series:
    has_cost = pl.any_horizontal(pl.col("unit_cost_e4", "freight_e4").is_not_null())
    cost = pl.when(has_cost).then(pl.coalesce("cost_currency", "sku_currency", "currency"))
    pairs = priced.select(own="currency", cost=pl.coalesce(cost, "currency"), day=day)
    known, missing = rates.cross_rates(pairs.unique(), question.facts, "cost", "own", "day")
    question.reasons.extend(missing)
    return pairs.join(
        known, on=["own", "cost", "day"], how="left", nulls_equal=True, maintain_order="left"
    )["factor"]


SKU_DAY = ["shop_id", "sku_id", "currency", "placed_on"]


def placed_lines(question: Question) -> pl.DataFrame:
    """Lines of normal orders placed in the period, with `sku_day`: where `sku_days` has their SKU.

    What a source said of their cost is `own_cost_e4`; `line` is the place of their id among all.
    """
    lines = question.once(_lines)
    places = question.once(sku_days).select(*SKU_DAY, "sku_day")
    keys = lines.select(SKU_DAY)
    mine = keys.join(places, on=SKU_DAY, how="left", nulls_equal=True, maintain_order="left")
    return lines.with_columns(mine["sku_day"])


def _lines(question: Question) -> pl.DataFrame:
    columns = dict.fromkeys([*question.columns("order_lines"), *LINE])
    is_normal = nw.col("order_kind") == "normal"
    placed = question.table("order_lines").filter(question.inside("placed_on"), is_normal)
    lines = question.read(placed.select(*columns)).rename({"unit_cost_e4": "own_cost_e4"})
    ids = lines["line_id"]
    places = ids.cast(pl.Enum(ids.unique().sort())).to_physical()
    named = "line_id" in question.columns("order_lines")
    return (lines if named else lines.drop("line_id")).with_columns(line=places)


def sku_days(question: Question) -> pl.DataFrame:
    """A row a SKU, currency and day of `placed_lines`: what the price list says of it then."""
    keys = question.once(_lines).select(SKU_DAY).unique()
    return on_days(keys, question, "placed_on").with_row_index("sku_day")


def sku_days_at_cost(question: Question) -> pl.DataFrame:
    """`sku_days` with `cost_rate`."""
    days = question.once(sku_days)
    return days.with_columns(cost_rate=_cost_rates(days, question, "placed_on"))


def of_lines(lines: pl.DataFrame, skus: pl.DataFrame, *wanted: str) -> list[pl.Series]:
    """What `skus` (`sku_days`) say of each of the lines."""
    return [skus[name].gather(lines["sku_day"]) for name in wanted]


PRICES: Final = ("list_price_e4", "floor_price_e4", "sku_currency")
_IN_CURRENCY: Final = pl.col("sku_currency").is_null() | (
    pl.col("sku_currency") == pl.col("currency")
)
_PRICED_UNITS: Final = pl.when(_IN_CURRENCY & (pl.col("quantity") > 0)).then("quantity")
AFTER_DISCOUNT: Final = pl.col("list_e4") - pl.col("seller_discount_e4")
IS_OFF_LIST: Final = pl.col("list_e4") != pl.col("list_price_e4") * _PRICED_UNITS
IS_BELOW_FLOOR: Final = pl.col("floor_price_e4") * _PRICED_UNITS > AFTER_DISCOUNT
"""Of lines with PRICES of their day; null is unknown."""


def judged_lines(question: Question) -> pl.DataFrame:
    """`placed_lines` with list_price_e4, floor_price_e4, `is_off_list` and `is_below_floor`.

    Null is unknown.
    """
    lines = question.once(placed_lines)
    told = lines.with_columns(of_lines(lines, question.once(sku_days), *PRICES))
    return told.with_columns(is_off_list=IS_OFF_LIST, is_below_floor=IS_BELOW_FLOOR)


def priced_lines(question: Question) -> pl.DataFrame:
    """Lines of normal orders placed in the period, with `is_off_list` and `is_below_floor`.

    Of lines of an order that are alike in all that is asked one may stand for the others.
    """
    kept = [*question.columns("priced_lines"), "order_key", "placed_on"]
    priced = judged_lines(question).select(*dict.fromkeys(kept), "is_off_list", "is_below_floor")
    is_other = [pl.col(name).ne_missing(pl.col(name).shift()) for name in priced.columns]
    is_first = pl.int_range(pl.len()) == 0
    return priced.filter(pl.any_horizontal(is_first, *is_other))
