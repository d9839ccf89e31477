"""The words by which numbers are cut, and the column that each one is in each table."""

from collections.abc import Mapping
from typing import Final

from metrics.errors import UnknownNameError

POSITIONAL: Final = ("day", "week", "month", "quarter", "year")
"""Time words that are compared by their place in the span."""
TIME: Final = (*POSITIONAL, "weekday")
"""Words that follow from the day that dates a row."""
WHOLE_NUMBERS: Final = ("weekday", "hour")
"""Words whose values are integers in an answer; all others are text."""
LINE_WORDS: Final = frozenset(
    "product sku seller_sku category variation content_type affiliate creator".split()
)
"""Words that may differ between the lines of an order: orders are then counted on their lines."""

_SHOP: Final = {"shop": "shop_id", "market": "shop_id"}
_ORDER: Final = {
    word: word
    for word in (
        "hour currency content_type creator region country carrier warehouse fulfilment_type "
        "payment_method status"
    ).split()
}
_PRODUCT: Final = {
    "product": "product_id",
    "sku": "sku_id",
    "seller_sku": "seller_sku",
    "category": "category",
    "variation": "variation",
}

DIMENSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "orders": _SHOP | _ORDER | {"reason": "cancel_reason"},
    "order_lines": _SHOP | _ORDER | _PRODUCT | {"affiliate": "affiliate"},
    "returns": _SHOP | _ORDER | _PRODUCT | {"reason": "reason", "kind": "kind"},
    "reviews": _SHOP | {"product": "product_id", "sku": "sku_id", "rating": "rating"},
    "ad_performance": _SHOP
    | {"currency": "currency", "platform": "platform", "campaign": "campaign_id"}
    | {"campaign_type": "campaign_type", "adgroup": "adgroup_id", "ad": "ad_id"},
}
"""Table → word → column; `market` is looked up by the shop. Time words go with every table."""

WORDS: Final = (*TIME, *dict.fromkeys(word for words in DIMENSIONS.values() for word in words))


def check(words: tuple[str, ...]) -> None:
    """Raise `UnknownNameError` for the first word that is no dimension at all."""
    for word in words:
        if word not in WORDS:
            raise UnknownNameError("dimension", word, WORDS)


def has(table: str, word: str) -> bool:
    """Whether rows of the table can be cut by the word."""
    return word in TIME or word in DIMENSIONS[table]
