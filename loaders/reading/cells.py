"""Typed rows of the columns that a file happens to have, and cells that several files share."""

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

from loaders.reading import values
from loaders.reading.instants import dialect
from loaders.reading.quick import SYMBOLS
from loaders.reading.refusals import What, Why
from loaders.reading.refuse import refuse
from loaders.reading.values import Column

DAYS: Final = ("%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y/%m/%d", "%m-%d-%Y")
"""Slashes stand behind the day first, hyphens behind the month (files of 2023)."""

_CURRENCY: Final = rf"({'|'.join(map(re.escape, SYMBOLS))}|[A-Z]{{3}})"

ISO: Final = "YYYY-MM-DD HH:MM:SS"
"""As people are told to write times."""
TIMES: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d/ %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
)


def read_present(
    rows: pl.LazyFrame, columns: Sequence[Column], required: Sequence[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`values.read` of those `columns` that `rows` has; a row without a `required` one is refused.

    Returns (rows: `source_row` and the columns; refused: `source_row`, `reason`).
    """
    names = rows.collect_schema().names()
    good, refused = values.read(rows, [column for column in columns if column.text in names])
    missing = {Why.MISSING.format(column=name): pl.col(name).is_null() for name in required}
    return refuse(good, refused, missing) if missing else (good, refused)


def day_of_file(rows: pl.LazyFrame, name: str) -> tuple[pl.LazyFrame, Column]:
    """`rows` with times cut off `name`, and its column in the one way that the file writes days.

    Raises `LoadError` where the file mixes ways.
    """
    cut = rows.with_columns(values.clean(name).str.slice(0, 10).alias(name))
    return cut, values.day(name, dialect(cut, name, DAYS))


def wall_time(name: str) -> Column:
    """A wall-clock time, year or day first, in any way that the lists write it."""
    bare = values.clean(name)
    typed = [values.instant(bare, layout) for layout in TIMES]
    return Column(name, name, pl.coalesce(typed), What.TIME.format(layout=ISO))


def seconds(name: str, text: str) -> Column:
    """A duration in whole seconds, rounded down.

    Reads `0h19m`, `1h39min`, `14h 1m`, `1m28s`, `18.28s`, `01:23:45` and plain seconds.
    """
    bare = values.clean(text).str.to_lowercase().str.replace_all(" ", "", literal=True)
    units = r"^(?:(\d+)h(?:rs?|ours?)?)?(?:(\d+)m(?:in)?s?)?(?:(\d+(?:\.\d+)?)s(?:ec)?)?$"
    clock = r"^(\d+):(\d{2}):(\d{2})$"
    typed = pl.coalesce(
        _whole_seconds(bare.str.extract(r"^(\d+(?:\.\d+)?)$", 1)),
        _in_seconds(bare, clock),
        pl.when(bare.str.contains(r"\d")).then(_in_seconds(bare, units)),
    )
    return Column(name, text, typed, What.DURATION)


def money(name: str, currency: str, text: str | None = None) -> Column:
    """An amount in `currency`, in whole ten-thousandths; one that names another is refused."""
    amount = values.money(name, currency, text)
    named = values.clean(amount.text).str.to_uppercase().str.extract(_CURRENCY)
    code = named.replace_strict(SYMBOLS, default=named)
    own = pl.when((code == currency).fill_null(value=True)).then(amount.typed)
    return Column(name, amount.text, own, What.AMOUNT_IN.format(currency=currency))


def share(name: str) -> Column:
    """A share as a fraction: `4.38%` and `0.0438` are the same. May be above 1."""
    number = values.number(name)
    in_points = pl.col(name).str.contains("%", literal=True)
    typed = pl.when(in_points).then(number.typed / 100).otherwise(number.typed)
    return Column(name, name, typed, number.wrong)


def _in_seconds(bare: pl.Expr, shape: str) -> pl.Expr:
    parts = [_whole_seconds(bare.str.extract(shape, group)) for group in (1, 2, 3)]
    hours, minutes, rest = (part.fill_null(0) for part in parts)
    return pl.when(bare.str.contains(shape)).then(hours * 3600 + minutes * 60 + rest)


def _whole_seconds(digits: pl.Expr) -> pl.Expr:
    return digits.cast(pl.Float64, strict=False).floor().cast(pl.Int64, strict=False)
