"""What orders and their rows know of each other is the same whatever was loaded first."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import loading
from metrics.tables import LINEAGE, TABLES

SHOPS = {
    "us": Shop("us", "Main shop", "US", "USD", "America/Los_Angeles"),
    "th": Shop("th", "Thai shop", "TH", "THB", "Asia/Bangkok"),
}
START = datetime(2026, 9, 20, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def made_up(luck: random.Random) -> Rows:
    """Forty orders of twelve buyers over two months, with everything that refers to them."""
    rows: Rows = {name: [] for name in TABLES}
    for number in range(40):
        order_id, created = str(number), START + timedelta(hours=luck.randrange(1400))
        paid = None if luck.random() < 0.2 else created + timedelta(minutes=luck.randrange(300))
        rows["orders"].append(
            {
                "shop_id": luck.choice(["us", "th"]),
                "order_id": order_id,
                "status": luck.choice(["completed", "cancelled", "in_transit"]),
                "created_at": created,
                "paid_at": paid,
                "is_cod": luck.random() < 0.2,
                "customer_key": luck.choice([None, *range(12)]),
                "order_kind": luck.choice(["normal", "normal", "normal", "sample"]),
                "region": luck.choice(["A", None]),
            }
        )
        shop = {"shop_id": rows["orders"][-1]["shop_id"]}
        for sku in luck.sample("ABC", luck.randrange(1, 4)):
            _line(rows, luck, shop | {"order_id": order_id, "line_id": sku})
        if luck.random() < 0.3:
            rows["reviews"].append(
                shop
                | {"review_id": f"v{number}", "order_id": order_id, "rating": luck.randrange(1, 6)}
                | {"created_at": created + timedelta(days=9)}
            )
        if luck.random() < 0.3:
            settled = {"statement_id": "s", "type": "order", "settled_e4": 1}
            settled |= {"transaction_id": order_id, "order_id": order_id, "sku_id": ""}
            rows["settlements"].append(shop | settled | {"settled_on": date(2026, 11, 3)})
    return {name: found for name, found in rows.items() if found}


def _line(rows: Rows, luck: random.Random, key: dict[str, Any]) -> None:
    quantity, price = luck.randrange(0, 4), luck.randrange(0, 900_000)
    amounts = {
        "quantity": quantity,
        "list_e4": quantity * price,
        "item_amount_e4": quantity * price,
    }
    discounts = {"seller_discount_e4": luck.choice([0, None]), "platform_discount_e4": 0}
    status = {"status": luck.choice(["cancelled", None]), "is_gift": luck.random() < 0.1}
    rows["order_lines"].append(key | {"sku_id": key["line_id"]} | amounts | discounts | status)
    if luck.random() < 0.3:
        rows["affiliations"].append(
            key | {"affiliate": True, "creator": luck.choice("xyz"), "commission_e4": 5}
        )
    for again in range(luck.choice([0, 0, 1, 2])):
        goods = luck.choice([price, price // 2, None])
        refund: dict[str, Any] = {
            "return_id": f"{key['order_id']}{key['line_id']}{again}",
            "goods_e4": goods,
        }
        refund |= {"quantity": luck.choice([1, 2, None]), "fault": luck.choice(["seller", None])}
        refund |= {"kind": luck.choice(["refund", "return", "exchange"])}
        refund |= {"status": luck.choice(["completed", "completed", "requested", "rejected"])}
        refund |= {"refunded_at": START + timedelta(days=luck.randrange(60))}
        sku = {"sku_id": luck.choice([key["line_id"], ""]), "order_id": key["order_id"]}
        rows["returns"].append({"shop_id": key["shop_id"]} | refund | sku)


def load(store: Store, files: list[tuple[str, list[dict[str, Any]]]], together: bool) -> None:
    made = datetime(2026, 12, 1, tzinfo=UTC)
    given = Given(SHOPS["us"], made, made, b"secret")
    groups = [files] if together else [[file] for file in files]
    for group in groups:
        with loading(store, SHOPS, given.secret) as loaded:
            for table, rows in group:
                schema = {
                    name: column.dtype
                    for name, column in TABLES[table].columns().items()
                    if name in rows[0]
                }
                frame = pl.DataFrame(rows, schema=schema).with_row_index("source_row")
                done = loaded.add(Parsed({table: frame}, table), given, "made-up")
                assert done.refused.is_empty(), done.refused


def contents(store: Store) -> dict[str, pl.DataFrame]:
    """Every table but where rows lie and come from."""
    return {
        table: store.scan(table)
        .drop(*LINEAGE, *(["month"] if table in ("returns", "reviews", "affiliations") else []))
        .select(pl.all().name.keep())
        .sort(TABLES[table].primary_key())
        .collect()
        for table in store.manifest().tables
    }


def test_rows_loaded_bit_by_bit_in_any_order_end_as_if_loaded_at_once(tmp_path: Path) -> None:
    for seed in range(2):
        luck = random.Random(seed)
        rows = made_up(luck)
        whole, parts = Store(tmp_path / f"whole{seed}"), Store(tmp_path / f"parts{seed}")
        load(whole, list(rows.items()), together=True)
        pieces = [
            (table, found[start::3])
            for table, found in rows.items()
            for start in range(3)
            if found[start::3]
        ]
        luck.shuffle(pieces)
        load(parts, pieces, together=False)
        expected, found = contents(whole), contents(parts)
        assert expected.keys() == found.keys()
        for table, frame in expected.items():
            assert_frame_equal(found[table].select(frame.columns), frame)
        assert whole.manifest().days == parts.manifest().days
