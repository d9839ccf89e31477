"""`rows`: the rows behind a number, from the file to the command line."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import shoppulse
from tests.test_numbers import LINES, ORDERS, RETURNS, home, sync

__all__ = ["home"]


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(shoppulse, ["--home", str(home), "rows", *words])


@pytest.fixture
def loaded(home: Path) -> Path:
    sync(home, orders=ORDERS, order_lines=LINES, returns=RETURNS)
    return home


def test_each_row_says_what_it_adds_and_where_it_came_from(loaded: Path) -> None:
    result = run(loaded, "gmv", "2026-10", "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["part"], row["currency"], row["order_id"]) for row in rows] == [
        ("60", "USD", "1"), ("40", "USD", "1")
    ]  # fmt: skip
    assert all(row["source_file"] and row["source_row"] for row in rows)
    assert "value: 2 rows, 100.0 USD" in result.stderr


def test_both_sides_are_told_and_one_is_listed(loaded: Path) -> None:
    told = json.loads(run(loaded, "aov", "2026-10", "--side", "per", "--format", "json").stdout)
    assert [(one["side"], one["rows"], one["sums"]) for one in told["sides"]] == [
        ("value", 2, [{"currency": "USD", "total": 100.0}]),
        ("per", 1, [{"currency": None, "total": 1.0}]),
    ]
    (row,) = told["rows"]
    assert (row["order_id"], row["part"], row["day"]) == ("1", 1.0, "2026-10-05")


def test_rows_can_be_kept_to_values_and_read_in_parts(loaded: Path) -> None:
    only = json.loads(run(loaded, "gmv", "2026-10", "--where", "sku=B", "--format", "json").stdout)
    assert [row["part"] for row in only["rows"]] == [40.0]
    second = run(loaded, "gmv", "2026-10", "--limit", "1", "--offset", "1", "--format", "json")
    assert [row["part"] for row in json.loads(second.stdout)["rows"]] == [40.0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gmx", "2026-10"), "Did you mean gmv?"),
        (("hours_to_refund", "2026-10"), "choose one of hours_to_refund_mean"),
        (("gmv", "2026-10", "--shop", "nope"), 'no shop "nope"'),
        (("refunds", "2026-10", "--clock", "shipped"), "Only sales metrics"),
        (("refunds", "2026-10", "--where", "rating=5"), "rating"),
    ],
    ids=str,
)
def test_what_cannot_be_told_says_why(loaded: Path, words: tuple[str, ...], said: str) -> None:
    result = run(loaded, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_of_days_without_data_nothing_is_known(loaded: Path) -> None:
    result = run(loaded, "gmv", "2025-10")
    assert result.exit_code == 0, result.output
    assert "Nothing is known of gmv for these days and shops." in result.stderr
    assert result.stdout.split() == ["part"]
