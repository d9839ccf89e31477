"""The shop's visitors of each day, beside the people who bought on it."""

import narwhals as nw
import polars as pl

from metrics.views.question import Question


def visits(question: Question) -> pl.DataFrame:
    """shop_id, date, visitors, buyers: days whose visitors are known.

    `buyers` is null on a day of which no buyer is known though there were orders.
    """
    days = question.once(visited_days)
    key = nw.col("customer_key")
    bought = question.read(
        question.table("orders")
        .filter(question.inside("placed_on"), nw.col("order_kind") == "normal")
        .group_by("shop_id", "placed_on")
        .agg(known=key.count(), values=key.n_unique(), gaps=key.null_count())
    )
    distinct = pl.col("values").cast(pl.Int64) - (pl.col("gaps") > 0).cast(pl.Int64)
    buyers = bought.select(
        "shop_id",
        date="placed_on",
        buyers=pl.when(pl.col("known") > 0).then(distinct),
        any=pl.lit(1),
    )
    nobody = pl.col("any").is_null()
    return days.join(buyers, on=["shop_id", "date"], how="left").select(
        "shop_id", "date", "visitors", buyers=pl.when(nobody).then(0).otherwise("buyers")
    )


def visited_days(question: Question) -> pl.DataFrame:
    """shop_id, date, visitors: days whose visitors are known, of the whole shop only."""
    return question.read(
        question.table("traffic")
        .filter(question.inside("date"), nw.col("scope") == "shop", ~nw.col("visitors").is_null())
        .select("shop_id", "date", "visitors")
    )
