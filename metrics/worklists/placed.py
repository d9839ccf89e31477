"""Orders and lines placed in a period, as lists of what to check: the newest first."""

from typing import Final

import narwhals as nw
import polars as pl

from metrics.measures import IS_NORMAL
from metrics.period import Span
from metrics.views.question import Question
from metrics.worklists.asked import with_orders

LINE: Final = (
    "shop_id", "order_key", "sku_id", "placed_on", "quantity", "currency", "list_e4",
    "seller_discount_e4", "item_amount_e4",
)  # fmt: skip


def asked_for(of: Question, table: str, span: Span, *, cut: bool = True) -> list[nw.Expr]:
    """Normal orders (lines) of the span and shops, kept to the values that are asked for."""
    day = nw.col("placed_on").is_between(span.first, span.last)
    if of.cut.where_time:
        day = day & nw.col("placed_on").is_in(of.cut.calendar(span)["on"].to_list())
    kept = of.cut.filters(table, of.facts) if cut else []
    return [day, IS_NORMAL, nw.col("shop_id").is_in(of.cut.shops(of.facts)), *kept]


def lines_of(of: Question, span: Span) -> nw.LazyFrame:
    lines = of.table("order_lines").filter(*asked_for(of, "order_lines", span))
    return lines.filter(~nw.col("is_cancelled")).select(LINE)


def listed(rows: pl.DataFrame, of: Question, *columns: str) -> pl.DataFrame:
    told = with_orders(rows, of, "order_id", "placed_at")
    return newest(told, *columns).select("shop_id", "order_id", "placed_at", *columns, "currency")


def newest(rows: pl.DataFrame, *then: str) -> pl.DataFrame:
    """The newest order first, and the rows of an order by `then`."""
    by = ["placed_at", "order_id", *then]
    return rows.sort(by, descending=[one == "placed_at" for one in by])
