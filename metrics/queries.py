"""What the engine does: one aggregate per group, for each table, clock and set of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import reduce
from operator import and_, or_

import narwhals as nw
import polars as pl

from metrics import dimensions
from metrics.coverage import Scope
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import Measure, Rows
from metrics.parts import parts, totals
from metrics.period import Span


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


_Key = tuple[Rows, Scope, Span, Split]


def run(slots: Mapping[Slot, int], asked: Asked) -> dict[tuple[Span, Split], list[pl.DataFrame]]:
    """Collects everything at once, so that queries share their scans.

    The columns of the slot at n are those of `totals`, the groups are `by_…`.
    """
    queries: dict[_Key, dict[Measure, int]] = defaultdict(dict)
    measures: dict[Rows, dict[Measure, int]] = defaultdict(dict)
    for slot, n in slots.items():
        rows = slot.measure.rows
        queries[rows, slot.scope, slot.span, slot.split][slot.measure] = n
        measures[rows].setdefault(slot.measure, n)
    prepared = {rows: _prepared(rows, some, asked) for rows, some in measures.items()}
    frames = [
        _aggregate(prepared[key[0]], key, numbers, measures[key[0]], asked).to_native()
        for key, numbers in queries.items()
    ]
    results = defaultdict(list)
    for (_, _, span, split), result in zip(queries, pl.collect_all(frames), strict=True):
        results[span, split].append(result)
    return dict(results)


def group_names(cut: Cut, split: Split) -> list[str]:
    """The columns by which a result is grouped."""
    extra = {
        Split.NONE: [],
        Split.CURRENCY: ["by_currency"],
        Split.CURRENCY_AND_DAY: ["by_currency", "rate_on"],
    }
    return list(dict.fromkeys([*(f"by_{word}" for word in cut.by), *extra[split]]))


def _prepared(rows: Rows, measures: Mapping[Measure, int], asked: Asked) -> nw.LazyFrame:
    """The table with the parts of all measures, so that they are written once for all spans."""
    frame = nw.from_native(asked.facts.tables[rows.table])
    columns = list(parts(measures, asked.cut))
    return frame.with_columns(columns) if columns else frame


def _aggregate(
    frame: nw.LazyFrame,
    key: _Key,
    numbers: Mapping[Measure, int],
    part_numbers: Mapping[Measure, int],
    asked: Asked,
) -> nw.LazyFrame:
    rows, scope, span, split = key
    groups = group_names(asked.cut, split)
    frame = _labelled(_kept(frame, rows, scope, span, asked), rows, groups, span, asked)
    if rows.distinct:
        frame = frame.unique(subset=[*groups, *rows.distinct], keep="any")
    wanted = [
        total
        for measure, n in numbers.items()
        for total in totals(measure, part_numbers[measure], n, asked.cut)
    ]
    return frame.group_by(groups).agg(wanted) if groups else frame.select(wanted)


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
        kept.append(_of_shops(scope, day))
    return frame.filter(reduce(and_, kept))


def _of_shops(scope: Scope, day: nw.Expr) -> nw.Expr:
    """The rows of the scope's shops, each on its days."""
    shops: dict[tuple[date, date], list[str]] = defaultdict(list)
    for shop, first, last in scope.shops or ():
        shops[first, last].append(shop)
    return reduce(
        or_,
        (nw.col("shop_id").is_in(some) & day.is_between(*days) for days, some in shops.items()),
    )


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
