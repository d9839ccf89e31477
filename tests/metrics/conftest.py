"""Facts for tests of metrics: hand-written rows, or random rows full of holes."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from metrics.facts import Facts
from metrics.tables import TABLES

Rows = Sequence[Mapping[str, Any]]

MARKETS = {"a": "US", "b": "VN"}
ALWAYS = (date(2025, 1, 1), date(2026, 12, 31))
AS_OF = datetime(2027, 1, 2, tzinfo=UTC)

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "orders": {"shop_id": "a", "currency": "USD", "order_kind": "normal", "is_cancelled": False},
    "order_lines": {
        "shop_id": "a",
        "currency": "USD",
        "order_kind": "normal",
        "is_cancelled": False,
        "quantity": 1,
        "item_amount_e4": 0,
    },
    "returns": {
        "shop_id": "a",
        "currency": "USD",
        "order_kind": "normal",
        "is_cancelled": False,
        "kind": "refund",
        "status": "completed",
    },
    "reviews": {"shop_id": "a", "order_kind": "normal"},
    "ad_performance": {
        "shop_id": "a",
        "currency": "USD",
        "campaign_type": "other",
        "counts": True,
        "cost_e4": 0,
    },
}


def table(name: str, rows: Rows) -> pl.LazyFrame:
    """The rows as the store would hold them: columns that they leave out are null."""
    schema = TABLES[name].create_empty().schema
    full = [dict.fromkeys(schema) | dict(DEFAULTS.get(name, {})) | dict(row) for row in rows]
    return pl.DataFrame(full, schema=schema, orient="row").lazy()


@pytest.fixture
def make_facts() -> Callable[..., Facts]:
    """Facts of tables of rows; each table covers shops a and b always, unless said."""

    def make(
        coverage: Mapping[str, Mapping[str, tuple[date, date]]] | None = None,
        as_of: datetime = AS_OF,
        **rows: Rows,
    ) -> Facts:
        tables = {name: table(name, some) for name, some in rows.items()}
        whole = {name: dict.fromkeys(MARKETS, ALWAYS) for name in tables}
        return Facts(tables, whole | dict(coverage or {}), MARKETS, as_of)

    return make


VOCABULARY: Mapping[str, Sequence[Any]] = {
    "shop_id": ["a", "b"],
    "order_kind": ["normal", "normal", "normal", "normal", "sample", "replacement"],
    "kind": ["refund", "return", "exchange"],
    "cancel_fault": ["seller", "buyer"],
    "campaign_type": ["gmv_max_product", "gmv_max_live", "other", "other"],
    "fulfilment_type": ["seller", "tiktok"],
    "product_id": ["p1", "p2", "p3"],
    "sku_id": ["s1", "s2", "s3"],
    "category": ["shoes", "hats"],
    "content_type": ["live", "video"],
    "region": ["CA", "TX"],
}
STATUSES = {
    "returns": ["requested", "approved", "rejected", "withdrawn", "completed", "completed"],
    "orders": ["awaiting_shipment", "in_transit", "delivered", "completed", "cancelled"],
}
SMALL_KEYS = {"order_key": 8, "return_key": 6, "customer_key": 5}


def _value(name: str, column: str, kind: pl.DataType, dice: random.Random) -> Any:
    if column == "status":
        return dice.choice(STATUSES.get(name, ["x"]))
    if column in VOCABULARY:
        return dice.choice(VOCABULARY[column])
    if column in SMALL_KEYS:
        return dice.randint(1, SMALL_KEYS[column])
    if column in {"rating", "first_review_rating"}:
        return dice.randint(1, 5)
    if column.startswith("minutes"):
        return dice.choice([0, 1439, 1440, 1441, 2880, 2881, dice.randint(0, 9000)])
    if kind == pl.Date:
        return date(2026, 9, 28) + timedelta(days=dice.randint(0, 12))
    if kind == pl.Boolean:
        return dice.random() < 0.5
    if kind == pl.Int64:
        return dice.choice([0, 1, 19_990, 199_900, dice.randint(0, 10**7)])
    if kind == pl.String:
        return dice.choice(["x", "y"])
    return datetime(2026, 10, 1, tzinfo=UTC)


MAY_NOT_BE_NULL = (
    "shop_id currency order_kind is_cancelled order_key return_key sku_id quantity item_amount_e4 "
    "kind status rating campaign_type cost_e4 counts created_on date"
).split()


@pytest.fixture
def random_facts() -> Callable[[int, int], Facts]:
    """Facts of so many rows a table, the same for the same seed; a fifth of values is null.

    Shop a trades in USD, shop b in VND.
    """

    def make(seed: int, rows: int) -> Facts:
        dice = random.Random(seed)
        tables = {}
        for name in ("orders", "order_lines", "returns", "reviews", "ad_performance"):
            schema = TABLES[name].create_empty().schema
            made = []
            for _ in range(rows):
                row = {
                    column: None
                    if column not in MAY_NOT_BE_NULL and dice.random() < 0.2
                    else _value(name, column, kind, dice)
                    for column, kind in schema.items()
                }
                row["currency"] = "USD" if row["shop_id"] == "a" else "VND"
                made.append({column: row[column] for column in schema})
            tables[name] = pl.DataFrame(made, schema=schema, orient="row").lazy()
        names = [*tables, "affiliations"]
        coverage = {name: dict.fromkeys(MARKETS, ALWAYS) for name in names}
        return Facts(tables, coverage, MARKETS, AS_OF)

    return make
