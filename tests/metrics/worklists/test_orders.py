"""Lists of orders to act on, of hand-written orders at noon of 4 November 2026 (UTC)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.answer import ask
from metrics.catalog import find
from metrics.facts import Facts
from metrics.period import resolve
from metrics.worklists import losses, orders, prices

NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
TODAY = resolve("today", NOW.date())
NOVEMBER = resolve("2026-11", NOW.date())
Make = Callable[..., Facts]


def hours(n: float) -> datetime:
    """So many hours from now; before it, if below 0."""
    return NOW + timedelta(hours=n)


def order(name: str, **columns: Any) -> dict[str, Any]:
    """An order that waits to be shipped, placed a day ago and seen an hour ago."""
    row: dict[str, Any] = {
        "order_id": name, "order_key": int(name[1:]), "status": "awaiting_shipment",
        "placed_at": hours(-24), "placed_on": date(2026, 11, 3), "seen_at": hours(-1),
        "order_amount_e4": 100_000, "carrier": "USPS", "region": "Ohio",
    } | columns  # fmt: skip
    if (left := row.get("shipped_at")) and left <= NOW:
        row |= {"shipped_on": left.date(), "status": columns.get("status", "in_transit")}
    return row


def line(name: str, sku: str, quantity: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "order_id": name, "order_key": int(name[1:]), "line_id": sku, "sku_id": sku,
        "quantity": quantity, "placed_on": date(2026, 11, 3),
    } | columns  # fmt: skip


@pytest.fixture
def facts(make_facts: Make) -> Make:
    def make(**tables: Any) -> Facts:
        return replace(make_facts(**tables), now=NOW)

    return make


WAITING = [
    order("o1", dispatch_by_at=hours(20)),
    order("o2", dispatch_by_at=hours(3), shop_id="b", currency="VND"),
    order("o3", dispatch_by_at=hours(25)),
    order("o4", dispatch_by_at=hours(-1)),
    order("o5", dispatch_by_at=hours(-30)),
    order("o6", dispatch_by_at=hours(5), fulfilment_type="tiktok"),
    order("o7", dispatch_by_at=hours(5), order_kind="sample"),
    order("o8", dispatch_by_at=hours(5), status="awaiting_collection"),
    order("o9", dispatch_by_at=hours(5), seen_at=hours(-100)),
    order("o10", dispatch_by_at=hours(5), shipped_at=hours(-2)),
    order("o11", dispatch_by_at=hours(5), is_cancelled=True, cancelled_at=hours(-2)),
]


def test_about_to_be_late_is_due_within_a_day_the_nearest_first(facts: Make) -> None:
    rows = orders.about_to_be_late(facts(orders=WAITING), TODAY)
    assert rows.select("order_id", "hours_left", "days", "due").rows() == [
        ("o2", 3.0, 1.0, hours(3)),
        ("o1", 20.0, 1.0, hours(20)),
    ]


def test_overdue_is_past_its_deadline_the_longest_first(facts: Make) -> None:
    rows = orders.overdue(facts(orders=WAITING), TODAY)
    assert rows.select("order_id", "hours_left").rows() == [("o5", -30.0), ("o4", -1.0)]


def test_lists_keep_to_the_shops_and_values_that_are_asked_for(facts: Make) -> None:
    held = facts(orders=WAITING)
    of_shop = orders.about_to_be_late(held, TODAY, {"shop": ["a"]})
    assert of_shop["order_id"].to_list() == ["o1"]
    by_platform = orders.about_to_be_late(held, TODAY, {"fulfilment_type": ["tiktok"]})
    assert by_platform["order_id"].to_list() == ["o6"]


def test_oversold_is_what_the_stock_no_longer_covers_oldest_filled_first(facts: Make) -> None:
    waiting = [
        order("o1", placed_at=hours(-20), dispatch_by_at=hours(9)),
        order("o2", placed_at=hours(-30), dispatch_by_at=hours(8)),
        order("o3", placed_at=hours(-10), dispatch_by_at=hours(7)),
    ]
    lines = [line("o1", "s1", 2), line("o2", "s1", 2), line("o3", "s2", 1)]
    held = [
        {"shop_id": "a", "sku_id": "s1", "warehouse": "", "date": date(2026, 11, 3), "on_hand": 3},
        {"shop_id": "a", "sku_id": "s2", "warehouse": "", "date": date(2026, 11, 3), "on_hand": 1},
    ]
    rows = orders.oversold(facts(orders=waiting, order_lines=lines, stock=held), TODAY)
    assert rows["order_id"].to_list() == ["o1"]


def test_stuck_is_slower_than_nearly_all_of_its_carrier_and_region(facts: Make) -> None:
    delivered = [
        order(
            f"o{100 + n}", shipped_at=hours(-24 * 10), delivered_at=hours(-24 * 10 + 24 + n),
            delivered_on=date(2026, 10, 26), minutes_in_transit=(24 + n) * 60, status="delivered",
        )
        for n in range(20)
    ]  # fmt: skip
    sent = [
        order("o1", shipped_at=hours(-72), delivery_due_at=hours(-10), tracking_id="t1"),
        order("o2", shipped_at=hours(-30)),
        order("o3", shipped_at=hours(-96), region="Utah"),
        order("o4", shipped_at=hours(-48)),
    ]
    rows = orders.stuck(facts(orders=[*delivered, *sent]), TODAY)
    told = rows.select("order_id", "since", "due", "days", "tracking_id").rows()
    assert told == [
        ("o4", hours(-48), None, 2.0, None),
        ("o1", hours(-72), hours(-10), 3.0, "t1"),
    ]


def test_unclaimed_is_lost_two_weeks_ago_and_not_paid_for(facts: Make) -> None:
    lost = {
        "is_cancelled": True, "cancel_fault": "logistics", "status": "cancelled",
        "shipped_at": hours(-24 * 30), "shipped_on": date(2026, 10, 5),
    }  # fmt: skip
    held = facts(
        orders=[
            order("o1", **lost, cancelled_on=date(2026, 10, 21)),
            order("o2", **lost, cancelled_on=date(2026, 10, 22)),
            order("o3", **lost, cancelled_on=date(2026, 10, 20)),
            order("o4", **lost, cancelled_on=date(2026, 10, 11)),
        ],
        order_lines=[line(f"o{n}", "s1", item_amount_e4=n * 10_000) for n in range(1, 5)],
        returns=[],
        settlements=[
            {"shop_id": "a", "settled_on": date(2026, 1, 1), "type": "order", "settled_e4": 0},
            {
                "shop_id": "a", "settled_on": date(2026, 10, 30), "type": "logistics_reimbursement",
                "settled_e4": 0, "order_key": 3,
            },
        ],
    )  # fmt: skip
    rows = losses.unclaimed(held, TODAY)
    told = rows.select("order_id", "lost_on", "lost_e4").rows()
    assert told == [("o1", date(2026, 10, 21), 10_000), ("o4", date(2026, 10, 11), 40_000)]


def test_goods_of_unknown_worth_are_not_lost_for_nothing(facts: Make) -> None:
    held = facts(
        orders=[
            order(
                "o1", is_cancelled=True, cancel_fault="logistics", status="cancelled",
                shipped_on=date(2026, 10, 5), cancelled_on=date(2026, 10, 20),
            )
        ],
        order_lines=[line("o1", "s1", item_amount_e4=None)],
        returns=[],
        settlements=[{"shop_id": "a", "settled_on": date(2026, 1, 1), "type": "order"}],
    )  # fmt: skip
    assert losses.unclaimed(held, TODAY)["lost_e4"].to_list() == [None]
    assert ask(find(["unclaimed_losses"]), held, TODAY).rows["value"].to_list() == [None]


def test_price_lists_are_compared_by_the_line_with_what_held_on_its_day(facts: Make) -> None:
    held = facts(
        orders=[order("o1"), order("o2", placed_at=hours(-23)), order("o3")],
        order_lines=[
            line("o1", "s1", 2, list_e4=200, seller_discount_e4=70),
            line("o2", "s1", 2, list_e4=240, seller_discount_e4=70),
            line("o3", "s1", 1, list_e4=100, seller_discount_e4=30),
            line("o3", "s2", 1, list_e4=1, seller_discount_e4=0),
        ],
        skus=[
            {
                "shop_id": "a", "sku_id": "s1", "valid_from": date(2026, 10, 1),
                "list_price_e4": 100, "floor_price_e4": 70,
            },
            {
                "shop_id": "a", "sku_id": "s1", "valid_from": date(2026, 11, 4),
                "list_price_e4": 1, "floor_price_e4": 1_000,
            },
        ],
    )  # fmt: skip
    below = prices.below_floor(held, NOVEMBER)
    columns = ("order_id", "sku_id", "quantity", "price_e4", "listed_e4")
    assert below.select(columns).rows() == [("o1", "s1", 2, 130, 140)]
    off = prices.off_list(held, NOVEMBER)
    assert off.select(columns).rows() == [("o2", "s1", 2, 240, 200)]
