"""Orders to check, of hand-written orders and lines of November 2026."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.check import _payments
from metrics.facts import Facts
from metrics.period import resolve
from metrics.worklists import prices, repeats, suspect, unusual
from tests.metrics.conftest import table

DAY = date(2026, 11, 3)
NOVEMBER = resolve("2026-11", date(2026, 11, 30))
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
Make = Callable[..., Facts]


def order(name: str, minutes: float = 0, buyer: int | None = 7, **columns: Any) -> dict[str, Any]:
    """An order placed so many minutes after noon."""
    return {
        "order_id": name, "order_key": int(name[1:]), "customer_key": buyer, "placed_on": DAY,
        "placed_at": NOON + timedelta(minutes=minutes),
    } | columns  # fmt: skip


def line(name: str, sku: str = "s1", quantity: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "order_id": name, "order_key": int(name[1:]), "line_id": sku, "sku_id": sku,
        "quantity": quantity, "placed_on": DAY,
    } | columns  # fmt: skip


def test_an_unknown_sku_is_in_no_price_list_of_its_shop(make_facts: Make) -> None:
    """Shop b has no price list: nothing is said of it. A later price list is one too."""
    facts = make_facts(
        orders=[order(f"o{n}", n) for n in range(1, 6)],
        order_lines=[
            line("o1", "s1"),
            line("o2", "s9", 2, item_amount_e4=500),
            line("o3", "s9", shop_id="b"),
            line("o4", "s9", is_cancelled=True),
            line("o5", "s9", order_kind="sample"),
        ],
        skus=[{"shop_id": "a", "sku_id": "s1", "valid_from": date(2026, 12, 1)}],
    )
    rows = suspect.unknown_sku(facts, NOVEMBER)
    told = rows.select("order_id", "sku_id", "quantity", "goods_e4", "currency").rows()
    assert told == [("o2", "s9", 2, 500, "USD")]
    assert suspect.unknown_sku(facts, NOVEMBER, {"shop": ["b"]}).is_empty()


def usual(count: int, **columns: Any) -> list[dict[str, Any]]:
    """Lines of one unit for 100 in the days before the period."""
    day: dict[str, Any] = {"placed_on": date(2026, 10, 1), "list_e4": 110, "seller_discount_e4": 10}
    return [line(f"o{1000 + n}", **(day | columns)) for n in range(count)]


def test_a_quantity_is_out_of_line_beside_the_sku_s_own_orders(make_facts: Make) -> None:
    """Usual is 1: four are too few to mention, five are more than three times that. Two lines of
    an order count together; of s2 too little is known."""
    facts = make_facts(
        orders=[order(f"o{n}", n) for n in range(1, 5)],
        order_lines=[
            *usual(60),
            line("o1", quantity=4),
            line("o2", quantity=3),
            line("o2", line_id="more", quantity=2),
            line("o3", "s2", 50),
            line("o4", quantity=9, is_cancelled=True),
        ],
    )
    rows = unusual.odd_quantity(facts, NOVEMBER)
    assert rows.select("order_id", "sku_id", "quantity", "usual").rows() == [("o2", "s1", 5, 1.0)]


def test_an_order_of_many_units_is_looked_into_and_one_of_unknown_units_too(
    make_facts: Make,
) -> None:
    """What an order holds of other SKUs doesn't count: o3 has five units, four of them of s1."""
    facts = make_facts(
        orders=[order("o1", 1, units=6), order("o2", 2), order("o3", 3, units=5)],
        order_lines=[
            *usual(60),
            line("o1", quantity=5),
            line("o1", "s3"),
            line("o2", quantity=5),
            line("o3", quantity=4),
            line("o3", "s3"),
        ],
    )
    rows = unusual.odd_quantity(facts, NOVEMBER)
    assert rows.select("order_id", "sku_id", "quantity").rows() == [
        ("o2", "s1", 5),
        ("o1", "s1", 5),
    ]


