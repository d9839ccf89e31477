"""Of when a figure speaks: of days or of how things stood, and whether it may still change."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from dashboard import text
from dashboard.text import _
from metrics.catalog import CATALOG
from metrics.metric import STANDING
from metrics.period import Span

RETURNS_FOR: Final = 30
CONVERSIONS_FOR: Final = 7
SETTLES_FOR: Final[Mapping[str, int]] = {
    "refund_rate": RETURNS_FOR,
    "refund_rate_units": RETURNS_FOR,
    "refund_rate_amount": RETURNS_FOR,
    "refunded_gmv": RETURNS_FOR,
    "net_sales": RETURNS_FOR,
    "net_revenue": RETURNS_FOR,
    "request_rate": RETURNS_FOR,
    "return_rate": RETURNS_FOR,
    "seller_fault_return_rate": RETURNS_FOR,
    "review_rate": RETURNS_FOR,
    "negative_review_rate": RETURNS_FOR,
    "margin": RETURNS_FOR,
    "margin_rate": RETURNS_FOR,
    "margin_before_ads": RETURNS_FOR,
    "conversions": CONVERSIONS_FOR,
    "cpa": CONVERSIONS_FOR,
    "cvr": CONVERSIONS_FOR,
    "roas": CONVERSIONS_FOR,
}
"""For how many days after a period its figures still change: returns and reviews arrive for weeks
after the order and its delivery, and ads book conversions on the day of the click (metric book,
After-sales and Advertising)."""


def still_settles(name: str, last: date, today: date) -> bool:
    """Whether a metric of a period that ended on `last` may still change."""
    return name in SETTLES_FOR and (today - last).days <= SETTLES_FOR[name]


def stands(name: str) -> bool:
    """Whether a metric is how things stood, not what happened in the period."""
    return all(one.rows.clock == STANDING for one in CATALOG[name].measures())


def standing(period: Span, today: date) -> str:
    """When things stood so: `end of Nov 25`."""
    if period.last >= today:
        return _("now")
    return _("end of {day}").format(day=text.short_span(_last_of(period), period))


def meant(span: Span, name: str) -> Span:
    """The days that a metric of a span speaks of."""
    return _last_of(span) if stands(name) else span


def _last_of(span: Span) -> Span:
    return Span(span.last, span.last, "")
