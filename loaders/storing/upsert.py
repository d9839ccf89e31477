"""Which row wins: incoming rows against the stored ones of the same key (contract, section 1).

The greater (`version_at`, `made_at`) wins, on a tie the later load. The winner's columns replace,
blank cells too; columns that its source lacks keep their value. An older row only fills nulls.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from loaders.settings_file import Shop
from loaders.storing.conform import Rows
from loaders.storing.derive import derive
from loaders.storing.transaction import Transaction
from metrics.tables import DERIVED, ENRICHED, LINEAGE, TABLES

CAME_WITH = (*LINEAGE, "author")
"""Of the file, or the person, that said what a row says: theirs who last said something else."""

NEVER_A_CHANGE = frozenset([*CAME_WITH, "made_at", "version_at", "seen_at", "month"])


def upsert(
    tx: Transaction, rows: Rows, shops: Mapping[str, Shop], *, fills: bool = True
) -> pl.DataFrame:
    """Puts `rows` into the transaction. Returns their keys, `change` (inserted, updated or
    unchanged: a row that is older or the same is unchanged) and `touched` (stored anew).

    `fills`: whether an older row fills nulls. Not that of a file that comes again: what is null by
    now was cleared by a newer one.
    """
    key = TABLES[rows.table].primary_key()
    stored = tx.find(rows.table, rows.frame.select(key))
    if stored.is_empty():
        tx.put(rows.table, rows.frame.with_columns(was=pl.lit(None, pl.String)), key)
        return rows.frame.select(*key, change=pl.lit("inserted"), touched=pl.lit(value=True))
    fresh = rows.frame.join(stored, on=key, how="anti")
    tx.put(rows.table, fresh.with_columns(was=pl.lit(None, pl.String)), key)
    known = rows.frame.join(stored, on=key, how="inner", suffix="__old")
    merged = _merged(rows, known, key, fills=fills)
    again = derive(rows.table, merged.filter("touched").drop("touched", "changed"), shops)
    tx.put(rows.table, again, key)
    change = pl.when("changed").then(pl.lit("updated")).otherwise(pl.lit("unchanged"))
    return pl.concat(
        [
            fresh.select(*key, change=pl.lit("inserted"), touched=pl.lit(value=True)),
            merged.select(*key, change=change, touched="touched"),
        ]
    )


def _merged(rows: Rows, both: pl.DataFrame, key: Sequence[str], *, fills: bool) -> pl.DataFrame:
    """The rows as they will stand; `changed` if the newer one says something else; `touched`."""
    columns = [c for c in rows.frame.columns if c not in key]
    said = _said(rows, key)
    newer = _newer()
    differs = pl.any_horizontal(
        pl.lit(value=False), *(pl.col(c).ne_missing(pl.col(f"{c}__old")) for c in said)
    )
    filled = pl.any_horizontal(
        pl.lit(value=False),
        *(pl.col(f"{c}__old").is_null() & pl.col(c).is_not_null() for c in said if fills),
    )
    both = both.with_columns(__newer=newer).with_columns(
        changed=pl.col("__newer") & differs, __filled=~pl.col("__newer") & filled
    )
    values = {
        column: _value(column, column in said, fills=fills).alias(column) for column in columns
    }
    return both.select(
        *(values.get(column, pl.col(column)) for column in rows.frame.columns),
        "was",
        "changed",
        touched=pl.col("changed") | pl.col("__filled") | _seen_later(both),
    )


def _said(rows: Rows, key: Sequence[str]) -> list[str]:
    worked_out = {*DERIVED.get(rows.table, ()), *ENRICHED.get(rows.table, ())}
    return sorted(rows.columns - worked_out - NEVER_A_CHANGE - set(key) - {"shop_id"})


def _newer() -> pl.Expr:
    version, old = pl.col("version_at"), pl.col("version_at__old")
    never = pl.lit(0).cast(pl.Datetime("us", "UTC"))
    version, old = version.fill_null(never), old.fill_null(never)
    return (version > old) | ((version == old) & (pl.col("made_at") >= pl.col("made_at__old")))


def _value(column: str, is_said: bool, *, fills: bool) -> pl.Expr:
    new, old = pl.col(column), pl.col(f"{column}__old")
    if is_said:
        return pl.when("__newer").then(new).otherwise(pl.coalesce(old, new) if fills else old)
    if column in CAME_WITH:
        return pl.when("changed").then(new).otherwise(old)
    if column in ("made_at", "version_at"):
        return pl.when("__newer").then(new).otherwise(old)
    if column == "seen_at":
        return pl.max_horizontal(new, old)
    return old


def _seen_later(both: pl.DataFrame) -> pl.Expr:
    later = pl.col("__newer") & (
        (pl.col("made_at") > pl.col("made_at__old"))
        | pl.col("version_at").ne_missing(pl.col("version_at__old"))
    )
    if "seen_at" in both.columns:
        return later | (pl.col("seen_at") > pl.col("seen_at__old"))
    return later
