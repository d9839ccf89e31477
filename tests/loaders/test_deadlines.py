"""Dispatch deadlines, rebuilt from the rule of the market."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from loaders.deadlines import dispatch_due
from loaders.settings import Shop

US = Shop("us", "US", "US", "USD", "America/Los_Angeles")
VN = Shop("vn", "VN", "VN", "VND", "Asia/Ho_Chi_Minh")
BR = Shop("br", "BR", "BR", "BRL", "America/Sao_Paulo")


def due(shop: Shop, placed: str) -> str | None:
    """Local time in, local time out."""
    zone = ZoneInfo(shop.time_zone)
    at = datetime.fromisoformat(placed).replace(tzinfo=zone).astimezone(UTC)
    found = dispatch_due(pl.Series([at]), shop).to_list()[0]
    return None if found is None else found.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("shop", "placed", "expected"),
    [
        (US, "2026-10-19 09:00", "2026-10-21 23:59:59"),
        (US, "2026-10-17 09:00", "2026-10-20 23:59:59"),
        (US, "2026-11-25 23:59", "2026-11-30 23:59:59"),
        (VN, "2026-10-19 13:59", "2026-10-19 23:59:59"),
        (VN, "2026-10-19 14:00", "2026-10-20 23:59:59"),
        (VN, "2026-10-17 09:00", "2026-10-19 23:59:59"),
    ],
    ids=["Monday", "Saturday", "before Thanksgiving", "before the cutoff", "after it", "weekend"],
)
def test_working_days_and_cutoff(shop: Shop, placed: str, expected: str) -> None:
    assert due(shop, placed) == expected


def test_without_a_rule_nothing_is_known() -> None:
    assert due(BR, "2026-10-19 09:00") is None
    assert due(US, "2025-10-22 09:00") is None


def test_an_order_never_placed_is_not_due() -> None:
    placed = pl.Series([None], dtype=pl.Datetime("us", "UTC"))
    assert dispatch_due(placed, US).to_list() == [None]


def test_the_day_that_clocks_change_ends_at_local_midnight() -> None:
    """Summer time ends on 1 November 2026: the day after is an hour later in UTC."""
    at = datetime(2026, 10, 30, 12, tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)
    assert dispatch_due(pl.Series([at]), US).to_list() == [
        datetime(2026, 11, 4, 7, 59, 59, tzinfo=UTC)
    ]
