"""A table that people take away: a frame, what its columns are, and what it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

PER_ROW = "per row"
"""The unit or currency of a column whose rows differ: it stands in the row's own column, named
`unit` or `currency`."""


@dataclass(frozen=True)
class Column:
    """One column of the frame, as readers see it.

    `unit`: text, id, date, instant (UTC), a unit of `metrics`, or `PER_ROW`. Money is in currency
    units, shares are fractions. `currency`: ISO 4217, or `PER_ROW`.
    """

    name: str
    label: str
    unit: str = "text"
    currency: str | None = None
    meaning: str = ""

    @property
    def heading(self) -> str:
        """The label, with its currency where all rows are in one."""
        if self.unit != "money" or self.currency in {None, PER_ROW}:
            return self.label
        return f"{self.label} ({self.currency})"


@dataclass(frozen=True, eq=False)
class Table:
    """Rows in the order shown. `notes`: word and text (period, comparison, as of, filters)."""

    title: str
    frame: pl.DataFrame
    columns: Sequence[Column]
    notes: Sequence[tuple[str, str]] = ()

    def head(self, rows: int) -> "Table":
        """The first rows."""
        return replace(self, frame=self.frame.head(rows))
