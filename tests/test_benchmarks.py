"""The peers of the benchmark answer its questions as we do: else their times would say nothing."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.book import differences, run
from benchmarks.peers.formulas import FORMULAS
from benchmarks.peers.totals import Answer
from loaders.demo.fill import fill
from metrics.catalog import CATALOG


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
