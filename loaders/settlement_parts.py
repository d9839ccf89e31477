"""The parts of what was settled: every amount in one kind only, and all of them together the whole.

In SEA's income export the total of fees holds seller shipping, in statements it doesn't: `outside`
names the kinds of cost that stand beside the total.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from loaders.settlement_columns import FEES
from loaders.settlement_types import BOOKED_AS
from metrics.errors import Reason
from metrics.metric import N_

FEE_KINDS: Final = ("platform_commission_e4", "transaction_fee_e4", "affiliate_e4")


def with_parts(read: pl.DataFrame, outside: Sequence[str]) -> pl.DataFrame:
    """Adds each kind of cost that the file has; fees without what is booked apart."""
    kinds = {
        column: total(read, tuple(parts))
        for column, parts in FEES.items()
        if any(name in read.columns for name in parts)
    }
    frame = read.with_columns(**kinds)
    if "total_fees" not in frame.columns:
        return frame
    apart = [name for name in ("ads_e4", "taxes_e4", "shipping_e4") if name not in outside]
    fees = pl.col("total_fees") - known(frame, apart)
    return frame.with_columns(fees_e4=fees, service_e4=fees - known(frame, FEE_KINDS))


def booked(frame: pl.DataFrame, outside: Sequence[str]) -> pl.DataFrame:
    """Moves payments of ads, withheld taxes and reserves from adjustments to their own kind."""
    if "type" not in frame.columns:
        return frame
    rest = pl.col("settled") - known(frame, ("revenue", "total_fees", *outside))
    found = set(frame.get_column("type").unique()) & BOOKED_AS.keys()
    for word in sorted(found):
        column = BOOKED_AS[word]
        before = pl.col(column) if column in frame.columns else pl.lit(None, dtype=pl.Int64)
        its_own = pl.col("type") == word
        moved = pl.when(its_own).then(before.fill_null(0) + rest).otherwise(before)
        frame = frame.with_columns(moved.alias(column))
        if "adjustment" in frame.columns:
            frame = frame.with_columns(adjustment=pl.when(~its_own).then("adjustment").otherwise(0))
    return frame


UNBALANCED: Final = N_(
    "{off} of {rows} rows: revenue, fees, shipping and adjustments do not add up to the settled "
    "amount (first: row {first}). They are loaded as they stand."
)


def unbalanced(frame: pl.DataFrame, outside: Sequence[str]) -> tuple[Reason, ...]:
    """Says so when the parts of rows do not make up what was settled."""
    parts = ("revenue", "total_fees", "adjustment", *outside)
    if any(name not in frame.columns for name in parts):
        return ()
    usual = frame
    if "type" in frame.columns:
        usual = frame.filter(~pl.col("type").is_in(list(BOOKED_AS)))
    off = usual.filter(pl.col("settled") != known(frame, parts)).get_column("source_row")
    if off.is_empty():
        return ()
    about = {"off": len(off), "rows": frame.height, "first": off.min()}
    return (Reason(UNBALANCED, about),)


def total(frame: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    """The sum of the columns that `frame` has; unknown where all of them are."""
    present = [pl.col(name) for name in names if name in frame.columns]
    known = pl.any_horizontal(column.is_not_null() for column in present)
    return pl.when(known).then(pl.sum_horizontal(present))


def known(frame: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    """What is known of the columns' sum: 0 where nothing is."""
    return pl.sum_horizontal(
        pl.lit(0, dtype=pl.Int64), *(pl.col(name) for name in names if name in frame.columns)
    )
