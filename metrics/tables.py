"""The shape of each table: columns, types, keys, rules.

Instants are UTC (`…_at`), days are the shop's own (`…_on`), durations whole minutes, money whole
ten-thousandths of the currency unit (`…_e4`). Keys are never null: what does not apply is "".
Only loaders and tests import this module (dataframely costs a second of start-up).
"""

from collections.abc import Mapping, Sequence
from typing import Final

import dataframely as dy
import polars as pl

from metrics.currencies import CURRENCIES


def _instant(*, nullable: bool = True) -> dy.Datetime:
    return dy.Datetime(time_zone="UTC", nullable=nullable)


def _day() -> dy.Date:
    return dy.Date(nullable=True)


def _text() -> dy.String:
    return dy.String(nullable=True)


def _flag() -> dy.Bool:
    return dy.Bool(nullable=True)


def _whole(minimum: int | None = None) -> dy.Int64:
    return dy.Int64(nullable=True, min=minimum)


def _currency(*, nullable: bool = False) -> dy.String:
    return dy.String(nullable=nullable, check=lambda code: code.is_in(CURRENCIES))


def _key() -> dy.String:
    return dy.String(primary_key=True)


class Row(dy.Schema):
    """What every table carries: the shop, and where a row came from."""

    shop_id = _key()
    month = dy.String()
    """Partition: `2026-10`, UTC month."""
    version_at = _instant()
    """The row's own version: `updated_at`, else its latest instant."""
    made_at = _instant(nullable=False)
    """When its file or answer was made."""
    source_file = dy.String()
    source_row = dy.Int64()
    loaded_at = _instant(nullable=False)


class Orders(Row):
    """One row is one order."""

    order_id = _key()
    order_key = dy.Int64()
    """Hash of shop and order id: what distinct counts count."""
    status = dy.String(nullable=True)
    order_kind = dy.String()
    is_cod = _flag()
    is_cancelled = dy.Bool()
    cancelled_by = _text()
    cancel_reason = _text()
    cancel_fault = _text()
    customer_key = _whole()
    customer_kind = _text()
    currency = _currency()

    created_at = _instant(nullable=False)
    paid_at = _instant()
    placed_at = _instant()
    ready_at = _instant()
    shipped_at = _instant()
    delivered_at = _instant()
    cancelled_at = _instant()
    dispatch_due_at = _instant()
    delivery_due_at = _instant()
    updated_at = _instant()
    seen_at = _instant(nullable=False)
    created_on = dy.Date()
    paid_on = _day()
    placed_on = _day()
    ready_on = _day()
    shipped_on = _day()
    delivered_on = _day()
    cancelled_on = _day()
    dispatch_by_at = _instant()
    """`dispatch_due_at`; where no source says it, by the market's rule."""
    is_dispatch_rebuilt = _flag()
    dispatch_due_on = _day()
    delivery_due_on = _day()
    hour = _whole(0)
    """Shop-local hour of `placed_at`, else of `created_at`."""
    minutes_to_ready = _whole(0)
    minutes_to_ship = _whole(0)
    minutes_in_transit = _whole(0)
    minutes_to_deliver = _whole(0)
    minutes_to_cancel = _whole(0)
    """All but transit are counted from `placed_at`; `minutes_seen` says for how long we know."""
    minutes_seen = _whole(0)

    order_amount_e4 = _whole()
    shipping_fee_e4 = _whole()
    original_shipping_fee_e4 = _whole()
    tax_e4 = _whole()
    buyer_fees_e4 = _whole()
    payment_discount_e4 = _whole()
    refund_reported_e4 = _whole()
    """`Order Refund Amount` of the order file: for reconciliation only."""

    payment_method = _text()
    fulfilment_type = _text()
    warehouse = _text()
    carrier = _text()
    delivery_option = _text()
    tracking_id = _text()
    parcels = _whole(0)
    country = _text()
    region = _text()
    content_type = _text()
    creator = _text()

    units = _whole(0)
    lines = _whole(0)
    refunded_goods_e4 = _whole()
    refunded_units = _whole(0)
    has_refund = _flag()
    has_request = _flag()
    has_fault_request = _flag()
    has_replacement = _flag()
    first_review_rating = _whole(1)
    is_first_of_customer = _flag()
    settled_on = _day()
    days_to_settle = _whole(0)
    """From delivery to the first statement."""

    @dy.rule()
    def created_before_it_was_seen(cls) -> pl.Expr:
        return pl.col("created_at") <= pl.col("seen_at")


