"""Sales: what was sold, by the day the order was placed.

A paid order is a normal order (no sample, replacement or exchange) with a placed time: the payment,
or the creation of a cash-on-delivery order. Cancelled and refunded orders stay in unless said.
"""

from functools import partial
from typing import Final

import narwhals as nw

from metrics.measures import (
    CANCELLED_SALES,
    IS_CANCELLED,
    IS_NORMAL,
    IS_REFUND,
    ITEM_SALES,
    ORDERS,
    PAID_LINES,
    PAID_ORDERS,
    REFUNDED_SALES,
    RETURNS_OF_PLACED,
    buyers_where,
    count,
    is_true,
    known,
    money,
    orders_where,
    units,
)
from metrics.metric import N_, Better, Metric, Rows, Unit, total

_sale = partial(Metric, redatable=True)

CREATED_ORDERS = Rows("orders", "created_on", IS_NORMAL)
SKUS_OF_ORDERS = Rows("order_lines", "placed_on", IS_NORMAL, distinct=("order_key", "sku_id"))
SAMPLE_ORDERS = Rows("orders", "shipped_on", nw.col("order_kind") == "sample")
SAMPLE_LINES = Rows("sample_lines", "shipped_on", reads=("order_lines",))

UNITS = units(PAID_LINES, "quantity")
HAS_REVENUE = known("list_e4", "seller_discount_e4")
REVENUE = nw.col("list_e4") - nw.col("seller_discount_e4")
SELLER_REVENUE = money(PAID_LINES, REVENUE)
SALES_WITH_REVENUE = money(PAID_LINES, "item_amount_e4", HAS_REVENUE)
SALES_WITH_LIST = money(PAID_LINES, "item_amount_e4", known("list_e4"))
SALES_WITH_PLATFORM = money(PAID_LINES, "item_amount_e4", known("platform_discount_e4"))
SALES_OF_KNOWN_BUYERS = money(PAID_LINES, "item_amount_e4", known("customer_key"))
BUYERS = buyers_where()
NEW_BUYERS = buyers_where(is_true(nw.col("is_first_of_customer")))
ORDERS_OF_KNOWN_BUYERS = orders_where(known("customer_key"))
IS_AFFILIATE = is_true(nw.col("affiliate"))
AFFILIATE_SALES = money(PAID_LINES, "item_amount_e4", IS_AFFILIATE, "affiliations")
AFFILIATE_SALES_WITH_COMMISSION = money(
    PAID_LINES, "item_amount_e4", IS_AFFILIATE & known("commission_e4"), "affiliations"
)

