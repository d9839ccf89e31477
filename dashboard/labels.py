"""What dimensions and their values are called; what sellers and TikTok wrote stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Final

from dashboard import data
from dashboard.data import Situation
from dashboard.text import _
from metrics.metric import N_
from metrics.period import Span

WORD_LABELS: Final[Mapping[str, str]] = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "weekday": N_("Weekday"),
    "hour": N_("Hour"),
    "shop": N_("Shop"),
    "market": N_("Market"),
    "category": N_("Category"),
    "product": N_("Product"),
    "sku": N_("SKU"),
    "content_type": N_("Content"),
    "creator": N_("Creator"),
    "affiliate": N_("Affiliate or own"),
    "country": N_("Country"),
    "region": N_("Region"),
    "carrier": N_("Carrier"),
    "warehouse": N_("Warehouse"),
    "fulfilment_type": N_("Shipped by"),
    "payment_method": N_("Payment method"),
    "reason": N_("Reason"),
    "kind": N_("Kind"),
    "rating": N_("Stars"),
    "agent": N_("Agent"),
    "platform": N_("Platform"),
    "campaign_type": N_("Campaign type"),
    "campaign": N_("Campaign"),
    "adgroup": N_("Ad group"),
    "ad": N_("Ad"),
    "status": N_("Status"),
}

SHORTEST: Final = 4
"""Characters of an id behind a name that others have too."""

_SHIPPED_BY: Final = {"seller": N_("Seller"), "tiktok": "TikTok"}
_WEEKDAYS: Final = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip
VALUE_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "content_type": {
        "live": N_("LIVE"),
        "video": N_("Video"),
        "product_card": N_("Product card"),
    },
    "affiliate": {"true": N_("By affiliates"), "false": N_("Own")},
    "fulfilment_type": _SHIPPED_BY,
    "kind": {
        "refund": N_("Refund only"),
        "return": N_("Return and refund"),
        "exchange": N_("Replacement"),
    },
    "platform": {"tiktok": "TikTok"},
    "campaign_type": {
        "gmv_max": "GMV Max",
        "gmv_max_product": N_("GMV Max, products"),
        "gmv_max_live": N_("GMV Max, LIVE"),
        "other": N_("Other campaigns"),
    },
    "weekday": {str(n): day for n, day in enumerate(_WEEKDAYS, 1)},
    "status": {
        "unpaid": N_("Unpaid"),
        "on_hold": N_("On hold"),
        "awaiting_shipment": N_("Awaiting shipment"),
        "awaiting_collection": N_("Awaiting collection"),
        "in_transit": N_("In transit"),
        "delivered": N_("Delivered, not completed yet"),
        "completed": N_("Completed"),
        "cancelled": N_("Cancelled"),
    },
}


def of_values(
    at: Situation, word: str, values: Sequence[str | None], span: Span
) -> dict[str | None, str]:
    """What each value is called. The unknown is None or ""; products are named by the span's rows.

    Of two that are called alike each has the end of its id behind: `Latte cup (…0042)`.
    """
    known = {value: _(said) for value, said in VALUE_LABELS.get(word, {}).items()}
    if word == "shop":
        known |= at.shop_names
    texts = [value for value in values if value]
    known |= data.called(at, word, [one for one in texts if one not in known], span)
    unknown = _("not known")
    named = told_apart({one: known.get(one, one) for one in texts})
    return {**named, None: unknown, "": unknown}


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Id → name, with the end of the id behind a name that several have."""
    alike: dict[str, list[str]] = {}
    for one, name in names.items():
        alike.setdefault(name, []).append(one)
    said = dict(names)
    for name, ids in alike.items():
        if len(ids) > 1:
            said |= {one: f"{name} ({end})" for one, end in zip(ids, _endings(ids), strict=True)}
    return said


def bare(name: str, value: str) -> str:
    """The name without the end of its id, where that was put behind it."""
    start, told, ending = name.rpartition(" (")
    end = ending.removesuffix(")").removeprefix("…")
    return start if told and end and value.endswith(end) else name


def _endings(ids: Sequence[str]) -> list[str]:
    """As much of the end of each id as tells them apart."""
    longest = max(map(len, ids))
    size = next(
        n
        for n in range(SHORTEST, longest + SHORTEST + 1)
        if len({one[-n:] for one in ids}) == len(ids)
    )
    return [f"…{one[-size:]}" if len(one) > size else one for one in ids]
