"""Refused rows of a source's SQL, as a kind of file: downloaded, corrected and loaded again.

The file has the columns of the SQL under their names (`loaders.sql.names`), and `quarantine_id`.
"""

from collections.abc import Iterable
from functools import partial
from typing import Final

import polars as pl

from loaders.sheet import Field, Given, Kind, Parsed
from loaders.sql import answer
from loaders.sql.names import COLUMNS
from metrics.errors import Reason
from metrics.metric import N_

QUARANTINE_ID: Final = "quarantine_id"


def rows_as_text(parts: Iterable[pl.DataFrame]) -> pl.LazyFrame:
    """The rows of a shop as the SQL answered them: `source_row`, and all else as text."""
    texts = [part.lazy().with_columns(pl.exclude("source_row").cast(pl.String)) for part in parts]
    return pl.concat(texts, how="diagonal")


def _parse(
    table: str, rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]
) -> Parsed:
    shop = given.shop
    held = rows.drop(QUARANTINE_ID).collect()
    owners = answer.Owners({shop.id: shop}, shop.id)
    (part,) = answer.read(table, [held], owners, given)
    return part.parsed


def kind(table: str) -> Kind:
    """The kind of file that the refused rows of `table` make."""
    return next(each for each in KINDS if each.tables == (table,))


def _kind(table: str) -> Kind:
    columns = COLUMNS[table]
    return Kind(
        name=f"sql-{table.replace('_', '-')}",
        tables=(table,),
        source=Reason(N_("the refused {table} of a source with SQL, corrected"), {"table": table}),
        fields=(
            Field(QUARANTINE_ID, (QUARANTINE_ID,), required=True),
            *(Field(column.name, (column.name,), column.required) for column in columns),
            Field("shop_id", ("shop_id",)),
        ),
        parse=partial(_parse, table),
        personal=("customer_id",),
        buyers_by="id",
    )


KINDS: Final = tuple(map(_kind, COLUMNS))
