"""One aggregate per group, for each table, clock and set of rows."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_

import narwhals as nw
import polars as pl

from metrics import apart, dimensions, sources
from metrics.coverage import Scope
from metrics.engine import Engine
from metrics.metric import Rows
from metrics.queries import Asked, Batch, Numbers, Query, group_names

PLACE = "place"


@dataclass(frozen=True, eq=False)
class Aggregate:
    """The queries of one batch, and how their rows become its totals."""

    engine: Engine
    frames: Sequence[nw.LazyFrame]
    finish: Callable[[Sequence[pl.DataFrame]], pl.DataFrame]


def aggregate(
    source: sources.Source, batch: Sequence[Query], numbers: Numbers, asked: Asked
) -> Aggregate:
    """The totals of the queries of a batch, told apart by their place in it."""
    rows = batch[0].rows
    groups = group_names(asked.cut, batch[0].split)
    inside = [_inside(query, asked) for query in batch]
    frame = source.frame.filter(_asked_for(source, batch, inside, asked))
    frame = _labelled(frame, source.engine, rows, groups, batch, asked)
    if len(batch) > 1:
        groups = [*groups, PLACE]
        frame = frame.with_columns(_place(inside).alias(PLACE))
    if rows.distinct and not source.held:
        frame = frame.unique(subset=[*groups, *rows.distinct], keep="any")
    if source.held:
        names = source.held(numbers)
        sums = nw.col(*names).sum()
        totals = frame.group_by(groups).agg(sums) if groups else frame.select(sums)
        return Aggregate(source.engine, [totals], lambda found: found[0].rename(names))
    wanted = [total for measure, n in numbers.items() for total in source.totals(measure, n)]
    if not source.engine.counts_apart:
        totals = frame.group_by(groups).agg(wanted) if groups else frame.select(wanted)
        return Aggregate(source.engine, [totals], lambda found: found[0])
    counted = apart.Counted.of(frame, groups, numbers, source.parts)
    return Aggregate(source.engine, counted.frames(wanted), counted.joined)


def rows_of(source: sources.Source, query: Query, asked: Asked) -> nw.LazyFrame:
    """The rows that a query sums up."""
    inside = [_inside(query, asked)]
    return source.frame.filter(_asked_for(source, [query], inside, asked))


def collected(asked: Sequence[tuple[Batch, Aggregate]]) -> list[tuple[Batch, pl.DataFrame]]:
    """The totals of each, all queries of an engine at once."""
    frames: dict[Engine, list[nw.LazyFrame]] = defaultdict(list)
    for _, one in asked:
        frames[one.engine] += one.frames
    rows = {engine: iter(engine.collect(some)) for engine, some in frames.items()}
    return [
        (batch, one.finish([next(rows[one.engine]) for _ in one.frames])) for batch, one in asked
    ]


def _place(inside: Sequence[nw.Expr]) -> nw.Expr:
    """Which of the conditions, of which one holds, is the one that does."""
    place = nw.lit(len(inside) - 1)
    for n in reversed(range(len(inside) - 1)):
        place = nw.when(inside[n]).then(nw.lit(n)).otherwise(place)
    return place


def _inside(query: Query, asked: Asked) -> nw.Expr:
    """The days of the query's span that are asked for, and its shops."""
    day = nw.col(asked.clock or query.rows.clock)
    inside = day.is_between(query.scope.first, query.scope.last)
    if asked.cut.where_time:
        inside &= day.is_in(asked.cut.calendar(query.span)["on"].to_list())
    return inside & _of_shops(query.scope, day) if query.scope.shops is not None else inside


def _asked_for(
    source: sources.Source, batch: Sequence[Query], inside: Sequence[nw.Expr], asked: Asked
) -> nw.Expr:
    """Rows of the days and shops of a query of the batch, and of the values asked for."""
    rows = batch[0].rows
    kept = asked.cut.filters(rows.table, asked.facts)
    if source.only is not None:
        kept.append(source.only)
    if asked.clock:
        kept.append(~nw.col(rows.clock).is_null())
    return reduce(and_, [reduce(or_, inside), *kept])


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
    frame: nw.LazyFrame,
    engine: Engine,
    rows: Rows,
    groups: Sequence[str],
    batch: Sequence[Query],
    asked: Asked,
) -> nw.LazyFrame:
    """Adds the columns of the groups; labels of days and markets come from small frames."""
    day = asked.clock or rows.clock
    columns = {"by_day": nw.col(day), "rate_on": nw.col(day)}
    columns |= {
        f"by_{word}": dimensions.value(rows.table, word)
        for word in dimensions.DIMENSIONS[rows.table]
        if word != "market"
    }
    if words := [f"by_{word}" for word in asked.cut.time if word != "day"]:
        labels = pl.concat([asked.cut.calendar(query.span).select("on", *words) for query in batch])
        frame = frame.join(engine.small(labels), left_on=day, right_on="on", how="left")
    if "by_market" in groups:
        markets = asked.facts.markets
        named = pl.DataFrame({"shop_id": list(markets), "by_market": list(markets.values())})
        frame = frame.join(engine.small(named), on="shop_id", how="left")
    labels = [columns[name].alias(name) for name in groups if name in columns]
    return frame.with_columns(labels) if labels else frame
