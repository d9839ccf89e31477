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
    tables: list[Table] = []
    drawn = Event()

    def draw() -> None:
        tables.append(LATE)
        drawn.set()

    downloads.offer_page(lambda: tables, [drawn], "Page", "page")
    Timer(0.2, draw).start()
    assert sheets(offered[0])[0] == "Late"


def test_a_workbook_says_that_a_part_never_came(
    offered: list[Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LONGEST_WAIT", 0.01)
    downloads.offer_page(lambda: [LATE], [Event()], "Page", "page")
    assert sheets(offered[0])[:3] == ["About", "Not complete", "Late"]


def test_what_parts_draw_has_its_place_whichever_is_drawn_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(parts.st, "fragment", lambda **_: lambda part: lambda: waiting.append(part))
    places: dict[str, parts.Place] = {}

    def note(name: str) -> None:
        places[name] = parts.place()

    def second() -> None:
        note("second part")
        parts.later(lambda: note("within it"))

    parts.begin()
    note("head")
    parts.later(lambda: note("first part"))
    note("between")
    parts.later(second)
    note("end")
    for part in reversed(waiting):
        part()
    assert sorted(places, key=places.__getitem__) == [
        "head", "first part", "between", "second part", "within it", "end",
    ]  # fmt: skip


def test_a_page_counts_the_parts_that_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(parts.st, "fragment", lambda **_options: lambda part: part)
    begun = parts.begin()
    parts.later(lambda: drawn.append("a"))
    parts.later(lambda: parts.later(lambda: drawn.append("within b")))
    assert drawn == ["a", "within b"]
    assert [one.is_set() for one in begun] == [True, True]
