"""SKUs whose stock needs somebody, and every SKU as its stock stands at the end of the span."""

from typing import Final

import narwhals as nw
import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.views.question import Question
from metrics.views.stock import MILLION, stock_at_cost, stock_by_sku
from metrics.worklists.asked import Where, kept, question

COLUMNS: Final = (
    "shop_id", "product_id", "sku_id", "available", "inbound", "pace", "cover_days", "reorder_by",
    "lost_e4", "dead_e4", "currency",
)  # fmt: skip


def stock(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """A row a SKU that has, or had, stock.

    shop_id, product_id, sku_id, available, inbound, pace (units a day on the days in stock of the
    last 28), cover_days (available ÷ pace), reorder_by (day), lost_e4 (by stock-outs), dead_e4 (its
    stock at cost, where it sold nothing for 90 days; else 0), currency, has_sold (in 28 days).
    What lead time and cost tell is null where the price list was never loaded.
    """
    return _skus(question(facts, span, where)).select(*COLUMNS, "has_sold")


def out_of_stock(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Sold in the last 28 days and nothing available: what lost the most first.

    The columns of `stock`, and `empty_since`: the day of the first snapshot of those that, one
    after the other up to the last, show nothing available.
    """
    of = question(facts, span, where)
    rows = _skus(of).filter(pl.col("available") <= 0, "has_sold")
    told = rows.join(_empty_since(of, span), on=["shop_id", "sku_id"], how="left")
    most = told.sort("currency", "lost_e4", "sku_id", descending=[False, True, False])
    return most.select(*COLUMNS, "empty_since")


def to_reorder(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """The last day to reorder has come, or is past: the longest past first. As `stock`."""
    rows = _skus(question(facts, span, where))
    due = rows.filter(pl.col("reorder_by") <= pl.col("as_of_on"))
    return due.sort("reorder_by", "sku_id").select(COLUMNS)


def _skus(of: Question) -> pl.DataFrame:
    if "skus" in of.facts.tables:
        rows = kept(of.once(stock_at_cost), "stock_at_cost", of)
    else:
        unknown = dict.fromkeys(("cost_e4", "reorder_by"), pl.lit(None, pl.Int64))
        rows = kept(of.once(stock_by_sku), "stock_by_sku", of).with_columns(**unknown)
    pace = pl.col("pace_e6") / MILLION
    return rows.with_columns(
        pace=pace,
        cover_days=pl.when(pace > 0).then(pl.col("available") / pace),
        reorder_by=pl.col("reorder_by").cast(pl.Int32).cast(pl.Date),
        dead_e4=pl.when("is_dead").then("cost_e4").when(~pl.col("is_dead")).then(0),
    )


def _empty_since(of: Question, span: Span) -> pl.DataFrame:
    """shop_id, sku_id, empty_since: after the last snapshot day on which its warehouses, each by
    its own last snapshot, had something available or were unknown.
    """
    last, sku = of.days[-1] if of.days else span.last, ["shop_id", "sku_id"]
    snapshots = of.read(
        of.table("stock")
        .filter(nw.col("date") <= last)
        .select(*sku, "warehouse", "date", "available")
    ).sort("date")
    places = snapshots.select(*sku, "warehouse").unique()
    held = snapshots.select(*sku, "date").unique().join(places, on=sku).sort("date").join_asof(
        snapshots, on="date", by=[*sku, "warehouse"], strategy="backward", check_sortedness=False
    )  # fmt: skip
    is_known = pl.col("available").is_not_null().any()
    daily = held.group_by(*sku, "date").agg(had=(pl.col("available").sum() > 0) | ~is_known)
    had = pl.when("had").then("date").max().over(sku)
    since = daily.filter(had.is_null() | (pl.col("date") > had))
    return since.group_by(sku).agg(empty_since=pl.col("date").min())
