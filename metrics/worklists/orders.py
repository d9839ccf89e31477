"""Orders that wait or are under way, and need somebody today. All as of the end of the span.

Columns: shop_id, order_id, since, due (instants), hours_left (to `due`; below 0 past it), days
(from `since`), carrier, tracking_id, currency, order_amount_e4.
Orders that nobody refreshed for three days are in none of the lists of waiting orders.
"""

from typing import Final

import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.views import waiting
from metrics.views.question import Made, Question
from metrics.worklists.asked import OF_ORDER, Where, by_seller, kept, question, with_orders

COLUMNS: Final = (
    "shop_id", "order_id", "since", "due", "hours_left", "days", "carrier", "tracking_id",
    "currency", "order_amount_e4",
)  # fmt: skip
IS_NORMAL: Final = pl.col("order_kind") == "normal"
TO_SHIP: Final = pl.col("is_fresh") & (pl.col("state") == "awaiting_shipment")


def about_to_be_late(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Waiting to ship, with less than 24 h to the dispatch deadline: the nearest first."""
    of = question(facts, span, where)
    rows = _asked(of, waiting.open_orders, "open_orders").filter(TO_SHIP, pl.col("is_at_risk"))
    return _listed(rows, of, "placed_at", "dispatch_by_at")


def overdue(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Waiting to ship, past the dispatch deadline: the longest past it first."""
    of = question(facts, span, where)
    past = pl.col("dispatch_by_at") <= pl.col("at")
    rows = _asked(of, waiting.open_orders, "open_orders").filter(TO_SHIP, past)
    return _listed(rows, of, "placed_at", "dispatch_by_at")


def oversold(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Waiting to ship with a line that the stock on hand no longer covers: due next first."""
    of = question(facts, span, where)
    rows = _asked(of, waiting.filled_orders, "filled_orders").filter(TO_SHIP, "is_oversold")
    return _listed(rows, of, "placed_at", "dispatch_by_at")


def stuck(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Under way longer than 19 in 20 parcels of the shop, carrier and region: the latest first.

    `since` is when it left, `due` when it was promised.
    """
    of = question(facts, span, where)
    rows = _asked(of, waiting.parcels, "parcels").filter("is_stuck")
    promised = with_orders(rows, of, *OF_ORDER, "delivery_due_at")
    return _listed(promised, of, "shipped_at", "delivery_due_at").sort(
        "since", "order_id", descending=[True, False]
    )


def _asked(of: Question, made: Made, view: str) -> pl.DataFrame:
    return by_seller(kept(of.once(made), view, of), of).filter(IS_NORMAL)


def _listed(rows: pl.DataFrame, of: Question, since: str, due: str) -> pl.DataFrame:
    told = with_orders(rows, of).with_columns(since=pl.col(since), due=pl.col(due))
    left, gone = pl.col("due") - pl.col("at"), pl.col("at") - pl.col("since")
    timed = told.with_columns(
        hours_left=left.dt.total_minutes() / 60, days=gone.dt.total_minutes() / (24 * 60)
    )
    return timed.sort("due", "placed_at", "order_id", nulls_last=True).select(COLUMNS)
