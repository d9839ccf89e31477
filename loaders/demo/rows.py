"""Rows of `orders` and `order_lines` of made-up orders."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.content import CONTENT, SELLERS, Sold
from loaders.demo.fate import NORMAL, SAMPLE, Fate, cancellation
from loaders.demo.lines import Bill, Lines
from loaders.demo.markets import MARKETS
from loaders.demo.orders import Placed, customer_keys, instant
from loaders.demo.products import Catalogue
from loaders.demo.random import Choices, Floats, Ints, only, steady, words

KINDS: Final = ("normal", "sample", "replacement", "exchange")
COUNTRIES: Final = {
    "US": "United States", "GB": "United Kingdom", "DE": "Germany", "ID": "Indonesia",
    "TH": "Thailand",
}  # fmt: skip
_PAYMENT: Final = Choices([[*market.payments.values()] for market in MARKETS])
_STATUSES: Final = (
    "cancelled", "completed", "delivered", "in_transit", "awaiting_collection", "unpaid",
    "on_hold", "awaiting_shipment",
)  # fmt: skip
_PROTECTED: Final = 10 * 1440
"""Minutes from delivery to `completed`."""


def order_ids(placed: Placed) -> Ints:
    """18 digits that grow with time, like the real ones."""
    return placed.created // 10**6 * 10**8 + placed.shop * 10**7 + np.arange(len(placed.shop))


def order_rows(
    placed: Placed, fate: Fate, lines: Lines, bill: Bill, sold: Sold, minutes: Floats
) -> pl.DataFrame:
    """`minutes`: for how long each order is known, by now."""
    created = placed.created
    moments = ("paid", "ready", "shipped", "delivered", "cancelled")
    amounts = {
        "order_amount_e4": bill.order_e4, "shipping_fee_e4": bill.shipping_e4,
        "original_shipping_fee_e4": bill.original_shipping_e4, "tax_e4": bill.tax_e4,
        "buyer_fees_e4": bill.fees_e4, "payment_discount_e4": bill.payment_discount_e4,
    }  # fmt: skip
    known = pl.DataFrame(
        {
            "order_id": pl.Series(order_ids(placed)).cast(pl.String),
            "shop_id": words([market.shop.id for market in MARKETS], placed.shop),
            "currency": words([market.shop.currency for market in MARKETS], placed.shop),
            "country": words([COUNTRIES[m.shop.market] for m in MARKETS], placed.shop),
            "status": words(_STATUSES, _status(fate, minutes)),
            "order_kind": words(KINDS, fate.kind),
            "is_cod": fate.is_cod,
            "customer_key": customer_keys(placed),
            "customer_kind": ["username"] * len(created),
            "created_at": instant(created, np.zeros(len(created))),
            "dispatch_due_at": pl.Series(placed.dispatch_due).cast(pl.Datetime("us", "UTC")),
            "delivery_due_at": pl.Series(placed.delivery_due).cast(pl.Datetime("us", "UTC")),
            **{f"{name}_at": instant(created, getattr(fate, name)) for name in moments},
            **amounts,
            "region": words([name for m in MARKETS for name in m.regions], fate.region),
        }
    )
    return known.with_columns(
        *cancellation(placed, fate), *_parcel(placed, fate, lines), *_sale(placed, fate, sold)
    )


def line_rows(orders: pl.DataFrame, lines: Lines, catalogue: Catalogue) -> pl.DataFrame:
    """One row a SKU of an order; `orders`: its rows."""
    of_order = orders.select("shop_id", "order_id", "currency", "created_at")[lines.order]
    created = of_order["created_at"].to_physical().to_numpy()
    status = pl.when(pl.col("cancelled_at").is_not_null()).then(pl.lit("cancelled"))
    return pl.concat(
        [of_order.drop("created_at"), catalogue.names[lines.sku]], how="horizontal"
    ).with_columns(
        line_id="sku_id",
        quantity=pl.Series(lines.quantity),
        list_e4=pl.Series(lines.list_e4),
        seller_discount_e4=pl.Series(lines.seller_e4),
        platform_discount_e4=pl.Series(lines.platform_e4),
        item_amount_e4=pl.Series(lines.item_e4),
        is_gift=pl.Series(lines.is_gift),
        cancelled_at=instant(created, lines.cancelled),
    ).with_columns(status=status)  # fmt: skip


def line_facts(rows: pl.DataFrame, lines: Lines, placed: Placed, first: date) -> pl.DataFrame:
    """The ids of every line, and `created_on`, the shop-local day. `first`: the day counted 0."""
    day = pl.Series(placed.day[lines.order]).cast(pl.Int32).cast(pl.Date)
    ids = ("shop_id", "order_id", "line_id", "sku_id", "seller_sku", "product_id", "currency")
    return rows.select(ids).with_columns(created_on=day + (first - date(1970, 1, 1)))


def _status(fate: Fate, minutes: Floats) -> Ints:
    conditions = [
        ~np.isnan(fate.cancelled), minutes - fate.delivered > _PROTECTED,
        ~np.isnan(fate.delivered), ~np.isnan(fate.shipped), ~np.isnan(fate.ready),
        np.isnan(fate.placed), minutes - fate.placed < 60,
    ]  # fmt: skip
    return np.select(conditions, np.arange(len(conditions)), len(conditions))


def _parcel(placed: Placed, fate: Fate, lines: Lines) -> list[pl.Series]:
    packed, shop = ~np.isnan(fate.ready), placed.shop
    gone = ~np.isnan(fate.shipped)
    tracked = packed & (fate.by_tiktok | (steady(placed.created, 10) < 0.985))
    number = pl.Series(order_ids(placed) // 7).cast(pl.String)
    count = 1 + (lines.per_order(np.ones(len(lines.order), np.int64)) > 3)
    homes = [f"{market.shop.market} warehouse" for market in MARKETS]
    homes += [f"FBT {market.shop.market}" for market in MARKETS]
    carriers = [name for market in MARKETS for name in market.carriers]
    by = ["seller", "tiktok"]
    return [
        words(by, fate.by_tiktok.astype(np.int64)).alias("fulfilment_type"),
        words(homes, shop + len(MARKETS) * fate.by_tiktok).alias("warehouse"),
        words(carriers, fate.carrier, packed).alias("carrier"),
        words(["Standard shipping"], np.zeros_like(shop)).alias("delivery_option"),
        only(number, tracked).alias("tracking_id"),
        only(pl.Series(count), gone).alias("parcels"),
    ]


def _sale(placed: Placed, fate: Fate, sold: Sold) -> list[pl.Series]:
    names = [name for market in MARKETS for name in market.payments]
    method = _PAYMENT.draw(steady(placed.created, 11), placed.shop)
    chosen = np.where(fate.is_cod, len(names), method)
    named = (sold.content < 2) | sold.by_creator
    return [
        words([*names, "Cash on delivery"], chosen).alias("payment_method"),
        words(CONTENT, sold.content, fate.kind == NORMAL).alias("content_type"),
        words(SELLERS, sold.seller, named & (fate.kind <= SAMPLE)).alias("creator"),
    ]
