"""Answers to SQL: what their cells mean, what is worked out, and what is refused by name."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from loaders.errors import LoadError
from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.sql.answer import Owners, read
from loaders.sql.names import COLUMNS

US = Shop("us", "US", "US", "USD", "America/Los_Angeles")
TH = Shop("th", "TH", "TH", "THB", "Asia/Bangkok")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GIVEN = Given(US, NOW, NOW, b"secret")
SHOPS = {"us": US, "th": TH}
MADE = "2026-10-01 10:00:00"
RETURN = {"return_id": "r1", "refunded_at": MADE}
AD = {"date": "2026-10-01", "campaign_id": "c1", "cost": "10"}


def parsed(table: str, *rows: dict[str, Any], shop: str | None = "us") -> Parsed:
    answer = pl.DataFrame(rows, infer_schema_length=None)
    (part,) = read(table, [answer], Owners(SHOPS, shop), GIVEN)
    return part.parsed


def order(**cells: Any) -> dict[str, Any]:
    found = parsed("orders", {"order_id": "1", "created_at": MADE} | cells)
    return found.tables["orders"].row(0, named=True)


def line(**cells: Any) -> dict[str, Any]:
    return {"order_id": "1", "sku_id": "A", "quantity": 1, "item_amount": 5} | cells


def refusals(found: Parsed) -> dict[int, str]:
    return dict(found.refused.iter_rows())


@pytest.mark.parametrize(
    ("cell", "e4"),
    [
        ("19.99", 199_900),
        (" 1234.5 ", 12_345_000),
        (29.99, 299_900),
        (0.1 + 0.2, 3_000),
        (7, 70_000),
        (Decimal("0.00005"), 0),
        ("0.00015", 2),
        (1.00015, 10_002),
        (Decimal("12345678901.23"), 123_456_789_012_300),
        (None, None),
        ("", None),
    ],
)
def test_amounts_are_exact_and_rounded_half_even(cell: Any, e4: int | None) -> None:
    assert order(order_amount=cell)["order_amount_e4"] == e4


@pytest.mark.parametrize("cell", ["1,234.50", "$5", "-1", -0.5, "NaN", float("inf"), 10**18, "x"])
def test_what_is_no_plain_positive_amount_is_refused(cell: Any) -> None:
    found = parsed("orders", {"order_id": "1", "created_at": MADE, "tax": cell})
    assert refusals(found)[1].startswith('tax: "')
    assert found.tables["orders"].is_empty()


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-10-01 10:00:00", datetime(2026, 10, 1, 17, tzinfo=UTC)),
        ("2026-10-01T10:00", datetime(2026, 10, 1, 17, tzinfo=UTC)),
        ("2026-10-01", datetime(2026, 10, 1, 7, tzinfo=UTC)),
        ("2026-10-01T10:00:00Z", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("2026-10-01 10:00:00.5+07", datetime(2026, 10, 1, 3, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-10-01 10:00:00-0330", datetime(2026, 10, 1, 13, 30, tzinfo=UTC)),
        (date(2026, 10, 1), datetime(2026, 10, 1, 7, tzinfo=UTC)),
        (datetime(2026, 10, 1, 10), datetime(2026, 10, 1, 17, tzinfo=UTC)),  # noqa: DTZ001
        (
            datetime(2026, 10, 1, 10, tzinfo=timezone(timedelta(hours=7))),
            datetime(2026, 10, 1, 3, tzinfo=UTC),
        ),
        ("2026-11-01 01:30:00", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("2026-03-08 02:30:00", datetime(2026, 3, 8, 10, 30, tzinfo=UTC)),
    ],
)
def test_instants_are_shop_time_unless_they_carry_a_zone(cell: Any, instant: datetime) -> None:
    assert order(created_at=cell)["created_at"] == instant


def test_an_ambiguous_time_takes_the_reading_that_keeps_the_order() -> None:
    twice = order(created_at="2026-11-01T08:50:00Z", paid_at="2026-11-01 01:40:00")
    assert twice["paid_at"] == datetime(2026, 11, 1, 8, 40, tzinfo=UTC)
    twice = order(created_at="2026-11-01 01:50:00", paid_at="2026-11-01 01:40:00")
    assert twice["paid_at"] == datetime(2026, 11, 1, 9, 40, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["10/01/2026", "2026-02-30", 1790000000, "soon", "9999-12-31"])
def test_what_is_no_instant_is_refused(cell: Any) -> None:
    found = parsed("orders", {"order_id": "1", "created_at": MADE, "paid_at": cell})
    assert refusals(found)[1].startswith(f'paid_at: "{cell}" is not an instant')


def test_infinity_is_refused() -> None:
    endless = pl.Series([2**63 - 1], dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    answer = pl.DataFrame({"order_id": ["1"], "created_at": [MADE], "paid_at": endless})
    (part,) = read("orders", [answer], Owners(SHOPS, "us"), GIVEN)
    assert refusals(part.parsed)[1].startswith('paid_at: "out of range" is not an instant')


def test_a_date_of_zeros_is_null() -> None:
    assert order(shipped_at="0000-00-00 00:00:00")["shipped_at"] is None


@pytest.mark.parametrize(
    ("cell", "order_id"),
    [
        (576461413038785752, "576461413038785752"),
        (5.0, "5"),
        (Decimal("7.00"), "7"),
        (" x1 ", "x1"),
    ],
)
def test_ids_are_texts(cell: Any, order_id: str) -> None:
    assert order(order_id=cell)["order_id"] == order_id


@pytest.mark.parametrize("cell", ["9.4E+21", 5.764614130387857e17, None, ""])
def test_an_id_that_lost_its_digits_or_is_empty_is_refused(cell: Any) -> None:
    found = parsed("orders", {"order_id": cell, "created_at": MADE})
    assert refusals(found)[1].startswith("order_id")


@pytest.mark.parametrize(
    ("cell", "flag"), [(True, True), (0, False), ("t", True), ("No", False), (None, None)]
)
def test_flags_may_be_numbers_or_words(cell: Any, flag: bool | None) -> None:
    assert order(is_cod=cell)["is_cod"] is flag


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("orders", {"status": "Shipped"}, 'status: "Shipped" is not one of unpaid,'),
        ("orders", {"order_kind": "gift"}, 'order_kind: "gift" is not one of normal,'),
        ("orders", {"cancelled_by": "me"}, 'cancelled_by: "me" is not one of buyer,'),
        ("orders", {"currency": "USDT"}, 'currency: "USDT" is not a currency code'),
        ("orders", {"is_cod": "maybe"}, 'is_cod: "maybe" is not true or false'),
        ("order_lines", {"quantity": 1.5}, 'quantity: "1.5" is not a whole number'),
        ("order_lines", {"item_amount": None}, "item_amount is empty"),
        ("returns", {"kind": "swap"}, 'kind: "swap" is not one of refund, return, exchange'),
        ("returns", {"status": "done"}, 'status: "done" is not one of requested,'),
        ("returns", {"fault": "me"}, 'fault: "me" is not one of seller,'),
        ("returns", {"refunded_at": None}, "requested_at and refunded_at are empty"),
        ("reviews", {"rating": 6}, 'rating: "6" is not a whole number from 1 to 5'),
        ("ad_performance", {"date": "soon"}, 'date: "soon" is not a day'),
        ("ad_performance", {"campaign_type": "gmv"}, 'campaign_type: "gmv" is not one of'),
    ],
)
def test_a_wrong_value_is_refused_by_name(table: str, cells: dict[str, Any], said: str) -> None:
    whole = {
        "orders": {"order_id": "1", "created_at": MADE},
        "order_lines": line(),
        "returns": RETURN,
        "reviews": {"review_id": "v", "created_at": MADE, "rating": 5},
        "ad_performance": AD,
    }[table]
    assert refusals(parsed(table, whole | cells))[1].startswith(said)


def test_the_status_follows_from_the_instants_where_there_is_none() -> None:
    steps = {"paid_at": None, "ready_at": None, "shipped_at": None, "delivered_at": None}
    said = []
    for instant in ("", "paid_at", "ready_at", "shipped_at", "delivered_at", "cancelled_at"):
        steps |= {instant: MADE} if instant else {}
        said.append(order(**steps)["status"])
    assert said == [
        "unpaid", "awaiting_shipment", "awaiting_collection", "in_transit", "delivered",
        "cancelled",
    ]  # fmt: skip


def test_a_source_that_knows_no_shipping_says_nothing_of_the_status() -> None:
    assert "status" not in order(paid_at=MADE)


def test_a_null_status_stays_unknown() -> None:
    assert order(status=None, shipped_at=MADE)["status"] is None


def test_without_a_paid_time_an_order_is_paid_when_made_unless_it_is_unpaid() -> None:
    assert order()["paid_at"] == datetime(2026, 10, 1, 17, tzinfo=UTC)
    assert order(status="unpaid")["paid_at"] is None
    assert order(paid_at=None)["paid_at"] is None


def test_cash_on_delivery_is_told_by_the_method_or_by_a_payment_at_delivery() -> None:
    assert order(payment_method="Cash on delivery")["is_cod"] is True
    assert order(payment_method="Visa", is_cod=True)["is_cod"] is True
    late = {"paid_at": "2026-10-05 10:00", "delivered_at": "2026-10-05 10:00"}
    assert order(**late)["is_cod"] is True
    assert "is_cod" not in order()


def test_a_customer_is_a_hash_of_the_shops_own() -> None:
    rows = [
        {"order_id": str(n), "created_at": MADE, "customer_id": who, "shop_id": shop}
        for n, (who, shop) in enumerate([(7, "us"), (7, "us"), (None, "us"), (7, "th")])
    ]
    us, th = (
        part.parsed.tables["orders"]
        for part in read("orders", [pl.DataFrame(rows)], Owners(SHOPS), GIVEN)
    )
    keys = us["customer_key"].to_list()
    assert keys[0] == keys[1] != th["customer_key"].item()
    assert keys[2] is None
    assert us["customer_kind"].to_list() == ["id", "id", None]
    assert "customer_id" not in us.columns


def test_each_shop_reads_times_on_its_own_clocks() -> None:
    rows = [{"order_id": "1", "created_at": MADE, "shop_id": s} for s in ("us", "th", "de", None)]
    us, th = read("orders", [pl.DataFrame(rows)], Owners(SHOPS), GIVEN)
    assert (us.given.shop.id, th.given.shop.id) == ("us", "th")
    assert th.parsed.tables["orders"]["created_at"].item() == datetime(2026, 10, 1, 3, tzinfo=UTC)
    assert refusals(us.parsed) == {
        3: 'shop_id: "de" is not in [shops] of the settings',
        4: "no shop: select shop_id, or give the source a shop",
    }


def test_ads_of_a_known_account_belong_to_its_shop() -> None:
    answer = pl.DataFrame([AD | {"account_id": 77}])
    (part,) = read("ad_performance", [answer], Owners(SHOPS, None, {"77": "th"}), GIVEN)
    assert part.given.shop.id == "th"


def test_lines_of_one_sku_are_added_where_the_source_has_no_line_ids() -> None:
    found = parsed(
        "order_lines",
        line(quantity=1, item_amount=5, list_amount=6, unit_cost=1),
        line(quantity=3, item_amount=15, list_amount=None, unit_cost=2),
        line(sku_id="B", list_amount=None, unit_cost=None),
    )
    lines = found.tables["order_lines"]
    columns = ("line_id", "quantity", "item_amount_e4", "list_e4", "unit_cost_e4")
    assert lines.select(columns).rows() == [
        ("A", 4, 200_000, 60_000, 17_500),
        ("B", 1, 50_000, None, None),
    ]
    assert found.keys is not None
    assert found.keys.height == 3


def test_lines_of_one_sku_in_different_states_need_a_line_id() -> None:
    states = [line(status="delivered"), line(status="cancelled"), line(order_id="2", status=None)]
    found = parsed("order_lines", *states)
    assert "select a line_id" in refusals(found)[1]
    assert found.tables["order_lines"]["order_id"].to_list() == ["2"]
    ids = [row | {"line_id": number} for number, row in enumerate(states)]
    assert parsed("order_lines", *ids).tables["order_lines"].height == 3


def test_one_refused_line_refuses_its_whole_order() -> None:
    found = parsed("order_lines", line(), line(sku_id="B", quantity="x"), line(order_id="2"))
    assert refusals(found)[1] == "another row of this order was refused"
    assert found.tables["order_lines"]["order_id"].to_list() == ["2"]


def test_who_sold_a_line_is_kept_apart_from_it() -> None:
    found = parsed("order_lines", line(creator="ann", content_type="LIVE", commission="0.5"))
    sold = found.tables["affiliations"].row(0, named=True)
    del sold["source_row"]
    assert sold == {
        "order_id": "1", "line_id": "A", "content_type": "live", "creator": "ann",
        "commission_e4": 5_000, "affiliate": True,
    }  # fmt: skip
    assert "creator" not in found.tables["order_lines"].columns


def test_a_source_without_commission_says_nothing_of_affiliates() -> None:
    found = parsed("order_lines", line(creator="ann", content_type="LIVE"))
    assert "affiliate" not in found.tables["affiliations"].columns
    unsaid = parsed("order_lines", line(affiliate=None), line(order_id="2", affiliate=False))
    assert unsaid.tables["affiliations"]["affiliate"].to_list() == [None, False]


def test_equal_rows_of_a_key_are_one_and_unequal_ones_are_refused() -> None:
    found = parsed(
        "orders",
        {"order_id": "1", "created_at": MADE, "carrier": "UPS"},
        {"order_id": "1", "created_at": MADE, "carrier": "UPS"},
        {"order_id": "2", "created_at": MADE, "carrier": "UPS"},
        {"order_id": "2", "created_at": MADE, "carrier": None},
    )
    assert found.tables["orders"]["order_id"].to_list() == ["1"]
    assert [*refusals(found)] == [3, 4]
    assert "several rows of this order_id differ" in refusals(found)[3]


def test_a_return_knows_its_defaults() -> None:
    only = parsed("returns", RETURN | {"refund_amount": 5, "reason": "Item is defective"})
    row = only.tables["returns"].row(0, named=True)
    assert (row["status"], row["kind"], row["sku_id"]) == ("completed", "refund", "")
    assert (row["goods_e4"], row["is_estimated"], row["fault"]) == (50_000, True, "seller")
    open_ = parsed(
        "returns", RETURN | {"requested_at": MADE, "refunded_at": None, "received_at": MADE}
    )
    row = open_.tables["returns"].row(0, named=True)
    assert (row["status"], row["kind"]) == ("requested", "return")


def test_a_campaign_without_an_id_goes_by_its_name() -> None:
    named = parsed("ad_performance", AD | {"campaign_id": None, "campaign_name": "Spring"})
    row = named.tables["ad_performance"].row(0, named=True)
    assert (row["campaign_id"], row["level"], row["campaign_type"]) == (
        "name:Spring", "campaign", "other",
    )  # fmt: skip
    assert refusals(parsed("ad_performance", AD | {"campaign_id": ""})) == {
        1: "campaign_id is empty"
    }


def test_batches_may_differ_in_their_types() -> None:
    batches = [
        pl.DataFrame({"order_id": [1], "created_at": [MADE], "tax": [None]}),
        pl.DataFrame({"order_id": ["x"], "created_at": [date(2026, 10, 1)], "tax": ["1.5"]}),
    ]
    (part,) = read("orders", batches, Owners(SHOPS, "us"), GIVEN)
    rows = part.parsed.tables["orders"]
    assert rows["tax_e4"].to_list() == [None, 15_000]
    assert rows["source_row"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("orders", {"order_id": 1, "created_at": MADE, "total": 1}, 'unknown column "total"'),
        ("orders", {"order_id": 1}, "selects no created_at"),
        ("returns", {"return_id": 1}, "selects no requested_at or refunded_at"),
        ("orders", {"order_id": [1], "created_at": MADE}, 'column "order_id" holds List'),
    ],
)
def test_wrong_columns_are_refused_by_name(table: str, cells: dict[str, Any], said: str) -> None:
    with pytest.raises(LoadError, match=said):
        parsed(table, cells)


def test_an_empty_answer_is_nothing_and_no_error() -> None:
    empty = pl.DataFrame(schema={"order_id": pl.Null, "created_at": pl.Null})
    (part,) = read("orders", [empty], Owners(SHOPS, "us"), GIVEN)
    assert part.parsed.tables["orders"].is_empty()


def test_every_column_is_documented() -> None:
    words = (
        (Path(__file__).parents[2] / "docs/sources.md")
        .read_text("utf-8")
        .split("## The columns")[1]
    )
    for table, columns in COLUMNS.items():
        section = words.split(f"### {table}\n")[1].split("\n##")[0]
        named = set(re.findall(r"`(\w+)`", section))
        assert {column.name for column in columns} <= named
        bold = set(re.findall(r"\w+", " ".join(re.findall(r"\*\*(.+?)\*\*", section)))) - {"or"}
        required = {column.name for column in columns if column.required}
        assert bold - {"requested_at", "refunded_at"} == required
