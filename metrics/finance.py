"""Settlements and profit: what the platform pays out, what it keeps, and what is left.

Statements are dated by their UTC day and show costs as negative amounts: here costs are positive.
"""

from typing import Final

import narwhals as nw

from metrics.measures import ADS, IS_NORMAL, NET_AD_COST, known, money
from metrics.metric import N_, Better, Kind, Measure, Metric, Rows, Unit, total
from metrics.spreads import days

SETTLED: Final = Rows("settlements", "settled_on")
SETTLED_ORDERS: Final = Rows("orders", "settled_on", IS_NORMAL)
UNSETTLED: Final = Rows(
    "unsettled_lines", "as_of_on", IS_NORMAL, reads=("order_lines", "settlements")
)
LOSSES: Final = Rows(
    "losses", "as_of_on", IS_NORMAL, reads=("orders", "order_lines", "returns", "settlements")
)
PROFIT: Final = Rows(
    "profit_lines", "placed_on", reads=("order_lines", "returns", "skus", "settlements")
)

FEES: Final = money(SETTLED, -nw.col("fees_e4"), known("revenue_e4"))
REVENUE: Final = money(SETTLED, "revenue_e4", known("fees_e4"))
IS_ORDER: Final = nw.col("type").is_in(["order", ""])
FREIGHT: Final = money(SETTLED, -nw.col("shipping_e4"))
ORDERS_WITH_FREIGHT: Final = Measure(
    SETTLED, Kind.DISTINCT, nw.col("order_key"), IS_ORDER & known("shipping_e4")
)

BEFORE_ADS: Final = money(PROFIT, "contribution_e4")
PROFITABLE: Final = known("contribution_e4")
NET_REVENUE: Final = money(PROFIT, "net_revenue_e4", PROFITABLE)
SALES_WITH_PROFIT: Final = money(PROFIT, "item_amount_e4", PROFITABLE)
SALES: Final = money(PROFIT, "item_amount_e4")
AD_COST: Final = money(ADS, NET_AD_COST)


def _kept(name: str, label: str, meaning: str, column: str) -> Metric:
    """One kind of what the platform keeps."""
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(money(SETTLED, -nw.col(column))),
    )


SHIPPING_COST_PER_ORDER: Final = Metric(
    name="shipping_cost_per_order",
    label=N_("Seller shipping per order"),
    meaning=N_("What statements charge the seller for shipping ÷ orders in them."),
    unit=Unit.MONEY,
    better=Better.LOWER,
    value=total(FREIGHT),
    per=total(ORDERS_WITH_FREIGHT),
)

