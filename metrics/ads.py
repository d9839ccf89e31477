"""Advertising, by the ad account's day.

Of every account, campaign and day only the finest loaded level counts. GMV Max holds organic
orders: its conversions and revenue are never part of a ratio with those of other campaigns.
"""

from fractions import Fraction
from typing import Final

import narwhals as nw

from metrics.finance import BREAK_EVEN_ROAS
from metrics.measures import ADS, ITEM_SALES, NET_AD_COST, known, money, units
from metrics.metric import N_, Better, Metric, Unit, total

IS_GMV_MAX = nw.col("campaign_type").is_in(["gmv_max", "gmv_max_product", "gmv_max_live"])
IS_OTHER = ~IS_GMV_MAX

COST = money(ADS, "cost_e4")
IMPRESSIONS = units(ADS, "impressions")
CLICKS = units(ADS, "clicks")
CONVERSIONS = units(ADS, "conversions")
COST_WITH_IMPRESSIONS = money(ADS, "cost_e4", known("impressions"))
COST_WITH_CLICKS = money(ADS, "cost_e4", known("clicks"))
COST_WITH_CONVERSIONS = money(ADS, "cost_e4", IS_OTHER & known("conversions"))
COST_WITH_REVENUE = money(ADS, "cost_e4", IS_OTHER & known("revenue_e4"))
COST_WITH_BUDGET = money(ADS, "cost_e4", known("budget_e4"))
GMV_MAX_COST = money(ADS, "cost_e4", IS_GMV_MAX)
GMV_MAX_COST_WITH_ORDERS = money(ADS, "cost_e4", IS_GMV_MAX & known("conversions"))
GMV_MAX_COST_WITH_REVENUE = money(ADS, "cost_e4", IS_GMV_MAX & known("revenue_e4"))
IMPRESSIONS_WITH_CLICKS = units(ADS, "impressions", known("impressions", "clicks"))
CONVERSIONS_WITH_CLICKS = units(ADS, "conversions", IS_OTHER & known("conversions", "clicks"))

METRICS: Final = (
    Metric(
        name="ad_cost",
        label=N_("Ad spend"),
        meaning=N_("What the ads cost, before credits."),
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(COST),
    ),
    Metric(
        name="impressions",
        label=N_("Impressions"),
        meaning=N_("How often ads were shown, where the file says so."),
        unit=Unit.COUNT,
        better=Better.NEITHER,
        value=total(IMPRESSIONS),
    ),
    Metric(
        name="clicks",
        label=N_("Clicks"),
        meaning=N_("Clicks that lead to the destination, where the file says so."),
        unit=Unit.COUNT,
        better=Better.NEITHER,
        value=total(CLICKS),
    ),
    Metric(
        name="conversions",
        label=N_("Conversions"),
        meaning=N_(
            "Conversions booked on the day; those of GMV Max are SKU orders, organic ones "
            "included. The last seven days still settle."
        ),
        unit=Unit.COUNT,
        better=Better.NEITHER,
        value=total(CONVERSIONS),
    ),
    Metric(
        name="cpm",
        label=N_("CPM"),
        meaning=N_("Spend ÷ impressions × 1000, of ads whose impressions are known."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(COST_WITH_IMPRESSIONS),
        per=total(IMPRESSIONS),
        scale=Fraction(1000),
        covers=(COST_WITH_IMPRESSIONS, COST),
    ),
    Metric(
        name="cpc",
        label=N_("CPC"),
        meaning=N_("Spend ÷ clicks to the destination, of ads whose clicks are known."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(COST_WITH_CLICKS),
        per=total(CLICKS),
        covers=(COST_WITH_CLICKS, COST),
    ),
    Metric(
        name="cpa",
        label=N_("CPA"),
        meaning=N_("Spend ÷ conversions, without GMV Max."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(COST_WITH_CONVERSIONS),
        per=total(units(ADS, "conversions", IS_OTHER)),
        covers=(COST_WITH_CONVERSIONS, COST),
    ),
    Metric(
        name="ctr",
        label=N_("CTR"),
        meaning=N_("Clicks ÷ impressions, of ads for which both are known."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(units(ADS, "clicks", known("impressions", "clicks"))),
        per=total(IMPRESSIONS_WITH_CLICKS),
        covers=(IMPRESSIONS_WITH_CLICKS, IMPRESSIONS),
    ),
    Metric(
        name="cvr",
        label=N_("CVR"),
        meaning=N_("Conversions ÷ clicks, of ads for which both are known, without GMV Max."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(CONVERSIONS_WITH_CLICKS),
        per=total(units(ADS, "clicks", IS_OTHER & known("conversions", "clicks"))),
        covers=(CONVERSIONS_WITH_CLICKS, CONVERSIONS),
    ),
    Metric(
        name="ad_revenue",
        label=N_("Ad revenue"),
        meaning=N_("Gross revenue as the ads count it; GMV Max counts organic orders too."),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        value=total(money(ADS, "revenue_e4")),
        covers=(money(ADS, "cost_e4", known("revenue_e4")), COST),
    ),
    Metric(
        name="roas",
        label=N_("ROAS"),
        meaning=N_("Ad revenue ÷ spend, without GMV Max."),
        unit=Unit.NUMBER,
        better=Better.HIGHER,
        value=total(money(ADS, "revenue_e4", IS_OTHER)),
        per=total(COST_WITH_REVENUE),
        covers=(COST_WITH_REVENUE, COST),
    ),
    Metric(
        name="gmv_max_cost_per_order",
        label=N_("GMV Max cost per SKU order"),
        meaning=N_("GMV Max spend ÷ its SKU orders, organic ones included: not incremental."),
        unit=Unit.MONEY,
        better=Better.LOWER,
        value=total(GMV_MAX_COST_WITH_ORDERS),
        per=total(units(ADS, "conversions", IS_GMV_MAX)),
        covers=(GMV_MAX_COST_WITH_ORDERS, GMV_MAX_COST),
    ),
    Metric(
        name="gmv_max_roi",
        label=N_("GMV Max ROI"),
        meaning=N_("GMV Max gross revenue, organic included ÷ its spend: not incremental."),
        unit=Unit.NUMBER,
        better=Better.HIGHER,
        value=total(money(ADS, "revenue_e4", IS_GMV_MAX)),
        per=total(GMV_MAX_COST_WITH_REVENUE),
        covers=(GMV_MAX_COST_WITH_REVENUE, GMV_MAX_COST),
    ),
    Metric(
        name="ad_cost_share",
        label=N_("Ad cost share"),
        meaning=N_(
            "Spend after credits (before them where they are unknown) ÷ GMV of the same shops and "
            "days. Ad days are the ad account's, GMV days the shop's."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        value=total(money(ADS, NET_AD_COST)),
        per=total(ITEM_SALES),
        same_days=True,
    ),
    BREAK_EVEN_ROAS,
    Metric(
        name="budget_used",
        label=N_("Budget used"),
        meaning=N_("Spend ÷ budget, of ads whose budget is known."),
        unit=Unit.SHARE,
        better=Better.NEITHER,
        value=total(COST_WITH_BUDGET),
        per=total(money(ADS, "budget_e4")),
        covers=(COST_WITH_BUDGET, COST),
    ),
)
"""In the order of the metric book."""
