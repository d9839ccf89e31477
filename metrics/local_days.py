"""Days as shops live them: each ends at midnight in the shop's own zone, after 23 to 25 hours."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from metrics.calendar import DAY
from metrics.period import Span


def zone_of(shop: str, zones: Mapping[str, str]) -> ZoneInfo:
    """The shop's zone; UTC where it isn't said."""
    return ZoneInfo(zones.get(shop, "UTC"))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day is over, UTC."""
    return datetime.combine(day + DAY, time(), zone).astimezone(UTC)


def time_left(
    span: Span, shops: Collection[str], zones: Mapping[str, str], now: datetime
) -> dict[str, timedelta]:
    """Shop → how long its last day of the span still lasts; without shops where it is over.

    `zones`: shop → IANA time zone, UTC where it isn't said.
    """
    left = {shop: end_of(span.last, zone_of(shop, zones)) - now for shop in sorted(shops)}
    return {shop: time for shop, time in left.items() if time > timedelta()}
