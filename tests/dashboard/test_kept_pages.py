"""The pages of operations at addresses that keep them to a part, to no data, or to nonsense."""

import re
from pathlib import Path

import pytest

from dashboard import todo
from tests.dashboard.conftest import Open
from tests.dashboard.test_todo import view

ADDRESSES = (
    {"period": "1999"},
    {"currency": "own", "period": "today"},
    {"sku": "none", "period": "2026-10"},
    {"carrier": "", "compare": "none"},
    {"region": "Ohio", "language": "zh"},
    {"creator": "<b>$x$</b>", "reason": "no such"},
    {"clock": "shipped", "weekday": "1"},
)


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
@pytest.mark.parametrize("name", ["fulfilment", "orders", "products"])
def test_pages_open_and_show_no_number_that_is_none(
    name: str, address: dict[str, str], demo: Path, open_page: Open
) -> None:
    page = open_page(name, demo, **address)
    assert not page.exception
    shown = [str(one.value) for one in (*page.caption, *page.metric, *page.info)]
    assert not [one for one in shown if re.search(r"\b(nan|None|inf)\b", one)]


def test_lists_of_now_are_the_same_whatever_weekday_the_page_is_kept_to(demo: Path) -> None:
    for kind in ("stuck", "reorder", "unclaimed"):
        kept = todo.rows(view(demo, weekday=("1",)), kind)
        assert kept.equals(todo.rows(view(demo), kind))
        assert kept.height
