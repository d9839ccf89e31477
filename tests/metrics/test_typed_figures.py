"""Figures that people typed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from metrics.facts import Facts
from metrics.typed_figures import scores

MakeFacts = Callable[..., Facts]
FRIDAY = date(2026, 10, 9)


def typed(day: int, value: float, **more: Any) -> dict[str, Any]:
    row = {
        "shop_id": "a", "figure": "shop_score", "scope": "shop", "date": date(2026, 10, day),
        "value": value, "author": "ann",
    }  # fmt: skip
    return row | more


def test_the_newest_of_each_figure_stands_beside_the_one_before(make_facts: MakeFacts) -> None:
    rows = [
        typed(1, 4.2), typed(8, 4.6), typed(10, 5.0),
        typed(7, 2, figure="violation_points", author="bob"),
        typed(8, 900, figure="gmv", currency="USD"), typed(8, 30, figure="orders", author=None),
        typed(8, 3.9, shop_id="b"),
    ]  # fmt: skip
    found = scores(make_facts(platform_figures=rows), FRIDAY, ["a"])
    assert found.rows() == [
        ("a", "shop_score", date(2026, 10, 8), 4.6, "ann", 4.2),
        ("a", "violation_points", date(2026, 10, 7), 2.0, "bob", None),
    ]
    assert scores(make_facts(platform_figures=rows), FRIDAY)["shop_id"].to_list() == ["a", "a", "b"]


def test_without_any_figure_there_are_none(make_facts: MakeFacts) -> None:
    assert scores(make_facts(orders=[]), FRIDAY).is_empty()
