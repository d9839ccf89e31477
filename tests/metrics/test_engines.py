"""The same answer from this process and from a server that speaks Spark: Sail, alone and as a
cluster of workers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from loaders.spark import SparkConnect
from metrics import dimensions
from metrics.answer import ask
from metrics.behind import page, tallies
from metrics.catalog import CATALOG, available, find
from metrics.compute import compute
from metrics.engine import InProcess
from metrics.errors import EngineError, LacksError
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Span
from metrics.shipping_costs import shipping_costs
from metrics.worklists import prices, repeats, suspect, unusual

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")
BEFORE = Span(date(2026, 9, 28), date(2026, 9, 30), "2026-09-28..2026-09-30")

Random = Callable[[int, int], Facts]


@pytest.fixture(params=["local", "local-cluster"])
def engine(request: pytest.FixtureRequest, sail: Callable[[str], str]) -> SparkConnect:
    return SparkConnect(sail(request.param))


@pytest.fixture
def alone(sail: Callable[[str], str]) -> SparkConnect:
    return SparkConnect(sail("local"))


def on(engine: SparkConnect, facts: Facts) -> Facts:
    """The same rows, on the server."""
    tables = {name: engine.small(rows.collect()).to_native() for name, rows in facts.tables.items()}
    return replace(facts, tables=tables, engine=engine)


def assert_same(
    engine: SparkConnect, facts: Facts, metrics: Sequence[Metric], **asked: Any
) -> None:
    """Equal to the last digit: values, groups, coverage, comparison."""
    ours, theirs = (ask(metrics, one, WEEK, **asked) for one in (facts, on(engine, facts)))
    assert_frame_equal(ours.rows, theirs.rows, check_exact=True)
    assert (ours.currency, ours.notes) == (theirs.currency, theirs.notes)


def test_every_metric_is_the_same_on_a_server_and_on_a_cluster(
    engine: SparkConnect, random_facts: Random
) -> None:
    assert_same(engine, random_facts(4, 120), [*CATALOG.values()], compare=BEFORE)


@pytest.mark.parametrize("word", dimensions.WORDS)
def test_every_metric_by_every_dimension_is_the_same(
    alone: SparkConnect, random_facts: Random, word: str
) -> None:
    assert_same(alone, random_facts(5, 60), available([word]), by=[word])


@pytest.mark.parametrize(
    "asked",
    [
        {"by": ["day", "shop"], "compare": BEFORE},
        {"by": ["product", "currency"], "where": {"carrier": ["UPS", None]}},
        {"where": {"product": ["p1"], "weekday": ["4", "5"]}},
        {"by": ["market"], "where": {"market": ["US"], "region": [None]}},
    ],
    ids=["days of shops", "two dimensions of UPS or none", "a product on weekdays", "a market"],
)
def test_every_metric_cut_in_several_ways_is_the_same(
    alone: SparkConnect, random_facts: Random, asked: dict[str, Any]
) -> None:
    metrics = available(asked.get("by", ()), asked.get("where"))
    assert_same(alone, random_facts(6, 100), metrics, **asked)


@pytest.mark.parametrize(
    "name",
    ["gmv", "aov", "customers", "refunds", "hours_to_refund_median", "at_risk_orders", "margin",
     "ldr_tiktok"],
)  # fmt: skip
def test_the_rows_behind_a_figure_are_the_same(
    alone: SparkConnect, random_facts: Random, name: str
) -> None:
    facts, metric = random_facts(8, 60), CATALOG[name]
    assert tallies(on(alone, facts), metric, WEEK) == tallies(facts, metric, WEEK)
    ours, theirs = (page(one, metric, WEEK, limit=1_000) for one in (facts, on(alone, facts)))
    columns = ["rows_of", "day", "shop_id", "source_file", "source_row", "order_id"]
    assert_frame_equal(ours.select(columns), theirs.select(columns), check_row_order=False)


@pytest.mark.parametrize("clock", ["created", "shipped", "settled"])
def test_sales_by_another_clock_and_in_one_currency_are_the_same(
    alone: SparkConnect, random_facts: Random, clock: str
) -> None:
    metrics = [metric for metric in CATALOG.values() if metric.redatable]
    assert_same(alone, random_facts(7, 80), metrics, clock=clock, currency="CNY", by=["day"])


WORKLISTS = (
    unusual.odd_quantity, unusual.odd_price, repeats.repeated, prices.off_list,
    prices.below_floor, suspect.unknown_sku, suspect.parts_off,
)  # fmt: skip


@pytest.mark.parametrize("work", WORKLISTS)
def test_worklists_are_the_same(
    alone: SparkConnect,
    random_facts: Random,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[..., pl.DataFrame],
) -> None:
    """At limits that random rows reach, and at those that they don't."""
    facts = random_facts(4, 300)
    there = on(alone, facts)
    assert_frame_equal(work(facts, WEEK), work(there, WEEK), check_row_order=False)
    for name, limit in {"ENOUGH": 2, "FEWEST": 1, "TIMES": 0.5, "OFF_PRICE": 1.01}.items():
        monkeypatch.setattr(unusual, name, limit)
    assert_frame_equal(work(facts, WEEK), work(there, WEEK), check_row_order=False)


@pytest.mark.parametrize("by", [[], ["market"], ["market", "carrier"]])
def test_shipping_costs_are_the_same(
    alone: SparkConnect, random_facts: Random, by: Sequence[str]
) -> None:
    facts = random_facts(4, 120)
    ours, theirs = (shipping_costs(one, WEEK, by) for one in (facts, on(alone, facts)))
    assert_frame_equal(ours, theirs, check_row_order=False, check_exact=True)


def test_medians_of_an_even_number_of_rows_lie_between_two_of_them(
    alone: SparkConnect, make_facts: Callable[..., Facts]
) -> None:
    minutes = [60, 120, 240, 600, None]
    orders = [{"placed_on": WEEK.first, "minutes_to_ship": m} for m in minutes]
    facts = on(alone, make_facts(orders=orders))
    found = compute(find(["fulfilment_hours"]), facts, WEEK)["value"].to_list()
    assert found == pytest.approx([17 / 4, 3, 8.2])


class NoMedians(InProcess):
    """An engine that can't take a median."""

    failures = (NotImplementedError,)

    def collect(self, frames: Sequence[nw.LazyFrame]) -> list[pl.DataFrame]:
        if any("median" in str(frame.to_native().explain()) for frame in frames):
            raise NotImplementedError
        return super().collect(frames)

    def failed(self, error: Exception) -> LacksError:
        return LacksError("no medians here.")


def test_what_an_engine_lacks_is_said_by_the_name_of_the_metric(
    make_facts: Callable[..., Facts],
) -> None:
    facts = replace(make_facts(orders=[], order_lines=[]), engine=NoMedians())
    metrics = find(["orders", "fulfilment_hours_median", "transit_hours_median", "gmv"])
    lacking = "no medians here.*: fulfilment_hours_median, transit_hours_median"
    with pytest.raises(LacksError, match=lacking):
        compute(metrics, facts, WEEK)


def test_a_store_of_an_older_version_is_said_to_be_one(make_facts: Callable[..., Facts]) -> None:
    facts = make_facts(orders=[{"placed_on": WEEK.first, "order_id": "1"}])
    old = replace(facts, tables={"orders": facts.tables["orders"].drop("is_cancelled")})
    with pytest.raises(EngineError, match=r"older Shoppulse .*is_cancelled.*load its files again"):
        compute(find(["cancelled_orders"]), old, WEEK)
