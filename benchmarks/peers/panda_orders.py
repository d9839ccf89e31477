"""What the orders of a month say in pandas: sales and fulfilment, by each clock of an order."""

from functools import reduce
from operator import or_

import pandas as pd

from benchmarks.peers.panda import (
    CLOCKS,
    GROUPS,
    LEFT,
    Reader,
    add,
    has_arrived,
    known,
    own,
    spreads,
    summed,
    true,
)
from benchmarks.peers.totals import Found

OF_ORDERS = (
    *CLOCKS, "currency", "order_kind", "status", "fulfilment_type", "is_cancelled", "cancel_fault",
    "is_cod", "customer_key", "is_first_of_customer", "tracking_id", "shipping_fee_e4",
    "order_amount_e4", "original_shipping_fee_e4", "has_refund", "has_request", "has_replacement",
    "has_fault_request", "first_review_rating", "minutes_to_ready", "minutes_to_ship",
    "minutes_seen", "minutes_to_cancel", "minutes_in_transit", "minutes_to_deliver",
    "shipped_at", "cancelled_at", "dispatch_by_at", "delivery_due_at", "seen_at",
)  # fmt: skip


def orders(reader: Reader, found: Found) -> None:
    """All that orders say, by each of their clocks."""
    dated = reduce(or_, (reader.within(clock) for clock in CLOCKS))
    everything = reader.read("orders", OF_ORDERS, dated)
    rows = everything[everything["order_kind"] == "normal"]
    of_placed(reader.dated(rows, "placed_on"), found)
    of_shipped(reader.dated(rows, "shipped_on"), found)
    of_delivered(reader.dated(rows, "delivered_on"), found)
    of_deadlines(reader, rows[own(rows)], found)
    created = reader.dated(rows, "created_on")
    unpaid = created["placed_on"].isna()
    add(found, summed(created, ["now"], unpaid=unpaid, created=unpaid | True))
    settled = everything[everything["order_kind"] == "sample"]
    shipped = reader.dated(settled, "shipped_on")
    add(found, summed(shipped, ["now"], samples=known(shipped["shipped_on"])))


def of_placed(rows: pd.DataFrame, found: Found) -> None:
    cancelled, fault = true(rows["is_cancelled"]), rows["cancel_fault"]
    shipped, mine = known(rows["shipped_on"]), own(rows)
    ready, ship = rows["minutes_to_ready"].where(mine), rows["minutes_to_ship"].where(mine)
    in_24h, judged_24h = within(rows, 1440)
    in_48h, judged_48h = within(rows, 2880)
    sums = summed(
        rows,
        GROUPS,
        orders=known(rows["order_kind"]),
        shipping_fee=rows["shipping_fee_e4"],
        paid=rows["order_amount_e4"],
        original_fee=rows["original_shipping_fee_e4"],
        with_fee=known(rows["original_shipping_fee_e4"]),
        cancelled=cancelled,
        cancelled_before=cancelled & ~shipped,
        cancelled_after=cancelled & shipped,
        kept=~cancelled,
        cod=true(rows["is_cod"]),
        cod_known=known(rows["is_cod"]),
        with_refund=true(rows["has_refund"]) & ~cancelled,
        with_request=true(rows["has_request"]) & ~cancelled,
        with_replacement=true(rows["has_replacement"]) & ~cancelled,
        seller_cancelled=cancelled & (fault == "seller"),
        fault_known=~cancelled | known(fault),
        ready_minutes=ready,
        ready_known=known(ready),
        ship_minutes=ship,
        ship_known=known(ship),
        in_24h=in_24h,
        judged_24h=judged_24h,
        in_48h=in_48h,
        judged_48h=judged_48h,
    )
    buyers = rows.groupby(GROUPS, observed=True)["customer_key"].nunique()
    add(found, sums.assign(buyers_by_currency=buyers))
    first = rows[true(rows["is_first_of_customer"])]
    counted = pd.DataFrame(
        {
            "buyers": rows.groupby("now")["customer_key"].nunique(),
            "new_buyers": first.groupby("now")["customer_key"].nunique(),
        }
    )
    some_known = rows.groupby("now")["customer_key"].count() > 0
    add(found, counted.fillna({"new_buyers": 0}).where(some_known))
    add(
        found,
        spreads(rows[mine], ready_spread="minutes_to_ready", ship_spread="minutes_to_ship"),
    )


