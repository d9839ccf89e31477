"""Text cells into values: one expression per kind of value, null where a text can't be read.

Rows that hold an unreadable text are found by `read`, which returns them with their reasons; an
empty cell is null and fine. Quirks of amounts and marks: seller-center-exports.md, section 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from loaders.reading.refusals import BETWEEN, What, unreadable

EMPTY_MARKS: Final = ("", "-", "—", "--", "/", "N/A", "n/a", "NULL", "null")
WITHOUT_MINOR_UNIT: Final = frozenset(["IDR", "VND", "JPY", "KRW", "CLP", "COP"])
FIRST_DAY, LAST_DAY = date(1971, 1, 1), date(2199, 12, 31)
MULTIPLIERS: Final = {
    **{"rb": 1_000, "jt": 1_000_000},  # ribu, juta
    **{"n": 1_000, "tr": 1_000_000},  # nghìn, triệu
    **{"k": 1_000, "m": 1_000_000, "b": 10**9},
}


@dataclass(frozen=True, eq=False)
class Column:
    """One typed column, read from the column `text`; `wrong` says what its bad texts are not."""

    name: str
    text: str
    typed: pl.Expr
    wrong: str = ""


def clean(text: str) -> pl.Expr:
    """The cell without blanks and tabs at its ends; marks of emptiness become null."""
    bare = pl.col(text).str.strip_chars(" \t\r\n\u00a0\u200b\ufeff")
    return pl.when(~bare.is_in(EMPTY_MARKS)).then(bare)


def text(name: str, text: str | None = None) -> Column:
    """A text, as it is."""
    return Column(name, text or name, clean(text or name))


def identifier(name: str, text: str | None = None) -> Column:
    """An id, as text. 9.4E+21 has lost its digits in a spreadsheet and is refused."""
    bare = clean(text or name)
    broken = bare.str.contains(r"^\d+([.,]\d+)?[eE]\+?\d+$")
    return Column(
        name,
        text or name,
        pl.when(~broken).then(bare),
        What.ID,
    )


def whole(name: str, text: str | None = None) -> Column:
    """A whole number: `1,234`, `1.00K` and `12.0` are ones."""
    amount = _amount(text or name, without_minor_unit=True)
    return Column(
        name,
        text or name,
        pl.when(amount % 10_000 == 0).then(amount // 10_000),
        What.WHOLE,
    )


def money(name: str, currency: str, text: str | None = None) -> Column:
    """An amount in whole ten-thousandths, rounded half-even.

    Reads `1,234.50`, `1.234,50`, `(5,000)`, `US$ 3`, `Rp588,7RB`, `1.74M`; in currencies without a
    minor unit `448.500` is 448,500.
    """
    return Column(
        name,
        text or name,
        _amount(text or name, without_minor_unit=currency in WITHOUT_MINOR_UNIT),
        What.AMOUNT,
    )


def number(name: str, text: str | None = None) -> Column:
    """A plain number, as Float64."""
    amount = _amount(text or name, without_minor_unit=False)
    plain = clean(text or name).cast(pl.Float64, strict=False)
    return Column(name, text or name, pl.coalesce(plain, units(amount)), What.NUMBER)


def day(name: str, layout: str, text: str | None = None) -> Column:
    """A calendar day; a time behind it is left out."""
    bare = clean(text or name).str.slice(0, _width(layout))
    typed = plausible(bare.str.to_date(layout, strict=False))
    return Column(name, text or name, typed, What.DAY.format(layout=layout))


def wall_time(name: str, layout: str, text: str | None = None) -> Column:
    """A wall-clock time without a zone (Datetime, naive): `loaders.instants` gives it one."""
    typed = instant(clean(text or name), layout)
    return Column(name, text or name, typed, What.TIME.format(layout=layout))


def instant(text: pl.Expr, layout: str) -> pl.Expr:
    """The naive time that `text` writes in `layout`; null where it is no plausible one."""
    return plausible(text.str.to_datetime(layout, strict=False, time_unit="us"))


def plausible(time: pl.Expr) -> pl.Expr:
    """Days and times that a shop can have seen: another year is an epoch 0, `infinity` or a slip.

    A year of two digits is read as one of the first century, and so is none.
    """
    return pl.when(time.dt.date().is_between(FIRST_DAY, LAST_DAY)).then(time)


def units(amount: pl.Expr) -> pl.Expr:
    """Ten-thousandths as currency units, exact to the last digit.

    Divides by a column: Polars turns a constant into a multiplication with its inverse, which
    makes 1234.5600000000002 of 12345600.
    """
    return amount / (amount * 0 + 10_000)


def read(rows: pl.LazyFrame, columns: Sequence[Column]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed rows, and the refused ones.

    `rows`: text columns and `source_row`. Returns (one row per readable row: `source_row` and
    `columns`; one row per refused row: `source_row`, `reason`). A reason quotes the text.
    """
    wrong = pl.any_horizontal(
        pl.lit(value=False), *(_unreadable(column) for column in columns if column.wrong)
    )
    typed = rows.select(
        "source_row", *(c.typed.alias(c.name) for c in columns), wrong.alias("__wrong")
    ).collect()
    bad = typed.filter("__wrong").get_column("source_row")
    good = typed.filter(~pl.col("__wrong")).drop("__wrong")
    if bad.is_empty():
        return good, no_refusals()
    reasons = [_reason(column) for column in columns if column.wrong]
    refused = (
        rows.filter(pl.col("source_row").is_in(bad.implode()))
        .select(
            "source_row",
            pl.concat_str(reasons, separator=BETWEEN, ignore_nulls=True).alias("reason"),
        )
        .collect()
    )
    return good, refused


