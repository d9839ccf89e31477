"""Lines of the period with what they bring: revenue less cost, shipping and fees.

What an order's statements keep (fees and shipping) is shared among its lines by their revenue, to
the last ten-thousandth.
"""

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from metrics.views.finance import share_of_revenue
from metrics.views.prices import AMOUNTS, COLUMNS, cost_rates, price_list, with_prices
from metrics.views.question import Question

KEPT = nw.col("fees_e4") * -1 - nw.col("shipping_e4").fill_null(0)
"""What a row of a statement keeps; costs are negative there."""
OF_SKU = ["order_key", "sku_id"]
OWN = ("line_id", "is_cancelled", "unit_cost_e4")


def profit_lines(question: Question) -> pl.DataFrame:
    """Lines of normal orders placed in the period.

    revenue_e4 (after seller discount), net_revenue_e4 (less cancelled and refunded), cost_e4
    (landed, of units not back in stock), kept_e4 (fees and shipping; `is_estimated` until there is
    a statement), contribution_e4. Null is unknown.
    """
    lines = question.read(
        _lines(question).select(*dict.fromkeys([*COLUMNS, *AMOUNTS, *OWN, "placed_on"]))
    ).rename({"unit_cost_e4": "own_cost_e4"})
    lines = lines.with_columns(revenue_e4=pl.col("list_e4") - pl.col("seller_discount_e4"))
    lines = _with_returns(lines, question)
    net = pl.when("is_cancelled").then(0).otherwise(pl.col("revenue_e4") - pl.col("refunded"))
    lines = _with_cost(lines.with_columns(net_revenue_e4=net), question)
    lines = _with_kept(lines, question)
    contribution = pl.col("net_revenue_e4") - pl.col("cost_e4") - pl.col("kept_e4")
    return lines.with_columns(contribution_e4=contribution)


def _lines(question: Question) -> nw.LazyFrame:
    lines = question.table("order_lines")
    return lines.filter(question.inside("placed_on"), nw.col("order_kind") == "normal")


def _with_returns(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds `refunded` revenue and `back` (units in stock again), on the first line of a SKU that
    isn't cancelled.
    """
    came_back = nw.when(nw.col("kind") == "return").then(nw.col("counted_units"))
    back = question.read(
        question.table("returns")
        .filter(question.inside("placed_on"), nw.col("status") == "completed")
        .filter(~nw.col("is_cancelled"), ~nw.col("order_key").is_null())
        .with_columns(came_back=came_back)
        .group_by(OF_SKU)
        .agg(refunded=nw.col("counted_revenue_e4").sum(), back=nw.col("came_back").sum())
    )
    place = pl.struct("is_cancelled", "line_id").rank("ordinal")
    numbered = lines.with_columns(of_sku=place.over(OF_SKU), of_order=place.over("order_key"))
    whole = back.filter(pl.col("sku_id") == "").drop("sku_id")
    joined = numbered.join(back, on=OF_SKU, how="left").join(
        whole, on="order_key", how="left", suffix="_whole"
    )
    return joined.with_columns(
        pl.when(pl.col("of_sku") == 1).then(pl.col(name).fill_null(0)).otherwise(0)
        + pl.when(pl.col("of_order") == 1).then(pl.col(f"{name}_whole").fill_null(0)).otherwise(0)
        for name in ("refunded", "back")
    ).drop("refunded_whole", "back_whole", "of_sku")


def _with_cost(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds cost_e4: (unit cost + first leg) × units not back in stock, in the line's currency."""
    priced = with_prices(lines, question.once(price_list), "placed_on")
    factor = cost_rates(priced, question, "placed_on")
    listed = pl.col("unit_cost_e4") * factor
    leg = (pl.col("freight_e4") * factor).fill_null(0)
    landed = pl.coalesce("own_cost_e4", listed) + leg
    kept = pl.when("is_cancelled").then(0).otherwise(pl.col("quantity") - pl.col("back"))
    cost = pl.when(kept == 0).then(0.0).otherwise(landed * kept)
    return priced.with_columns(cost_e4=cost.round(mode="half_to_even").cast(pl.Int64))


def _with_kept(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds kept_e4 and is_estimated."""
    settled = question.read(
        question.table("settlements")
        .join(_lines(question).select("order_key"), on="order_key", how="semi")
        .with_columns(kept=KEPT)
        .group_by("order_key")
        .agg(kept=nw.col("kept").sum(), known=nw.col("kept").count())
    ).select(
        "order_key",
        of_statements=pl.when(pl.col("known") > 0).then("kept"),
        is_settled=pl.lit(value=True),
    )
    share = share_of_revenue(question, KEPT, [question.now.date()])
    known = lines.join(settled, on="order_key", how="left").join(share, on="shop_id", how="left")
    waits = pl.col("is_settled").is_null()
    guess = (pl.col("net_revenue_e4") * pl.col("share")).round(mode="half_to_even").cast(pl.Int64)
    nothing = pl.col("net_revenue_e4") == 0
    return known.sort("order_key", "of_order").with_columns(
        kept_e4=pl.when(~waits)
        .then(_shared("of_statements", "net_revenue_e4", ["order_key"]))
        .when(nothing)
        .then(0)
        .otherwise(guess),
        is_estimated=waits & ~nothing.fill_null(value=False),
    )


def _shared(total: str, weight: str, group: Sequence[str]) -> pl.Expr:
    """`total` of the group, parted by weight; the parts add up exactly. Unweighted: the first."""
    weights = pl.col(weight).clip(0).fill_null(0)
    so_far, whole = weights.cum_sum().over(group), weights.sum().over(group)
    first = pl.int_range(pl.len()).over(group) == 0
    share = so_far / pl.when(whole > 0).then(whole)
    until = (pl.col(total) * share).round(mode="half_to_even").cast(pl.Int64)
    part = until - until.shift(1).over(group).fill_null(0)
    return pl.when(whole > 0).then(part).when(first).then(pl.col(total)).otherwise(0)
