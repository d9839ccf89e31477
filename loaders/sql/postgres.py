"""PostgreSQL's answers as Arrow batches through ADBC: several times faster than row by row.

What Arrow has no plain type for (uuid, json, arrays, money, …) is left to psycopg. `numeric`
arrives as text, so no digit is lost; `timestamptz` in UTC.
"""

from collections.abc import Iterator
from typing import Any, Final

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import pyarrow as pa
from sqlalchemy.engine import URL

PLAIN: Final = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_string,
    pa.types.is_date32, pa.types.is_timestamp,
)  # fmt: skip

Error: Final = adbc.Error


class NotPlainError(Exception):
    """The answer holds what only psycopg reads."""


def connect(url: URL) -> adbc.Connection:
    """A connection, to be closed.

    Raises:
        Error: the driver's own.
    """
    return adbc.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))


def batches(connection: adbc.Connection, sql: str, zone: str) -> Iterator[pl.DataFrame]:
    """The answer, at least one batch (without rows, if there are none).

    Raises:
        NotPlainError: before the first batch.
        Error: the driver's own.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('TimeZone', $1, false)", (zone,))
        cursor.fetchall()
        cursor.execute(sql)
        with cursor.fetch_record_batch() as reader:
            names = reader.schema.names
            if len(set(names)) < len(names) or not all(map(_is_plain, reader.schema)):
                raise NotPlainError
            yield _frame(reader.schema.empty_table())
            for batch in reader:
                yield _frame(pa.Table.from_batches([batch]))


def _is_plain(field: "pa.Field[Any]") -> bool:
    kind = field.type
    if isinstance(kind, pa.OpaqueType):
        return kind.type_name == "numeric"
    is_money = (field.metadata or {}).get(b"POSTGRESQL:type") == b"money"
    return not is_money and any(test(kind) for test in PLAIN)


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.DataFrame(table)
    digits = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Extension)]
    return frame.with_columns(pl.col(name).ext.storage() for name in digits)
