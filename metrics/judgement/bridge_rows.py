"""What a bridge is made of: the orders placed in a period, with what became of each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.period import Span
from metrics.views.finance import begun_on, share_of_revenue
from metrics.views.question import Question

KIND_COLUMNS: Final = {
    "revenue": "revenue_e4",
    "shipping": "shipping_e4",
    "platform_commission": "platform_commission_e4",
    "transaction_fees": "transaction_fee_e4",
    "service_fees": "service_e4",
    "affiliate_fees": "affiliate_e4",
    "ads": "ads_e4",
    "taxes": "taxes_e4",
    "adjustments": "adjustment_e4",
    "reserve": "reserve_e4",
}
"""Name of a kind → column of `settlements`."""

_TEXT: Final = {"shop_id": pl.String, "currency": pl.String}
NEEDED: Final[Mapping[str, Mapping[str, Any]]] = {
    "order_lines": _TEXT
    | dict.fromkeys(("order_kind",), pl.String)
    | dict.fromkeys(("placed_on", "delivered_on"), pl.Date)
    | dict.fromkeys(("order_key", "list_e4", "seller_discount_e4"), pl.Int64)
    | dict.fromkeys(("platform_discount_e4", "item_amount_e4"), pl.Int64)
    | {"is_cancelled": pl.Boolean},
    "returns": dict.fromkeys(("shop_id", "order_kind", "kind", "status"), pl.String)
    | {"placed_on": pl.Date, "is_cancelled": pl.Boolean}
    | dict.fromkeys(("order_key", "counted_revenue_e4"), pl.Int64),
    "settlements": _TEXT
    | {"payment_id": pl.String, "settled_on": pl.Date}
    | dict.fromkeys(("order_key", "settled_e4", *KIND_COLUMNS.values()), pl.Int64),
    "payouts": _TEXT
    | dict.fromkeys(("payment_id", "status", "received_currency"), pl.String)
    | {"paid_on": pl.Date, "exchange_rate": pl.Float64}
    | dict.fromkeys(("amount_e4", "received_e4"), pl.Int64),
}
"""Table → the columns that are read."""

REVENUE: Final = pl.col("list_e4") - pl.col("seller_discount_e4")
IS_REFUND: Final = (
    ~nw.col("is_cancelled")
    & (nw.col("status") == "completed")
    & nw.col("kind").is_in(["refund", "return"])
)
IS_PAID: Final = nw.col("status").is_null() | (nw.col("status") == "paid")
PAYMENT: Final = ("shop_id", "payment_id")


@dataclass(frozen=True, eq=False)
class BridgeRows:
    """`orders`: a row per order (see `_orders`), with `is_settled` and `expected_e4`.

    `settled`: the rows of statements of these orders, with `is_paid` (null: can't be known) and
    the order's currency as `own`. `booked` and `paid`: statements and payouts of the period.
    """

    orders: pl.DataFrame
    settled: pl.DataFrame
    booked: pl.DataFrame
    paid: pl.DataFrame


def read(facts: Facts, span: Span, shops: Sequence[str]) -> BridgeRows:
    """The rows of the shops for the orders placed in the span."""
    days = (span.first, span.last)
    placed = nw.col("placed_on").is_between(*days) & (nw.col("order_kind") == "normal")
    lines = _rows(facts, "order_lines", shops, placed)
    orders = _orders(lines, _rows(facts, "returns", shops, placed & IS_REFUND))
    of_period = nw.col("placed_on").is_between(*days) | nw.col("placed_on").is_null()
    statements = _rows(facts, "settlements", shops, of_period)
    payments = _rows(facts, "payouts", shops, IS_PAID).select(PAYMENT).unique()
    linked = payments.join(_payments(facts, shops), on=PAYMENT, how="semi")["shop_id"].unique()
    settled = _settled(statements, orders, payments, linked)
    return BridgeRows(
        _expected(facts, orders, settled),
        settled,
        _rows(facts, "settlements", shops, nw.col("settled_on").is_between(*days)),
        _rows(facts, "payouts", shops, nw.col("paid_on").is_between(*days), IS_PAID),
    )


def _orders(lines: pl.DataFrame, refunds: pl.DataFrame) -> pl.DataFrame:
    """order_key, shop_id, currency, delivered_on, list_e4, seller_discount_e4,
    platform_discount_e4, gmv_e4, cancelled_e4, refunded_e4 and net_e4 (revenue), and what of it is
    known: has_revenue, has_platform, has_refunds.
    """
    of_order = lines.group_by("order_key").agg(
        pl.col("shop_id", "currency").first(),
        pl.col("delivered_on").max(),
        pl.col("list_e4", "seller_discount_e4", "platform_discount_e4").sum(),
        gmv_e4=pl.col("item_amount_e4").sum(),
        cancelled_e4=pl.when("is_cancelled").then(REVENUE).otherwise(0).sum(),
        has_revenue=REVENUE.is_not_null().all(),
        has_platform=pl.col("platform_discount_e4").is_not_null().all(),
    )
    back = refunds.group_by("order_key").agg(
        refunded_e4=pl.col("counted_revenue_e4").sum(),
        has_refunds=pl.col("counted_revenue_e4").is_not_null().all(),
    )
    joined = of_order.join(back, on="order_key", how="left").with_columns(
        pl.col("refunded_e4").fill_null(0), pl.col("has_refunds").fill_null(value=True)
    )
    net = REVENUE - pl.col("cancelled_e4") - pl.col("refunded_e4")
    return joined.with_columns(net_e4=net).sort("order_key")


def _settled(
    statements: pl.DataFrame, orders: pl.DataFrame, payments: pl.DataFrame, linked: pl.Series
) -> pl.DataFrame:
    """`is_paid` is null without a payment, and for shops of which none is found again."""
    known = payments.with_columns(found=pl.lit(value=True))
    can_tell = pl.col("payment_id").is_not_null() & pl.col("shop_id").is_in(linked.implode())
    paid = pl.when(can_tell).then(pl.col("found").fill_null(value=False))
    return (
        statements.join(orders.select("order_key", own="currency"), on="order_key")
        .join(known, on=PAYMENT, how="left")
        .with_columns(is_paid=paid)
    )


def _payments(facts: Facts, shops: Sequence[str]) -> pl.DataFrame:
    """Every payment that statements name."""
    if "settlements" not in facts.tables:
        return pl.DataFrame(schema=dict.fromkeys(PAYMENT, pl.String))
    named = nw.col("shop_id").is_in(shops) & ~nw.col("payment_id").is_null()
    return facts.read(facts.table("settlements").filter(named).select(*PAYMENT).unique())


def _expected(facts: Facts, orders: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """What orders without a statement should bring, by the rule of `unsettled_amount`.

    That of their net revenue which the shop's statements of the last 60 settled days left; null
    where there are none, and for orders delivered before the first statement that is loaded.
    """
    today = (facts.now or facts.as_of).astimezone(UTC).date()
    share = pl.DataFrame(schema={"shop_id": pl.String, "share": pl.Float64})
    begun = pl.DataFrame(schema={"shop_id": pl.String, "begun": pl.Date})
    if "settlements" in facts.tables:
        question = Question(facts, [Span(today, today, "today", today=today)], Cut((), {}))
        share = share_of_revenue(question, "settled", question.days).select(share.columns)
        begun = question.once(begun_on)
    has_statement = settled.select("order_key", has_statement=pl.lit(value=True)).unique()
    is_settled = pl.col("has_statement").is_not_null()
    was_early = (pl.col("delivered_on") < pl.col("begun")).fill_null(value=False)
    left = (pl.col("net_e4") * pl.col("share")).round(mode="half_to_even").cast(pl.Int64)
    nothing = is_settled | (pl.col("net_e4") == 0)
    joined = orders.join(
        share.join(begun, on="shop_id", how="full", coalesce=True), on="shop_id", how="left"
    ).join(has_statement, on="order_key", how="left", maintain_order="left")
    return joined.with_columns(
        is_settled=is_settled,
        was_early=was_early & ~nothing,
        expected_e4=pl.when(nothing).then(0).when(~was_early).then(left),
    ).drop("has_statement")


def _rows(facts: Facts, table: str, shops: Sequence[str], *kept: nw.Expr) -> pl.DataFrame:
    """The shops' rows with the columns that a bridge needs; none of a table never loaded."""
    if table not in facts.tables:
        return pl.DataFrame(schema=NEEDED[table])
    frame = facts.table(table).filter(nw.col("shop_id").is_in(shops), *kept)
    return facts.read(frame.select(*NEEDED[table]))
