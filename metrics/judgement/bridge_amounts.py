"""The numbers of a bridge, one currency at a time, and why some of them are unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from metrics.errors import Reason, UnknownNameError
from metrics.facts import Facts
from metrics.judgement.bridge import Amounts
from metrics.judgement.bridge_rows import KIND_COLUMNS, BridgeRows, read
from metrics.metric import N_
from metrics.period import Span

NO_LIST: Final = N_("No order of the period says both its list price and its seller discount.")
NO_PLATFORM: Final = N_("{orders} orders don't say what the platform paid of their discount.")
NO_RETURNS: Final = N_("No returns of {shops} are loaded for these days: load the returns export.")
NO_REVENUE_BACK: Final = N_("{orders} refunded orders don't say which part of them came back.")
NO_STATEMENTS: Final = N_(
    "No statements of {shops} were ever loaded: Seller Center → Finance → Transactions → Export."
)
OTHER_CURRENCY: Final = N_("Statements of these orders are in another currency: {currencies}.")
TOO_EARLY: Final = N_(
    "{orders} orders were delivered before the first statement that is loaded: load earlier ones."
)
NO_SHARE: Final = N_("{shops} have no settled revenue by which to estimate unsettled orders.")
NO_PAYOUTS: Final = N_(
    "No payouts of {shops} were ever loaded: they are among the withdrawals of the income export."
)
NO_PAYMENT: Final = N_("The statements don't say by which of the known payouts they were paid.")


@dataclass(frozen=True, eq=False)
class Placed:
    """`amounts` of the orders placed in the period, in one currency.

    `left_out` of the `orders` lack a list price or seller discount; `covers` is the share of GMV
    that the others hold. Beside it, of whatever order: `settled_e4` by settled day, `paid_out_e4`
    by paid day, and `received`, what reached the bank of that, by its currency. None is unknown.
    """

    amounts: Amounts
    orders: int
    left_out: int
    covers: float | None
    settled_e4: int | None
    paid_out_e4: int | None
    received: Mapping[str, int | None]


def placed(facts: Facts, span: Span, shops: Sequence[str] | None = None) -> list[Placed]:
    """One a currency, by its code; of the shops, or of all that have orders in the span.

    Raises:
        UnknownNameError: a shop without data.
    """
    for shop in shops or ():
        if shop not in facts.shops():
            raise UnknownNameError("shop", shop, facts.shops())
    covered = [one for one in shops or facts.shops() if facts.covers(["order_lines"], one, span)]
    rows = read(facts, span, covered)
    frames = (rows.orders, rows.booked, rows.paid)
    currencies = sorted({currency for frame in frames for currency in frame["currency"]})
    return [_of_currency(rows, currency, facts, span, covered) for currency in currencies]


def _lacks(facts: Facts, span: Span, shops: Sequence[str]) -> dict[str, list[str]]:
    """Table → the shops that it doesn't know; returns have to cover the period itself."""
    found = {
        table: [shop for shop in shops if shop not in facts.coverage.get(table, {})]
        for table in ("settlements", "payouts")
    }
    return found | {"returns": [one for one in shops if not facts.covers(["returns"], one, span)]}


def _of_currency(
    rows: BridgeRows, currency: str, facts: Facts, span: Span, covered: Sequence[str]
) -> Placed:
    every = rows.orders.filter(currency=currency)
    orders = every.filter("has_revenue")
    booked, paid = (frame.filter(currency=currency) for frame in (rows.booked, rows.paid))
    settled = rows.settled.join(orders.select("order_key"), on="order_key", how="semi")
    lacks = _lacks(facts, span, every["shop_id"].unique().sort().to_list() or covered)
    reasons = _unknown_sales(every, orders, lacks) | _unknown_settled(orders, settled, lacks)
    whole = _sum(every, "gmv_e4")
    return Placed(
        amounts=Amounts(
            currency,
            {name: amount for name, amount in _of_orders(orders).items() if name not in reasons},
            None if "statements" in reasons else _named(settled, is_paid="paid_out" not in reasons),
            reasons,
        ),
        orders=every.height,
        left_out=every.height - orders.height,
        covers=_sum(orders, "gmv_e4") / whole if whole else None,
        settled_e4=None if lacks["settlements"] else _sum(booked, "settled_e4"),
        paid_out_e4=None if lacks["payouts"] else _sum(paid, "amount_e4"),
        received=_received(paid),
    )


