"""Wall-clock times into UTC instants, and the date dialect that a column is written in."""

from collections.abc import Sequence

import polars as pl

from loaders.errors import LoadError
from loaders.values import clean


def dialect(rows: pl.LazyFrame, column: str, layouts: Sequence[str]) -> str:
    """The layout that reads most texts of `column`; the first of equals.

    Raises `LoadError` if some texts can only be day-first and others only month-first: the
    ambiguous ones between them can't be trusted.
    """
    texts = clean(column)
    read = {layout: texts.str.to_datetime(layout, strict=False) for layout in layouts}
    counts = rows.select(
        *(expr.is_not_null().sum().alias(layout) for layout, expr in read.items())
    ).collect()
    best = max(layouts, key=lambda layout: counts[layout].item())
    for other in layouts:
        if _day_first(other) != _day_first(best):
            _refuse_mixture(rows, column, read, (best, other))
    return best


def to_utc(frame: pl.DataFrame, columns: Sequence[str], zone: str) -> pl.DataFrame:
    """Naive `columns` (in the order in which they happen) as UTC instants.

    Ambiguous times take the reading that keeps the order, else the earlier; times in a gap move
    forward one hour (contract, section 2).
    """
    previous: pl.Expr | None = None
    typed = []
    for column in columns:
        naive = pl.col(column)
        early, late = (_zoned(naive, zone, which) for which in ("earliest", "latest"))
        chosen = early
        if previous is not None:
            chosen = pl.when((early < previous) & (late >= previous)).then(late).otherwise(early)
        typed.append(chosen.alias(column))
        previous = chosen if previous is None else pl.coalesce(chosen, previous)
    return frame.with_columns(typed)


def _zoned(naive: pl.Expr, zone: str, which: str) -> pl.Expr:
    def zoned(expr: pl.Expr) -> pl.Expr:
        return expr.dt.replace_time_zone(zone, ambiguous=which, non_existent="null")

    return pl.coalesce(zoned(naive), zoned(naive.dt.offset_by("1h"))).dt.convert_time_zone("UTC")


def _day_first(layout: str) -> bool:
    return layout.find("%d") < layout.find("%m")


def _refuse_mixture(
    rows: pl.LazyFrame, column: str, read: dict[str, pl.Expr], pair: tuple[str, str]
) -> None:
    best, other = pair
    only = {
        mine: rows.filter(read[mine].is_not_null() & read[theirs].is_null())
        .select("source_row", clean(column).alias("text"))
        .head(1)
        .collect()
        for mine, theirs in ((best, other), (other, best))
    }
    if all(found.height for found in only.values()):
        (row, text), (row2, text2) = (found.row(0) for found in only.values())
        raise LoadError(
            f'column "{column}" mixes date formats: row {row} has "{text}", row {row2} has '
            f'"{text2}". Export the file again and load it unopened.'
        )
