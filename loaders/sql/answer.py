"""The answer to a source's SQL → rows of our tables, shop by shop.

Answers come in batches, so that the database's own rows are never all in memory.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from loaders.reading.refusals import Why
from loaders.reading.refuse import refuse
from loaders.settings import Shop
from loaders.sheet import Given, Parsed
from loaders.sql import cells as sql_cells
from loaders.sql import lines as sql_lines
from loaders.sql import rows as sql_rows
from loaders.sql import subjects as sql_subjects
from loaders.sql.names import KEYS
from loaders.sql.rows import Typed


@dataclass(frozen=True)
class Owners:
    """Whose rows are whose: `shop_id` of the row, else the source's shop, else the ad account's."""

    shops: Mapping[str, Shop]
    shop: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)

    def of(self, rows: pl.DataFrame) -> pl.Expr:
        """The shop id of each row as it is said, "" where nothing says it."""
        said = [pl.lit(self.shop)] if self.shop is not None else []
        if "shop_id" in rows.columns:
            said.insert(0, sql_cells.text("shop_id", rows.schema["shop_id"]))
        if "account_id" in rows.columns:
            account = sql_cells.text("account_id", rows.schema["account_id"])
            said.append(account.replace_strict(self.accounts, default=None, return_dtype=pl.String))
        return pl.coalesce(*said, pl.lit(""))


@dataclass(frozen=True, eq=False)
class Part:
    """One shop's part of an answer."""

    given: Given
    parsed: Parsed
    said: Sequence[pl.DataFrame]
    """The rows as they came, with their `source_row`."""


def read(table: str, batches: Iterable[pl.DataFrame], owners: Owners, given: Given) -> list[Part]:
    """What each shop gets. Rows of no known shop are refused in the name of `given.shop`.

    `batches`: rows are numbered from 1, unless they have a `source_row`.

    Raises:
        LoadError: columns that are unknown, missing or of a type that holds no value.
    """
    found: dict[str, list[Typed]] = defaultdict(list)
    said: dict[str, list[pl.DataFrame]] = defaultdict(list)
    start = 1
    for batch in batches:
        rows = sql_rows.named(table, batch)
        if "source_row" not in rows.columns:
            rows = rows.with_row_index("source_row", start)
        rows = rows.with_columns(pl.col("source_row").cast(pl.Int64))
        start += rows.height
        if table == "ad_performance":
            rows = sql_subjects.named_campaigns(rows)
        for shop, part in _by_shop(rows, owners, given.shop.id):
            owner = owners.shops.get(shop)
            held_for = shop if owner else given.shop.id
            found[held_for].append(sql_rows.typed(table, part, owner))
            said[held_for].append(part)
    return [
        _finished(table, replace(given, shop=owners.shops[shop]), parts, said[shop])
        for shop, parts in found.items()
    ]


def _by_shop(
    rows: pl.DataFrame, owners: Owners, default: str
) -> Iterable[tuple[str, pl.DataFrame]]:
    """The rows of each shop; an empty batch belongs to `default`."""
    rows = rows.with_columns(owners.of(rows).alias("shop_id"))
    if rows.is_empty():
        return [(default, rows)]
    parts = rows.partition_by("shop_id", as_dict=True, maintain_order=True)
    return [(str(shop), part) for (shop,), part in parts.items()]


def _finished(
    table: str, given: Given, parts: Sequence[Typed], said: Sequence[pl.DataFrame]
) -> Part:
    rows = pl.concat(part.rows for part in parts)
    refused = pl.concat(part.refused for part in parts)
    if table == "order_lines":
        torn = [part.orders["order_id"] for part in parts]
        return Part(given, _lines(rows, refused, torn), said)
    rows = sql_subjects.COMPLETE[table](rows, given)
    if table == "returns":
        clocks = [name for name in ("requested_at", "refunded_at") if name in rows.columns]
        undated = pl.all_horizontal(pl.col(name).is_null() for name in clocks)
        rows, refused = refuse(rows, refused, {Why.UNDATED_ANSWER: undated})
    rows, refused, keys = _one_per_key(table, rows, refused)
    return Part(given, Parsed({table: rows}, table, refused, keys), said)


def _lines(rows: pl.DataFrame, refused: pl.DataFrame, orders: Sequence[pl.Series]) -> Parsed:
    """Lines by their `line_id`; without one, the rows of one order and SKU together."""
    every = rows.select("source_row", "order_id")
    has_ids = "line_id" in rows.columns
    if has_ids:
        rows = rows.with_columns(pl.coalesce("line_id", "sku_id").alias("line_id"))
        rows, refused, keys = _one_per_key("order_lines", rows, refused)
    else:
        rows, refused = refuse(rows, refused, {Why.STATES_DIFFER: sql_lines.at_odds(rows)})
    torn = pl.concat([*orders, every.join(refused, on="source_row", how="semi")["order_id"]])
    rows, refused = sql_lines.without_torn_orders(rows, refused, torn)
    if has_ids:
        keys = keys.join(rows, on=KEYS["order_lines"], how="semi")
    else:
        rows, keys = sql_lines.merged(rows)
    return Parsed(sql_lines.tables(rows), "order_lines", refused, keys)


def _one_per_key(
    table: str, rows: pl.DataFrame, refused: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Rows, refusals, and the key of every accepted row.

    Rows that say the same are one; rows of one key that differ are refused.
    """
    key = KEYS[table]
    if rows.select(key).is_duplicated().any():
        content = pl.struct(pl.exclude("source_row")).hash()
        differ = content.n_unique().over(key) > 1
        said = Why.ROWS_DIFFER.format(key=", ".join(key))
        rows, refused = refuse(rows, refused, {said: differ})
    keys = rows.select("source_row", *key)
    return rows.unique(key, keep="first", maintain_order=True), refused, keys