METRICS: Final = (
    Metric(
        name="settled_amount",
        label=N_("Settled"),
        meaning=N_("Net amounts of the statements of the day."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(money(SETTLED, "settled_e4")),
    ),
    Metric(
        name="unsettled_amount",
        label=N_("Not yet settled"),
        meaning=N_(
            "An estimate for delivered orders without a statement: what is left of their revenue "
            "× the shop's settled share of revenue in its last 60 settled days."
        ),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(money(UNSETTLED, "expected_e4")),
    ),
    Metric(
        name="fees",
        label=N_("Platform fees"),
        meaning=N_(
            "Commission, transaction, affiliate and service fees in statements. Shipping, ads, "
            "taxes, adjustments and reserves are apart."
        ),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(money(SETTLED, -nw.col("fees_e4"))),
    ),
    Metric(
        name="fee_rate",
        label=N_("Fee rate"),
        meaning=N_("Platform fees ÷ revenue of the same statements."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(FEES),
        per=total(REVENUE),
    ),
    _kept(
        "platform_commission",
        N_("Platform commission"),
        N_("The platform's commission in statements: a part of the platform fees."),
        "platform_commission_e4",
    ),
    _kept(
        "transaction_fees",
        N_("Transaction fees"),
        N_("Fees for payments in statements: a part of the platform fees."),
        "transaction_fee_e4",
    ),
    _kept(
        "affiliate_fees",
        N_("Affiliate commission paid"),
        N_("Commission of creators and partners in statements: a part of the platform fees."),
        "affiliate_e4",
    ),
    _kept(
        "service_fees",
        N_("Service fees"),
        N_("All other fees in statements: a part of the platform fees."),
        "service_e4",
    ),
    _kept(
        "settled_shipping",
        N_("Shipping in statements"),
        N_("What statements charge the seller for shipping, less what they give back."),
        "shipping_e4",
    ),
    _kept(
        "settled_ads",
        N_("Ads paid from GMV"),
        N_("Ads that statements deduct; they are part of the ad spend, never added to it."),
        "ads_e4",
    ),
    _kept("settled_taxes", N_("Taxes withheld"), N_("Taxes that statements deduct."), "taxes_e4"),
    _kept(
        "settled_adjustments",
        N_("Adjustments"),
        N_("Adjustments that statements deduct, less what they give back."),
        "adjustment_e4",
    ),
    _kept("settled_reserve", N_("Held in reserve"), N_("What statements hold back."), "reserve_e4"),
    *days(
        "days_to_settle",
        (
            N_("Days to settle, mean"),
            N_("Days to settle, median"),
            N_("Days to settle, slowest 10%"),
        ),
        N_("Days from delivery to the order's first statement."),
        SETTLED_ORDERS,
        "days_to_settle",
    ),
    Metric(
        name="unclaimed_losses",
        label=N_("Not compensated"),
        meaning=N_(
            "Goods of orders that the carrier lost or damaged, 14 days after, without a "
            "reimbursement in a statement."
        ),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(money(LOSSES, "lost_e4")),
    ),
    Metric(
        name="margin_before_ads",
        label=N_("Contribution before ads"),
        meaning=N_(
            "Net revenue − landed cost of units not back in stock − seller shipping − platform "
            "fees with affiliate commission, of lines whose cost is known. Until an order settles, "
            "its fees are the shop's share of revenue in its last 60 settled days."
        ),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(BEFORE_ADS),
        covers=(SALES_WITH_PROFIT, SALES),
    ),
    Metric(
        name="margin",
        label=N_("Contribution profit"),
        meaning=N_(
            "Contribution before ads less what ads cost, credits taken off; ads paid from GMV "
            "count once. Of lines whose cost is known."
        ),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(BEFORE_ADS, less=(AD_COST,)),
        covers=(SALES_WITH_PROFIT, SALES),
        same_days=True,
    ),
    Metric(
        name="margin_rate",
        label=N_("Contribution margin"),
        meaning=N_("Contribution profit ÷ net revenue of the same lines."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(BEFORE_ADS, less=(AD_COST,)),
        per=total(NET_REVENUE),
        covers=(SALES_WITH_PROFIT, SALES),
        same_days=True,
    ),
    Metric(
        name="estimated_fee_share",
        label=N_("Fees still estimated"),
        meaning=N_("Net revenue of lines whose fees are estimated, not yet settled ÷ net revenue."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(money(PROFIT, "net_revenue_e4", PROFITABLE & nw.col("is_estimated"))),
        per=total(NET_REVENUE),
    ),
)
"""In the order of the metric book."""

BREAK_EVEN_CPA: Final = Metric(
    name="break_even_cpa",
    label=N_("Break-even CPA"),
    meaning=N_("Contribution before ads ÷ orders, of lines whose cost is known."),
    unit=Unit.MONEY,
    better=Better.NEITHER,
    value=total(BEFORE_ADS),
    per=total(Measure(PROFIT, Kind.DISTINCT, nw.col("order_key"), PROFITABLE)),
    covers=(SALES_WITH_PROFIT, SALES),
)
"""Not in the book: what a conversion may cost before ads eat what an order leaves."""

BREAK_EVEN_ROAS: Final = Metric(
    name="break_even_roas",
    label=N_("Break-even ROAS"),
    meaning=N_(
        "Seller revenue ÷ contribution before ads, of the same shops, days and lines: ads pay from "
        "this return on. Unknown unless there is a contribution."
    ),
    unit=Unit.NUMBER,
    better=Better.NEITHER,
    value=total(money(PROFIT, "revenue_e4", PROFITABLE, "ad_performance")),
    per=total(BEFORE_ADS),
    covers=(SALES_WITH_PROFIT, SALES),
    same_days=True,
)
