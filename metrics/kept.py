"""What is kept beside each file of a table, so that no question looks through all of it.

Sums by day, and the few rows that were open for long. What is kept of a file is worked out from its
rows alone; who reads it adds up the files. A store without it, or on a server, is read row by row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import narwhals as nw
import polars as pl

FEW: Final = 8
"""Kept rows are at most this part of a file's; of a file with more of them nothing is kept."""


@dataclass(frozen=True, eq=False)
class Kept:
    """`of` makes what is kept out of some rows of the table."""

    name: str
    table: str
    of: Callable[[nw.LazyFrame], nw.LazyFrame]
    is_sum: bool = True
    """Otherwise it is some of the rows, as they are."""

    def part(self, rows: pl.LazyFrame) -> pl.DataFrame | None:
        """What is kept of a file; None where its rows are too many to be kept beside it."""
        made = self.of(nw.from_native(rows)).to_native()
        if not self.is_sum:
            some, all_rows = pl.collect_all([one.select(pl.len()) for one in (made, rows)])
            if some.item() * FEW > all_rows.item():
                return None
        return made.collect()


@dataclass(frozen=True, eq=False)
class Lasting:
    """Rows of a table that are open from `since` until `until` (null: to this day).

    Most end within `usually`; those that don't are kept. `columns`: what a view may ask of them.
    """

    name: str
    table: str
    since: str
    until: nw.Expr
    only: nw.Expr
    usually: timedelta
    columns: tuple[str, ...]

    def rows(self, frame: nw.LazyFrame, where: nw.Expr) -> nw.LazyFrame:
        """The rows that were ever open and are such, with `until`.

        All of it is asked of the table's own columns, so that a scan leaves out other rows.
        """
        begun = ~nw.col(self.since).is_null()
        return frame.filter(where, self.only, begun).with_columns(until=self.until)

    def slow(self, frame: nw.LazyFrame) -> nw.LazyFrame:
        """Those that did not end within `usually`."""
        is_slow = self.until.is_null() | (self.until > nw.col(self.since) + self.usually)
        return self.rows(frame, is_slow).select(*self.columns, "until")

    @property
    def kept(self) -> Kept:
        return Kept(self.name, self.table, self.slow, is_sum=False)
