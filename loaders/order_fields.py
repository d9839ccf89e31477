"""The columns of the order export that are used, in all markets' headers."""

from typing import Final

from loaders.sheet import Field

FIELDS: Final = (
    Field("order_id", ("Order ID", "订单 ID", "订单ID", "订单号"), required=True),
    Field("status", ("Order Status", "订单状态"), required=True),
    Field("substatus", ("Order Substatus", "Order Sub Status", "订单子状态")),
    Field("sku_id", ("SKU ID",)),
    Field("seller_sku", ("Seller SKU",)),
    Field("bundle_sku", ("Virtual Bundle Seller SKU",)),
    Field("product_id", ("Product ID", "商品 ID")),
    Field("product_name", ("Product Name", "商品名称")),
    Field("variation", ("Variation", "Variations")),
    Field("category", ("Product Category",)),
    Field("quantity", ("Quantity", "数量"), required=True),
    Field("unit_price", ("SKU Unit Original Price",)),
    Field("list", ("SKU Subtotal Before Discount",)),
    Field("platform_discount", ("SKU Platform Discount",)),
    Field("seller_discount", ("SKU Seller Discount",)),
    Field("item_amount", ("SKU Subtotal After Discount",), required=True),
    Field("shipping_fee", ("Shipping Fee After Discount",)),
    Field("original_shipping_fee", ("Original Shipping Fee",)),
    Field("payment_discount", ("Payment platform discount", "Payment Platform Discount")),
    Field("tax", ("Taxes", "Tax")),
    Field("retail_delivery_fee", ("Retail Delivery Fee",)),
    Field("small_order_fee", ("Small Order Fee",)),
    Field("buyer_service_fee", ("Buyer Service Fee",)),
    Field("handling_fee", ("Handling Fee", "Order Handling Fee")),
    Field("shipping_insurance", ("Shipping Insurance",)),
    Field("item_insurance", ("Item Insurance",)),
    Field("distance_fee", ("Distance Fee",)),
    Field("distance_shipping_fee", ("Distance Shipping Fee",)),
    Field("order_amount", ("Order Amount",)),
    Field("refund_reported", ("Order Refund Amount",)),
    Field("created_at", ("Created Time", "订单创建时间"), required=True),
    Field("paid_at", ("Paid Time",)),
    Field("ready_at", ("RTS Time",)),
    Field("shipped_at", ("Shipped Time", "发货时间")),
    Field("delivered_at", ("Delivered Time",)),
    Field("cancelled_at", ("Cancelled Time", "Canceled Time")),
    Field("cancelled_by", ("Cancel By",)),
    Field("cancel_reason", ("Cancel Reason",)),
    Field("fulfilment_type", ("Fulfillment Type", "Fulfilment Type")),
    Field("warehouse", ("Warehouse Name",)),
    Field("tracking_id", ("Tracking ID", "快递单号")),
    Field("delivery_option", ("Delivery Option",)),
    Field("carrier", ("Shipping Provider Name",)),
    Field("package_id", ("Package ID",)),
    Field("buyer", ("Buyer Username",)),
    Field("country", ("Country",)),
    Field("region", ("State", "Province", "Region")),
    Field("payment_method", ("Payment Method",)),
    Field("content_type", ("Order Channel",)),
    Field("creator", ("Creator Handle",)),
)

IDS: Final = ("order_id", "sku_id", "product_id", "package_id", "tracking_id")
TIMES: Final = (
    "created_at", "paid_at", "ready_at", "shipped_at", "delivered_at", "cancelled_at",
)  # fmt: skip
LINE_AMOUNTS: Final = ("unit_price", "list", "platform_discount", "seller_discount", "item_amount")
BUYER_FEES: Final = (
    "retail_delivery_fee", "small_order_fee", "buyer_service_fee", "handling_fee",
    "shipping_insurance", "item_insurance", "distance_fee", "distance_shipping_fee",
)  # fmt: skip
ORDER_AMOUNTS: Final = (
    "order_amount", "shipping_fee", "original_shipping_fee", "tax", "payment_discount",
)  # fmt: skip
AMOUNTS: Final = (*LINE_AMOUNTS, *BUYER_FEES, *ORDER_AMOUNTS, "refund_reported")
LINE_TEXTS: Final = ("seller_sku", "product_id", "product_name", "variation", "category")
ORDER_TEXTS: Final = (
    "payment_method", "fulfilment_type", "warehouse", "carrier", "delivery_option", "tracking_id",
    "country", "region", "content_type", "creator",
)  # fmt: skip
TEXTS: Final = (
    "status", "substatus", "bundle_sku", "cancelled_by", "cancel_reason", "buyer",
    *(name for name in (*LINE_TEXTS, *ORDER_TEXTS) if name not in IDS),
)  # fmt: skip
DISTINCT: Final = frozenset(["seller_sku", "bundle_sku", "buyer"])
"""Texts that stand for ids; the others repeat."""
