"""Daily totals give exactly what the rows themselves give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics import daily
from metrics.catalog import available
from metrics.compute import compute
from metrics.facts import Facts
from metrics.period import Span

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")


def with_totals(facts: Facts) -> Facts:
    """The facts with the totals of two halves of each table, as of two files."""
    totals = {}
    for name, rows in facts.tables.items():
        held = rows.collect()
        half = held.height // 2
        parts = [daily.summed(name, part.lazy()) for part in (held[:half], held[half:])]
        totals[name] = pl.concat(parts, how="diagonal_relaxed").lazy()
    return replace(facts, daily=totals)


@pytest.mark.parametrize(
    ("by", "where"),
    [
        ((), {}),
        (("day",), {}),
        (("week", "shop"), {}),
        (("market", "weekday"), {}),
        (("currency", "month"), {}),
        ((), {"shop": ["b"]}),
        (("shop",), {"market": ["US"], "weekday": ["1", "2"]}),
        (("day",), {"currency": ["VND"], "day": ["2026-10-02"]}),
    ],
)
@pytest.mark.parametrize("rows", [0, 120])
def test_every_metric_is_the_same(
    random_facts: Callable[[int, int], Facts],
    by: Sequence[str],
    where: Mapping[str, Sequence[str | None]],
    rows: int,
) -> None:
    facts = random_facts(7, rows)
    metrics = available(by, where)
    assert_frame_equal(
        compute(metrics, with_totals(facts), WEEK, by, where),
        compute(metrics, facts, WEEK, by, where),
        check_exact=True,
    )


def test_totals_are_what_is_read(random_facts: Callable[[int, int], Facts]) -> None:
    facts = with_totals(random_facts(7, 50))
    doubled = {
        name: rows.with_columns(pl.col("^value_.*$") * 2) for name, rows in facts.daily.items()
    }
    metrics = [metric for metric in available() if metric.name in ("gmv", "units_sold")]
    once, twice = (
        compute(metrics, replace(facts, daily=some), WEEK)["value"].to_list()
        for some in (facts.daily, doubled)
    )
    assert twice == [2 * value for value in once]


def test_another_clock_or_a_dimension_that_totals_lack_reads_the_rows(
    random_facts: Callable[[int, int], Facts],
) -> None:
    facts = random_facts(7, 50)
    spoilt = replace(with_totals(facts), daily={"order_lines": pl.LazyFrame()})
    metrics = [metric for metric in available(["category"]) if metric.name == "gmv"]
    for by, clock in (["category"], None), (["day"], "created"):
        assert_frame_equal(
            compute(metrics, spoilt, WEEK, by, clock=clock),
            compute(metrics, facts, WEEK, by, clock=clock),
        )
