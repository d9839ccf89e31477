"""Lines of the period with what they bring: revenue less cost, shipping and fees.

What an order's statements keep (fees and shipping) is shared among its lines by their revenue, to
the last ten-thousandth.
"""

import narwhals as nw
import polars as pl

from metrics.views.finance import AMOUNTS, share_of_revenue
from metrics.views.prices import placed_lines, sku_days_at_cost
from metrics.views.question import Question

OF_SKU = ["order_key", "sku_id"]
RANKS = 1 << 30
"""More than there are ids of lines."""
FIRST = ["is_cancelled", "line"]
"""The first line of an order, or of a SKU in it, is one that isn't cancelled, if there is any."""


def profit_lines(question: Question) -> pl.DataFrame:
    """Lines of normal orders placed in the period.

    revenue_e4 (after seller discount), net_revenue_e4 (less cancelled and refunded), cost_e4
    (landed, of units not back in stock), kept_e4 (fees and shipping; `is_estimated` until there is
    a statement), contribution_e4. Null is unknown.
    """
    placed = question.once(placed_lines)
    revenue = pl.col("list_e4") - pl.col("seller_discount_e4")
    lines = placed.with_columns(*_came_back(placed, question), revenue_e4=revenue)
    net = pl.when("is_cancelled").then(0).otherwise(pl.col("revenue_e4") - pl.col("refunded"))
    lines = lines.with_columns(_cost(lines, question), net_revenue_e4=net)
    lines = _with_kept(lines, question)
    contribution = pl.col("net_revenue_e4") - pl.col("cost_e4") - pl.col("kept_e4")
    return lines.with_columns(contribution_e4=contribution)


def _came_back(lines: pl.DataFrame, question: Question) -> list[pl.Series]:
    """`refunded` revenue and `back` (units in stock again), on the first line of the SKU, or of the
    order where the SKU isn't said."""
    came_back = nw.when(nw.col("kind") == "return").then(nw.col("counted_units"))
    back = question.read(
        question.table("returns")
        .filter(question.inside("placed_on"), nw.col("status") == "completed")
        .filter(~nw.col("is_cancelled"), ~nw.col("order_key").is_null())
        .with_columns(came_back=came_back)
        .group_by(OF_SKU)
        .agg(refunded=nw.col("counted_revenue_e4").sum(), back=nw.col("came_back").sum())
    )
    placed = (
        lines.select(*OF_SKU, *FIRST, place=pl.int_range(pl.len(), dtype=pl.UInt32))
        .join(back.select("order_key").unique(), on="order_key", how="semi")
        .sort(FIRST)
    )
    whole = back.filter(pl.col("sku_id") == "").drop("sku_id")
    found = pl.concat(
        placed.unique(of, keep="first", maintain_order=True)
        .join(sums, on=of)
        .select("place", "refunded", "back")
        for of, sums in ((OF_SKU, back), (["order_key"], whole))
    )
    of_place = found.group_by("place").agg(pl.all().sum())
    nothing = pl.repeat(0, lines.height, dtype=pl.Int64, eager=True)
    return [
        nothing.scatter(of_place["place"], of_place[name]).alias(name)
        for name in ("refunded", "back")
    ]


def _cost(lines: pl.DataFrame, question: Question) -> pl.Series:
    """cost_e4: (unit cost + first leg) × units not back in stock, in the line's currency."""
    rate = pl.col("cost_rate")
    landed = question.once(sku_days_at_cost).select(
        leg=(pl.col("freight_e4") * rate).fill_null(0), unit=pl.col("unit_cost_e4") * rate
    )
    unit, leg = (landed[name].gather(lines["sku_day"]) for name in ("unit", "leg"))
    kept = pl.when("is_cancelled").then(0).otherwise(pl.col("quantity") - pl.col("back"))
    cost = pl.when(kept == 0).then(0.0).otherwise((pl.coalesce("own_cost_e4", unit) + leg) * kept)
    rounded = cost.round(mode="half_to_even").cast(pl.Int64)
    return lines.select(cost_e4=rounded).to_series()


def _with_kept(lines: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Adds kept_e4 and is_estimated."""
    statements = question.once(_statements)
    share = dict(
        share_of_revenue(question, "kept", [question.now.date()]).select("shop_id", "share").rows()
    )
    numbers = statements.select("order_key", "statement")
    mine = lines.select("order_key").join(
        numbers, on="order_key", how="left", maintain_order="left"
    )
    known = lines.with_columns(mine["statement"])
    shares = pl.col("shop_id").replace_strict(share, default=None, return_dtype=pl.Float64)
    waits = pl.col("statement").is_null()
    guess = (pl.col("net_revenue_e4") * shares).round(mode="half_to_even").cast(pl.Int64)
    nothing = pl.col("net_revenue_e4") == 0
    kept = pl.when(~waits).then(_shared(known, statements)).when(nothing).then(0).otherwise(guess)
    return known.with_columns(kept_e4=kept, is_estimated=waits & ~nothing.fill_null(value=False))


def _statements(question: Question) -> pl.DataFrame:
    """A row an order that has statements: `statement` (its number), `total` that they keep."""
    of_period = question.inside("placed_on") | nw.col("placed_on").is_null()
    settled = question.read(
        question.table("settlements")
        .filter(of_period)
        .with_columns(kept=AMOUNTS["kept"])
        .group_by("order_key")
        .agg(kept=nw.col("kept").sum(), known=nw.col("kept").count())
    )
    total = pl.when(pl.col("known") > 0).then("kept")
    return settled.select("order_key", total=total).with_row_index("statement")


def _shared(lines: pl.DataFrame, statements: pl.DataFrame) -> pl.Series:
    """What statements keep, parted among the lines of the order by net revenue; the parts add up
    exactly. Without any: on the first line.

    Lines are put in order by one whole number. Sums run on over all of them, and each order takes
    off what was before it: a window per order would cost a hundred times as much.
    """
    line = pl.col("is_cancelled").fill_null(value=False).cast(pl.Int64) * RANKS + pl.col("line")
    rows = (
        lines.select(
            "statement",
            key=pl.col("statement").cast(pl.Int64) * (2 * RANKS) + line,
            weight=pl.col("net_revenue_e4").clip(0).fill_null(0),
            place=pl.int_range(pl.len(), dtype=pl.UInt32),
        )
        .filter(pl.col("statement").is_not_null())
        .sort("key")
    )
    total = statements["total"].gather(rows["statement"])
    is_first = pl.col("statement").ne_missing(pl.col("statement").shift(1))
    is_last = pl.col("statement").ne_missing(pl.col("statement").shift(-1))
    running = pl.col("weight").cum_sum()
    so_far = running - pl.when(is_first).then(running - pl.col("weight")).forward_fill()
    rows = rows.with_columns(total=total, so_far=so_far, is_first=is_first)
    whole = pl.when(is_last).then("so_far").backward_fill()
    share = pl.col("so_far") / pl.when(whole > 0).then(whole)
    until = (pl.col("total") * share).round(mode="half_to_even")
    part = until - pl.when("is_first").then(0.0).otherwise(until.shift(1))
    alone = pl.when("is_first").then("total").otherwise(0)
    parts = rows.select(pl.when(whole > 0).then(part.cast(pl.Int64)).otherwise(alone)).to_series()
    return pl.repeat(None, lines.height, dtype=pl.Int64, eager=True).scatter(rows["place"], parts)