METRICS: Final = (
    _sale(
        name="gmv",
        label=N_("GMV (goods)"),
        meaning=N_(
            "Line amounts after seller and platform discounts, without shipping, of paid orders; "
            "cancelled and refunded stay in. Before tax in the US, with VAT where prices hold it."
        ),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(ITEM_SALES),
    ),
    _sale(
        name="gmv_with_shipping",
        label=N_("GMV incl. shipping"),
        meaning=N_("GMV plus what buyers paid for shipping after discounts, once per order."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(ITEM_SALES, money(PAID_ORDERS, "shipping_fee_e4")),
        covers=(count(PAID_ORDERS, known("shipping_fee_e4")), count(PAID_ORDERS)),
    ),
    _sale(
        name="gmv_cofunded",
        label=N_("GMV with co-funding"),
        meaning=N_("GMV plus the discounts that the platform pays."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(ITEM_SALES, money(PAID_LINES, "platform_discount_e4")),
        covers=(SALES_WITH_PLATFORM, ITEM_SALES),
    ),
    _sale(
        name="list_sales",
        label=N_("Sales at list price"),
        meaning=N_("List price × quantity of paid orders, before any discount."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(money(PAID_LINES, "list_e4")),
        covers=(SALES_WITH_LIST, ITEM_SALES),
    ),
    _sale(
        name="seller_discount",
        label=N_("Seller discount"),
        meaning=N_("Discounts that the seller pays, on lines of paid orders."),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(money(PAID_LINES, "seller_discount_e4")),
    ),
    _sale(
        name="platform_discount",
        label=N_("Platform discount"),
        meaning=N_("Discounts that the platform pays, on lines of paid orders."),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(money(PAID_LINES, "platform_discount_e4")),
    ),
    _sale(
        name="discount_rate",
        label=N_("Seller discount rate"),
        meaning=N_("Seller discount ÷ sales at list price, of lines where both are known."),
        unit=Unit.SHARE,
        better=Better.NEITHER,
        value=total(money(PAID_LINES, "seller_discount_e4", HAS_REVENUE)),
        per=total(money(PAID_LINES, "list_e4", HAS_REVENUE)),
        covers=(SALES_WITH_REVENUE, ITEM_SALES),
    ),
    _sale(
        name="seller_revenue",
        label=N_("Seller revenue"),
        meaning=N_(
            "Sales at list price less seller discount: the platform pays its own discount to the "
            "seller."
        ),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(SELLER_REVENUE),
        covers=(SALES_WITH_REVENUE, ITEM_SALES),
    ),
    _sale(
        name="customer_payment",
        label=N_("Customer payment"),
        meaning=N_(
            "Order amounts, once per order: lines + tax + shipping + buyer fees − payment discount."
        ),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(money(PAID_ORDERS, "order_amount_e4")),
        covers=(count(PAID_ORDERS, known("order_amount_e4")), count(PAID_ORDERS)),
    ),
    _sale(
        name="cancelled_gmv",
        label=N_("Cancelled GMV"),
        meaning=N_("The part of GMV in cancelled lines; an order can be cancelled in part."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(CANCELLED_SALES),
    ),
    _sale(
        name="refunded_gmv",
        label=N_("Refunded GMV"),
        meaning=N_(
            "Goods value of completed refunds of lines placed in the period and not cancelled, at "
            "most the line's amount. Grows for weeks after the period."
        ),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(REFUNDED_SALES),
    ),
    _sale(
        name="net_sales",
        label=N_("Net GMV"),
        meaning=N_("GMV less cancelled GMV and refunded GMV; never the base of a margin."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(ITEM_SALES, less=(CANCELLED_SALES, REFUNDED_SALES)),
    ),
    _sale(
        name="net_revenue",
        label=N_("Net revenue"),
        meaning=N_(
            "Seller revenue less its part in cancelled and refunded units: an estimate of the "
            "statement's net sales (US) or total revenue (elsewhere)."
        ),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(
            SELLER_REVENUE,
            less=(
                money(PAID_LINES, REVENUE, IS_CANCELLED),
                money(RETURNS_OF_PLACED, "counted_revenue_e4", IS_REFUND),
            ),
        ),
        covers=(SALES_WITH_REVENUE, ITEM_SALES),
    ),
    _sale(
        name="orders",
        label=N_("Orders"),
        meaning=N_(
            "Paid orders; one order counts once whatever it holds. By product, an order counts in "
            "each product it holds, so groups don't add up to the whole."
        ),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(ORDERS),
    ),
    _sale(
        name="sku_orders",
        label=N_("SKU orders"),
        meaning=N_("Pairs of a paid order and a SKU: an order of 3 × A and 2 × B counts 2."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(count(SKUS_OF_ORDERS)),
    ),
    _sale(
        name="units_sold",
        label=N_("Units sold"),
        meaning=N_("Quantities of paid orders: an order of 3 × A and 2 × B counts 5."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(UNITS),
    ),
    _sale(
        name="customers",
        label=N_("Customers"),
        meaning=N_(
            "Distinct buyers of paid orders, cancelled and refunded included; unknown buyers are "
            "not counted. Doesn't add up over days or groups."
        ),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(BUYERS),
        covers=(ORDERS_OF_KNOWN_BUYERS, ORDERS),
    ),
    _sale(
        name="new_customers",
        label=N_("New customers"),
        meaning=N_(
            "Buyers whose first known paid order at the shop is in the period; unknown where the "
            "shop's orders start less than 90 days before it."
        ),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(NEW_BUYERS),
        covers=(ORDERS_OF_KNOWN_BUYERS, ORDERS),
        history_days=90,
    ),
    _sale(
        name="returning_customer_rate",
        label=N_("Returning customers"),
        meaning=N_("1 − new customers ÷ customers."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(BUYERS, less=(NEW_BUYERS,)),
        per=total(BUYERS),
        covers=(ORDERS_OF_KNOWN_BUYERS, ORDERS),
        history_days=90,
    ),
    _sale(
        name="aov",
        label=N_("Average order value"),
        meaning=N_("GMV ÷ orders."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(ITEM_SALES),
        per=total(ORDERS),
    ),
    _sale(
        name="gmv_per_customer",
        label=N_("GMV per customer"),
        meaning=N_("GMV of known buyers ÷ customers."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(SALES_OF_KNOWN_BUYERS),
        per=total(BUYERS),
        covers=(SALES_OF_KNOWN_BUYERS, ITEM_SALES),
    ),
    _sale(
        name="asp",
        label=N_("Average selling price"),
        meaning=N_("GMV ÷ units sold."),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(ITEM_SALES),
        per=total(UNITS),
    ),
    _sale(
        name="units_per_order",
        label=N_("Units per order"),
        meaning=N_("Units sold ÷ orders."),
        unit=Unit.NUMBER,
        better=Better.HIGHER,
        value=total(UNITS),
        per=total(ORDERS),
    ),
    _sale(
        name="gmv_per_day",
        label=N_("Daily average GMV"),
        meaning=N_("GMV ÷ the days of the period that are over."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(ITEM_SALES),
        per_day=True,
    ),
    Metric(
        name="unpaid_rate",
        label=N_("Unpaid rate"),
        meaning=N_("Orders created, not cash on delivery and never paid ÷ orders created."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(count(CREATED_ORDERS, nw.col("placed_on").is_null())),
        per=total(count(CREATED_ORDERS)),
    ),
    _sale(
        name="affiliate_gmv_share",
        label=N_("Affiliate share"),
        meaning=N_(
            "GMV of lines sold by affiliates ÷ GMV. A cut of its own: never added to LIVE, video "
            "and product card."
        ),
        unit=Unit.SHARE,
        better=Better.NEITHER,
        value=total(AFFILIATE_SALES),
        per=total(ITEM_SALES),
    ),
    _sale(
        name="commission_rate",
        label=N_("Commission rate"),
        meaning=N_("Affiliate commission (actual, else estimated) ÷ the GMV it was paid for."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(money(PAID_LINES, "commission_e4", IS_AFFILIATE, "affiliations")),
        per=total(AFFILIATE_SALES_WITH_COMMISSION),
        covers=(AFFILIATE_SALES_WITH_COMMISSION, AFFILIATE_SALES),
    ),
    Metric(
        name="samples_shipped",
        label=N_("Samples"),
        meaning=N_("Sample orders shipped."),
        unit=Unit.COUNT,
        better=Better.NEITHER,
        value=total(count(SAMPLE_ORDERS)),
    ),
    Metric(
        name="sample_cost",
        label=N_("Sample cost"),
        meaning=N_(
            "Quantity × unit cost of samples and gifts shipped. Their shipping is not in it: no "
            "file says what it costs."
        ),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(money(SAMPLE_LINES, "cost_e4")),
        covers=(
            units(SAMPLE_LINES, "quantity", known("cost_e4")),
            units(SAMPLE_LINES, "quantity"),
        ),
    ),
    _sale(
        name="cod_share",
        label=N_("COD share"),
        meaning=N_("Cash-on-delivery orders ÷ orders of which the kind of payment is known."),
        unit=Unit.SHARE,
        better=Better.NEITHER,
        value=total(count(PAID_ORDERS, nw.col("is_cod"))),
        per=total(count(PAID_ORDERS, known("is_cod"))),
        covers=(count(PAID_ORDERS, known("is_cod")), count(PAID_ORDERS)),
    ),
)
"""In the order of the metric book."""
