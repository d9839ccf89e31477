"""Amounts of files that name the currency of each row."""

import polars as pl

from loaders import values
from loaders.values import WITHOUT_MINOR_UNIT, Column, clean
from metrics.currencies import CURRENCIES


def currency() -> Column:
    """The code in the column `currency`, ISO 4217; one that we don't know is refused."""
    code = _code()
    known = pl.when(code.is_in(sorted(CURRENCIES))).then(code)
    return Column("currency", "currency", known, "a currency code that we know (USD, VND, …)")


def own_currency(code: str) -> Column:
    """The code in the column `currency`, for tables that have none: any but `code` is refused."""
    own = pl.when(_code() == code).then(_code())
    return Column(
        "currency", "currency", own, f"{code}, the shop's currency: is it a file of another shop?"
    )


def money(rows: pl.LazyFrame, name: str, shop_currency: str, text: str | None = None) -> Column:
    """An amount in whole ten-thousandths, read in its row's `currency`, else in the shop's.

    The currency decides what `448.500` is: 448,500 dong, or 448.5 dollars.
    """
    usual = values.money(name, shop_currency, text)
    if "currency" not in rows.collect_schema().names():
        return usual
    minor, whole = (values.money(name, code, text).typed for code in ("USD", "VND"))
    code = _code()
    typed = (
        pl.when(code.is_in(sorted(WITHOUT_MINOR_UNIT)))
        .then(whole)
        .when(code.is_in(sorted(CURRENCIES)))
        .then(minor)
        .otherwise(usual.typed)
    )
    return Column(name, usual.text, typed, usual.wrong)


def _code() -> pl.Expr:
    return clean("currency").str.to_uppercase()
