"""The names that SQL of a source gives its columns: design, section 6; docs/sources.md explains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from loaders.order_words import STATUSES
from loaders.reading.refusals import What
from loaders.sql import cells
from metrics.currencies import CURRENCIES

Read = Callable[[str, pl.DataType], pl.Expr]


@dataclass(frozen=True)
class Column:
    """A column that SQL may select: how its cells are read, and where they go."""

    name: str
    into: str
    read: Read
    wrong: str
    """What an unreadable cell is not."""
    required: bool = False

    @property
    def is_instant(self) -> bool:
        return self.read is cells.wall_time


def _text(name: str) -> Column:
    return Column(name, name, cells.text, What.TEXT)


def _id(name: str, *, required: bool = False) -> Column:
    return Column(name, name, cells.identifier, What.WHOLE_ID, required)


def _amount(name: str, into: str = "", *, required: bool = False) -> Column:
    return Column(name, into or f"{name}_e4", cells.amount, What.PLAIN_AMOUNT, required)


def _whole(name: str, *, required: bool = False) -> Column:
    return Column(name, name, cells.whole, What.PLAIN_WHOLE, required)


def _flag(name: str) -> Column:
    return Column(name, name, cells.flag, What.FLAG)


def _instant(name: str, *, required: bool = False) -> Column:
    return Column(name, name, cells.wall_time, What.INSTANT, required)


def _word(name: str, words: tuple[str, ...]) -> Column:
    return Column(name, name, partial(_one_of, words), What.ONE_OF.format(words=", ".join(words)))


def _one_of(words: tuple[str, ...], name: str, dtype: pl.DataType) -> pl.Expr:
    said = cells.text(name, dtype)
    return pl.when(said.is_in(words)).then(said)


def _currency(name: str, dtype: pl.DataType) -> pl.Expr:
    code = cells.text(name, dtype).str.to_uppercase()
    return pl.when(code.is_in(CURRENCIES)).then(code)


_CURRENCY: Final = Column("currency", "currency", _currency, What.CODE)

_ORDERS: Final = (
    _id("order_id", required=True),
    _instant("created_at", required=True),
    _word("status", STATUSES),
    *map(_instant, ("paid_at", "ready_at", "shipped_at", "delivered_at", "cancelled_at")),
    *map(_instant, ("updated_at", "dispatch_due_at", "delivery_due_at")),
    _word("cancelled_by", ("buyer", "seller", "system", "platform")),
    _text("cancel_reason"),
    _flag("is_cod"),
    _word("order_kind", ("normal", "sample", "replacement", "exchange")),
    _id("customer_id"),
    _CURRENCY,
    *map(_amount, ("order_amount", "shipping_fee", "original_shipping_fee", "tax", "buyer_fees")),
    _amount("payment_discount"),
    *map(_text, ("payment_method", "fulfilment_type", "warehouse", "carrier", "delivery_option")),
    _id("tracking_id"),
    *map(_text, ("country", "region", "content_type", "creator")),
)

_ORDER_LINES: Final = (
    _id("order_id", required=True),
    _id("sku_id", required=True),
    _whole("quantity", required=True),
    _amount("item_amount", required=True),
    _id("line_id"),
    _amount("list_amount", "list_e4"),
    *map(_amount, ("seller_discount", "platform_discount", "unit_cost", "commission")),
    *map(_id, ("seller_sku", "product_id")),
    *map(_text, ("product_name", "variation", "category")),
    _word("status", STATUSES),
    _instant("cancelled_at"),
    *map(_text, ("content_type", "creator")),
    _flag("affiliate"),
)

_RETURNS: Final = (
    _id("return_id", required=True),
    *map(_instant, ("requested_at", "received_at", "refunded_at")),
    *map(_id, ("order_id", "sku_id")),
    _word("kind", ("refund", "return", "exchange")),
    _word("status", ("requested", "approved", "rejected", "withdrawn", "completed")),
    _text("reason"),
    _word("fault", ("seller", "buyer", "logistics", "platform")),
    _whole("quantity"),
    _amount("refund_amount", "refund_e4"),
    _amount("refund_goods", "goods_e4"),
)

_REVIEWS: Final = (
    _id("review_id", required=True),
    _instant("created_at", required=True),
    Column("rating", "rating", cells.rating, What.STARS, required=True),
    *map(_id, ("order_id", "product_id", "sku_id")),
    _instant("replied_at"),
)

_AD_PERFORMANCE: Final = (
    Column("date", "date", cells.day, What.DAY.format(layout="YYYY-MM-DD"), required=True),
    _id("campaign_id", required=True),
    _amount("cost", required=True),
    *map(_whole, ("impressions", "clicks", "conversions")),
    *map(_amount, ("revenue", "net_cost", "budget")),
    *map(_id, ("account_id", "adgroup_id", "ad_id")),
    *map(_text, ("platform", "campaign_name")),
    _word("campaign_type", ("gmv_max_product", "gmv_max_live", "gmv_max", "other")),
    _CURRENCY,
)

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "orders": _ORDERS,
    "order_lines": _ORDER_LINES,
    "returns": _RETURNS,
    "reviews": _REVIEWS,
    "ad_performance": _AD_PERFORMANCE,
}
"""Table → its columns, in the order in which tables are loaded; instants that follow each other
stand in the order in which they happen. Any SQL may also select `shop_id`."""

APART: Final = ("dispatch_due_at", "delivery_due_at")
"""Instants that say nothing of when the others happened."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "orders": ("order_id",),
    "order_lines": ("order_id", "line_id"),
    "returns": ("return_id", "sku_id"),
    "reviews": ("review_id",),
    "ad_performance": ("account_id", "campaign_id", "adgroup_id", "ad_id", "date"),
}
