"""Sales by created, placed, shipped, delivered or settled day, against SQL written by hand."""

from collections.abc import Callable

import duckdb
import pytest

from metrics.catalog import CATALOG, SECTIONS, describe
from metrics.compute import compute
from metrics.facts import Facts
from metrics.plan import SALES_CLOCKS
from tests.metrics.test_catalog_against_sql import SQL, VIEWS, WEEK

REDATABLE = [metric for metric in CATALOG.values() if metric.redatable]


def by_sql(facts: Facts, shop: str, clock: str) -> dict[str, float | None]:
    """The set stays paid orders: those with a placed day."""
    dated = f"placed_on is not null and inside({clock}_on)"
    with duckdb.connect() as database:
        for name in ("orders", "order_lines", "returns", "reviews", "ad_performance"):
            rows = facts.tables[name].collect()
            database.register(name, rows.filter(shop_id=shop))
        database.execute(VIEWS.replace("inside(placed_on)", dated))
        found = {one.name: database.execute(SQL[one.name]).fetchone() for one in REDATABLE}
    return {name: row[0] if row else None for name, row in found.items()}


@pytest.mark.parametrize("clock", SALES_CLOCKS)
@pytest.mark.parametrize(("seed", "rows"), [(1, 3), (2, 40), (3, 200)])
def test_every_sales_metric_by_every_clock_equals_its_sql(
    random_facts: Callable[[int, int], Facts], clock: str, seed: int, rows: int
) -> None:
    facts = random_facts(seed, rows)
    values = compute(REDATABLE, facts, WEEK, ["shop"], clock=clock)
    for shop in values["shop"].unique():
        found = dict(values.filter(shop=shop).select("metric", "value").iter_rows())
        assert found == pytest.approx(by_sql(facts, shop, clock)), (shop, clock)


def test_clocks_tell_different_days_apart(random_facts: Callable[[int, int], Facts]) -> None:
    facts = random_facts(3, 200)
    gmv = [metric for metric in REDATABLE if metric.name == "gmv"]
    values = {
        tuple(compute(gmv, facts, WEEK, ["shop"], clock=clock)["value"]) for clock in SALES_CLOCKS
    }
    assert len(values) == len(SALES_CLOCKS)


def test_without_a_clock_sales_are_dated_as_their_metric_says(
    random_facts: Callable[[int, int], Facts],
) -> None:
    facts = random_facts(2, 60)
    for metric in REDATABLE:
        (said,) = describe(metric)["clock"]
        plain = compute([metric], facts, WEEK, ["day"])
        assert compute([metric], facts, WEEK, ["day"], clock=said).equals(plain), metric.name


def test_sales_metrics_of_paid_orders_are_the_ones_that_can_be_redated() -> None:
    """Those dated otherwise are of other orders: created ones, and samples."""
    fixed = {metric.name for metric in SECTIONS["sales"] if not metric.redatable}
    assert fixed == {"unpaid_rate", "samples_shipped", "sample_cost"}
