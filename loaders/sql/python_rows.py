"""Rows of Python values, as database drivers give them, into typed columns.

A column may mix types (SQLite has no others), so each is looked at before it is built: what isn't
of one type becomes text, exactly as the database shows it.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

PLAIN: Final = frozenset([bool, int, float, str, date, Decimal])


def frame(
    names: Sequence[str], rows: Sequence[Sequence[Any]], in_utc: Collection[str] = ()
) -> pl.DataFrame:
    """`rows` under `names`. `in_utc`: columns whose naive times are UTC."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
    table = pl.DataFrame([_series(*named) for named in zip(names, columns, strict=True)])
    return table.with_columns(_with_zone(name, table.schema[name]) for name in in_utc)


def _with_zone(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return column + "Z" if dtype == pl.String else column.cast(pl.Datetime("us", "UTC"))


def _series(name: str, values: Sequence[Any]) -> pl.Series:
    types = {type(value) for value in values if value is not None}
    if not types:
        return pl.Series(name, [None] * len(values), dtype=pl.Null)
    if len(types) == 1 and (types <= PLAIN or _same_zone(values)) and _fits(values):
        return pl.Series(name, values)
    if types == {bytes} and all(value in (None, b"\0", b"\1") for value in values):
        return pl.Series(name, [None if value is None else value == b"\1" for value in values])
    return pl.Series(name, [None if value is None else _said(value) for value in values])


def _same_zone(values: Sequence[Any]) -> bool:
    """Only instants, all with a zone or all without."""
    times = [value for value in values if value is not None]
    if not all(isinstance(value, datetime) for value in times):
        return False
    return len({value.tzinfo is None for value in times}) == 1


def _fits(values: Sequence[Any]) -> bool:
    """Whether Polars can hold the numbers: no integer beyond 64 bits, no decimal without digits."""
    for value in values:
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return False
        if isinstance(value, Decimal) and not value.is_finite():
            return False
    return True


def _said(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
