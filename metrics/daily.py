"""Daily totals: what adds up, once per shop, currency and day, kept beside the tables.

Made of the same parts as every query, so that a total of days is exactly their sum. What can't be
added (distinct counts, medians, means) is always counted on the rows themselves.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from metrics import dimensions
from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.metric import ADDITIVE, Measure, Rows
from metrics.parts import parts, totals

WORDS: Final = frozenset({*dimensions.TIME, "shop", "market", "currency"})
"""The words by which daily totals can be cut."""

WHOLE: Final = Cut((), {})


@cache
def numbers() -> Mapping[Rows, Mapping[Measure, int]]:
    """Every measure of the book that adds up, by the rows that it reads, with a number of its own.

    Rows that are counted once a group (`distinct`) don't add up.
    """
    found: dict[Rows, dict[Measure, int]] = {}
    measures = [one for metric in CATALOG.values() for one in metric.measures()]
    for measure in measures:
        if measure.kind in ADDITIVE and not measure.rows.distinct:
            known = found.setdefault(measure.rows, {})
            known.setdefault(measure, sum(map(len, found.values())))
    return found


@cache
def definition() -> str:
    """Another one whenever a rule in this package changes: what an older one kept is not used."""
    here = Path(__file__).parent
    sources = sorted([*here.glob("*.py"), *here.glob("views/*.py")])
    return blake2b(b"".join(map(Path.read_bytes, sources)), digest_size=8).hexdigest()


def summed(table: str, rows: pl.LazyFrame) -> pl.DataFrame:
    """The daily totals of some rows of a table.

    Columns: `rows` (which rows of it, by their place in `numbers`), `shop_id`, `currency`, `day`,
    and `value_n`, `known_n`, `rows_n` of the measure at n.
    """
    frames = [
        _summed(each, known, rows).with_columns(rows=pl.lit(place, pl.Int16))
        for place, (each, known) in enumerate(numbers().items())
        if each.table == table
    ]
    return pl.concat(pl.collect_all(frames), how="diagonal") if frames else pl.DataFrame()


def _summed(each: Rows, known: Mapping[Measure, int], rows: pl.LazyFrame) -> pl.LazyFrame:
    frame = nw.from_native(rows)
    has_currency = "currency" in dimensions.DIMENSIONS[each.table]
    currency = nw.col("currency") if has_currency else nw.lit(None, dtype=nw.String)
    dated = ~nw.col(each.clock).is_null()
    columns = list(parts(known, WHOLE))
    kept = frame.filter(dated if each.only is None else dated & each.only)
    labelled = kept.with_columns(*columns, day=nw.col(each.clock), currency=currency)
    aggregates = [total for m, n in known.items() for total in totals(m, n, n, WHOLE)]
    return labelled.group_by("shop_id", "currency", "day").agg(aggregates).to_native()


def of_rows(each: Rows, held: pl.LazyFrame) -> nw.LazyFrame:
    """The totals that stand for `each`, their day under the name of its clock."""
    place = [*numbers()].index(each)
    mine = held.filter(pl.col("rows") == place).with_columns(pl.col("day").alias(each.clock))
    return nw.from_native(mine)


def held(each: Rows, measures: Mapping[Measure, int]) -> dict[str, str]:
    """Column of the daily totals → column of the total at n: as `parts.totals` has them."""
    found = {}
    for measure, n in measures.items():
        kept = numbers()[each][measure]
        names = ["value"]
        if measure.value is not None or measure.where is not None:
            names += ["known", "rows"]
        found |= {f"{name}_{kept}": f"{name}_{n}" for name in names}
    return found
