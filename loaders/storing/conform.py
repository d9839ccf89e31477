"""From what a file brought to rows of a table: lineage, partition, defaults, rules.

A row that breaks a rule of `metrics.tables` is refused with the rule's name; the rest goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from loaders.reading.refusals import BETWEEN, Why
from loaders.settings_file import Shop
from loaders.sheet import Given
from loaders.storing.derive import derive
from metrics.tables import TABLES, Row

INSTANTS = {
    "orders": ("created_at", "paid_at", "ready_at", "shipped_at", "delivered_at", "cancelled_at"),
    "order_lines": ("cancelled_at",),
    "returns": ("requested_at", "refunded_at", "received_at"),
    "reviews": ("created_at", "replied_at"),
    "payouts": ("requested_at", "paid_at"),
}
"""What happened to a row; the latest is its version where the source names none."""

MONTH_OF = {
    "conversations": "opened_on",
    "ad_performance": "date",
    "traffic": "date",
    "content": "date_from",
    "stock": "date",
    "settlements": "settled_on",
    "platform_figures": "date",
    "fx_rates": "date",
}
"""Dated tables lie in the month of their day; orders and their lines in that of `created_at` (set
by `derive` and `enrich`); the others in the month in which they were first stored."""

DEFAULTS: Mapping[str, object] = {
    "order_kind": "normal",
    "is_gift": False,
    "is_cancelled": False,
    "is_estimated": False,
    "order_known": False,
    "counts": True,
    "month": "unknown",
}

WORDS = {
    "nullability": Why.MISSING,
    "min": Why.TOO_LOW,
    "max": Why.TOO_HIGH,
    "min_exclusive": Why.NOT_ABOVE_ZERO,
    "dtype": Why.WRONG_TYPE,
    "check": Why.NO_CURRENCY,
    "inf": Why.NO_NUMBER,
    "nan": Why.NO_NUMBER,
}


@dataclass(frozen=True, eq=False)
class Rows:
    """Checked rows of one table (all its columns), and the columns that the source has."""

    table: str
    frame: pl.DataFrame
    columns: frozenset[str]
    source_rows: pl.DataFrame
    """`source_row` and the keys, as the source had them."""


def conform(
    table: str, frame: pl.DataFrame, given: Given, name: str, shops: Mapping[str, Shop]
) -> tuple[Rows, pl.DataFrame]:
    """The rows that hold, and the refused ones (`source_row`, `reason`).

    `frame`: source columns of `table` and `source_row`. `name`: the file, as lineage says it.
    """
    shape = TABLES[table]
    known = frozenset(frame.columns)
    empty = [c for c, kind in frame.schema.items() if kind == pl.Null and c in shape.columns()]
    frame = frame.cast({column: shape.columns()[column].dtype for column in empty})
    frame = _with_lineage(table, frame, given, name)
    frame = _completed(shape, frame)
    frame = derive(table, frame.with_columns(month=_month(table)), shops)
    good, failures = shape.filter(frame, cast=True)
    refused = _reasons(shape, failures.details()) if good.height < frame.height else None
    keys = good.select("source_row", *shape.primary_key())
    return Rows(table, good, known, keys), refused if refused is not None else _none()


def latest(table: str, frame: pl.DataFrame) -> pl.Expr:
    """The row's own version: `updated_at`, else the latest thing that happened to it."""
    happened = [name for name in INSTANTS.get(table, ()) if name in frame.columns]
    last = pl.max_horizontal(happened) if happened else pl.lit(None, pl.Datetime("us", "UTC"))
    return pl.coalesce("updated_at", last) if "updated_at" in frame.columns else last


def _with_lineage(table: str, frame: pl.DataFrame, given: Given, name: str) -> pl.DataFrame:
    shop = pl.lit("" if table == "fx_rates" else given.shop.id)
    added = {
        "shop_id": pl.coalesce("shop_id", shop) if "shop_id" in frame.columns else shop,
        "source_file": pl.lit(name),
        "made_at": pl.lit(given.made_at),
        "loaded_at": pl.lit(given.loaded_at),
    }
    if "version_at" not in frame.columns:
        added["version_at"] = latest(table, frame)
    if table == "orders":
        added["seen_at"] = pl.lit(given.made_at)
    currency = TABLES[table].columns().get("currency")
    if currency is not None and "currency" not in frame.columns:
        added["currency"] = pl.lit(given.shop.currency)
    elif currency is not None and not currency.nullable and table != "fx_rates":
        added["currency"] = pl.coalesce("currency", pl.lit(given.shop.currency))
    return frame.with_columns(**added)


def _completed(shape: type[Row], frame: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(DEFAULTS.get(name), dtype=column.dtype).alias(name)
        for name, column in shape.columns().items()
        if name not in frame.columns
    ]
    filled = [
        pl.col(name).fill_null(pl.lit(DEFAULTS[name]))
        for name in frame.columns
        if name in DEFAULTS and name in shape.column_names()
    ]
    return frame.with_columns(*missing, *filled).select(shape.column_names())


def _month(table: str) -> pl.Expr:
    if table in ("orders", "order_lines"):
        return pl.col("month")
    if table in MONTH_OF:
        return pl.col(MONTH_OF[table]).dt.strftime("%Y-%m")
    return pl.col("loaded_at").dt.strftime("%Y-%m")


def _reasons(shape: type[Row], details: pl.DataFrame) -> pl.DataFrame:
    rules = [name for name in details.columns if name not in shape.column_names()]
    said = [pl.when(pl.col(rule) == "invalid").then(pl.lit(_words(shape, rule))) for rule in rules]
    return details.select(
        "source_row", pl.concat_str(said, separator=BETWEEN, ignore_nulls=True).alias("reason")
    )


def _words(shape: type[Row], rule: str) -> str:
    column, _, check = rule.partition("|")
    if rule == "primary_key":
        return Why.TWICE.format(key=", ".join(shape.primary_key()))
    if not check:
        return rule.replace("_", " ") + " does not hold"
    return WORDS[check].format(column=column)


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={"source_row": pl.Int64, "reason": pl.String})