class OfOrder(Row):
    """What lines and returns take over from their order (`loaders.enrich`)."""

    is_cod = _flag()
    customer_key = _whole()
    created_on = _day()
    paid_on = _day()
    placed_on = _day()
    shipped_on = _day()
    delivered_on = _day()
    settled_on = _day()
    hour = _whole(0)
    country = _text()
    region = _text()
    carrier = _text()
    warehouse = _text()
    fulfilment_type = _text()
    payment_method = _text()


class OrderLines(OfOrder):
    """One row is one line of an order: a SKU, unless the source splits further."""

    order_id = _key()
    line_id = _key()
    order_key = dy.Int64()
    sku_id = dy.String()
    seller_sku = _text()
    product_id = _text()
    product_name = _text()
    variation = _text()
    category = _text()
    quantity = dy.Int64(min=0)
    currency = _currency()
    list_e4 = _whole(0)
    """List price × quantity. Lines and returns are in their order's currency."""
    seller_discount_e4 = _whole()
    platform_discount_e4 = _whole()
    item_amount_e4 = dy.Int64(min=0)
    """After seller and platform discounts."""
    unit_cost_e4 = _whole(0)
    status = _text()
    cancelled_at = _instant()
    is_gift = dy.Bool()
    """Nothing to pay and no platform discount: a guessed sample or gift."""

    is_cancelled = dy.Bool()
    """The line, or its whole order."""
    state = _text()
    """`cancelled` where that is so; else the line's status, else its order's."""
    content_type = _text()
    creator = _text()
    affiliate = _flag()
    commission_e4 = _whole()
    """These four from `affiliations`, else (not the last two) its order's."""
    refunded_goods_e4 = _whole(0)
    refunded_units = _whole(0)
    order_kind = dy.String()
    """Its order's; `sample` where the line is a gift."""
    is_first_of_customer = _flag()


class Affiliations(Row):
    """One row says who sold one order line: from affiliate files, or SQL that names a creator."""

    order_id = _key()
    line_id = _key()
    order_key = dy.Int64()
    created_on = _day()
    """Its order's; the source's own where the order is unknown."""
    content_type = _text()
    creator = _text()
    content_id = _text()
    affiliate = _flag()
    commission_e4 = _whole()
    """Actual, else estimated."""
    is_estimated = _flag()


class Returns(OfOrder):
    """One row is one SKU of one after-sales request."""

    return_id = _key()
    sku_id = _key()
    return_key = dy.Int64()
    """Hash of shop and return id."""
    order_id = _text()
    order_key = _whole()
    kind = dy.String()
    status = dy.String()
    reason = _text()
    fault = _text()
    requested_at = _instant()
    refunded_at = _instant()
    received_at = _instant()
    requested_on = _day()
    refunded_on = _day()
    minutes_to_refund = _whole(0)
    quantity = _whole(0)
    currency = _currency()
    refund_e4 = _whole(0)
    """Goods, shipping and tax."""
    goods_e4 = _whole(0)
    approved_e4 = _whole(0)
    """What was approved to be refunded; only the Shop API says it."""
    is_estimated = dy.Bool()
    seller_sku = _text()
    """Its line's; the source's own where the line has none."""

    is_over_refund = _flag()
    """The order's completed refunds exceed what was paid."""
    is_short_refund = _flag()
    """The order's completed refunds fall short of what was approved for them."""
    order_known = dy.Bool()
    is_cancelled = dy.Bool()
    """Its line or order is cancelled; false where the order is unknown."""
    counted_goods_e4 = _whole(0)
    """Goods of a completed refund, all refunds of a line together at most its amount."""
    counted_units = _whole(0)
    counted_revenue_e4 = _whole(0)
    """The line's seller revenue × counted units ÷ quantity."""
    order_kind = dy.String()
    content_type = _text()
    creator = _text()
    product_id = _text()
    category = _text()
    variation = _text()