def test_lines_of_an_order_are_listed_by_their_sku(make_facts: Make) -> None:
    names = [f"s{n}" for n in range(30)]
    facts = make_facts(
        orders=[order("o1")],
        order_lines=[
            *usual(60),
            *(line("o1", one, list_e4=1, seller_discount_e4=0) for one in reversed(names)),
            *(line(f"o{900 + n}", one, list_e4=9, seller_discount_e4=0, placed_on=date(2026, 10, 1))
              for one in names for n in range(20)),
        ],
    )  # fmt: skip
    assert unusual.odd_price(facts, NOVEMBER)["sku_id"].to_list() == sorted(names)


def test_a_quantity_in_the_sku_s_own_line_is_not_mentioned(make_facts: Make) -> None:
    facts = make_facts(
        orders=[order("o1")], order_lines=[*usual(60, quantity=3), line("o1", quantity=9)]
    )
    assert unusual.odd_quantity(facts, NOVEMBER).is_empty()


def test_a_price_is_out_of_line_under_half_or_over_twice_the_median(make_facts: Make) -> None:
    def sold(name: str, each: int, quantity: int = 1, **columns: Any) -> dict[str, Any]:
        amounts: dict[str, Any] = {
            "list_e4": (each + 10) * quantity,
            "seller_discount_e4": 10 * quantity,
        }
        return line(name, quantity=quantity, **(amounts | columns))

    facts = make_facts(
        orders=[order(f"o{n}", n) for n in range(1, 8)],
        order_lines=[
            *usual(60),
            sold("o1", 50, 3),
            sold("o2", 49, 3),
            sold("o3", 200),
            sold("o4", 201),
            sold("o5", 1, currency="EUR"),
            line("o6"),
            sold("o7", 1, is_cancelled=True),
        ],
    )
    rows = unusual.odd_price(facts, NOVEMBER)
    told = rows.select("order_id", "quantity", "price_e4", "usual_e4").rows()
    assert told == [("o4", 1, 201, 100), ("o2", 3, 49, 100)]


def test_with_few_lines_nothing_is_called_usual(make_facts: Make) -> None:
    facts = make_facts(orders=[order("o1")], order_lines=[*usual(18), line("o1", quantity=99)])
    assert unusual.odd_quantity(facts, NOVEMBER).is_empty()
    more = make_facts(orders=[order("o1")], order_lines=[*usual(60), line("o1", quantity=99)])
    assert unusual.odd_quantity(more, NOVEMBER).height == 1


def test_usual_is_of_the_ninety_days_up_to_the_period_s_end(make_facts: Make) -> None:
    facts = make_facts(
        orders=[order("o1")],
        order_lines=[
            *usual(60, placed_on=date(2026, 9, 1)),
            line("o1", quantity=99),
        ],
    )
    assert unusual.odd_quantity(facts, NOVEMBER).is_empty()


def test_a_repeat_is_the_same_buyer_and_sku_within_the_hour(make_facts: Make) -> None:
    """o3 comes 60 minutes after o1, with o2 of another SKU between; o4 61 minutes after o3."""
    facts = make_facts(
        orders=[
            order("o1", 0), order("o2", 30), order("o3", 60), order("o4", 121),
            order("o5", 1, buyer=8), order("o6", 2, buyer=None), order("o7", 3, buyer=None),
            order("o8", 4, shop_id="b"), order("o9", 5, is_cancelled=True),
        ],
        order_lines=[
            line("o1"), line("o1", "s5"), line("o2", "s2"), line("o3", quantity=2), line("o4"),
            line("o5"), line("o6"), line("o7"), line("o8", shop_id="b"), line("o9"),
        ],
    )  # fmt: skip
    rows = repeats.repeated(facts, NOVEMBER)
    columns = ("order_id", "other_order_id", "sku_id", "quantity", "minutes")
    assert rows.select(columns).rows() == [("o3", "o1", "s1", 2, 60.0)]
    assert "customer_key" not in rows.columns


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60)), max_size=12))
def test_a_repeat_is_found_at_any_time_of_the_day(placed: list[tuple[int, int]]) -> None:
    """Orders of the same SKU, each so many quarters of an hour after 16:00 (buyer, quarters)."""
    start = NOON + timedelta(hours=4)
    found = [
        (f"o{n:02}", buyer, start + timedelta(minutes=15 * late))
        for n, (buyer, late) in enumerate(placed)
    ]
    expected = set()
    for name, buyer, at in found:
        before = [
            (one[2], one[0]) for one in found if one[1] == buyer and (one[2], one[0]) < (at, name)
        ]
        if before and at - max(before)[0] <= repeats.SAME_WITHIN:
            expected.add((name, max(before)[1]))
    facts = Facts(
        {
            "orders": table("orders", [
                order(name, buyer=buyer, placed_at=at) for name, buyer, at in found
            ]),
            "order_lines": table("order_lines", [line(name) for name, *_ in found]),
        },
        {"order_lines": {"a": (DAY, DAY)}}, {"a": "US"}, NOON,
    )  # fmt: skip
    rows = repeats.repeated(facts, NOVEMBER).select("order_id", "other_order_id").rows()
    assert sorted(rows) == sorted(expected)


