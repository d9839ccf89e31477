"""One batch of an answer as typed rows, and the rows of it that can't be read."""

from dataclasses import dataclass

import polars as pl

from loaders.errors import LoadError, unknown
from loaders.reading.refusals import BETWEEN, Why, unreadable
from loaders.settings import Shop
from loaders.sql import cells
from loaders.sql.names import APART, COLUMNS, Column
from metrics.errors import Reason, as_it_stands, joined
from metrics.metric import N_


@dataclass(frozen=True, eq=False)
class Typed:
    """Rows of one shop. `refused`: `source_row`, `reason`; `orders`: `order_id` of refused rows."""

    rows: pl.DataFrame
    refused: pl.DataFrame
    orders: pl.DataFrame


def named(table: str, batch: pl.DataFrame) -> pl.DataFrame:
    """The batch under lower-case names, all of them known and the required ones there.

    Raises:
        LoadError: which columns are unknown, missing or of a type that holds no value.
    """
    batch = batch.rename({name: name.lower() for name in batch.columns})
    columns = COLUMNS[table]
    known = [*(column.name for column in columns), "shop_id", "source_row"]
    for name, dtype in batch.schema.items():
        if name not in known:
            raise LoadError(*unknown(N_('unknown column "{name}".'), name, known))
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise LoadError(
                N_('column "{name}" holds {kind}: select it as text or as a number.'),
                name=name, kind=dtype,
            )  # fmt: skip
    lacking = [c.name for c in columns if c.required and c.name not in batch.columns]
    missing = [as_it_stands(name) for name in lacking]
    if table == "returns" and not {"requested_at", "refunded_at"} & set(batch.columns):
        missing.append(Reason(N_("requested_at or refunded_at")))
    if missing:
        names = joined(missing, N_("{first}, no {rest}"))
        raise LoadError(N_("the SQL selects no {names}."), names=names)
    return batch


def typed(table: str, rows: pl.DataFrame, shop: Shop | None) -> Typed:
    """The rows with their values under our names; all refused where the shop isn't known."""
    columns = [column for column in COLUMNS[table] if column.name in rows.columns]
    clocks = [column.name for column in columns if column.is_instant]
    types = rows.schema
    wrong = [_breach(column, types[column.name]) for column in columns]
    read = (
        rows.lazy()
        .select(
            "source_row",
            *(c.read(c.name, types[c.name]).alias(c.into) for c in columns),
            *(cells.instant(name, types[name]).alias(f"{name}__utc") for name in clocks),
            pl.concat_str(
                [*wrong, *([] if shop else [_no_shop()])], separator=BETWEEN, ignore_nulls=True
            ).alias("__reason"),
        )
        .collect()
    )
    bad = read.filter(pl.col("__reason") != "")
    good = read.filter(pl.col("__reason") == "").drop("__reason")
    order = pl.col("order_id") if "order_id" in bad.columns else pl.lit(None, pl.String)
    return Typed(
        _in_utc(good, clocks, shop.time_zone if shop else "UTC"),
        bad.select("source_row", reason="__reason"),
        bad.select(order.alias("order_id")),
    )


def _in_utc(rows: pl.DataFrame, clocks: list[str], zone: str) -> pl.DataFrame:
    chained = [name for name in clocks if name not in APART]
    rows = cells.in_zone(rows, chained, zone)
    for name in clocks:
        if name in APART:
            rows = cells.in_zone(rows, [name], zone)
    return rows


def _breach(column: Column, dtype: pl.DataType) -> pl.Expr:
    """Why a cell is refused; null where it isn't."""
    name = column.name
    shown = cells.text(name, dtype)
    unread = shown.is_not_null() & column.read(name, dtype).is_null()
    if column.is_instant:
        unread &= cells.instant(name, dtype).is_null()
    quoted = pl.format(unreadable(name, column.wrong), shown.str.slice(0, 60))
    if not column.required:
        return pl.when(unread).then(quoted)
    empty = pl.lit(Why.EMPTY.format(column=name))
    return pl.when(shown.is_null()).then(empty).when(unread).then(quoted)


def _no_shop() -> pl.Expr:
    known = pl.format(Why.NO_SUCH_SHOP.format(text="{}"), "shop_id")
    unsaid = pl.lit(Why.NO_SHOP.value)
    return pl.when(pl.col("shop_id") == "").then(unsaid).otherwise(known)