def no_refusals() -> pl.DataFrame:
    """The empty frame of refusals: source_row, reason."""
    return pl.DataFrame(schema={"source_row": pl.Int64, "reason": pl.String})


def _unreadable(column: Column) -> pl.Expr:
    return clean(column.text).is_not_null() & column.typed.is_null()


def _reason(column: Column) -> pl.Expr:
    shown = clean(column.text).str.slice(0, 60)
    said = pl.format(unreadable(column.name, column.wrong), shown)
    return pl.when(_unreadable(column)).then(said)


def _amount(text: str, *, without_minor_unit: bool) -> pl.Expr:
    bare = clean(text)
    plain = e4(bare)
    grouped = r"^-?\d{1,3}(\.\d{3})+$"
    if without_minor_unit:
        plain = pl.when(~bare.str.contains(grouped)).then(plain)
    return pl.coalesce(plain, _local_amount(bare, dots_group=without_minor_unit))


def _local_amount(bare: pl.Expr, *, dots_group: bool) -> pl.Expr:
    shape = r"^[^\d(\-]*[(\-]?[^\d(\-]*(\d[\d.,\s']*?)\s*([A-Za-z]{0,2})[^\d\w]*\)?[^\d]*$"
    digits = bare.str.extract(shape, 1).str.replace_all(r"[\s'\u00a0]", "")
    suffix = bare.str.extract(shape, 2).str.to_lowercase()
    factor = suffix.replace_strict(MULTIPLIERS, default=1, return_dtype=pl.Int64)
    comma_last = digits.str.contains(r"^\d+(\.\d{3})*,\d*$") & (
        digits.str.contains(r"\.") | ~digits.str.contains(r"^\d{1,3}(,\d{3})+$") | (factor > 1)
    )
    dots_only = digits.str.contains(r"^\d{1,3}(\.\d{3})+$") & (factor == 1)
    dots_as_groups = dots_only & (pl.lit(dots_group) | digits.str.contains(r"\..*\."))
    plain = (
        pl.when(comma_last)
        .then(digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(dots_as_groups)
        .then(digits.str.replace_all(".", "", literal=True))
        .otherwise(digits.str.replace_all(",", "", literal=True))
    )
    sign = pl.when(bare.str.contains(r"^[^\d]*[(\-]")).then(-1).otherwise(1)
    return e4(plain) * factor * sign


def e4(digits: pl.Expr) -> pl.Expr:
    """Plain decimals in ten-thousandths, rounded half-even; null what is none or too large."""
    return digits.cast(pl.Decimal(38, 4), strict=False).to_physical().cast(pl.Int64, strict=False)


def _width(layout: str) -> int:
    return sum({"Y": 4}.get(part[0], 2) + len(part) - 1 for part in layout.split("%") if part)
