"""The peers of the benchmark answer its questions as we do: else their times would say nothing."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from benchmarks import bare
from benchmarks.book import differences, run
from benchmarks.pages import bare_page, percentile
from benchmarks.peers.formulas import FORMULAS
from benchmarks.peers.totals import Answer
from benchmarks.session import session
from loaders.demo.fill import fill
from metrics.catalog import CATALOG
from tests.dashboard.screenshots import served


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's store of 600 orders."""
    home = tmp_path_factory.mktemp("demo")
    fill(home, orders=600, seed=11, until=date(2026, 11, 21))
    return home / "demo" / "store"


@pytest.mark.parametrize("question", ["month", "year"])
@pytest.mark.parametrize("who", ["duckdb", "pandas"])
def test_a_peer_gives_our_answer(store: Path, who: str, question: str) -> None:
    theirs = run(who, question, store)
    mine = run("ours", question, store, theirs["set"])
    assert differences(mine["answer"], theirs["answer"]) == []
    assert sum(value is not None for value, _ in mine["answer"].values()) > 150


def test_every_metric_of_the_book_has_a_formula() -> None:
    assert {*FORMULAS} == {*CATALOG}


def test_a_session_clicks_as_a_browser_does_and_a_bare_page_shows_the_same(
    store: Path, tmp_path: Path
) -> None:
    with served(store.parents[1]) as address, session(address, "sales") as one:
        one.open()
        kinds = Counter(str(element.WhichOneof("type")) for element in one.shown)
        one.choose("Period", "Last 7 days")
        assert "period=last-7-days" in one.words
        with pytest.raises(ValueError, match="none of"):
            one.choose("Period", "Last century")
        one.choose("Period", "Last 30 days")
        bare.recorded(one.shown, tmp_path, "Last 30 days")
    assert min(kinds["metric"], kinds["plotly_chart"], kinds["dataframe"]) > 0
    with bare_page(str(tmp_path)) as address, session(address) as other:
        other.open()
    again = Counter(str(element.WhichOneof("type")) for element in other.shown)
    for kind in ("metric", "plotly_chart", "dataframe"):
        assert again[kind] == kinds[kind]
    assert len(other.shown) == len(one.shown) + 1


def test_percentiles_are_times_that_were_measured() -> None:
    times = [float(n) for n in range(100, 0, -1)]
    assert (percentile(times, 0.95), percentile(times, 0.5), percentile([3.0], 0.95)) == (95, 50, 3)


def test_a_difference_is_told() -> None:
    mine: Answer = {"gmv|USD": [10.0, None], "orders|": [3, 2], "aov_median|": [1.0, 1.0]}
    nearly: Answer = mine | {"aov_median|": [1.0 + 1e-7, 1.0]}
    assert differences(mine, nearly) == []
    theirs: Answer = {"gmv|USD": [10.000_001, None], "orders|": [3, None], "customers|": [1, 1]}
    assert differences(mine, theirs) == [
        "aov_median|: in one only",
        "customers|: in one only",
        "gmv|USD: [10.0, None] and [10.000001, None]",
        "orders|: [3, 2] and [3, None]",
    ]