def within(rows: pd.DataFrame, most: int) -> tuple[pd.Series, pd.Series]:
    """Orders of the seller shipped within so many minutes, and those of which it can be said."""
    ship, cancel = rows["minutes_to_ship"], rows["minutes_to_cancel"]
    untimed = ship.isna() & (
        (true(rows["is_cancelled"]) & cancel.isna())
        | known(rows["shipped_on"])
        | rows["status"].isin(LEFT)
    )
    in_time = (cancel >= most).fillna(value=True).astype(bool)
    judged = own(rows) & true(rows["minutes_seen"] >= most) & in_time & ~untimed
    return judged & true(ship <= most), judged


def of_shipped(shipped: pd.DataFrame, found: Found) -> None:
    rows = shipped[own(shipped)]
    arrived, cancelled = has_arrived(rows), true(rows["is_cancelled"])
    cod = true(rows["is_cod"])
    lost = cancelled & (rows["cancel_fault"] == "logistics") & ~arrived
    sums = summed(
        rows,
        ["now"],
        shipped=known(rows["shipped_on"]),
        arrived=arrived,
        final=arrived | cancelled,
        cod_rejected=cod & cancelled & ~arrived,
        cod_final=cod & (arrived | cancelled),
        tracked=known(rows["tracking_id"]) & (rows["tracking_id"] != ""),
        lost_under_way=lost,
    )
    add(found, sums)


def of_delivered(rows: pd.DataFrame, found: Found) -> None:
    rating, mine = rows["first_review_rating"], own(rows)
    transit, deliver = (
        rows["minutes_in_transit"].where(mine),
        rows["minutes_to_deliver"].where(mine),
    )
    sums = summed(
        rows,
        ["now"],
        delivered=known(rows["delivered_on"]),
        with_fault=true(rows["has_fault_request"]),
        badly_reviewed=true(rating <= 2),
        reviewed_orders=known(rating),
        delivered_own=mine,
    )
    means = pd.DataFrame({"transit_mean": transit, "delivery_mean": deliver}).groupby(rows["now"])
    add(found, sums.join(means.mean()))
    times = {"transit_spread": "minutes_in_transit", "delivery_spread": "minutes_to_deliver"}
    add(found, spreads(rows[mine], **times))


def of_deadlines(reader: Reader, rows: pd.DataFrame, found: Found) -> None:
    due = reader.dated(rows, "dispatch_due_on")
    cancelled, shipped = true(due["is_cancelled"]), known(due["shipped_at"])
    gone = known(due["shipped_on"]) | due["status"].isin(LEFT)
    judged = (
        (due["dispatch_by_at"] <= due["seen_at"])
        & ~(due["cancelled_at"] <= due["dispatch_by_at"])
        & ~(cancelled & due["cancelled_at"].isna() & ~shipped)
        & (shipped | ~gone)
    )
    late = judged & ~(due["shipped_at"] <= due["dispatch_by_at"])
    add(found, summed(due, ["now"], dispatch_due=judged, dispatched_late=late))
    due = reader.dated(rows, "delivery_due_on")
    arrived, cancelled = has_arrived(due), true(due["is_cancelled"])
    judged = (
        (due["delivery_due_at"] <= due["seen_at"])
        & ~(due["cancelled_at"] <= due["delivery_due_at"])
        & ~(cancelled & due["cancelled_at"].isna() & ~arrived)
        & (known(due["delivered_on"]) | ~arrived)
    )
    in_time = judged & (due["delivered_on"] <= due["delivery_due_on"])
    add(found, summed(due, ["now"], delivery_due=judged, delivered_in_time=in_time))
