"""What statements charge for shipping, by what only orders know: carrier, region, warehouse."""

from collections.abc import Mapping, Sequence
from typing import Final

import narwhals as nw
import polars as pl

from metrics import rates
from metrics.cut import Cut
from metrics.dimensions import value
from metrics.facts import Facts
from metrics.finance import IS_ORDER
from metrics.period import Span
from metrics.values import E4, divided


def shipping_costs(
    facts: Facts,
    span: Span,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str | None]] | None = None,
    currency: str | None = None,
) -> pl.DataFrame:
    """`shipping_cost_per_order` of the statements of `span`: by words of orders, and by currency.

    The words, currency, cost_e4, orders, per_order (in currency units). A cost in another currency
    is converted at the rate of the statement's day; without a rate it is unknown. Statements
    without an order, or whose order isn't loaded, have null in the words.

    Raises MetricError: a word that is no dimension.
    """
    cut = Cut.read(by, where or {})
    words = [value("orders", word).alias(word) for word in by]
    of_shops = nw.col("shop_id").is_in(cut.shops(facts))
    days = nw.col("settled_on").is_in(cut.calendar(span)["on"].to_list())
    charges = facts.table("settlements").filter(of_shops, days, ~nw.col("shipping_e4").is_null())
    asked = _placed_as(charges, facts).filter(of_shops, *cut.filters("orders", facts))
    how = "inner" if set(cut.where_other) - {"shop", "market"} else "left"
    charged = facts.read(
        charges.select(
            "order_key", "settled_on", "currency", "shipping_e4", is_order=IS_ORDER
        ).join(asked.select("order_key", *words), on="order_key", how=how)
    )
    if "market" in by:
        of_shop = pl.col("market").replace_strict(facts.markets, default=None)
        charged = charged.with_columns(of_shop.cast(pl.String))
    own = _converted(charged, facts, currency) if currency else charged
    summed = own.group_by(*by, "currency").agg(
        cost_e4=-_sum("shipping_e4"),
        orders=pl.col("order_key").filter("is_order").n_unique().cast(pl.Int64),
    )
    return summed.with_columns(per_order=_PER_ORDER)


def together(costs: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """`shipping_costs` by fewer of its words: an order has one carrier, region and so on."""
    summed = costs.group_by(*by, "currency").agg(_sum("cost_e4"), pl.col("orders").sum())
    return summed.with_columns(per_order=_PER_ORDER)


_PER_ORDER: Final = divided(pl.col("cost_e4"), E4) / pl.when(pl.col("orders") > 0).then("orders")


def _sum(amount: str) -> pl.Expr:
    """Null where some of it is unknown."""
    return pl.when(pl.col(amount).null_count() == 0).then(pl.col(amount).sum()).alias(amount)


def _placed_as(charges: nw.LazyFrame, facts: Facts) -> nw.LazyFrame:
    """The orders that may have been charged: those placed when the charged ones were."""
    day = nw.col("placed_on")
    of_orders = charges.filter(~nw.col("order_key").is_null())
    ends = facts.read(
        of_orders.select(first=day.min(), last=day.max(), unplaced=day.is_null().any())
    )
    first, last, unplaced = ends.row(0)
    then = day.is_between(first, last)
    return facts.table("orders").filter(then | day.is_null() if unplaced else then)


def _converted(charged: pl.DataFrame, facts: Facts, target: str) -> pl.DataFrame:
    keys = ["currency", "settled_on"]
    pairs = charged.select(keys).unique().with_columns(target=pl.lit(target))
    factors, _reasons = rates.cross_rates(pairs, facts, "currency", "target", "settled_on")
    sums = charged.join(factors.drop("target"), on=keys, how="left")
    money = (pl.col("shipping_e4") * pl.col("factor")).round(mode="half_to_even").cast(pl.Int64)
    return sums.with_columns(shipping_e4=money, currency=pl.lit(target)).drop("factor")
