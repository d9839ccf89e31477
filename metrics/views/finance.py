"""What is still to come from the platform: unsettled orders, and losses nobody paid for."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from metrics.dimensions import DIMENSIONS
from metrics.parcels import IS_LATE_REASON
from metrics.views.question import Question

SETTLED_DAYS = 60
CLAIM_AFTER = timedelta(days=14)


def share_of_revenue(question: Question, amount: pl.Expr, days: Sequence[date]) -> pl.DataFrame:
    """shop_id, as_of_on, share: Σ `amount` ÷ Σ revenue over the shop's last 60 settled days.

    As of each of the days, of rows of orders only, in which both are known. A shop without revenue
    there is absent.
    """
    daily = (
        question.table("settlements")
        .filter(pl.col("type").is_in(["order", ""]))
        .filter(pl.col("revenue_e4").is_not_null(), amount.is_not_null())
        .group_by("shop_id", "settled_on")
        .agg(amount=amount.sum(), revenue=pl.col("revenue_e4").sum())
        .sort("settled_on", descending=True)
        .collect()
    )
    empty = pl.DataFrame(schema={"shop_id": pl.String, "share": pl.Float64, "as_of_on": pl.Date})
    shares = [
        daily.filter(pl.col("settled_on") <= day)
        .group_by("shop_id", maintain_order=True)
        .head(SETTLED_DAYS)
        .group_by("shop_id")
        .agg(pl.col("amount", "revenue").sum())
        .filter(pl.col("revenue") != 0)
        .select(
            "shop_id",
            share=pl.col("amount") / pl.col("revenue"),
            as_of_on=pl.lit(day),
        )
        for day in days
    ]
    return pl.concat([empty, *shares])


def unsettled_lines(question: Question) -> pl.DataFrame:
    """Lines of delivered orders without a statement at each of the days, with `expected_e4`.

    Orders delivered before the shop's first known statement are left out: theirs isn't loaded.
    """
    last = question.days[-1] if question.days else question.last
    first = question.days[0] if question.days else question.last
    lines = (
        question.table("order_lines")
        .filter(pl.col("delivered_on") <= last, ~pl.col("is_cancelled"))
        .filter(pl.col("settled_on").is_null() | (pl.col("settled_on") > first))
        .select(
            *dict.fromkeys(DIMENSIONS["order_lines"].values()), "order_kind", "delivered_on",
            "settled_on", revenue=_net_revenue(),
        )
        .collect()
    )  # fmt: skip
    begun = question.once(_begun)
    known = lines.join(begun, on="shop_id").filter(pl.col("delivered_on") >= pl.col("begun"))
    waiting = question.during(known, "delivered_on", "settled_on", at="as_of_on")
    share = share_of_revenue(question, pl.col("settled_e4"), question.days)
    expected = (pl.col("revenue") * pl.col("share")).round(mode="half_to_even").cast(pl.Int64)
    return waiting.join(share, on=["shop_id", "as_of_on"], how="left").with_columns(
        expected_e4=expected
    )


def losses(question: Question) -> pl.DataFrame:
    """Orders lost or damaged by the carrier, 14 days after, until a reimbursement: `lost_e4`."""
    lost = pl.concat([_lost_under_way(question), _damaged(question)], how="diagonal_relaxed")
    paid = (
        question.table("settlements")
        .filter(pl.col("type").str.contains("reimbursement"))
        .group_by("order_key")
        .agg(reimbursed_on=pl.col("settled_on").min())
        .collect()
    )
    begun = question.once(_begun)
    known = lost.join(begun, on="shop_id").filter(pl.col("lost_on") >= pl.col("begun"))
    open_ones = known.join(paid, on="order_key", how="left").with_columns(
        since=pl.col("lost_on") + CLAIM_AFTER
    )
    return question.during(open_ones, "since", "reimbursed_on", at="as_of_on")


OF_LOSS = tuple(dict.fromkeys(DIMENSIONS["losses"].values()))


def _lost_under_way(question: Question) -> pl.DataFrame:
    orders = (
        question.table("orders")
        .filter(
            pl.col("is_cancelled"),
            pl.col("cancel_fault") == "logistics",
            pl.col("shipped_on").is_not_null(),
            pl.col("delivered_on").is_null(),
        )
        .select(*OF_LOSS, "order_kind", "order_key", lost_on="cancelled_on")
        .drop_nulls("lost_on")
        .collect()
    )
    goods = (
        question.table("order_lines")
        .join(orders.lazy().select("order_key"), on="order_key", how="semi")
        .group_by("order_key")
        .agg(
            lost_e4=pl.coalesce(
                pl.col("list_e4") - pl.col("seller_discount_e4"), "item_amount_e4"
            ).sum()
        )
        .collect()
    )
    return orders.join(goods, on="order_key", how="left")


def _damaged(question: Question) -> pl.DataFrame:
    return (
        question.table("returns")
        .filter(
            pl.col("fault") == "logistics",
            pl.col("status") == "completed",
            ~pl.col("is_cancelled"),
            ~pl.col("reason").fill_null("").str.to_lowercase().str.contains(IS_LATE_REASON),
            pl.col("order_key").is_not_null(),
        )
        .drop_nulls("refunded_on")
        .select(*OF_LOSS, "order_kind", "order_key", lost_on="refunded_on", lost_e4="goods_e4")
        .collect()
    )


def _begun(question: Question) -> pl.DataFrame:
    first = question.table("settlements").group_by("shop_id").agg(begun=pl.col("settled_on").min())
    return first.collect()


def _net_revenue() -> pl.Expr:
    revenue = pl.col("list_e4") - pl.col("seller_discount_e4")
    kept = pl.col("quantity") - pl.col("refunded_units").fill_null(0)
    part = pl.when(pl.col("quantity") > 0).then(revenue * kept / pl.col("quantity"))
    return part.round(mode="half_to_even").cast(pl.Int64)