def test_without_repeats_the_list_has_its_columns(make_facts: Make) -> None:
    facts = make_facts(orders=[order("o1")], order_lines=[line("o1")])
    rows = repeats.repeated(facts, NOVEMBER)
    assert rows.is_empty()
    assert {"order_id", "other_order_id", "placed_at"} <= {*rows.columns}


def test_parts_that_do_not_add_up_are_off_by_more_than_a_cent(make_facts: Make) -> None:
    whole = {
        "tax_e4": 8_000, "shipping_fee_e4": 4_000, "buyer_fees_e4": 1_000,
        "payment_discount_e4": 3_000,
    }  # fmt: skip
    facts = make_facts(
        orders=[
            order("o1", 1, order_amount_e4=110_000, **whole),
            order("o2", 2, order_amount_e4=110_100, **whole),
            order("o3", 3, order_amount_e4=110_101, **whole),
            order("o4", 4, order_amount_e4=99_000),
            order("o5", 5, order_amount_e4=None),
            order("o6", 6, order_amount_e4=5, order_kind="sample"),
        ],
        order_lines=[
            line(f"o{n}", sku, item_amount_e4=50_000) for n in range(1, 7) for sku in ("s1", "s2")
        ],
    )
    rows = suspect.parts_off(facts, NOVEMBER)
    told = rows.select("order_id", "order_amount_e4", "parts_e4").rows()
    assert told == [("o4", 99_000, 100_000), ("o3", 110_101, 110_000)]


def test_lists_keep_to_the_weekdays_that_are_asked_for(make_facts: Make) -> None:
    """3 November 2026 is a Tuesday, the 4th a Wednesday."""
    wednesday: dict[str, Any] = {"placed_on": date(2026, 11, 4)}
    facts = make_facts(
        orders=[
            order("o1", order_amount_e4=5_000),
            order("o2", order_amount_e4=5_000, **wednesday),
        ],
        order_lines=[
            line("o1", "s9", list_e4=100, seller_discount_e4=0),
            line("o2", "s9", list_e4=100, seller_discount_e4=0, **wednesday),
        ],
        skus=[
            {
                "shop_id": "a", "sku_id": "s9", "valid_from": date(2026, 1, 1),
                "list_price_e4": 120, "floor_price_e4": 110,
            }
        ],
    )  # fmt: skip
    for work in (suspect.parts_off, prices.below_floor, prices.off_list):
        assert work(facts, NOVEMBER, {"weekday": ["3"]})["order_id"].to_list() == ["o2"]
        assert work(facts, NOVEMBER).height == 2


def test_what_check_doubts_is_off_by_the_same_rule_whatever_the_kind(make_facts: Make) -> None:
    facts = make_facts(
        orders=[
            order("o1", order_amount_e4=5_000),
            order("o2", order_amount_e4=5_101),
            order("o3", order_amount_e4=1, order_kind="sample"),
        ],
        order_lines=[line(f"o{n}", item_amount_e4=5_000) for n in (1, 2, 3)],
    )
    off = _payments(facts.tables["orders"], facts.tables["order_lines"]).collect()
    assert off["order_id"].sort().to_list() == ["o2", "o3"]
