"""From totals to metrics: the arithmetic that is the same whoever summed up the tables."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from benchmarks.peers.totals import Answer, Found, Known, Number
from metrics.catalog import CATALOG

Formula = Callable[[Known], Number]


def total(*names: str, per: int = 1) -> Formula:
    """The sum of totals, those with a minus taken off; unknown where one is."""

    def value(of: Known) -> Number:
        found = _sum(of, names)
        return None if found is None else found if per == 1 else found / per

    return value


def money(*names: str) -> Formula:
    """A sum of ten-thousandths, in units of the currency."""
    return total(*names, per=10_000)


def ratio(value: str, per: str, *, scale: float = 1, below: int = 1) -> Formula:
    """One sum ÷ another (`a -b` are sums); unknown where there is nothing to divide by."""

    def divided(of: Known) -> Number:
        above, under = _sum(of, value.split()), _sum(of, per.split())
        return None if above is None or not under else above * scale / (under * below)

    return divided


def per_unit(value: str, per: str) -> Formula:
    """Money a piece."""
    return ratio(value, per, below=10_000)


def spread(name: str, column: str, mean: Formula, per: float = 60) -> dict[str, Formula]:
    """Mean, median and p90 of a duration."""

    def scaled(value: Number) -> Number:
        return None if value is None else value / per

    return {
        f"{name}_mean": lambda of: scaled(mean(of)),
        f"{name}_median": lambda of: scaled(of.at(column, 0)),
        f"{name}_p90": lambda of: scaled(of.at(column, 1)),
    }


def _sum(of: Known, names: Iterable[str]) -> Number:
    found = 0
    for name in names:
        value = of[name.removeprefix("-")]
        if value is None:
            return None
        found += -value if name.startswith("-") else value
    return found


def _mean(name: str) -> Formula:
    return lambda of: of.totals.get(name)


def _off_list(known: str, orders: str) -> Formula:
    return lambda of: of[orders] if of[known] else None


FORMULAS: Final[Mapping[str, Formula]] = {
    "gmv": money("gmv"),
    "gmv_with_shipping": money("gmv", "shipping_fee"),
    "gmv_cofunded": money("gmv", "platform_discount"),
    "list_sales": money("list"),
    "seller_discount": money("seller_discount"),
    "platform_discount": money("platform_discount"),
    "discount_rate": ratio("discount_of_list", "discounted_list"),
    "seller_revenue": money("revenue"),
    "customer_payment": money("paid"),
    "cancelled_gmv": money("cancelled_gmv"),
    "refunded_gmv": money("back_goods"),
    "net_sales": money("kept_gmv", "-back_goods"),
    "net_revenue": money("revenue", "-cancelled_revenue", "-back_revenue"),
    "orders": total("orders"),
    "sku_orders": total("sku_orders"),
    "units_sold": total("units"),
    "customers": total("buyers"),
    "new_customers": total("new_buyers"),
    "returning_customer_rate": ratio("buyers -new_buyers", "buyers"),
    "aov": per_unit("gmv", "orders"),
    "gmv_per_customer": per_unit("gmv_of_known", "buyers_by_currency"),
    "asp": per_unit("gmv", "units"),
    "units_per_order": ratio("units", "orders"),
    "gmv_per_day": lambda of: None if of["gmv"] is None else of["gmv"] / (of.days * 10_000),
    "unpaid_rate": ratio("unpaid", "created"),
    "affiliate_gmv_share": ratio("affiliate_gmv", "gmv"),
    "commission_rate": ratio("commission", "gmv_with_commission"),
    "samples_shipped": total("samples"),
    "sample_cost": money("sample_cost"),
    "cod_share": ratio("cod", "cod_known"),
    "awaiting_shipment": total("to_ship"),
    "awaiting_collection": total("to_collect"),
    "at_risk_orders": total("at_risk"),
    "oversold_orders": total("oversold"),
    "price_mismatch_orders": _off_list("price_known", "off_list"),
    "below_floor_orders": _off_list("floor_known", "below_floor"),
    "cancelled_orders": total("cancelled"),
    "cancellation_rate": ratio("cancelled", "orders"),
    "cancelled_before_shipping": total("cancelled_before"),
    "cancelled_after_shipping": total("cancelled_after"),
    "cod_rejection_rate": ratio("cod_rejected", "cod_final"),
    "delivery_success_rate": ratio("arrived", "final"),
    **spread("hours_to_ready", "ready_spread", ratio("ready_minutes", "ready_known")),
    **spread("fulfilment_hours", "ship_spread", ratio("ship_minutes", "ship_known")),
    "shipped_within_24h": ratio("in_24h", "judged_24h"),
    "shipped_within_48h": ratio("in_48h", "judged_48h"),
    "late_dispatch_rate": ratio("dispatched_late", "dispatch_due"),
    **spread("transit_hours", "transit_spread", _mean("transit_mean")),
    **spread("delivery_hours", "delivery_spread", _mean("delivery_mean")),
    "on_time_delivery_rate": ratio("delivered_in_time", "delivery_due"),
    "shipped_orders": total("shipped"),
    "delivered_orders": total("delivered_own"),
    "valid_tracking_rate": ratio("tracked", "shipped"),
    "stuck_parcels": total("stuck"),
    "problem_parcel_rate": ratio("lost_under_way lost_or_damaged", "shipped"),
    "shipping_fee_per_order": per_unit("original_fee", "with_fee"),
    "shipping_cost_per_order": per_unit("settled_shipping", "orders_with_freight"),
    "refund_rate": ratio("with_refund", "kept"),
    "refund_rate_units": ratio("back_units", "kept_units"),
    "refund_rate_amount": ratio("back_goods", "kept_gmv"),
    "refunds": total("refunds"),
    "refund_amount": money("refunded"),
    "requests": total("requests"),
    "request_rate": ratio("with_request", "orders"),
    "return_rate": ratio("returned_units", "kept_units"),
    "refund_only_share": ratio("refunds_only", "refunds"),
    "replacement_rate": ratio("with_replacement", "orders"),
    "rejected_share": ratio("rejected", "decided"),
    "seller_fault_return_rate": ratio("with_fault", "delivered"),
    **spread("hours_to_refund", "refund_spread", _mean("refund_mean")),
    "over_refunds": total("over_refunds"),
    "short_refunds": total("short_refunds"),
    "seller_fault_cancellation_rate": ratio("seller_cancelled", "fault_known"),
    "reviews": total("reviews"),
    "average_rating": ratio("stars", "reviews"),
    "negative_review_share": ratio("bad_reviews", "reviews"),
    "negative_review_rate": ratio("badly_reviewed", "delivered"),
    "review_rate": ratio("reviewed_orders", "delivered"),
    "chats": total("chats"),
    "response_rate_24h": ratio("answered_24h", "needing_24h"),
    "response_rate_12h": ratio("answered_12h", "needing_12h"),
    **spread(
        "first_response_minutes", "response_spread", ratio("response_minutes", "timed_chats"), 1
    ),
    "satisfaction_rate": ratio("satisfied", "rated_satisfied"),
    "dissatisfaction_rate": ratio("dissatisfied", "rated_dissatisfied"),
    "ad_cost": money("ad_cost"),
    "impressions": total("impressions"),
    "clicks": total("clicks"),
    "conversions": total("conversions"),
    "cpm": ratio("cost_of_impressions", "impressions", scale=1_000, below=10_000),
    "cpc": per_unit("cost_of_clicks", "clicks"),
    "cpa": per_unit("cost_of_conversions", "other_conversions"),
    "ctr": ratio("clicks_shown", "shown"),
    "cvr": ratio("converted", "clicks_to_convert"),
    "ad_revenue": money("ad_revenue"),
    "roas": ratio("other_revenue", "cost_of_revenue"),
    "gmv_max_cost_per_order": per_unit("max_cost", "max_orders"),
    "gmv_max_roi": ratio("max_revenue", "max_cost_of_revenue"),
    "break_even_roas": ratio("revenue_with_ads", "contribution_with_ads"),
    "ad_cost_share": ratio("net_ad_cost", "gmv_with_ads"),
    "budget_used": ratio("cost_of_budget", "budget"),
    "page_views": total("page_views"),
    "product_clicks": total("product_clicks"),
    "visitors_per_day": ratio("visitors", "visited_days"),
    "conversion_rate": ratio("bought", "visitors"),
    "stock_units": total("stock_units"),
    "stock_cover_days": ratio("available_paced", "pace", scale=1_000_000),
    "out_of_stock_skus": total("out_of_stock"),
    "stockout_loss": money("stockout_loss"),
    "reorder_by": lambda of: of.totals.get("reorder_by"),
    "dead_stock_value": money("dead_stock"),
    "settled_amount": money("settled"),
    "unsettled_amount": money("unsettled"),
    "fees": money("fees"),
    "fee_rate": ratio("fees_of_revenue", "settled_revenue"),
    **{
        name: money(name)
        for name in (
            "platform_commission", "transaction_fees", "affiliate_fees", "service_fees",
            "settled_shipping", "settled_ads", "settled_taxes", "settled_adjustments",
            "settled_reserve",
        )
    },
    **spread("days_to_settle", "settle_spread", _mean("settle_mean"), 1),
    "unclaimed_losses": money("unclaimed"),
    "margin_before_ads": money("contribution"),
    "margin": money("contribution_with_ads", "-net_ad_cost"),
    "margin_rate": ratio("contribution_with_ads -net_ad_cost", "profitable_with_ads"),
    "estimated_fee_share": ratio("estimated", "profitable"),
    **{
        f"{rule}_tiktok": ratio(f"{rule}_counted", f"{rule}_judged")
        for rule in ("ldr", "otdr", "vtr", "sfcr", "nrr", "nbfr")
    },
}  # fmt: skip
"""Metric → what it is of the totals."""


def answer(found: Found, days: Mapping[bool, int], metrics: Iterable[str] = CATALOG) -> Answer:
    """`metric|currency` → value now and before; money by each currency that occurs."""
    currencies = sorted({currency for _, currency in found.split})
    told: Answer = {}
    for name in metrics:
        split = CATALOG[name].has_money and len(currencies) > 1
        for currency in currencies if split else [""]:
            values: list[Number] = []
            for now in (True, False):
                totals = found.split.get((now, currency), {}) if split else found.whole[now]
                known = Known(totals, days[now])
                values.append(FORMULAS[name](known))
            told[f"{name}|{currency}"] = values
    return told
