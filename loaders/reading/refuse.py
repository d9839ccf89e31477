"""Rows that can be read but not believed."""

from collections.abc import Mapping

import polars as pl

from loaders.reading.refusals import BETWEEN


def refuse(
    rows: pl.DataFrame, refused: pl.DataFrame, rules: Mapping[str, pl.Expr]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that break none of `rules` (reason → what is wrong), and all refused ones.

    `refused`: `source_row` and `reason` of rows that were refused before; a null answer of a rule
    is no breach.
    """
    broken = {reason: rule.fill_null(value=False) for reason, rule in rules.items()}
    bad = rows.select(pl.any_horizontal(broken.values())).to_series()
    if not bad.any():
        return rows, refused
    said = [pl.when(rule).then(pl.lit(str(reason))) for reason, rule in broken.items()]
    reasons = rows.filter(bad).select(
        "source_row", pl.concat_str(said, separator=BETWEEN, ignore_nulls=True).alias("reason")
    )
    return rows.filter(~bad), pl.concat([refused.cast(dict(reasons.schema)), reasons])
