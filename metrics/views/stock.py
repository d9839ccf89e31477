"""What lies in stock at each moment, and how fast it sells.

A day is in stock when its last snapshot shows anything available; days before the first snapshot
of a SKU count as in stock, days before the shop's first order not at all.
"""

from datetime import timedelta

import narwhals as nw
import polars as pl

from metrics.kept import Kept
from metrics.views.prices import with_costs
from metrics.views.question import Question

PACE_DAYS = 28
DEAD_DAYS = 90
MILLION = 1_000_000
SKU = ("shop_id", "sku_id")


def _sold(lines: nw.LazyFrame) -> nw.LazyFrame:
    """By SKU and day: units, gmv_e4 of normal orders."""
    return (
        lines.filter(nw.col("order_kind") == "normal", ~nw.col("placed_on").is_null())
        .group_by(*SKU, "placed_on")
        .agg(units=nw.col("quantity").sum(), gmv_e4=nw.col("item_amount_e4").sum())
    )


SOLD = Kept("sold_by_sku", "order_lines", _sold)
KEPT = (SOLD,)


def at_moments(question: Question) -> pl.DataFrame:
    """The last snapshot of each SKU and warehouse at each of the days."""
    days = pl.DataFrame({"as_of_on": question.days}, schema={"as_of_on": pl.Date}).sort("as_of_on")
    snapshots = question.once(_snapshots)
    places = snapshots.select(*SKU, "warehouse").unique().join(days, how="cross")
    return places.sort("as_of_on").join_asof(
        snapshots,
        left_on="as_of_on",
        right_on="date",
        by=[*SKU, "warehouse"],
        strategy="backward",
        check_sortedness=False,
    ).drop_nulls("date")  # fmt: skip


def stock_held(question: Question) -> pl.DataFrame:
    """A row a SKU and warehouse: product_id, on_hand, available, inbound."""
    return question.once(at_moments)


def stock_by_sku(question: Question) -> pl.DataFrame:
    """A row a SKU: what it has, and what the days before say of it.

    `pace_e6`: millionths of units a day over days in stock of the last 28; `lost_e4`: money that
    days without stock cost; `has_sold`; `is_dead`: no sale for 90 days (null before there are 90
    days of orders).
    """
    held = question.once(at_moments).group_by("as_of_on", *SKU).agg(
        pl.col("product_id").drop_nulls().max(),
        *(
            pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
            for name in ("on_hand", "available", "inbound")
        ),
    )  # fmt: skip
    past = _past(question)
    known = held.join(past, left_on=["as_of_on", *SKU], right_on=["day", *SKU], how="left")
    own = pl.col("shop_id").replace_strict(question.facts.currencies, default=None)
    return known.with_columns(currency=own.cast(pl.String))


def stock_at_cost(question: Question) -> pl.DataFrame:
    """`stock_by_sku` with cost_e4 (in the shop's currency) and reorder_by (days since 1970)."""
    priced = with_costs(
        question.once(stock_by_sku), question, "as_of_on", "unit_cost_e4", "lead_days"
    )
    coming = pl.col("available") + pl.col("inbound").fill_null(0)
    cover = coming * MILLION // pl.when(pl.col("pace_e6") > 0).then("pace_e6")
    today = pl.col("as_of_on").cast(pl.Int32).cast(pl.Int64)
    cost = pl.coalesce("on_hand", "available") * pl.col("unit_cost_e4")
    return priced.with_columns(
        cost_e4=(cost * pl.col("cost_rate")).round(mode="half_to_even").cast(pl.Int64),
        reorder_by=today + cover - pl.col("lead_days"),
    )


def _snapshots(question: Question) -> pl.DataFrame:
    last = question.days[-1] if question.days else question.last
    return question.read(
        question.table("stock")
        .filter(nw.col("date") <= last)
        .select(*SKU, "warehouse", "product_id", "date", "on_hand", "available", "inbound")
    ).sort("date")


def _past(question: Question) -> pl.DataFrame:
    """A row a SKU and day, with what the days up to it say."""
    daily = _daily(question)
    in_stock = (pl.col("available") > 0) | pl.col("available").is_null()
    days_in = in_stock.cast(pl.Int64)
    daily = daily.with_columns(
        days_in=days_in,
        days_out=1 - days_in,
        units_in=days_in * pl.col("units"),
        gmv_in=days_in * pl.col("gmv_e4"),
    )
    last = {
        name: pl.col(name).rolling_sum(PACE_DAYS, min_samples=1).over(SKU, order_by="day")
        for name in ("days_in", "days_out", "units_in", "gmv_in", "units")
    }
    dead = pl.col("units").rolling_sum(DEAD_DAYS).over(SKU, order_by="day") == 0
    some_days = pl.when(last["days_in"] > 0).then(last["days_in"])
    lost = last["days_out"] * last["gmv_in"] / some_days
    return daily.select(
        *SKU,
        "day",
        pace_e6=(last["units_in"] * MILLION / some_days).round().cast(pl.Int64),
        lost_e4=pl.when(last["days_out"] == 0)
        .then(0)
        .otherwise(lost.round(mode="half_to_even").cast(pl.Int64)),
        has_sold=last["units"] > 0,
        is_dead=dead,
    ).filter(pl.col("day").is_in(question.days))


def _daily(question: Question) -> pl.DataFrame:
    """Every day of every SKU from 90 days before the first moment on: units, gmv_e4, available."""
    if not question.days:
        schema = {"shop_id": pl.String, "sku_id": pl.String, "day": pl.Date}
        amounts = dict.fromkeys(("units", "gmv_e4", "available"), pl.Int64)
        return pl.DataFrame(schema=schema | amounts)
    first, last = question.days[0] - timedelta(days=DEAD_DAYS - 1), question.days[-1]
    snapshots = question.once(_snapshots)
    days = pl.DataFrame({"day": pl.date_range(first, last, eager=True)})
    begun = pl.DataFrame(
        [*question.first_days("order_lines").items()],
        schema={"shop_id": pl.String, "begun": pl.Date},
        orient="row",
    )
    grid = (
        snapshots.select(SKU).unique().join(begun, on="shop_id").join(days, how="cross")
    ).filter(pl.col("day") >= pl.col("begun"))
    places = snapshots.select(*SKU, "warehouse").unique()
    held = grid.join(places, on=SKU).sort("day").join_asof(
        snapshots.select(*SKU, "warehouse", "date", "available"),
        left_on="day", right_on="date", by=[*SKU, "warehouse"], strategy="backward",
        check_sortedness=False,
    )  # fmt: skip
    summed = held.group_by(*SKU, "day").agg(
        available=pl.when(pl.col("available").is_not_null().any()).then(pl.col("available").sum())
    )
    sold = question.read(
        question.kept(SOLD, nw.col("placed_on").is_between(first, last))
        .group_by(*SKU, "placed_on")
        .agg(nw.col("units").sum(), nw.col("gmv_e4").sum())
    ).rename({"placed_on": "day"})
    joined = summed.join(sold, on=[*SKU, "day"], how="left")
    return joined.with_columns(pl.col("units", "gmv_e4").fill_null(0))
