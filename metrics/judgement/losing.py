"""Orders sold at a loss: those that brought less than they cost, before ads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.finance import PROFIT
from metrics.judgement.money import in_one_currency
from metrics.months import summary
from metrics.period import Span
from metrics.views.profit import profit_lines
from metrics.views.profit_sums import AMOUNTS, at_a_loss
from metrics.views.question import Question

MOST: Final = 10_000


@dataclass(frozen=True, eq=False)
class Losing:
    """`orders` of the `judged` ones are at a loss; `unknown` ones have a line without a cost, list
    price or fees.

    `lost_e4`: currency → what they lost together. `rows`, the greatest loss first (of several
    currencies by its share of the currency's losses), at most `MOST`: order_id, shop, placed_on,
    currency, revenue_e4, net_revenue_e4, cost_e4, kept_e4 (fees and shipping), contribution_e4,
    is_estimated.
    """

    orders: int
    judged: int
    unknown: int
    lost_e4: Mapping[str, int]
    rows: pl.DataFrame


def sold_at_a_loss(
    facts: Facts,
    span: Span,
    where: Mapping[str, Sequence[str | None]] | None = None,
    *,
    currency: str | None = None,
) -> Losing:
    """Of the normal orders placed in `span`: the sum of `margin_before_ads` over an order's lines
    is below 0. Kept to a product, only its lines count. Shops and days that a table of
    `margin_before_ads` doesn't cover are left out. `currency` converts at the rate of the day.

    Raises:
        MetricError: a missing rate.
    """
    cut = Cut.read((), where or {})
    orders = _orders(facts, span, cut)
    losing = orders.drop_nulls("order_key").drop("orders", "known")
    if currency:
        losing, _ = in_one_currency(losing, AMOUNTS, "placed_on", facts, currency)
        losing = losing.with_columns(currency=pl.lit(currency))
    lost = losing.group_by("currency").agg(pl.col("contribution_e4").sum()).sort("currency")
    share = pl.col("contribution_e4") / pl.col("contribution_e4").sum().over("currency")
    worst = losing.sort(share, "order_key", descending=[True, False]).head(MOST)
    judged, known = (int(orders[name].sum()) for name in ("orders", "known"))
    return Losing(
        orders=losing.height,
        judged=judged,
        unknown=judged - known,
        lost_e4={code: -amount for code, amount in lost.iter_rows()},
        rows=_named(worst, facts),
    )


def _orders(facts: Facts, span: Span, cut: Cut) -> pl.DataFrame:
    """`at_a_loss` of the days of the span that are covered."""
    nowhere = nw.col("shop_id").is_in([])
    covered = [_covered(facts, shop, span) for shop in cut.shops(facts)]
    kept = [reduce(or_, covered, nowhere)]
    if cut.where_time:
        kept.append(nw.col("placed_on").is_in(cut.calendar(span)["on"].to_list()))
    held = summary("losses", facts, span, cut)
    if held is not None:
        return nw.from_native(held).filter(*kept).to_native()
    lines = nw.from_native(profit_lines(Question(facts, [span], cut)))
    return at_a_loss(lines.filter(*kept, *cut.filters("profit_lines", facts)).to_native())


def _covered(facts: Facts, shop: str, span: Span) -> nw.Expr:
    days = facts.covers(PROFIT.reads, shop, span)
    inside = nw.col("placed_on").is_between(*days) if days else nw.lit(value=False)
    return (nw.col("shop_id") == shop) & inside


def _named(orders: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The orders in their order, with their ids."""
    keys = orders["order_key"].to_list()
    some = facts.table("orders").filter(nw.col("order_key").is_in(keys))
    ids = facts.read(some.select("order_key", "order_id"))
    named = orders.join(ids, on="order_key", how="left", maintain_order="left")
    return named.rename({"shop_id": "shop"}).drop("order_key")
