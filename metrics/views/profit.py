"""Lines of the period with what they bring: revenue less cost, shipping and fees.

What an order's statements keep (fees and shipping) is shared among its lines by their revenue, to
the last ten-thousandth.
"""

import narwhals as nw
import polars as pl

from metrics.views.finance import AMOUNTS, share_of_revenue
from metrics.views.prices import placed_lines, with_costs
from metrics.views.question import Question

OF_SKU = ["order_key", "sku_id"]
SORTED = ["order_key", "is_cancelled", "line_id"]
"""The first line of an order, or of a SKU in it, is one that isn't cancelled, if there is any."""


def profit_lines(question: Question) -> pl.DataFrame:
    """Lines of normal orders placed in the period.

    revenue_e4 (after seller discount), net_revenue_e4 (less cancelled and refunded), cost_e4
    (landed, of units not back in stock), kept_e4 (fees and shipping; `is_estimated` until there is
    a statement), contribution_e4. Null is unknown.
    """
    placed = question.once(placed_lines).filter(pl.col("order_kind") == "normal")
    revenue = pl.col("list_e4") - pl.col("seller_discount_e4")
    lines = _with_returns(placed.sort(SORTED).with_columns(revenue_e4=revenue), question)
    net = pl.when("is_cancelled").then(0).otherwise(pl.col("revenue_e4") - pl.col("refunded"))
    lines = _with_cost(lines.with_columns(net_revenue_e4=net), question)
    lines = _with_kept(lines, question)
    contribution = pl.col("net_revenue_e4") - pl.col("cost_e4") - pl.col("kept_e4")
    return lines.with_columns(contribution_e4=contribution)


def _with_returns(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds `refunded` revenue and `back` (units in stock again), on the first line of the SKU, or
    of the order where the SKU isn't said."""
    came_back = nw.when(nw.col("kind") == "return").then(nw.col("counted_units"))
    back = question.read(
        question.table("returns")
        .filter(question.inside("placed_on"), nw.col("status") == "completed")
        .filter(~nw.col("is_cancelled"), ~nw.col("order_key").is_null())
        .with_columns(came_back=came_back)
        .group_by(OF_SKU)
        .agg(refunded=nw.col("counted_revenue_e4").sum(), back=nw.col("came_back").sum())
    )
    placed = lines.select(*OF_SKU, place=pl.int_range(pl.len()))
    whole = back.filter(pl.col("sku_id") == "").drop("sku_id")
    found = [
        placed.join(back, on=OF_SKU).group_by(OF_SKU).agg(_FIRST),
        placed.join(whole, on="order_key").group_by("order_key").agg(_FIRST),
    ]
    sums = pl.concat([one.select("place", "refunded", "back") for one in found])
    of_place = sums.group_by("place").agg(pl.col("refunded", "back").sum())
    numbered = lines.with_columns(place=pl.int_range(pl.len()))
    joined = numbered.join(of_place, on="place", how="left", maintain_order="left")
    return joined.drop("place").with_columns(pl.col("refunded", "back").fill_null(0))


_FIRST = (pl.col("place").min(), pl.col("refunded").first(), pl.col("back").first())
"""Where the first line of a group stands, and what came back of it: once, not once a line."""


def _with_cost(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds cost_e4: (unit cost + first leg) × units not back in stock, in the line's currency."""
    rate = pl.col("cost_rate")
    leg = (pl.col("freight_e4") * rate).fill_null(0)
    landed = pl.coalesce("own_cost_e4", pl.col("unit_cost_e4") * rate) + leg
    kept = pl.when("is_cancelled").then(0).otherwise(pl.col("quantity") - pl.col("back"))
    cost = pl.when(kept == 0).then(0.0).otherwise(landed * kept)
    rounded = cost.round(mode="half_to_even").cast(pl.Int64)
    priced = with_costs(lines, question, "placed_on", "unit_cost_e4", "freight_e4")
    return priced.with_columns(cost_e4=rounded).drop(
        "unit_cost_e4", "own_cost_e4", "freight_e4", "cost_rate"
    )


def _with_kept(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds kept_e4 and is_estimated."""
    of_period = question.inside("placed_on") | nw.col("placed_on").is_null()
    settled = question.read(
        question.table("settlements")
        .filter(of_period)
        .with_columns(kept=AMOUNTS["kept"])
        .group_by("order_key")
        .agg(kept=nw.col("kept").sum(), known=nw.col("kept").count())
    ).select(
        "order_key",
        of_statements=pl.when(pl.col("known") > 0).then("kept"),
        is_settled=pl.lit(value=True),
    )
    share = share_of_revenue(question, "kept", [question.now.date()])
    known = lines.join(settled, on="order_key", how="left", maintain_order="left").join(
        share, on="shop_id", how="left", maintain_order="left"
    )
    waits = pl.col("is_settled").is_null()
    guess = (pl.col("net_revenue_e4") * pl.col("share")).round(mode="half_to_even").cast(pl.Int64)
    nothing = pl.col("net_revenue_e4") == 0
    shared = _shared(known, "of_statements", "net_revenue_e4", "order_key")
    kept = pl.when(~waits).then(shared).when(nothing).then(0).otherwise(guess)
    return known.with_columns(kept_e4=kept, is_estimated=waits & ~nothing.fill_null(value=False))


def _shared(rows: pl.DataFrame, total: str, weight: str, group: str) -> pl.Series:
    """`total` of the group, parted by weight; the parts add up exactly. Unweighted: the first.

    Rows of a group stand together. Sums run on over all rows, and each group takes off what was
    before it: a window per group would cost a hundred times as much.
    """
    weights = pl.col(weight).clip(0).fill_null(0)
    is_first = pl.col(group).ne_missing(pl.col(group).shift(1))
    is_last = pl.col(group).ne_missing(pl.col(group).shift(-1))
    running = weights.cum_sum()
    so_far = running - pl.when(is_first).then(running - weights).forward_fill()
    whole = pl.when(is_last).then(so_far).backward_fill()
    share = so_far / pl.when(whole > 0).then(whole)
    until = (pl.col(total) * share).round(mode="half_to_even")
    part = until - pl.when(is_first).then(0.0).otherwise(until.shift(1))
    alone = pl.when(is_first).then(pl.col(total)).otherwise(0)
    return rows.select(pl.when(whole > 0).then(part.cast(pl.Int64)).otherwise(alone)).to_series()
