"""What became of one table of a source."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from loaders.errors import LISTED
from loaders.reading import refusals
from metrics.errors import NOTHING, Reason, joined
from metrics.metric import N_

if TYPE_CHECKING:
    from loaders.storing.ingest import Ingested

SHOWN_REFUSALS: Final = 5


@dataclass(frozen=True)
class SourceReport:
    """What one table of a source brought: read = inserted + updated + unchanged + refused."""

    source: str
    table: str
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    error: Reason | None = None
    """Why nothing of it was loaded."""
    message: Reason = NOTHING
    """The first rows that were refused, with their reasons."""
    refused_files: tuple[str, ...] = ()
    """The refused rows, to correct and load again: a file a shop."""


def stored(
    source: str, table: str, settled: "Sequence[tuple[Ingested, Path | None]]"
) -> SourceReport:
    """The report of a table of which every shop's part is stored, its refused rows in a file."""
    parts = [part for part, _ in settled]
    refused = pl.concat(part.refused for part in parts)
    return SourceReport(
        source,
        table,
        read=sum(part.read for part in parts),
        inserted=sum(part.inserted for part in parts),
        updated=sum(part.updated for part in parts),
        unchanged=sum(part.unchanged for part in parts),
        refused=refused.height,
        message=reasons(refused.sort("source_row")),
        refused_files=tuple(str(file) for _, file in settled if file),
    )


def reasons(refused: pl.DataFrame) -> Reason:
    """The first of the rows (source_row, reason) in words, and how many more there are."""
    said = [
        Reason(N_("row {row}: {reason}"), {"row": row, "reason": refusals.told(reason)})
        for row, reason in refused.head(SHOWN_REFUSALS).iter_rows()
    ]
    if (more := refused.height - SHOWN_REFUSALS) > 0:
        said.append(Reason(N_("and {more} more rows"), {"more": more}))
    return joined(said, LISTED)
