"""Facts for tests of metrics: hand-written rows, or random rows full of holes."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
    "carrier": ["UPS", "USPS"],
    "warehouse": ["", "w2"],
    "scope": ["shop", "shop", "product", "product×content"],
    "fault": ["seller", "buyer", "logistics", "logistics"],
    "reason": ["Package lost", "Arrived too late"],
    "type": ["order", "order", "order", "", "logistics_reimbursement"],
    "cost_currency": ["CNY", "USD"],
}
STATUSES = {
    "returns": ["requested", "approved", "rejected", "withdrawn", "completed", "completed"],
    "orders": ["awaiting_shipment", "in_transit", "delivered", "completed", "cancelled"],
}
SMALL_KEYS = {"order_key": 8, "return_key": 6, "customer_key": 5}
OF_SHOP_B = 1_000
"""What is added to the keys of shop b: orders of two shops never share one."""
UNIQUE: Mapping[str, Sequence[str]] = {
    "traffic": ("shop_id", "scope", "product_id", "content_type", "date"),
    "skus": ("shop_id", "sku_id", "valid_from"),
    "stock": ("shop_id", "sku_id", "warehouse", "date"),
}


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
    return datetime(2026, 9, 28, tzinfo=UTC) + timedelta(minutes=dice.randint(0, 13 * 1440))


MAY_NOT_BE_NULL = (
    "shop_id currency order_kind is_cancelled order_key return_key sku_id quantity item_amount_e4 "
    "kind rating campaign_type cost_e4 counts created_on date seen_at scope warehouse type "
    "settled_e4 valid_from"
).split()
ALSO_NOT_NULL = {"settlements": ["settled_on"], "stock": ["sku_id"], "returns": ["status"]}


TABLES_WITH_METRICS = (
    "orders", "order_lines", "returns", "reviews", "ad_performance", "conversations", "traffic",
    "settlements", "skus", "stock",
)  # fmt: skip


def _rows(name: str, size: int, dice: random.Random) -> pl.DataFrame:
    schema = TABLES[name].create_empty().schema
    never_null = {*MAY_NOT_BE_NULL, *ALSO_NOT_NULL.get(name, ())}
    made = []
    for n in range(size):
        row: dict[str, Any] = {
            column: None
            if column not in never_null and dice.random() < 0.2
            else _value(name, column, kind, dice)
            for column, kind in schema.items()
        }
        row["currency"] = "USD" if row["shop_id"] == "a" else "VND"
        if name == "settlements":
            row["placed_on"] = None  # the lines of an order are placed on any day here
        if name == "orders":
            row["order_key"] = n + 1
        if (key := row.get("order_key")) is not None:
            row["order_key"] = key + OF_SHOP_B * (row["shop_id"] == "b")
            row["order_id"] = str(row["order_key"])
        row["line_id"] = str(n)
        made.append({column: row[column] for column in schema})
    return pl.DataFrame(made, schema=schema, orient="row")


def _rates() -> pl.LazyFrame:
    """Rates of every day, none of them 1; Chinese ones end on 3 October."""
    days = [date(2026, 9, 20) + timedelta(days=n) for n in range(25)]
    rates = {"USD": 1.1, "VND": 28_000.0, "CNY": 7.8}
    rows = [
        {"shop_id": "", "date": day, "currency": currency, "rate": rate + n / 100}
        for n, day in enumerate(days)
        for currency, rate in rates.items()
        if currency != "CNY" or day <= date(2026, 9, 25)
    ]
    return table("fx_rates", rows)


@pytest.fixture
def random_facts() -> Callable[[int, int], Facts]:
    """Facts of so many rows a table, the same for the same seed; a fifth of values is null.

    Shop a trades in USD, shop b in VND.
    """

    def make(seed: int, rows: int) -> Facts:
        dice = random.Random(seed)
        tables = {}
        for name in TABLES_WITH_METRICS:
            made = _rows(name, rows, dice)
            if name in UNIQUE:
                made = made.unique(UNIQUE[name], keep="first", maintain_order=True)
            tables[name] = made.lazy()
        names = [*tables, "affiliations"]
        coverage = {name: dict.fromkeys(MARKETS, ALWAYS) for name in names}
        facts = Facts(tables | {"fx_rates": _rates()}, coverage, MARKETS, AS_OF)
        return replace(facts, currencies={"a": "USD", "b": "VND"})

    return make
