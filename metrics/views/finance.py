"""What is still to come from the platform: unsettled orders, and losses nobody paid for."""

from collections.abc import Sequence
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from metrics.parcels import IS_LATE_REASON
from metrics.views.question import Question

SETTLED_DAYS = 60
CLAIM_AFTER = timedelta(days=14)


def share_of_revenue(question: Question, amount: nw.Expr, days: Sequence[date]) -> pl.DataFrame:
    """shop_id, as_of_on, share: Σ `amount` ÷ Σ revenue over the shop's last 60 settled days.

    As of each of the days, of rows of orders only, in which both are known. A shop without revenue
    there is absent.
    """
    daily = question.read(
        question.table("settlements")
        .filter(nw.col("type").is_in(["order", ""]))
        .with_columns(amount=amount)
        .filter(~nw.col("revenue_e4").is_null(), ~nw.col("amount").is_null())
        .group_by("shop_id", "settled_on")
        .agg(amount=nw.col("amount").sum(), revenue=nw.col("revenue_e4").sum())
    ).sort("settled_on", descending=True)
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


def unsettled_lines(question: Question, *more: str) -> pl.DataFrame:
    """Lines of delivered orders without a statement at each of the days, with `expected_e4`.

    Orders delivered before the shop's first known statement are left out: theirs isn't loaded.
    `more`: other columns of the lines to keep.
    """
    is_open = question.open_at("delivered_on", nw.col("settled_on"), "as_of_on")
    lines = question.read(
        question.table("order_lines")
        .filter(is_open, ~nw.col("is_cancelled"))
        .select(
            *question.columns("order_lines"), "order_kind", "delivered_on", "settled_on",
            "quantity", "refunded_units", "list_e4", "seller_discount_e4", *more,
        )
    ).with_columns(revenue=_net_revenue())  # fmt: skip
    begun = question.once(_begun)
    known = lines.join(begun, on="shop_id").filter(pl.col("delivered_on") >= pl.col("begun"))
    waiting = question.during(known, "delivered_on", "settled_on", at="as_of_on")
    share = share_of_revenue(question, nw.col("settled_e4"), question.days)
    expected = (pl.col("revenue") * pl.col("share")).round(mode="half_to_even").cast(pl.Int64)
    return waiting.join(share, on=["shop_id", "as_of_on"], how="left").with_columns(
        expected_e4=expected
    )


def losses(question: Question) -> pl.DataFrame:
    """Orders lost or damaged by the carrier, 14 days after, until a reimbursement: `lost_e4`."""
    lost = pl.concat([_lost_under_way(question), _damaged(question)], how="diagonal_relaxed")
    paid = question.read(
        question.table("settlements")
        .filter(nw.col("type").str.contains("reimbursement"))
        .group_by("order_key")
        .agg(reimbursed_on=nw.col("settled_on").min())
    )
    begun = question.once(_begun)
    known = lost.join(begun, on="shop_id").filter(pl.col("lost_on") >= pl.col("begun"))
    open_ones = known.join(paid, on="order_key", how="left").with_columns(
        since=pl.col("lost_on") + CLAIM_AFTER
    )
    return question.during(open_ones, "since", "reimbursed_on", at="as_of_on")


def _lost_under_way(question: Question) -> pl.DataFrame:
    orders = (
        question.table("orders")
        .filter(
            nw.col("is_cancelled"),
            nw.col("cancel_fault") == "logistics",
            ~nw.col("shipped_on").is_null(),
            nw.col("delivered_on").is_null(),
            ~nw.col("cancelled_on").is_null(),
        )
        .select(
            *question.columns("losses"), "order_kind", "order_key", lost_on=nw.col("cancelled_on")
        )
    )
    revenue = nw.col("list_e4") - nw.col("seller_discount_e4")
    goods = (
        question.table("order_lines")
        .join(orders.select("order_key"), on="order_key", how="semi")
        .with_columns(lost=nw.coalesce(revenue, "item_amount_e4"))
        .group_by("order_key")
        .agg(lost_e4=nw.col("lost").sum())
    )
    return question.read(orders.join(goods, on="order_key", how="left"))


def _damaged(question: Question) -> pl.DataFrame:
    reason = nw.col("reason").fill_null("").str.to_lowercase()
    return question.read(
        question.table("returns")
        .filter(
            nw.col("fault") == "logistics",
            nw.col("status") == "completed",
            ~nw.col("is_cancelled"),
            ~reason.str.contains(IS_LATE_REASON),
            ~nw.col("order_key").is_null(),
            ~nw.col("refunded_on").is_null(),
        )
        .select(
            *question.columns("losses"), "order_kind", "order_key",
            lost_on=nw.col("refunded_on"), lost_e4=nw.col("goods_e4"),
        )
    )  # fmt: skip


def _begun(question: Question) -> pl.DataFrame:
    settled = question.table("settlements").group_by("shop_id")
    return question.read(settled.agg(begun=nw.col("settled_on").min()))


def _net_revenue() -> pl.Expr:
    revenue = pl.col("list_e4") - pl.col("seller_discount_e4")
    kept = pl.col("quantity") - pl.col("refunded_units").fill_null(0)
    part = pl.when(pl.col("quantity") > 0).then(revenue * kept / pl.col("quantity"))
    return part.round(mode="half_to_even").cast(pl.Int64)
