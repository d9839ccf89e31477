"""The tables of a page, for its workbook: in the order in which they stand on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from dashboard.parts import Place, place
from reports.tables import Table

FIRST: Final[Place] = (-1, 0)
"""The place of the headline figures, wherever they stand on the page."""


@dataclass(eq=False)
class Pack:
    """By title: how each table is made, and where on the page. Parts are drawn in any order."""

    _made: dict[str, Callable[[], Table]] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._made)

    def keep(self, table: Table, at: Place | None = None) -> None:
        """Puts the table in, in the place of one of the same title."""
        self.keep_made(table.title, lambda: table, at)

    def keep_made(self, title: str, make: Callable[[], Table], at: Place | None = None) -> None:
        """`keep` of a table that is made when the workbook is asked for."""
        self._places.setdefault(title, at or place())
        self._made[title] = make

    def tables(self) -> list[Table]:
        """All of them, as they stand on the page."""
        places = sorted(self._places.items(), key=lambda one: one[1])
        return [self._made[title]() for title, _place in places]
