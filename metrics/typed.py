"""Figures that a person typed, because no file holds them: scores, ranks, points."""

from collections.abc import Sequence
from datetime import date

import narwhals as nw
import polars as pl

from metrics.facts import Facts


def scores(facts: Facts, day: date, shops: Sequence[str] = ()) -> pl.DataFrame:
    """shop, figure, on, value, author, before (the value typed for an earlier day, null where
    there is none): the newest of each shop (all by default) up to `day`.

    Amounts of money aren't scores, nor is what a file of the platform says.
    """
    text = dict.fromkeys(("shop", "figure", "author"), pl.String)
    if "platform_figures" not in facts.tables:
        schema = text | {"on": pl.Date, "value": pl.Float64, "before": pl.Float64}
        return pl.DataFrame(schema=schema).select(COLUMNS)
    is_typed = ~nw.col("author").is_null() & nw.col("currency").is_null()
    mine = nw.col("shop_id").is_in(list(shops) or facts.shops()) & (nw.col("scope") == "shop")
    rows = facts.read(
        facts.table("platform_figures")
        .filter(is_typed, mine, nw.col("date") <= day)
        .select("figure", "value", "author", shop="shop_id", on="date")
    )
    key = ("shop", "figure")
    typed = rows.sort(*key, "on").with_columns(before=pl.col("value").shift(1).over(key))
    return typed.group_by(key, maintain_order=True).last().select(COLUMNS)


COLUMNS = ("shop", "figure", "on", "value", "author", "before")
