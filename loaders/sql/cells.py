"""Cells of a database's answer into values: one expression per kind of value, for any type.

A cell is unreadable where its text is there and its value is null. Empty text is null. Amounts are
plain decimals, instants ISO texts or timestamps (docs/sources.md).
"""

from collections.abc import Sequence

import polars as pl

from loaders.reading.instants import to_utc
from loaders.reading.values import FIRST_DAY, LAST_DAY

TRUE, FALSE = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
OFFSET = r":\d{2}(?:\.\d+)? ?([zZ]|UTC|[+-]\d{2}(?::?\d{2})?)$"
ID_WITHOUT_ITS_DIGITS = r"^\d+(\.\d+)?[eE]\+?\d+$"


def text(name: str, dtype: pl.DataType) -> pl.Expr:
    """The cell as a text without blanks at its ends; whole decimals lose their `.0`."""
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        shown = _plausible(name, dtype).cast(pl.String)
        return pl.when(pl.col(name).is_not_null()).then(shown.fill_null("out of range"))
    shown = pl.col(name).cast(pl.String).str.strip_chars()
    if dtype.is_float() or dtype.is_decimal():
        shown = shown.str.replace(r"\.0+$", "")
    return pl.when((shown != "") & ~shown.str.starts_with("0000-00-00")).then(shown)


def identifier(name: str, dtype: pl.DataType) -> pl.Expr:
    """An id; null where a float or a spreadsheet has lost its digits."""
    shown = text(name, dtype)
    whole = ~shown.str.contains(ID_WITHOUT_ITS_DIGITS)
    if dtype.is_float():
        whole &= shown.str.contains(r"^-?\d{1,15}$")
    return pl.when(whole).then(shown)


def amount(name: str, dtype: pl.DataType) -> pl.Expr:
    """An amount of 0 or more in ten-thousandths, rounded half-even from what the database shows."""
    source = text(name, dtype) if not dtype.is_integer() else pl.col(name)
    exact = source.cast(pl.Decimal(38, 4), strict=False)
    e4 = exact.to_physical().cast(pl.Int64, strict=False)
    return pl.when(e4 >= 0).then(e4)


def whole(name: str, dtype: pl.DataType) -> pl.Expr:
    """A whole number of 0 or more."""
    e4 = amount(name, dtype)
    return pl.when(e4 % 10_000 == 0).then(e4 // 10_000)


def rating(name: str, dtype: pl.DataType) -> pl.Expr:
    """1 to 5."""
    stars = whole(name, dtype)
    return pl.when(stars.is_between(1, 5)).then(stars)


def flag(name: str, dtype: pl.DataType) -> pl.Expr:
    """True or false, also as 1 and 0, t and f, yes and no."""
    if dtype == pl.Boolean:
        return pl.col(name)
    word = text(name, dtype).str.to_lowercase()
    yes, no = word.is_in(TRUE), word.is_in(FALSE)
    return pl.when(yes | no).then(yes)


def day(name: str, dtype: pl.DataType) -> pl.Expr:
    """A calendar day, as it is written; a time behind it is left out."""
    if dtype.is_temporal():
        found = pl.col(name).dt.date()
    else:
        found = text(name, dtype).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(found.is_between(FIRST_DAY, LAST_DAY)).then(found)


def wall_time(name: str, dtype: pl.DataType) -> pl.Expr:
    """The wall time (naive) of an instant that names no zone; null for one that does."""
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return pl.lit(None, pl.Datetime("us"))
    if dtype.is_temporal():
        return _plausible(name, dtype).cast(pl.Datetime("us"))
    shown = text(name, dtype)
    return pl.when(~shown.str.contains(OFFSET)).then(_parsed(shown))


def instant(name: str, dtype: pl.DataType) -> pl.Expr:
    """The UTC instant of a cell that names its zone; null for one that doesn't."""
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        utc = _plausible(name, dtype).dt.convert_time_zone("UTC")
        return utc.cast(pl.Datetime("us", "UTC"))
    if dtype.is_temporal():
        return pl.lit(None, pl.Datetime("us", "UTC"))
    shown = text(name, dtype)
    offset = shown.str.extract(OFFSET).str.to_uppercase().str.replace_many({"Z": "", "UTC": ""})
    digits = offset.str.replace(":", "", literal=True)
    hours = digits.str.slice(0, 3).cast(pl.Int64, strict=False).fill_null(0)
    minutes = digits.str.slice(3).cast(pl.Int64, strict=False).fill_null(0)
    minutes = pl.when(digits.str.starts_with("-")).then(-minutes).otherwise(minutes)
    wall = _parsed(shown.str.replace(r" ?([zZ]|UTC|[+-]\d{2}(:?\d{2})?)$", ""))
    utc = wall - pl.duration(hours=hours, minutes=minutes)
    return pl.when(offset.is_not_null()).then(utc.dt.replace_time_zone("UTC"))


def in_zone(frame: pl.DataFrame, names: Sequence[str], zone: str) -> pl.DataFrame:
    """Wall times (in the order in which they happen) become UTC instants of `zone`.

    What named its own zone waits in the column `NAME__utc` and goes first.
    """
    frame = to_utc(frame, names, zone)
    both = [pl.coalesce(f"{name}__utc", name).alias(name) for name in names]
    return frame.with_columns(both).drop(f"{name}__utc" for name in names)


def _plausible(name: str, dtype: pl.DataType) -> pl.Expr:
    days = pl.col(name) if dtype == pl.Date else pl.col(name).dt.date()
    return pl.when(days.is_between(FIRST_DAY, LAST_DAY)).then(pl.col(name))


def _parsed(shown: pl.Expr) -> pl.Expr:
    """ISO text, `T` or a blank between day and time, as a naive time of a plausible year."""
    even = shown.str.replace("T", " ", literal=True)
    layouts = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M")
    times = [even.str.to_datetime(layout, strict=False, time_unit="us") for layout in layouts]
    days = even.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    found = pl.coalesce(*times, days)
    return pl.when(found.dt.date().is_between(FIRST_DAY, LAST_DAY)).then(found)
