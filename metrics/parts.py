"""What one row adds to a measure, and how a group of rows is summed up."""

from collections.abc import Iterable, Mapping

import narwhals as nw

from metrics.cut import Cut
from metrics.metric import Kind, Measure

FULFILLED_BY_PLATFORM = ("tiktok",)


def parts(measures: Mapping[Measure, int], cut: Cut) -> Iterable[nw.Expr]:
    """What each row adds to the measure at n: `part_n`, and `counts_n` where some don't count."""
    for measure, n in measures.items():
        where, value = _where(measure, cut), measure.value
        if value is None:
            if where is not None:
                yield where.cast(nw.Int64).alias(f"part_{n}")
        elif where is None:
            yield value.alias(f"part_{n}")
        else:
            yield nw.when(where).then(value).alias(f"part_{n}")
            if measure.kind is Kind.SUM:
                yield where.cast(nw.Int64).alias(f"counts_{n}")


def totals(measure: Measure, part_n: int, n: int, cut: Cut) -> list[nw.Expr]:
    """The columns of the total at n, of rows with the parts at `part_n`.

    `value_n` (of a mean: the sum), and where it applies `known_n` (how many of the `rows_n` that
    count are known) and `gap_n` (how often a distinct count met null, which it counts as a value).
    """
    where, part = _where(measure, cut), nw.col(f"part_{part_n}")
    value, rows, known = (f"{name}_{n}" for name in ("value", "rows", "known"))
    if measure.value is None and where is None:
        return [nw.len().alias(value)]
    match measure.kind:
        case Kind.SUM | Kind.COUNT:
            some_count = measure.value is not None and where is not None
            counted = nw.col(f"counts_{part_n}").sum() if some_count else nw.len()
            return [part.sum().alias(value), part.count().alias(known), counted.alias(rows)]
        case Kind.DISTINCT:
            assert measure.value is not None
            gap = part.null_count().alias(f"gap_{n}")
            all_known = measure.value.count().alias(known)
            return [part.n_unique().alias(value), gap, all_known, nw.len().alias(rows)]
        case Kind.MEAN:
            return [part.sum().alias(value), part.count().alias(known)]
        case Kind.MEDIAN:
            return [part.median().alias(value)]
        case Kind.LEAST:
            return [part.min().alias(value)]
        case _:
            return [part.drop_nulls().quantile(0.9, interpolation="linear").alias(value)]


def _where(measure: Measure, cut: Cut) -> nw.Expr | None:
    if not measure.seller_fulfilled or "fulfilment_type" in cut.words:
        return measure.where
    by_seller = ~nw.col("fulfilment_type").is_in(FULFILLED_BY_PLATFORM).fill_null(value=False)
    return by_seller if measure.where is None else by_seller & measure.where
