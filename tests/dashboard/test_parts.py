"""A file of a page waits for what is drawn beside it."""

from collections.abc import Callable
from threading import Event, Timer

import fastexcel
import polars as pl
import pytest

from dashboard import downloads, parts
from reports.tables import Column, Table

LATE = Table("Late", pl.DataFrame({"n": [1]}), [Column("n", "N", "count")])


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], bytes]]:
    """What the buttons that are drawn would make."""
    made: list[Callable[[], bytes]] = []
    monkeypatch.setattr(
        downloads.st, "download_button", lambda _label, make, *_rest, **_more: made.append(make)
    )
    return made


def sheets(make: Callable[[], bytes]) -> list[str]:
    return fastexcel.read_excel(make()).sheet_names


def test_a_workbook_has_the_tables_of_parts_that_come_after_the_click(
    offered: list[Callable[[], bytes]],
) -> None:
    tables: dict[str, downloads.Taken] = {}
    drawn = Event()

    def draw() -> None:
        tables["Late"] = 1, lambda: LATE
        drawn.set()

    downloads.offer_page(tables, [drawn], "page")
    Timer(0.2, draw).start()
    assert sheets(offered[0])[0] == "Late"


def test_a_workbook_says_that_a_part_never_came(
    offered: list[Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LONGEST_WAIT", 0.01)
    downloads.offer_page({"Late": (1, lambda: LATE)}, [Event()], "page")
    assert sheets(offered[0])[:2] == ["Not complete", "Late"]


def test_sheets_stand_in_the_order_of_the_page(
    offered: list[Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever part is drawn first."""
    waiting: list[Callable[[], None]] = []
    tables: dict[str, downloads.Taken] = {}

    def keep(title: str) -> None:
        tables[title] = parts.place(), lambda: Table(title, LATE.frame, LATE.columns)

    monkeypatch.setattr(
        parts.st, "fragment", lambda **_options: lambda p: lambda: waiting.append(p)
    )
    begun = parts.begin()
    parts.later(lambda: keep("second"))
    keep("third")
    parts.later(lambda: keep("fourth"))
    for part in reversed(waiting):
        part()
    tables["first"] = 0, lambda: Table("first", LATE.frame, LATE.columns)
    downloads.offer_page(tables, begun, "page")
    assert sheets(offered[0])[:4] == ["first", "second", "third", "fourth"]


def test_a_page_counts_the_parts_that_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(parts.st, "fragment", lambda **_options: lambda part: part)
    begun = parts.begin()
    parts.later(lambda: drawn.append("a"))
    parts.later(lambda: parts.later(lambda: drawn.append("within b")))
    assert drawn == ["a", "within b"]
    assert [one.is_set() for one in begun] == [True, True]
