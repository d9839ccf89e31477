"""The catalogue as a whole."""

from collections.abc import Callable
from datetime import date

import pytest

from metrics.catalog import CATALOG, describe, find
from metrics.compute import compute
from metrics.facts import Facts
from metrics.metric import CLOCKS, Metric
from metrics.period import Span
from metrics.tables import TABLES

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")


def test_labels_are_unique_and_every_metric_has_a_meaning() -> None:
    labels = [metric.label for metric in CATALOG.values()]
    assert len(set(labels)) == len(labels)
    assert all(metric.meaning.endswith(".") for metric in CATALOG.values())


@pytest.mark.parametrize("metric", CATALOG.values(), ids=CATALOG.keys())
def test_a_metric_reads_only_columns_that_its_tables_promise(
    make_facts: Callable[..., Facts], metric: Metric
) -> None:
    tables = {table for measure in metric.measures() for table in measure.tables}
    facts = make_facts(**{table: [] for table in tables})
    assert compute([metric], facts, WEEK).height == 1


@pytest.mark.parametrize("metric", CATALOG.values(), ids=CATALOG.keys())
def test_shares_of_money_cover_money_only_where_they_are_split_by_currency(
    metric: Metric,
) -> None:
    if metric.covers and not metric.has_money:
        assert not any(measure.money for measure in metric.covers)


@pytest.mark.parametrize("metric", CATALOG.values(), ids=CATALOG.keys())
def test_a_description_has_what_the_command_prints(metric: Metric) -> None:
    said = describe(metric)
    assert list(said) == ["metric", "label", "meaning", "unit", "better", "tables", "clock"]
    assert set(said["tables"]) <= set(TABLES)
    assert set(said["clock"]) <= set(CLOCKS.values())


def test_the_bare_name_of_a_duration_means_all_three() -> None:
    names = [metric.name for metric in find(["gmv", "transit_hours", "transit_hours_p90"])]
    spread = ["transit_hours_mean", "transit_hours_median", "transit_hours_p90"]
    assert names == ["gmv", *spread]


def test_ad_cost_share_is_dated_by_both_clocks() -> None:
    assert describe(CATALOG["ad_cost_share"])["clock"] == ["date", "placed"]
