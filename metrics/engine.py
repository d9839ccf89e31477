"""Where tables are filtered and aggregated: in this process, or on a server that speaks Spark.

An engine only aggregates, one query per table and clock; what comes back is small, and everything
after that happens in Polars.
"""

from collections.abc import Sequence
from typing import Protocol

import narwhals as nw
import polars as pl

from metrics.errors import EngineError
from metrics.metric import N_


class Engine(Protocol):
    """What runs the queries of an answer."""

    counts_apart: bool
    """Distinct counts, medians and p90 are grouped by value first (`metrics.apart`): a cluster
    can't ship all values of a group to one worker."""

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What it raises while queries are written or run."""
        ...

    def small(self, frame: pl.DataFrame) -> nw.LazyFrame:
        """A small frame of this process, to be joined with tables."""
        ...

    def collect(self, frames: Sequence[nw.LazyFrame]) -> list[pl.DataFrame]:
        """The rows of every frame. Raises: any of `failures`."""
        ...

    def failed(self, error: Exception) -> EngineError:
        """One of `failures` in words: it is lost, or (`LacksError`) it can't do what was asked."""
        ...


class InProcess:
    """Polars itself: all queries at once, so that they share their scans."""

    counts_apart = False
    failures = (pl.exceptions.ColumnNotFoundError,)

    def small(self, frame: pl.DataFrame) -> nw.LazyFrame:
        return nw.from_native(frame.lazy())

    def collect(self, frames: Sequence[nw.LazyFrame]) -> list[pl.DataFrame]:
        return pl.collect_all([frame.to_native() for frame in frames])

    def failed(self, error: Exception) -> EngineError:
        said = str(error).partition(";")[0].partition("\n")[0]
        return EngineError(
            N_(
                "The store was written by an older Shoppulse ({said}): load its files again, or "
                "make the demo anew."
            ),
            said=said,
        )


IN_PROCESS = InProcess()
