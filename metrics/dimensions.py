"""The words by which numbers are cut, and the column that each one is in each table."""

from collections.abc import Mapping
from typing import Final

import narwhals as nw

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

_ORDERS: Final = _SHOP | _ORDER | {"reason": "cancel_reason"}
_LINES: Final = _SHOP | _ORDER | _PRODUCT | {"affiliate": "affiliate", "status": "state"}
_SKU: Final = _SHOP | {"product": "product_id", "sku": "sku_id"}

DIMENSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "orders": _ORDERS,
    "order_lines": _LINES,
    "returns": _SHOP | _ORDER | _PRODUCT | {"reason": "reason", "kind": "kind"},
    "reviews": _SKU | {"rating": "rating"},
    "conversations": _SHOP | {"agent": "agent"},
    "traffic": _SHOP | {"product": "product_id", "content_type": "content_type"},
    "settlements": _SHOP | {"currency": "currency", "sku": "sku_id", "kind": "type"},
    "ad_performance": _SHOP
    | {"currency": "currency", "platform": "platform", "campaign": "campaign_id"}
    | {"campaign_type": "campaign_type", "adgroup": "adgroup_id", "ad": "ad_id"},
    "open_orders": _ORDERS,
    "filled_orders": _ORDERS,
    "parcels": _ORDERS,
    "priced_lines": _LINES,
    "sample_lines": _LINES,
    "profit_lines": _LINES,
    "unsettled_lines": _LINES,
    "visited_days": _SHOP,
    "visits": _SHOP,
    "judged_days": _SHOP,
    "stock_held": _SKU | {"warehouse": "warehouse"},
    "stock_by_sku": _SKU | {"currency": "currency"},
    "stock_at_cost": _SKU | {"currency": "currency"},
    "losses": _SHOP
    | {word: word for word in ("currency", "country", "region", "carrier", "warehouse")},
}
"""Table or view → word → column; `market` is looked up by the shop, time words by the day."""

_BLANK: Final[Mapping[str, frozenset[str]]] = {
    "ad_performance": frozenset({"campaign_id", "adgroup_id", "ad_id"}),
    "returns": frozenset({"sku_id"}),
    "settlements": frozenset({"sku_id", "type"}),
    "stock_held": frozenset({"warehouse"}),
    "traffic": frozenset({"product_id", "content_type"}),
}
"""Table → columns that are keys, in which the empty text is no value: keys are never null."""

WORDS: Final = (*TIME, *dict.fromkeys(word for words in DIMENSIONS.values() for word in words))


def check(words: tuple[str, ...]) -> None:
    """Raise `UnknownNameError` for the first word that is no dimension at all."""
    for word in words:
        if word not in WORDS:
            raise UnknownNameError("dimension", word, WORDS)


def has(table: str, word: str) -> bool:
    """Whether rows of the table can be cut by the word."""
    return word in TIME or word in DIMENSIONS[table]


def value(table: str, word: str) -> nw.Expr:
    """The rows' value of the word; null where they have none."""
    column = DIMENSIONS[table][word]
    text = nw.col(column)
    return nw.when(text != "").then(text) if column in _BLANK.get(table, ()) else text
