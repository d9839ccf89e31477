"""What all lists of content share: their figures, and rows of `content` from them."""

from datetime import date
from typing import Final

import polars as pl

from loaders.reading import amounts, cells, values
from loaders.reading.merge import merge
from loaders.reading.values import Column
from loaders.sheet import Parsed

KEY: Final = ("content_id", "kind", "date_from", "date_to")
MONEY: Final = ("gmv", "refunds", "commission", "cost", "revenue")
COUNTS: Final = (
    *("orders", "sku_orders", "units", "customers", "views"),
    *("product_impressions", "product_clicks", "samples"),
)
ADDED: Final = (*(f"{name}_e4" for name in MONEY), *COUNTS)
TOGETHER: Final = {
    "views": pl.col("views").max(),
    "duration_seconds": pl.col("duration_seconds").max(),
    "customers": pl.when(pl.len() == 1).then(pl.col("customers").first()),
}
"""Of the whole LIVE or video, repeated on each of its rows; and people, who can't be added."""


def figures(rows: pl.LazyFrame, currency: str) -> list[Column]:
    """The amounts (in the row's currency where it names one, else in `currency`) and counts."""
    if "currency" in rows.collect_schema().names():
        money = amounts.reader(rows, currency)
        read = [money(f"{name}_e4", name) for name in MONEY]
    else:
        read = [cells.money(f"{name}_e4", currency, name) for name in MONEY]
    return [*read, *(values.whole(name) for name in COUNTS)]


def parsed(
    rows: pl.DataFrame,
    refused: pl.DataFrame,
    kind: str,
    currency: str,
    days: tuple[date, date] | None = None,
) -> Parsed:
    """`content` of one `kind`, from rows with a content_id, over `days` or the rows' own.

    Rows of the same thing become one: figures are added, the views are the highest, and customers,
    who may be the same people, are unknown.
    """
    if days is not None:
        rows = rows.with_columns(date_from=pl.lit(days[0]), date_to=pl.lit(days[1]))
    own = [pl.col("currency")] if "currency" in rows.columns else []
    rows = rows.with_columns(kind=pl.lit(kind), currency=pl.coalesce(*own, pl.lit(currency)))
    sums = [name for name in ADDED if name not in TOGETHER]
    table, keys = merge(rows, KEY, sums, TOGETHER)
    return Parsed({"content": table}, counted="content", refused=refused, keys=keys)


def without_time_in_doubt(column: Column) -> Column:
    """`column`, null instead of refused where its text is something else (a day, a phrase)."""
    return Column(column.name, column.text, column.typed)
