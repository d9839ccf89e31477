"""Who comes back: buyers by the month of their first order, and in which months they buy again."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from metrics.cut import Cut
from metrics.dimensions import LINE_WORDS
from metrics.facts import Facts
from metrics.judgement.exact import Where, rows_of
from metrics.measures import PAID_LINES, PAID_ORDERS

HISTORY_DAYS = 90
"""As for new customers: a first order is believed so long after a shop's history starts."""
_MONTH = pl.col("placed_on").dt.truncate("1mo")


def repeat_purchase(facts: Facts, today: date, where: Where | None = None) -> pl.DataFrame:
    """Paid orders with a known buyer, one row per cohort and month from its first to this one.

    Columns: cohort (first day of the month of the first order), months (since it), buyers (who
    bought in that month), size (buyers of the cohort), share, complete (the month is over, and
    covered), is_known (false for a cohort that begins less than 90 days after the history of a
    shop: its buyers may have bought before). A buyer of two shops is one in each. `where` keeps
    orders; with a word of lines (product, category, …) a cohort is of the first order that has
    such a line.
    """
    cut = Cut.read([], where or {})
    bought = _months(facts, cut)
    firsts = bought.group_by("customer_key").agg(cohort=pl.col("month").min())
    both = bought.join(firsts, on="customer_key").group_by("cohort", "month")
    counted = both.agg(buyers=pl.len().cast(pl.Int64)).collect()
    sizes = counted.filter(pl.col("cohort") == pl.col("month"))
    sizes = sizes.select("cohort", size="buyers").sort("cohort")
    return (
        sizes.with_columns(month=pl.date_ranges("cohort", today, "1mo"))
        .explode("month")
        .join(counted, on=["cohort", "month"], how="left")
        .select(
            "cohort",
            months=_ordinal("month") - _ordinal("cohort"),
            buyers=pl.col("buyers").fill_null(0),
            size="size",
            share=pl.col("buyers").fill_null(0) / pl.col("size"),
            complete=_is_complete(facts, cut, today),
            is_known=pl.col("cohort") >= _believed_from(facts, cut),
        )
        .sort("cohort", "months")
    )


def _months(facts: Facts, cut: Cut) -> pl.LazyFrame:
    """customer_key, month: once each. The key holds the shop."""
    rows = PAID_LINES if LINE_WORDS.intersection(cut.where) else PAID_ORDERS
    frame = rows_of(rows.table, facts, cut, rows.only).select("placed_on", "customer_key")
    known = facts.lazy(frame.unique()).drop_nulls()
    return known.select("customer_key", month=_MONTH).unique()


def _ordinal(name: str) -> pl.Expr:
    """Months since year 0."""
    day = pl.col(name)
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month()


def _spans(facts: Facts, cut: Cut) -> list[tuple[date, date]]:
    covered: Mapping[str, tuple[date, date]] = facts.coverage.get("orders", {})
    return [covered[shop] for shop in cut.shops(facts) if shop in covered]


def _is_complete(facts: Facts, cut: Cut, today: date) -> pl.Expr:
    """The month is over, and covered to its end for each shop that is covered in it."""
    first, last = pl.col("month"), pl.col("month").dt.month_end()
    covered = [(last <= end) | (first > end) for _, end in _spans(facts, cut)]
    return pl.all_horizontal(last < today, *covered)


def _believed_from(facts: Facts, cut: Cut) -> date:
    firsts = [first for first, _ in _spans(facts, cut)]
    return max(firsts, default=date.max - timedelta(days=HISTORY_DAYS)) + timedelta(
        days=HISTORY_DAYS
    )
