"""Statements and payouts of made-up shops: what TikTok keeps, and when the rest is paid."""

import numpy as np
import polars as pl

from loaders.demo.fate import NORMAL, Fate
from loaders.demo.lines import Lines
from loaders.demo.markets import MARKETS
from loaders.demo.orders import MINUTE, Placed, of_market
from loaders.demo.random import Floats, Ints
from loaders.demo.returns import Returned

DAY: int = 1440 * MINUTE
COST_OF_SHIPPING = 0.7
"""What the shop pays for a parcel, of what a buyer would be charged."""


def settled_on(placed: Placed, fate: Fate, last: int) -> Ints:
    """The day (since 1970, UTC) of each order's statement; -1 where it is not settled by `last`."""
    done = (fate.kind == NORMAL) & np.isnan(fate.cancelled) & ~np.isnan(fate.delivered)
    delivered = placed.created + np.nan_to_num(fate.delivered) * MINUTE
    day = (delivered // DAY + of_market("settles_after", placed.shop)).astype(np.int64)
    return np.where(done & (day <= last), day, -1)


def settlement_rows(
    facts: pl.DataFrame, placed: Placed, lines: Lines, earned: Ints, returned: Returned,
    settled: Ints, last: int,
) -> pl.DataFrame:  # fmt: skip
    """Rows of `settlements`: each order's, and refunds made after it, the signs of statements.

    `facts`: shop_id, order_id, currency of every order; `earned`: commission of every line.
    """
    size, kept = len(placed.shop), np.isnan(lines.cancelled)
    revenue = lines.per_order((lines.list_e4 - lines.seller_e4) * kept)
    units, affiliate = lines.per_order(lines.quantity * kept), lines.per_order(earned)
    order, day, goods = _refunds(placed, lines, returned)
    early = day <= settled[order]
    refund = np.bincount(order[early], goods[early], size).astype(np.int64)
    own = _rows(facts, placed, settled, units, revenue, -refund, -affiliate)
    late = ~early & (settled[order] >= 0) & (day <= last)
    order, day, goods = order[late], day[late], goods[late]
    zero = np.zeros(len(order), np.int64)
    later = _rows(facts[order], _only(placed, order), day, zero, zero, -goods, zero)
    rows = pl.concat([own.filter(pl.Series(settled >= 0)), later])
    amounts = [name for name in rows.columns if name.endswith("_e4")]
    key = [name for name in rows.columns if name not in amounts and name != "quantity"]
    return rows.group_by(key, maintain_order=True).agg(pl.col("quantity", *amounts).sum())


def payout_rows(settled: pl.DataFrame, last: int) -> pl.DataFrame:
    """Rows of `payouts`: the week's statements, paid two days after the week.

    `settled`: shop_id, payment_id, currency, week, amount_e4 of all months.
    """
    week = settled.group_by("shop_id", "payment_id", "currency", "week").agg(
        pl.col("amount_e4").sum()
    )
    paid_day = pl.col("week") * 7 + 4 + 2
    paid_at = (paid_day * DAY + 9 * 60 * MINUTE).cast(pl.Datetime("us", "UTC"))
    return (
        week.filter(paid_day <= last)
        .with_columns(
            paid_at=paid_at,
            paid_on=paid_at.dt.date(),
            requested_at=paid_at - pl.duration(hours=30),
            status=pl.lit("paid"),
            received_e4="amount_e4",
            received_currency="currency",
        )
        .drop("week")
        .sort("shop_id", "paid_at")
    )


def weekly(settlements: pl.DataFrame) -> pl.DataFrame:
    """What `payout_rows` sums up."""
    week = (pl.col("settled_on").cast(pl.Int32).cast(pl.Int64) + 3) // 7
    return settlements.group_by(
        "shop_id", "payment_id", "currency", week.alias("week"), maintain_order=True
    ).agg(amount_e4=pl.col("settled_e4").sum())


def _refunds(placed: Placed, lines: Lines, returned: Returned) -> tuple[Ints, Ints, Ints]:
    """Order, day and goods of each refund."""
    paid = np.flatnonzero(~np.isnan(returned.refunded))
    order = lines.order[returned.line[paid]]
    day = (placed.created[order] + returned.refunded[paid] * MINUTE) // DAY
    return order, day.astype(np.int64), returned.goods_e4[paid]


def _rows(
    facts: pl.DataFrame, placed: Placed, day: Ints, units: Ints, revenue: Ints, refund: Ints,
    affiliate: Ints,
) -> pl.DataFrame:  # fmt: skip
    """A row without units is a refund after the order's own row: fees come back, shipping not."""
    shop = placed.shop
    rates = np.array([market.fees for market in MARKETS])[shop]
    base = np.where(units > 0, np.maximum(revenue + refund, 0), refund)
    parts = [_part(-base * rates[:, column], shop) for column in range(3)]
    freight = of_market("shipping", shop) * of_market("price", shop) * 10_000 * COST_OF_SHIPPING
    shipping = _part(np.where(units > 0, -freight, 0.0), shop)
    fees = parts[0] + parts[1] + parts[2] + affiliate
    number, week = shop * 10**6 + day, shop * 10**6 + (day + 3) // 7
    return facts.select("shop_id", "order_id", "currency").with_columns(
        statement_id=pl.Series(3_400_000_000_000_000_000 + number).cast(pl.String),
        transaction_id=pl.col("order_id"),
        type=pl.lit("order"),
        sku_id=pl.lit(""),
        settled_on=pl.Series(day).cast(pl.Int32).cast(pl.Date),
        payment_id=pl.Series(3_500_000_000_000_000_000 + week).cast(pl.String),
        quantity=pl.Series(units),
        settled_e4=pl.Series(revenue + refund + fees + shipping),
        revenue_e4=pl.Series(revenue + refund),
        refund_e4=pl.Series(refund),
        fees_e4=pl.Series(fees),
        platform_commission_e4=pl.Series(parts[0]),
        transaction_fee_e4=pl.Series(parts[1]),
        affiliate_e4=pl.Series(affiliate),
        service_e4=pl.Series(parts[2]),
        shipping_e4=pl.Series(shipping),
        taxes_e4=pl.lit(0, pl.Int64),
        adjustment_e4=pl.lit(0, pl.Int64),
    )


def _part(amount: Floats, shop: Ints) -> Ints:
    minor = of_market("minor_e4", shop)
    return (np.round(amount / minor) * minor).astype(np.int64)


def _only(placed: Placed, order: Ints) -> Placed:
    return Placed(*(getattr(placed, name)[order] for name in Placed.__dataclass_fields__))
