"""Typed columns at the speed of plain numbers: the many plain cells by a cast, the few others by
the rules of `loaders.values`, each different text once."""

from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from loaders import values
from loaders.values import WITHOUT_MINOR_UNIT, Column, clean

SYMBOLS: Final = {
    "US$": "USD", "S$": "SGD", "R$": "BRL", "RM": "MYR", "RP": "IDR", "₫": "VND", "Đ": "VND",
    "฿": "THB", "₱": "PHP", "£": "GBP", "€": "EUR",
}  # fmt: skip


def money(name: str, currency: str) -> Column:
    """`values.money`; an amount that names another currency than `currency` can't be read."""
    slow = values.money(name, currency)
    named = clean(name).str.to_uppercase().str.extract(r"([A-Z]{3}|US\$|S\$|R\$|RM|RP|[₫Đ฿₱£€])")
    other = named.replace_strict(SYMBOLS, default=named)
    units = [currency, "RB", "JT"]
    own = pl.when(other.is_null() | other.is_in(units)).then(slow.typed)
    dots = "." if currency in WITHOUT_MINOR_UNIT else None
    return _column(Column(name, name, own, f"an amount in {currency}"), _plain_e4, dots)


def whole(name: str) -> Column:
    """`values.whole`."""
    return _column(values.whole(name), _plain_whole)


def wall_time(name: str, layouts: Sequence[str]) -> Column:
    """`values.wall_time` in the first of `layouts`; the others read what it can't."""
    bare = clean(name)
    read = [bare.str.to_datetime(layout, strict=False, time_unit="us") for layout in layouts]
    return Column(name, name, pl.coalesce(read), f"a date and time ({layouts[0]})")


def _column(
    slow: Column, plain: Callable[[pl.Series], pl.Series], slow_mark: str | None = None
) -> Column:
    """`slow`, but only for the texts that `plain` doesn't read, or that hold `slow_mark`."""

    def typed(texts: pl.Series) -> pl.Series:
        found = plain(texts)
        left = found.is_null() & texts.is_not_null()
        if slow_mark is not None:
            left |= texts.str.contains(slow_mark, literal=True).fill_null(value=False)
        if not left.any():
            return found
        rest = texts.filter(left).unique().to_frame(slow.text)
        read = rest.select(pl.col(slow.text).alias("text"), slow.typed.alias("read"))
        known = texts.replace_strict(
            read["text"], read["read"], default=None, return_dtype=pl.Int64
        )
        return found.zip_with(~left, known)

    bare = clean(slow.text)
    quick = bare.map_batches(typed, return_dtype=pl.Int64, is_elementwise=True)
    return Column(slow.name, slow.text, quick, slow.wrong)


def _plain_e4(texts: pl.Series) -> pl.Series:
    return texts.cast(pl.Decimal(38, 4), strict=False).to_physical().cast(pl.Int64, strict=False)


def _plain_whole(texts: pl.Series) -> pl.Series:
    return texts.cast(pl.Int64, strict=False)
