"""A month of the sections that sum, count and rank rows: sales, fulfilment, returns, feedback, ads.

What these sections have of prices, stock, statements and open orders is left out.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_

import pandas as pd
import pyarrow.compute as pc

from benchmarks.peers.formulas import answer
from benchmarks.peers.panda import (
    GMV_MAX,
    GROUPS,
    NORMAL,
    Reader,
    add,
    known,
    own,
    spreads,
    summed,
    true,
)
from benchmarks.peers.panda_orders import orders
from benchmarks.peers.setting import Setting
from benchmarks.peers.totals import Answer, Found

TABLES = ("orders", "order_lines", "returns", "reviews", "conversations", "ad_performance")
OF_LINES = (
    "placed_on", "order_kind", "shop_id", "currency", "order_key", "sku_id",
    "customer_key", "is_cancelled", "affiliate", "item_amount_e4", "list_e4",
    "seller_discount_e4", "platform_discount_e4", "quantity", "commission_e4",
)  # fmt: skip
OF_RETURNS = (
    "placed_on", "refunded_on", "requested_on", "shipped_on", "currency", "status", "kind",
    "return_key", "order_key", "fault", "reason", "fulfilment_type", "counted_goods_e4",
    "counted_units", "refund_e4", "counted_revenue_e4", "minutes_to_refund", "is_over_refund",
    "is_short_refund",
)  # fmt: skip
OF_ADS = (
    "date", "currency", "campaign_type", "cost_e4", "net_cost_e4", "impressions", "clicks",
    "conversions", "revenue_e4", "budget_e4",
)  # fmt: skip
OF_CHATS = (
    "opened_on", "chats", "needing_answer", "answered_12h", "answered_24h", "rated", "satisfied",
    "dissatisfied", "first_response_minutes",
)  # fmt: skip


def month(setting: Setting, metrics: Sequence[str]) -> Callable[[], Answer]:
    """The metrics, of tables that are read once each."""
    reader, found = Reader.of(setting, TABLES), Found()
    for part in (orders, lines, returns, reviews, chats, ads):
        part(reader, found)
    days = {True: setting.span.days, False: setting.before.days}
    told = answer(found, days, metrics)
    return lambda: told


def lines(reader: Reader, found: Found) -> None:
    """What the lines of paid orders say."""
    read = reader.read("order_lines", OF_LINES, NORMAL & reader.within("placed_on"))
    rows = reader.dated(read, "placed_on")
    at = reader.setting.store.manifest()
    with_ads = rows["shop_id"].isin({row[0] for row in reader.setting.moments(at) if row[-1]})
    amount, cancelled = rows["item_amount_e4"], true(rows["is_cancelled"])
    listed, discount = rows["list_e4"], rows["seller_discount_e4"]
    revenue, affiliate = listed - discount, true(rows["affiliate"])
    commission = rows["commission_e4"].where(affiliate)
    sums = summed(
        rows,
        GROUPS,
        gmv=amount,
        cancelled_gmv=amount.where(cancelled, 0),
        kept_gmv=amount.where(~cancelled, 0),
        affiliate_gmv=amount.where(affiliate, 0),
        gmv_with_commission=amount.where(known(commission)),
        commission=commission,
        gmv_of_known=amount.where(known(rows["customer_key"]), 0),
        gmv_with_ads=amount.where(with_ads, 0),
        list=listed,
        seller_discount=discount,
        platform_discount=rows["platform_discount_e4"],
        revenue=revenue,
        cancelled_revenue=revenue.where(cancelled, 0),
        discounted_list=listed.where(known(discount)),
        discount_of_list=discount.where(known(listed)),
        units=rows["quantity"],
        kept_units=rows["quantity"].where(~cancelled, 0),
    )
    add(found, sums)
    pairs = rows[["now", "order_key", "sku_id"]].drop_duplicates()
    add(found, pairs.groupby("now").size().to_frame("sku_orders"))


def returns(reader: Reader, found: Found) -> None:
    """What came back, by the day of the order, of the refund and of the request."""
    clocks = ("placed_on", "refunded_on", "requested_on", "shipped_on")
    dated = reduce(or_, (reader.within(clock) for clock in clocks))
    rows = reader.read("returns", OF_RETURNS, NORMAL & ~pc.field("is_cancelled") & dated)
    is_refund = rows["kind"].isin(["refund", "return"])
    done = rows[(rows["status"] == "completed") & is_refund]
    back = reader.dated(done, "placed_on")
    returned = back["counted_units"].where(back["kind"] == "return", 0)
    sums = summed(
        back,
        GROUPS,
        back_goods=back["counted_goods_e4"],
        back_revenue=back["counted_revenue_e4"],
        back_units=back["counted_units"],
        returned_units=returned,
    )
    add(found, sums)
    of_refunds(reader.dated(done, "refunded_on"), found)
    asked = reader.dated(rows, "requested_on")
    rejected = asked["status"] == "rejected"
    decided = asked["status"].isin(["rejected", "withdrawn", "completed"])
    counts = {"requests": known(asked["status"]), "rejected": rejected, "decided": decided}
    add(found, distinct(asked, "return_key", counts))
    sent = reader.dated(rows[own(rows)], "shipped_on")
    reason = sent["reason"].astype("str").fillna("").str.lower()
    is_late = reason.str.contains("late", regex=False) | reason.str.contains("on time", regex=False)
    lost = (sent["fault"] == "logistics") & ~is_late
    add(found, distinct(sent, "order_key", {"lost_or_damaged": lost}))


def of_refunds(rows: pd.DataFrame, found: Found) -> None:
    add(found, summed(rows, GROUPS, refunded=rows["refund_e4"]))
    only = rows["kind"] == "refund"
    counts = {"refunds": known(rows["kind"]), "refunds_only": only}
    add(found, distinct(rows, "return_key", counts))
    for name, flag in (("over_refunds", "is_over_refund"), ("short_refunds", "is_short_refund")):
        some_known = rows.groupby("now")[flag].count() > 0
        add(found, distinct(rows, "order_key", {name: true(rows[flag])}).where(some_known))
    times = rows[["now", "return_key", "minutes_to_refund"]].drop_duplicates()
    mean = times.groupby("now")["minutes_to_refund"].mean().to_frame("refund_mean")
    add(found, mean.join(spreads(times, refund_spread="minutes_to_refund")))


def distinct(rows: pd.DataFrame, key: str, flags: dict[str, pd.Series]) -> pd.DataFrame:
    """How many keys have a row with the flag, by span."""
    spans = rows["now"].unique()
    counted = {
        name: rows[flag].groupby("now")[key].nunique().reindex(spans, fill_value=0)
        for name, flag in flags.items()
    }
    return pd.DataFrame(counted).rename_axis("now")


def reviews(reader: Reader, found: Found) -> None:
    """Stars."""
    read = reader.read("reviews", ("created_on", "rating"), NORMAL & reader.within("created_on"))
    rows = reader.dated(read, "created_on")
    stars = rows["rating"]
    sums = summed(rows, ["now"], reviews=known(stars), stars=stars, bad_reviews=true(stars <= 2))
    add(found, sums)


def chats(reader: Reader, found: Found) -> None:
    """Customer service."""
    rows = reader.dated(
        reader.read("conversations", OF_CHATS, reader.within("opened_on")), "opened_on"
    )
    minutes = rows["first_response_minutes"]

    def beside(column: str, other: str) -> pd.Series:
        return rows[column].where(known(rows[other]))

    sums = summed(
        rows,
        ["now"],
        chats=rows["chats"],
        answered_24h=beside("answered_24h", "needing_answer"),
        needing_24h=beside("needing_answer", "answered_24h"),
        answered_12h=beside("answered_12h", "needing_answer"),
        needing_12h=beside("needing_answer", "answered_12h"),
        response_minutes=minutes * rows["chats"],
        timed_chats=beside("chats", "first_response_minutes"),
        satisfied=beside("satisfied", "rated"),
        rated_satisfied=beside("rated", "satisfied"),
        dissatisfied=beside("dissatisfied", "rated"),
        rated_dissatisfied=beside("rated", "dissatisfied"),
    )
    add(found, sums)
    single = rows[true(rows["chats"] == 1)]
    add(found, spreads(single, response_spread="first_response_minutes"))


def ads(reader: Reader, found: Found) -> None:
    """Ads of the finest level that was loaded."""
    rows = reader.dated(
        reader.read("ad_performance", OF_ADS, pc.field("counts") & reader.within("date")), "date"
    )
    cost, clicks, shown = rows["cost_e4"], rows["clicks"], rows["impressions"]
    revenue, budget = rows["revenue_e4"], rows["budget_e4"]
    is_max = rows["campaign_type"].isin(GMV_MAX)
    converted, converted_max = rows["conversions"].where(~is_max), rows["conversions"].where(is_max)
    earned, earned_max = revenue.where(~is_max), revenue.where(is_max)
    sums = summed(
        rows,
        GROUPS,
        ad_cost=cost,
        net_ad_cost=rows["net_cost_e4"].fillna(cost),
        impressions=shown,
        clicks=clicks,
        conversions=rows["conversions"],
        ad_revenue=revenue,
        cost_of_impressions=cost.where(known(shown)),
        cost_of_clicks=cost.where(known(clicks)),
        cost_of_conversions=cost.where(known(converted)),
        other_conversions=converted,
        clicks_shown=clicks.where(known(shown)),
        shown=shown.where(known(clicks)),
        converted=converted.where(known(clicks)),
        clicks_to_convert=clicks.where(known(converted)),
        other_revenue=earned,
        cost_of_revenue=cost.where(known(earned)),
        max_cost=cost.where(known(converted_max)),
        max_orders=converted_max,
        max_revenue=earned_max,
        max_cost_of_revenue=cost.where(known(earned_max)),
        cost_of_budget=cost.where(known(budget)),
        budget=budget,
    )
    add(found, sums)
