"""Amounts of several currencies brought into one."""

from collections.abc import Sequence

import polars as pl

from metrics import rates
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.metric import N_


def currency_error(found: Sequence[str]) -> MetricError:
    """What to do about money in several currencies."""
    return MetricError(
        N_(
            "There is money in {codes}: keep to one of them (where currency={code}, or one shop), "
            "or say a currency to convert to."
        ),
        codes=", ".join(found),
        code=found[0],
    )


def in_one_currency(
    frame: pl.DataFrame, amounts: Sequence[str], day: str, facts: Facts, target: str | None
) -> tuple[pl.DataFrame, str | None]:
    """The amounts of each row (whole ten-thousandths of its `currency`) in `target`, at the rate of
    its day and rounded half to even; and the currency. Without a target they have to be in one.

    Raises:
        MetricError: several currencies and no target; a missing rate.
    """
    found = frame["currency"].unique().sort().to_list()
    if target is None and len(found) > 1:
        raise currency_error(found)
    if target is None or found in ([], [target]):
        return frame, target or (found[0] if found else None)
    pairs = frame.select("currency", day).unique().with_columns(into=pl.lit(target))
    known, _ = rates.cross_rates(pairs, facts, "currency", "into", day)
    known = known.drop("into")
    lacks = known.filter(pl.col("factor").is_null())
    if lacks.height:
        code, on = lacks.sort("currency", day).select("currency", day).row(0)
        raise MetricError(
            N_(
                "There is no exchange rate from {code} into {target} for {on} (nor in the 7 days "
                "before): load rates into fx_rates, or keep to one currency."
            ),
            code=code,
            target=target,
            on=on,
        )
    joined = frame.lazy().join(
        known.lazy(), on=["currency", day], how="left", maintain_order="left"
    )
    converted = [
        (pl.col(name) * pl.col("factor")).round(mode="half_to_even").cast(pl.Int64)
        for name in amounts
    ]
    return joined.with_columns(converted).drop("factor").collect(), target
