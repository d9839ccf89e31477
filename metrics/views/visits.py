"""The shop's visitors of each day, beside the people who bought on it."""

import polars as pl

from metrics.views.question import Question


def visits(question: Question) -> pl.DataFrame:
    """shop_id, date, visitors, buyers: days whose visitors are known.

    `buyers` is null on a day of which no buyer is known though there were orders.
    """
    days = question.once(visited_days)
    key = pl.col("customer_key").drop_nulls()
    bought = (
        question.table("orders")
        .filter(question.inside("placed_on"), pl.col("order_kind") == "normal")
        .group_by("shop_id", date="placed_on")
        .agg(known=key.len(), buyers=key.n_unique().cast(pl.Int64))
        .with_columns(pl.when(pl.col("known") > 0).then("buyers").alias("buyers"), any=pl.lit(1))
    )
    joined = days.lazy().join(bought, on=["shop_id", "date"], how="left")
    nobody = pl.col("any").is_null()
    return joined.select(
        "shop_id", "date", "visitors", buyers=pl.when(nobody).then(0).otherwise("buyers")
    ).collect()


def visited_days(question: Question) -> pl.DataFrame:
    """shop_id, date, visitors: days whose visitors are known, of the whole shop only."""
    return (
        question.table("traffic")
        .filter(question.inside("date"), pl.col("scope") == "shop")
        .drop_nulls("visitors")
        .select("shop_id", "date", "visitors")
        .collect()
    )
