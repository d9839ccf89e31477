"""Amounts of files that name the currency of each row."""

from collections.abc import Callable
from functools import partial

import polars as pl

from loaders.reading import values
from loaders.reading.refusals import What
from loaders.reading.values import WITHOUT_MINOR_UNIT, Column, clean
from metrics.currencies import CURRENCIES


def currency() -> Column:
    """The code in the column `currency`, ISO 4217; one that we don't know is refused."""
    code = _code()
    known = pl.when(code.is_in(sorted(CURRENCIES))).then(code)
    return Column("currency", "currency", known, What.CURRENCY)


def own_currency(code: str) -> Column:
    """The code in the column `currency`, for tables that have none: any but `code` is refused."""
    own = pl.when(_code() == code).then(_code())
    return Column("currency", "currency", own, What.OWN_CURRENCY.format(currency=code))


def reader(rows: pl.LazyFrame, shop_currency: str) -> Callable[[str, str], Column]:
    """What reads an amount (its name, its text's column) of this file: in whole ten-thousandths.

    The row's `currency`, else the shop's, decides what `448.500` is: 448,500 dong, or 448.5
    dollars.
    """
    usual = partial(_money, currency=shop_currency)
    if "currency" not in rows.collect_schema().names():
        return usual
    code = _code().fill_null(shop_currency)
    is_whole = code.is_in(sorted(WITHOUT_MINOR_UNIT))
    found = rows.select(is_whole.unique()).collect().to_series().to_list()
    if len(found) > 1:
        return partial(_mixed, is_whole=is_whole)
    return partial(_money, currency="VND" if found == [True] else "USD")


def _money(name: str, text: str, *, currency: str) -> Column:
    return values.money(name, currency, text)


def _mixed(name: str, text: str, *, is_whole: pl.Expr) -> Column:
    minor, whole = (values.money(name, code, text) for code in ("USD", "VND"))
    typed = pl.when(is_whole).then(whole.typed).otherwise(minor.typed)
    return Column(name, text, typed, minor.wrong)


def _code() -> pl.Expr:
    return clean("currency").str.to_uppercase()
