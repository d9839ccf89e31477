"""The platform's lists: rows are whole, and never those of other days, shops or creators."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from metrics.content import kinds_listed, rows_of_content
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.period import Span
from tests.metrics.conftest import MARKETS

MakeFacts = Callable[..., Facts]
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")


def row(name: str, first: date, last: date, **more: Any) -> dict[str, Any]:
    usual = {"shop_id": "a", "kind": "video", "currency": "USD", "gmv_e4": 10_000}
    return {"content_id": name, "date_from": first, "date_to": last} | usual | more


ROWS = [
    row("whole", date(2026, 10, 1), date(2026, 10, 31)),
    row("reaches in", date(2026, 9, 1), date(2026, 10, 1), gmv_e4=30_000, creator="ann"),
    row("reaches out", date(2026, 10, 31), date(2026, 11, 30), gmv_e4=None, creator="bob"),
    row("before", date(2026, 9, 1), date(2026, 9, 30)),
    row("after", date(2026, 11, 1), date(2026, 11, 30)),
    row("live", date(2026, 10, 2), date(2026, 10, 2), kind="live", shop_id="b"),
    row("pounds", date(2026, 10, 2), date(2026, 10, 2), currency="GBP", shop_id="b"),
]


def names(facts: Facts, kind: str = "video", **where: list[str | None]) -> list[str]:
    return rows_of_content(facts, OCTOBER, kind, where)["content_id"].to_list()


def test_rows_that_touch_the_period_are_listed_whole(make_facts: MakeFacts) -> None:
    told = rows_of_content(make_facts(content=ROWS), OCTOBER, "video")
    assert told.select("content_id", "is_inside", "gmv_e4").rows() == [
        ("pounds", True, 10_000), ("reaches in", False, 30_000), ("whole", True, 10_000),
        ("reaches out", False, None),
    ]  # fmt: skip


def test_lists_are_kept_to_shops_and_creators(make_facts: MakeFacts) -> None:
    facts = make_facts(content=ROWS)
    assert names(facts, shop=["b"]) == ["pounds"]
    assert names(facts, market=[MARKETS["b"]]) == names(facts, shop=["b"])
    assert names(facts, creator=["bob"]) == ["reaches out"]
    assert names(facts, creator=["ann", None]) == ["pounds", "reaches in", "whole"]
    with pytest.raises(MetricError, match="aren't known by region"):
        names(facts, region=["CA"])


def test_kinds_are_those_of_the_period_and_shops(make_facts: MakeFacts) -> None:
    facts = make_facts(content=ROWS)
    assert kinds_listed(facts, OCTOBER) == ["live", "video"]
    assert kinds_listed(facts, OCTOBER, ["a"]) == ["video"]
    assert kinds_listed(make_facts(), OCTOBER) == []
    with pytest.raises(MetricError, match="were ever loaded"):
        names(make_facts())
