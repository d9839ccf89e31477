"""What the engine does: one aggregate per group, for each table, clock and set of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import reduce
from operator import and_, or_

import narwhals as nw
import polars as pl

from metrics import dimensions
from metrics.coverage import Scope
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import Kind, Measure, Rows
from metrics.period import Span

FULFILLED_BY_PLATFORM = ("tiktok",)


class Split(Enum):
    """What an aggregate is grouped by besides the words asked for."""

    NONE = auto()
    CURRENCY = auto()
    CURRENCY_AND_DAY = auto()


@dataclass(frozen=True)
class Slot:
    """A measure that is needed over a scope, for one of the spans."""

    measure: Measure
    scope: Scope
    span: Span
    split: Split


@dataclass(frozen=True, eq=False)
class Asked:
    """What all queries of an answer share."""

    facts: Facts
    cut: Cut
    clock: str | None


def run(slots: Mapping[Slot, int], asked: Asked) -> dict[tuple[Span, Split], list[pl.DataFrame]]:
    """Collects everything at once, so that queries share their scans.

    The columns of the slot at n are `value_n`, and where it applies `known_n` (how many of the
    `rows_n` are known) and `gap_n` (how often a distinct count met null); the groups are `by_…`.
    """
    queries: dict[tuple[Rows, Scope, Span, Split], dict[int, Measure]] = defaultdict(dict)
    for slot, n in slots.items():
        key = (slot.measure.rows, slot.scope, slot.span, slot.split)
        queries[key][n] = slot.measure
    frames = [_aggregate(*key, measures, asked).to_native() for key, measures in queries.items()]
    results = defaultdict(list)
    for (_, _, span, split), result in zip(queries, pl.collect_all(frames), strict=True):
        results[span, split].append(result)
    return results


def group_names(cut: Cut, split: Split) -> list[str]:
    """The columns by which a result is grouped."""
    extra = {
        Split.NONE: [],
        Split.CURRENCY: ["by_currency"],
        Split.CURRENCY_AND_DAY: ["by_currency", "rate_on"],
    }
    return list(dict.fromkeys([*(f"by_{word}" for word in cut.by), *extra[split]]))


def _aggregate(
    rows: Rows,
    scope: Scope,
    span: Span,
    split: Split,
    measures: Mapping[int, Measure],
    asked: Asked,
) -> nw.LazyFrame:
    frame = nw.from_native(asked.facts.tables[rows.table])
    groups = group_names(asked.cut, split)
    frame = _labelled(_kept(frame, rows, scope, span, asked), rows, groups, span, asked)
    if rows.distinct:
        frame = frame.unique(subset=[*groups, *rows.distinct], keep="any")
    parts = {n: _parts(n, measure, asked.cut) for n, measure in measures.items()}
    frame = frame.with_columns(part for some in parts.values() for part in some)
    totals = [total for n, measure in measures.items() for total in _totals(n, measure, parts[n])]
    return frame.group_by(groups).agg(totals) if groups else frame.select(totals)


def _kept(frame: nw.LazyFrame, rows: Rows, scope: Scope, span: Span, asked: Asked) -> nw.LazyFrame:
    """The rows of the scope, and of the values asked for."""
    day = nw.col(asked.clock or rows.clock)
    kept = [day.is_between(scope.first, scope.last), *asked.cut.filters(rows.table, asked.facts)]
    if rows.only is not None:
        kept.append(rows.only)
    if asked.clock:
        kept.append(~nw.col(rows.clock).is_null())
    if asked.cut.where_time:
        kept.append(day.is_in(asked.cut.calendar(span)["on"].to_list()))
    if scope.shops is not None:
        each = [
            (nw.col("shop_id") == shop) & day.is_between(first, last)
            for shop, first, last in scope.shops
        ]
        kept.append(reduce(or_, each))
    return frame.filter(reduce(and_, kept))


def _labelled(
    frame: nw.LazyFrame, rows: Rows, groups: Sequence[str], span: Span, asked: Asked
) -> nw.LazyFrame:
    """Adds the columns of the groups; labels of days and markets come from small frames."""
    day = asked.clock or rows.clock
    labels = asked.cut.calendar(span).select("on", *(f"by_{word}" for word in asked.cut.time))
    columns = {"by_day": nw.col(day), "rate_on": nw.col(day)}
    columns |= {
        f"by_{word}": nw.col(column)
        for word, column in dimensions.DIMENSIONS[rows.table].items()
        if word != "market"
    }
    if set(asked.cut.time) - {"day"}:
        small = nw.from_native(labels.drop("by_day", strict=False).lazy())
        frame = frame.join(small, left_on=day, right_on="on", how="left")
    if "by_market" in groups:
        markets = asked.facts.markets
        small = pl.LazyFrame({"shop_id": list(markets), "by_market": list(markets.values())})
        frame = frame.join(nw.from_native(small), on="shop_id", how="left")
    return frame.with_columns(columns[name].alias(name) for name in groups if name in columns)


def _where(measure: Measure, cut: Cut) -> nw.Expr | None:
    if not measure.seller_fulfilled or "fulfilment_type" in cut.words:
        return measure.where
    by_seller = ~nw.col("fulfilment_type").is_in(FULFILLED_BY_PLATFORM).fill_null(value=False)
    return by_seller if measure.where is None else by_seller & measure.where


def _parts(n: int, measure: Measure, cut: Cut) -> list[nw.Expr]:
    """What one row adds (`part_n`), and whether it is one of those that count (`counts_n`)."""
    where, value = _where(measure, cut), measure.value
    if value is None:
        value = nw.lit(1) if where is None else where.cast(nw.Int64)
        return [value.alias(f"part_{n}")]
    if where is None:
        return [value.alias(f"part_{n}")]
    parts = [nw.when(where).then(value).alias(f"part_{n}")]
    if measure.kind is Kind.SUM:
        parts.append(where.cast(nw.Int64).alias(f"counts_{n}"))
    return parts


def _totals(n: int, measure: Measure, parts: Sequence[nw.Expr]) -> list[nw.Expr]:
    part = nw.col(f"part_{n}")
    value, rows, known = (f"{name}_{n}" for name in ("value", "rows", "known"))
    match measure.kind:
        case Kind.SUM | Kind.COUNT:
            counted = nw.col(f"counts_{n}").sum() if len(parts) > 1 else nw.len()
            return [part.sum().alias(value), part.count().alias(known), counted.alias(rows)]
        case Kind.DISTINCT:
            assert measure.value is not None
            return [
                part.n_unique().alias(value),
                part.null_count().alias(f"gap_{n}"),
                measure.value.count().alias(known),
                nw.len().alias(rows),
            ]
        case Kind.MEAN:
            return [part.mean().alias(value)]
        case Kind.MEDIAN:
            return [part.median().alias(value)]
        case _:
            return [part.quantile(0.9, interpolation="linear").alias(value)]
