"""Amounts in files are those of the store: 19.99, never 19.990000000000002."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard import downloads
from reports.tables import Table
from tests.dashboard.conftest import Open

NOISE = re.compile(r"-?\d+\.\d{0,4}(0{6,}|9{6,})\d*")
"""An amount of up to four decimals with what a division by a constant adds to it."""


@pytest.mark.parametrize("page", ["overview", "content", "orders", "sales", "finance", "data"])
def test_no_amount_in_a_file_has_more_digits_than_money_has(
    page: str, demo: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[Callable[[], list[Table]]] = []
    monkeypatch.setattr(downloads, "offer_page", lambda made, *_: offered.append(made))
    assert not open_page(page, demo, period="last-month").exception
    tables = offered[-1]()
    assert any(column.unit == "money" for one in tables for column in one.columns)
    for one in tables:
        for column in one.columns:
            known = one.frame[column.name].drop_nulls() if column.unit == "money" else ()
            assert not [repr(value) for value in known if NOISE.fullmatch(repr(value))], column


def test_the_noise_is_known_where_it_is() -> None:
    assert NOISE.fullmatch(repr(199_900 * 1e-4))
    assert NOISE.fullmatch("-9496.7109999999993")
    assert not NOISE.fullmatch("19.99")
    assert not NOISE.fullmatch(repr(1 / 3))
