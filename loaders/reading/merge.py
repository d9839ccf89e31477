"""Rows of one file with the same key made one, and which data row went into which."""

from collections.abc import Mapping, Sequence

import polars as pl


def merge(
    rows: pl.DataFrame,
    key: Sequence[str],
    sums: Sequence[str],
    others: Mapping[str, pl.Expr] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per `key`, and the key of every data row (`source_row` and `key`).

    `sums` are added; only unknown parts make an unknown sum. `others` says how a column is made
    one; any column left keeps the first known value, in the order of the file.
    """
    ordered = rows.sort("source_row")
    keys = ordered.select("source_row", *key)
    if not ordered.select(key).is_duplicated().any():
        return ordered, keys
    rest = [name for name in rows.columns if name not in (*key, *sums, "source_row")]
    how = dict(others or {})
    merged = ordered.group_by(key, maintain_order=True).agg(
        pl.col("source_row").first(),
        *(
            pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
            for name in sums
            if name in rows.columns
        ),
        *(how.get(name, pl.col(name).drop_nulls().first()).alias(name) for name in rest),
    )
    return merged.select(rows.columns), keys