def _of_orders(orders: pl.DataFrame) -> dict[str, int]:
    return {
        "list_sales": _sum(orders, "list_e4"),
        "seller_discount": _sum(orders, "seller_discount_e4"),
        "cancelled": _sum(orders, "cancelled_e4"),
        "refunded": _sum(orders, "refunded_e4"),
        "platform_discount": _sum(orders, "platform_discount_e4"),
        "gmv": _sum(orders, "gmv_e4"),
        "net_of_settled": _sum(orders.filter("is_settled"), "net_e4"),
        "expected": _sum(orders, "expected_e4"),
    }


def _named(settled: pl.DataFrame, *, is_paid: bool) -> dict[str, int]:
    """What was settled, and of each kind what any of the statements says."""
    found = {
        name: _sum(settled, column)
        for name, column in KIND_COLUMNS.items()
        if settled[column].count()
    }
    paid = {"paid_out": _sum(settled.filter("is_paid"), "settled_e4")} if is_paid else {}
    return found | paid | {"settled": _sum(settled, "settled_e4")}


def _unknown_sales(
    every: pl.DataFrame, orders: pl.DataFrame, lacks: Mapping[str, Sequence[str]]
) -> dict[str, Reason]:
    found = {}
    if orders.is_empty() and every.height:
        found |= dict.fromkeys((*_of_orders(orders), "statements", "paid_out"), Reason(NO_LIST))
    if blank := orders.height - _sum(orders, "has_platform"):
        found["platform_discount"] = Reason(NO_PLATFORM, {"orders": blank})
    if shops := lacks["returns"]:
        found["refunded"] = Reason(NO_RETURNS, {"shops": ", ".join(shops)})
    elif blank := orders.height - _sum(orders, "has_refunds"):
        found["refunded"] = Reason(NO_REVENUE_BACK, {"orders": blank})
    if "refunded" in found:
        found |= dict.fromkeys(("net_of_settled", "expected"), found["refunded"])
    return found


def _unknown_settled(
    orders: pl.DataFrame, settled: pl.DataFrame, lacks: Mapping[str, Sequence[str]]
) -> dict[str, Reason]:
    if shops := lacks["settlements"]:
        reason = Reason(NO_STATEMENTS, {"shops": ", ".join(shops)})
        return dict.fromkeys(("statements", "net_of_settled", "expected", "paid_out"), reason)
    found = {}
    others = settled.filter(pl.col("currency") != pl.col("own"))["currency"].unique().sort()
    if len(others):
        found["statements"] = Reason(OTHER_CURRENCY, {"currencies": ", ".join(others)})
    if early := _sum(orders, "was_early"):
        found["expected"] = Reason(TOO_EARLY, {"orders": early})
    elif orders["expected_e4"].null_count():
        shops = orders.filter(pl.col("expected_e4").is_null())["shop_id"].unique().sort()
        found["expected"] = Reason(NO_SHARE, {"shops": ", ".join(shops)})
    if shops := lacks["payouts"]:
        found["paid_out"] = Reason(NO_PAYOUTS, {"shops": ", ".join(shops)})
    elif settled["is_paid"].null_count():
        found["paid_out"] = Reason(NO_PAYMENT)
    return found


def _received(paid: pl.DataFrame) -> dict[str, int | None]:
    """Currency → what the bank got; None where a payout doesn't say it."""
    changed = (pl.col("amount_e4") * pl.col("exchange_rate")).round(mode="half_to_even")
    got = pl.coalesce("received_e4", changed.cast(pl.Int64))
    sums = (
        paid.drop_nulls("received_currency").sort("received_currency")
        .group_by("received_currency", maintain_order=True)
        .agg(got=pl.when(got.is_not_null().all()).then(got.sum()))
    )  # fmt: skip
    return dict(sums.iter_rows())


def _sum(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum() or 0)
