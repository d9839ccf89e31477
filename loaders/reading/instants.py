"""Wall-clock times into UTC instants, and the date dialect that a column is written in."""

from collections.abc import Sequence
from typing import Literal

import polars as pl

from loaders.errors import LoadError
from loaders.reading.values import clean
from metrics.metric import N_


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
    before = pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, frame.height)
    for column in columns:
        chosen = _in_utc(frame.get_column(column), before, zone)
        frame = frame.with_columns(chosen.alias(column))
        before = chosen.zip_with(chosen.is_not_null(), before)
    return frame


def _in_utc(naive: pl.Series, before: pl.Series, zone: str) -> pl.Series:
    """Only the few times that a change of clocks makes doubtful are weighed against `before`."""
    sure = _zoned(naive, zone, "null")
    odd = (sure.is_null() & naive.is_not_null()).arg_true()
    if odd.is_empty():
        return sure
    moved = _zoned(naive.gather(odd).dt.offset_by("1h"), zone, "null")
    doubtful = pl.DataFrame(
        {
            "early": _zoned(naive.gather(odd), zone, "earliest"),
            "late": _zoned(naive.gather(odd), zone, "latest"),
            "moved": moved,
            "before": before.gather(odd),
        }
    )
    kept_order = (pl.col("early") < pl.col("before")) & (pl.col("late") >= pl.col("before"))
    chosen = pl.coalesce(pl.when(kept_order).then("late"), "early", "moved")
    return sure.scatter(odd, doubtful.select(chosen).to_series())


def _zoned(
    naive: pl.Series, zone: str, ambiguous: Literal["earliest", "latest", "null"]
) -> pl.Series:
    zoned = naive.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null")
    return zoned.dt.convert_time_zone("UTC")


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
            N_(
                'column "{column}" mixes date formats: row {row} has "{text}", row {other_row} has '
                '"{other}". Export the file again and load it unopened.'
            ),
            column=column, row=row, text=text, other_row=row2, other=text2,
        )  # fmt: skip
