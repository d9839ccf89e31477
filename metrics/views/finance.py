"""What is still to come from the platform: unsettled orders, and losses nobody paid for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.dimensions import DIMENSIONS
from metrics.kept import Kept, Lasting
from metrics.parcels import IS_LATE_REASON
from metrics.views.question import Question

SETTLED_DAYS = 60
CLAIM_AFTER = timedelta(days=14)
DATED = ("order_kind", "delivered_on", "until")
LINE = (
    "order_kind", "delivered_on", "quantity", "refunded_units", "list_e4",
    "seller_discount_e4",
)  # fmt: skip
UNSETTLED: Final = Lasting(
    "unsettled_lines",
    "order_lines",
    "delivered_on",
    nw.col("settled_on"),
    ~nw.col("is_cancelled"),
    timedelta(days=30),
    tuple(dict.fromkeys([*DIMENSIONS["order_lines"].values(), *LINE, "order_id", "order_key"])),
)


def _settled_days(settlements: nw.LazyFrame) -> nw.LazyFrame:
    """By shop and day: of each of AMOUNTS its sum, the revenue beside it, and of how many rows."""
    of_order = nw.col("type").is_in(["order", ""]) & ~nw.col("revenue_e4").is_null()
    columns = {}
    for name, amount in AMOUNTS.items():
        both = of_order & ~amount.is_null()
        columns[name] = nw.when(both).then(amount)
        columns[f"revenue_{name}"] = nw.when(both).then(nw.col("revenue_e4"))
        columns[f"rows_{name}"] = both.cast(nw.Int64)
    sums = [nw.col(name).sum() for name in columns]
    return settlements.with_columns(**columns).group_by("shop_id", "settled_on").agg(sums)


AMOUNTS: Final[Mapping[str, nw.Expr]] = {
    "settled": nw.col("settled_e4"),
    "fees": nw.col("fees_e4") * -1,
    "kept": nw.col("fees_e4") * -1 - nw.col("shipping_e4").fill_null(0),
}
"""What a row of a statement pays out, and keeps; costs are negative there."""
SETTLED_DAY: Final = Kept("settled_days", "settlements", _settled_days)


def share_of_revenue(question: Question, amount: str, days: Sequence[date]) -> pl.DataFrame:
    """shop_id, as_of_on, share: Σ `amount` ÷ Σ revenue over the shop's last 60 settled days.

    As of each of the days, of rows of orders only, in which both are known. A shop without revenue
    there is absent. `amount`: one of AMOUNTS.
    """
    daily = (
        question.once(_by_settled_day)
        .filter(pl.col(f"rows_{amount}") > 0)
        .select("shop_id", "settled_on", amount=amount, revenue=f"revenue_{amount}")
        .sort("settled_on", descending=True)
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


def unsettled_lines(question: Question, *more: str) -> pl.DataFrame:
    """Lines of delivered orders without a statement at each of the days, with `expected_e4`.

    Orders delivered before the shop's first known statement are left out: theirs isn't loaded.
    `more`: other columns of the lines to keep.
    """
    cut = question.columns("order_lines")
    known = (
        question.read(question.open_rows(UNSETTLED, [*cut, *LINE, *more], "as_of_on"))
        .lazy()
        .join(question.once(begun_on).lazy(), on="shop_id")
        .filter(pl.col("delivered_on") >= pl.col("begun"))
        .select(*dict.fromkeys([*cut, *DATED, *more]), revenue=_net_revenue())
        .collect()
    )
    waiting = question.during(known, "delivered_on", "until", at="as_of_on")
    share = share_of_revenue(question, "settled", question.days)
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
    begun = question.once(begun_on)
    known = lost.join(begun, on="shop_id").filter(pl.col("lost_on") >= pl.col("begun"))
    open_ones = known.join(paid, on="order_key", how="left").with_columns(
        since=pl.col("lost_on") + CLAIM_AFTER
    )
    return question.during(open_ones, "since", "reimbursed_on", at="as_of_on")


def _lost_orders(orders: nw.LazyFrame, more: Sequence[str] = ()) -> nw.LazyFrame:
    never_arrived = (
        nw.col("is_cancelled"),
        nw.col("cancel_fault") == "logistics",
        ~nw.col("shipped_on").is_null(),
        nw.col("delivered_on").is_null(),
        ~nw.col("cancelled_on").is_null(),
    )
    columns = dict.fromkeys([*DIMENSIONS["losses"].values(), "order_kind", "order_key", *more])
    return orders.filter(*never_arrived).select(*columns, lost_on=nw.col("cancelled_on"))


def _lines_under_way(lines: nw.LazyFrame) -> nw.LazyFrame:
    """Those of orders that were cancelled once shipped: all that `_lost_orders` may be of."""
    left = ~nw.col("shipped_on").is_null() & nw.col("delivered_on").is_null()
    return lines.filter(nw.col("is_cancelled"), left).select("order_key", lost=LOST)


LOST: Final = nw.coalesce(nw.col("list_e4") - nw.col("seller_discount_e4"), "item_amount_e4")
LOST_ORDERS: Final = Kept("lost_orders", "orders", _lost_orders, is_sum=False)
LINES_UNDER_WAY: Final = Kept("lost_lines", "order_lines", _lines_under_way, is_sum=False)
KEPT: Final = (UNSETTLED.kept, SETTLED_DAY, LOST_ORDERS, LINES_UNDER_WAY)


def _lost_under_way(question: Question) -> pl.DataFrame:
    columns = [*question.columns("losses"), "order_kind", "order_key", "lost_on"]
    lost = (
        _lost_orders(question.table("orders"), question.columns("losses"))
        if question.with_lineage
        else question.kept(LOST_ORDERS)
    )
    orders = lost.select(columns)
    lines = (
        question.kept(LINES_UNDER_WAY)
        if question.keeps(LINES_UNDER_WAY)
        else question.table("order_lines").select("order_key", lost=LOST)
    )
    goods = (
        lines.join(orders.select("order_key"), on="order_key", how="semi")
        .group_by("order_key")
        .agg(lost_e4=nw.col("lost").sum(), known=nw.col("lost").count())
        .select("order_key", lost_e4=nw.when(nw.col("known") > 0).then(nw.col("lost_e4")))
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


def _by_settled_day(question: Question) -> pl.DataFrame:
    sums = question.read(question.kept(SETTLED_DAY))
    return sums.group_by("shop_id", "settled_on").agg(pl.all().sum())


def begun_on(question: Question) -> pl.DataFrame:
    """shop_id, begun: the day of its first statement."""
    settled = question.once(_by_settled_day)
    return settled.group_by("shop_id").agg(begun=pl.col("settled_on").min())


def _net_revenue() -> pl.Expr:
    revenue = pl.col("list_e4") - pl.col("seller_discount_e4")
    kept = pl.col("quantity") - pl.col("refunded_units").fill_null(0)
    part = pl.when(pl.col("quantity") > 0).then(revenue * kept / pl.col("quantity"))
    return part.round(mode="half_to_even").cast(pl.Int64)
