"""Orders for which the carrier owes something."""

import polars as pl

from metrics.facts import Facts
from metrics.period import Span
from metrics.views import finance
from metrics.worklists.asked import Where, kept, question, with_orders


def unclaimed(facts: Facts, span: Span, where: Where | None = None) -> pl.DataFrame:
    """Lost or damaged by the carrier, and 14 days later without a reimbursement.

    shop_id, order_id, lost_on (day), carrier, tracking_id, currency, lost_e4 (goods; null where
    that of any of its rows is unknown): the latest first.
    """
    of = question(facts, span, where)
    rows = kept(of.once(finance.losses), "losses", of).filter(pl.col("order_kind") == "normal")
    worth = pl.when(pl.col("lost_e4").null_count() == 0).then(pl.col("lost_e4").sum())
    orders = rows.group_by("shop_id", "order_key", "currency").agg(
        pl.col("lost_on").min(), lost_e4=worth
    )
    told = with_orders(orders, of, "order_id", "carrier", "tracking_id")
    columns = "shop_id order_id lost_on carrier tracking_id currency lost_e4".split()
    return told.sort("lost_on", "order_id", descending=[True, False]).select(columns)
