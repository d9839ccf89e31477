"""The metric book: examples that are true, and a page that is up to date."""

import re
from collections.abc import Mapping
from statistics import fmean, median
from typing import Any

import polars as pl
import pytest

from metrics.book import EXAMPLES, TIKTOK
from metrics.catalog import CATALOG
from tools.metric_book import FILE, book

FUNCTIONS: Mapping[str, Any] = {
    "count": lambda *values: len(values),
    "distinct": lambda *values: len(set(values)),
    "mean": lambda *values: fmean(values),
    "median": lambda *values: median(values),
    "p90": lambda *values: pl.Series(values).quantile(0.9, interpolation="linear"),
    "min": min,
}


def test_every_metric_has_an_example_and_notes_belong_to_metrics() -> None:
    assert list(EXAMPLES) == list(CATALOG)
    assert TIKTOK.keys() <= CATALOG.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_true(name: str) -> None:
    left, right = EXAMPLES[name].split(" = ")
    assert re.fullmatch(r"[a-z0-9 ().,+×÷-]+", left)
    worked = eval(left.replace("×", "*").replace("÷", "/"), {"__builtins__": {}}, dict(FUNCTIONS))
    assert worked == pytest.approx(float(right))


def test_the_page_is_made_from_the_code() -> None:
    assert FILE.read_text("utf-8") == book(), "run: python -m tools.metric_book"