class Reviews(Row):
    """One row is one product review."""

    review_id = _key()
    created_at = _instant(nullable=False)
    created_on = dy.Date()
    rating = dy.Int64(min=1, max=5)
    order_id = _text()
    order_key = _whole()
    product_id = _text()
    sku_id = _text()
    replied_at = _instant()

    order_kind = dy.String()
    """Of its order; `normal` where that is unknown."""


class Conversations(Row):
    """One row is one customer-service chat, or a day's totals of an agent."""

    conversation_id = _key()
    opened_at = _instant()
    opened_on = dy.Date()
    agent = _text()
    chats = _whole(0)
    needing_answer = _whole(0)
    answered_12h = _whole(0)
    answered_24h = _whole(0)
    rated = _whole(0)
    satisfied = _whole(0)
    dissatisfied = _whole(0)
    first_response_minutes = _whole(0)


class AdPerformance(Row):
    """One row is one ad (or ad group, campaign, account: `level`) on one day."""

    account_id = _key()
    campaign_id = _key()
    adgroup_id = _key()
    ad_id = _key()
    date = dy.Date(primary_key=True)
    level = dy.String()
    platform = _text()
    campaign_name = _text()
    campaign_type = dy.String()
    """gmv_max_product, gmv_max_live, gmv_max (both, told apart by nothing) or other."""
    currency = _currency()
    cost_e4 = dy.Int64(min=0)
    net_cost_e4 = _whole()
    impressions = _whole(0)
    clicks = _whole(0)
    conversions = _whole(0)
    """SKU orders for GMV Max."""
    revenue_e4 = _whole()
    budget_e4 = _whole(0)

    counts = dy.Bool()
    """Its level is the finest loaded for its account, campaign and day."""


class Traffic(Row):
    """One row is one product (or the whole shop: `scope`) on one day."""

    scope = _key()
    product_id = _key()
    content_type = _key()
    date = dy.Date(primary_key=True)
    page_views = _whole(0)
    product_clicks = _whole(0)
    product_impressions = _whole(0)
    visitors = _whole(0)
    buyers = _whole(0)


class Content(Row):
    """One row is one LIVE, video, creator, product or creative over one span (never split)."""

    content_id = _key()
    kind = _key()
    date_from = dy.Date(primary_key=True)
    date_to = dy.Date(primary_key=True)
    title = _text()
    creator = _text()
    product_id = _text()
    campaign_id = _text()
    started_at = _instant()
    duration_seconds = _whole(0)
    currency = _currency(nullable=True)
    gmv_e4 = _whole()
    refunds_e4 = _whole()
    commission_e4 = _whole()
    cost_e4 = _whole()
    revenue_e4 = _whole()
    orders = _whole(0)
    sku_orders = _whole(0)
    units = _whole(0)
    customers = _whole(0)
    views = _whole(0)
    product_impressions = _whole(0)
    product_clicks = _whole(0)
    samples = _whole(0)


class Skus(Row):
    """One row is a SKU from a day on."""

    sku_id = _key()
    valid_from = dy.Date(primary_key=True)
    seller_sku = _text()
    product_id = _text()
    product_name = _text()
    variation = _text()
    category = _text()
    currency = _currency(nullable=True)
    list_price_e4 = _whole(0)
    floor_price_e4 = _whole(0)
    unit_cost_e4 = _whole(0)
    cost_currency = _currency(nullable=True)
    freight_e4 = _whole(0)
    """First leg, per unit, in `cost_currency`."""
    lead_days = _whole(0)


class Stock(Row):
    """One row is one SKU in one warehouse at one snapshot."""

    sku_id = _key()
    warehouse = _key()
    date = dy.Date(primary_key=True)
    product_id = _text()
    on_hand = _whole()
    available = _whole()
    inbound = _whole()


