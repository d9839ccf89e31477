"""What holds for any rows."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalog import find
from metrics.compute import compute
from metrics.facts import Facts
from metrics.period import Span
from metrics.tables import TABLES

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")
COVERED = {"a": (date(2025, 1, 1), date(2026, 12, 31))}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "order_key": st.integers(1, 4),
            "customer_key": st.one_of(st.none(), st.integers(1, 3)),
            "product_id": st.sampled_from(["p", "q", None]),
            "sku_id": st.sampled_from(["s", "t"]),
            "category": st.sampled_from(["x", "y"]),
            "quantity": st.integers(0, 5),
            "item_amount_e4": st.integers(0, 10**12),
            "list_e4": st.one_of(st.none(), st.integers(0, 10**12)),
            "is_cancelled": st.booleans(),
            "placed_on": st.one_of(st.none(), st.dates(date(2026, 9, 29), date(2026, 10, 9))),
        }
    ),
    max_size=12,
)


def facts_of(rows: list[dict[str, Any]]) -> Facts:
    tables = {}
    for name in ("orders", "order_lines"):
        schema = TABLES[name].create_empty().schema
        fixed = {"shop_id": "a", "order_kind": "normal", "currency": "USD"}
        full = [{c: (fixed | row).get(c) for c in schema} for row in rows]
        tables[name] = pl.DataFrame(full, schema=schema, orient="row").lazy()
    as_of = datetime(2027, 1, 1, tzinfo=UTC)
    return Facts(tables, dict.fromkeys(tables, COVERED), {"a": "US"}, as_of)


@given(rows=ROWS, word=st.sampled_from(["product", "category", "day", "weekday", "shop", "month"]))
@settings(max_examples=40, deadline=None)
def test_parts_of_what_adds_up_add_up_to_the_whole(rows: list[dict[str, Any]], word: str) -> None:
    metrics = find(["gmv", "units_sold", "cancelled_gmv"])
    facts = facts_of(rows)
    whole = compute(metrics, facts, WEEK)
    parts = compute(metrics, facts, WEEK, [word]).group_by("metric").agg(pl.col("value").sum())
    found = dict(parts.iter_rows())
    for name, value in whole.select("metric", "value").iter_rows():
        assert found.get(name, 0) == pytest.approx(value)


@given(rows=ROWS)
@settings(max_examples=40, deadline=None)
def test_distinct_counts_never_exceed_their_parts_nor_fall_below_the_greatest(
    rows: list[dict[str, Any]],
) -> None:
    metrics = find(["customers", "sku_orders"])
    facts = facts_of(rows)
    whole = dict(compute(metrics, facts, WEEK).select("metric", "value").iter_rows())
    by_category = compute(metrics, facts, WEEK, ["category"])
    for name, value in whole.items():
        parts = by_category.filter(metric=name)["value"].drop_nulls()
        if value is not None and len(parts):
            assert max(parts.to_list()) <= value <= parts.sum()


@given(rows=ROWS)
@settings(max_examples=40, deadline=None)
def test_gmv_equals_a_sum_in_plain_python(rows: list[dict[str, Any]]) -> None:
    paid = [r for r in rows if r["placed_on"] and WEEK.first <= r["placed_on"] <= WEEK.last]
    total = sum(row["item_amount_e4"] for row in paid)
    value = compute(find(["gmv", "aov"]), facts_of(rows), WEEK)["value"].to_list()
    assert value == [total / 10_000, total / (10_000 * len(paid)) if paid else None]