class Settlements(Row):
    """One row is one transaction of a statement; amounts carry the source's sign."""

    statement_id = _key()
    transaction_id = _key()
    type = _key()
    sku_id = _key()
    settled_on = dy.Date(primary_key=True)
    order_id = _text()
    order_key = _whole()
    payment_id = _text()
    currency = _currency()
    quantity = _whole()
    settled_e4 = dy.Int64()
    revenue_e4 = _whole()
    refund_e4 = _whole()
    fees_e4 = _whole()
    platform_commission_e4 = _whole()
    transaction_fee_e4 = _whole()
    affiliate_e4 = _whole()
    service_e4 = _whole()
    shipping_e4 = _whole()
    ads_e4 = _whole()
    taxes_e4 = _whole()
    adjustment_e4 = _whole()
    reserve_e4 = _whole()
    placed_on = _day()
    delivered_on = _day()


class Payouts(Row):
    """One row is one payment to the bank."""

    payment_id = _key()
    paid_at = _instant()
    paid_on = dy.Date()
    requested_at = _instant()
    status = _text()
    currency = _currency()
    amount_e4 = dy.Int64()
    exchange_rate = dy.Float64(nullable=True)
    received_e4 = _whole()
    received_currency = _text()


class PlatformFigures(Row):
    """One row is one figure that the platform itself shows, for one day."""

    figure = _key()
    scope = _key()
    date = dy.Date(primary_key=True)
    value = dy.Float64(nullable=True)
    """Money figures are in currency units. Null: it was typed and taken back."""
    currency = _currency(nullable=True)
    author = _text()


class FxRates(Row):
    """One row is one currency on one day: units of it for 1 EUR. `shop_id` is ""."""

    shop_id = dy.String()
    date = dy.Date(primary_key=True)
    currency = _key()
    rate = dy.Float64(min_exclusive=0)


TABLES: Final[Mapping[str, type[Row]]] = {
    "orders": Orders,
    "order_lines": OrderLines,
    "affiliations": Affiliations,
    "returns": Returns,
    "reviews": Reviews,
    "conversations": Conversations,
    "ad_performance": AdPerformance,
    "traffic": Traffic,
    "content": Content,
    "skus": Skus,
    "stock": Stock,
    "settlements": Settlements,
    "payouts": Payouts,
    "platform_figures": PlatformFigures,
    "fx_rates": FxRates,
}

LINEAGE: Final = ("source_file", "source_row", "loaded_at")

DERIVED: Final[Mapping[str, Sequence[str]]] = {
    "orders": (
        "month order_key is_cancelled placed_at created_on paid_on placed_on ready_on shipped_on "
        "delivered_on cancelled_on dispatch_by_at is_dispatch_rebuilt dispatch_due_on "
        "delivery_due_on hour minutes_to_ready "
        "minutes_to_ship minutes_in_transit minutes_to_deliver minutes_to_cancel minutes_seen"
    ).split(),
    "order_lines": ["order_key"],
    "affiliations": ["order_key"],
    "returns": "return_key order_key requested_on refunded_on minutes_to_refund".split(),
    "reviews": ["created_on", "order_key"],
    "settlements": ["order_key"],
}
"""Columns that follow from the row's other columns (and its shop's zone)."""

ENRICHED: Final[Mapping[str, Sequence[str]]] = {
    "orders": (
        "units lines refunded_goods_e4 refunded_units has_refund has_request has_fault_request "
        "has_replacement first_review_rating is_first_of_customer settled_on days_to_settle"
    ).split(),
    "order_lines": (
        "currency is_cancelled state content_type creator affiliate commission_e4 "
        "refunded_goods_e4 refunded_units order_kind is_cod customer_key "
        "is_first_of_customer created_on paid_on placed_on shipped_on delivered_on settled_on hour "
        "country region carrier warehouse fulfilment_type payment_method"
    ).split(),
    "returns": (
        "is_over_refund is_short_refund "
        "currency order_known is_cancelled counted_goods_e4 counted_units counted_revenue_e4 "
        "order_kind is_cod customer_key created_on paid_on placed_on shipped_on delivered_on "
        "settled_on hour country region carrier warehouse fulfilment_type payment_method "
        "content_type creator seller_sku product_id category variation"
    ).split(),
    "affiliations": ["created_on"],
    "reviews": ["order_kind"],
    "settlements": ["placed_on", "delivered_on"],
    "ad_performance": ["counts"],
}
"""Columns that are worked out from other rows after each load, never read from a source."""
