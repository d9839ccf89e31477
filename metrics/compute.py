"""Evaluates metrics: every table is aggregated first, then aligned, then divided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from metrics import values
from metrics.align import Results, Totals, aligned
from metrics.cut import Cut
from metrics.dimensions import WHOLE_NUMBERS
from metrics.errors import LacksError, MetricError, Reason
from metrics.facts import Facts
from metrics.metric import N_, Metric
from metrics.period import Span
from metrics.plan import Plan
from metrics.queries import Slot
from metrics.run import run


@dataclass(frozen=True, eq=False)
class Computed:
    """One frame a span, with a row per metric and group; see `compute` for the columns.

    `e4` is the value in whole ten-thousandths where it is a plain sum of money; `position` places
    groups of days in their span. `currency` is the one currency of all money, if there is one.
    """

    frames: Sequence[pl.DataFrame]
    currency: str | None
    is_split: bool
    notes: tuple[str, ...]


def compute(
    metrics: Sequence[Metric],
    facts: Facts,
    span: Span,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str | None]] | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
) -> pl.DataFrame:
    """The metrics over a span: a row per metric and group of `by`.

    Columns: metric, the words of `by`, `currency` where money had to be split, value (money in
    currency units), complete, covers (share of the whole that the value speaks for).

    Raises:
        MetricError: an unknown word or value, a metric that lacks a dimension or the clock.
    """
    cut = Cut.read(by, where or {})
    computed = compute_spans(metrics, facts, [span], cut, currency=currency, clock=clock)
    return computed.frames[0].drop("e4", "position", strict=False)


def compute_spans(
    metrics: Sequence[Metric],
    facts: Facts,
    spans: Sequence[Span],
    cut: Cut,
    *,
    currency: str | None = None,
    clock: str | None = None,
) -> Computed:
    """`compute` over several spans at once; groups that are in one of them are in all."""
    if not metrics:
        raise MetricError(
            N_("No metric is asked for, or none has all of the dimensions asked for.")
        )
    plan = Plan.of(metrics, facts, cut, currency, clock)
    numbers = {slot: n for n, slot in enumerate(plan.slots(spans))}
    results = _run(plan, numbers, spans)
    found = _currencies(results)
    is_split = len(found) > 1 and "currency" not in cut.by
    totals = [Totals.of(plan, results, span, is_split=is_split) for span in spans]
    frames = [_rows(plan, numbers, totals, mine) for mine in totals]
    reasons = sorted(plan.asked.reasons)  # views found them, several at a time
    notes = dict.fromkeys([*reasons, *(note for t in totals for note in t.notes)])
    sold_in = {facts.currencies.get(shop) for shop in plan.shops}
    single = currency or _only(found or sold_in)
    return Computed(frames, single, is_split, tuple(notes))


def _run(plan: Plan, numbers: Mapping[Slot, int], spans: Sequence[Span]) -> Results:
    """All totals. Raises EngineError; what an engine lacks is said by the names of metrics."""
    engine = plan.asked.facts.engine
    try:
        return run(numbers, plan.asked)
    except (LacksError, *engine.failures) as error:
        failed = error if isinstance(error, LacksError) else engine.failed(error)
        if not isinstance(failed, LacksError):
            raise failed from error
    lacking = [metric.name for metric in plan.metrics if _lacks(plan, metric, spans)]
    names = ", ".join(lacking) or "none alone, only all of them together"
    raise LacksError(
        *failed.reasons, Reason(N_("Metrics that it can't compute: {names}."), {"names": names})
    )


def _lacks(plan: Plan, metric: Metric, spans: Sequence[Span]) -> bool:
    alone = replace(plan, metrics=[metric])
    try:
        run({slot: n for n, slot in enumerate(alone.slots(spans))}, plan.asked)
    except (LacksError, *plan.asked.facts.engine.failures):
        return True
    return False


def _only(currencies: set[str] | set[str | None]) -> str | None:
    return next(iter(currencies)) if len(currencies) == 1 else None


def _currencies(results: Results) -> set[str]:
    """The currencies of the money that was found."""
    frames = [frame for frames in results.values() for frame in frames]
    return {
        currency
        for frame in frames
        if "by_currency" in frame.columns and "rate_on" not in frame.columns
        for currency in frame["by_currency"].drop_nulls()
    }


def _rows(
    plan: Plan,
    numbers: Mapping[Slot, int],
    all_totals: Sequence[Totals],
    mine: Totals,
) -> pl.DataFrame:
    """A row per metric and group; where money is split, its metrics have groups of their own."""
    money = [metric for metric in plan.metrics if mine.is_split and metric.has_money]
    other = [metric for metric in plan.metrics if metric not in money]
    parts = [
        _part(plan, numbers, metrics, mine, aligned(plan, all_totals, mine, by_currency=split))
        for metrics, split in ((money, True), (other, False))
        if metrics
    ]
    places = {metric.name: n for n, metric in enumerate(plan.metrics)}
    rows = pl.concat(parts, how="diagonal")
    place = pl.col("metric").replace_strict(places, return_dtype=pl.Int64)
    return rows.sort(place, maintain_order=True) if len(parts) > 1 else rows


def _part(
    plan: Plan,
    numbers: Mapping[Slot, int],
    metrics: Sequence[Metric],
    mine: Totals,
    wide: pl.DataFrame,
) -> pl.DataFrame:
    """The rows of some metrics, one after the other, out of one row per group."""
    needs = list(dict.fromkeys(plan.needs.values()))
    is_met = pl.col("^known_for_.*$").fill_null(value=False)
    has_currency = "by_currency" in wide.columns
    columns, measured = [], {}
    for metric in metrics:
        if plan.is_known(metric, mine.span):
            need = needs.index(plan.needs[metric.name])
            slots = {one: plan.slot(metric, one, mine.span) for one in metric.measures()}
            counted = {one: numbers[slot] for one, slot in slots.items()}
            measured |= {numbers[slot]: slot.measure for slot in slots.values()}
            columns += values.results(metric, need, counted, by_currency=has_currency)
    summed = wide.with_columns(is_met, *values.amounts(measured))
    found = {one.name: one for one in summed.select(columns)} if columns else {}
    names = pl.Series("metric", [metric.name for metric in metrics], pl.String)
    each = pl.Series(range(names.len()), dtype=pl.UInt32)
    columns = [names.gather(each.repeat_by(wide.height).explode())]
    columns += [pl.concat([label] * names.len()) for label in _labels(wide)]
    for name in values.RESULTS:
        columns.append(pl.concat([_result(found, one, name, wide.height) for one in metrics]))
    return pl.DataFrame(columns)


def _result(found: Mapping[str, pl.Series], metric: Metric, name: str, height: int) -> pl.Series:
    column = f"{metric.name}:{name}"
    if column in found:
        return found[column].alias(name)
    nothing = pl.Series(name, [values.NOTHING.get(name)], dtype=values.RESULTS[name])
    return nothing.new_from_index(0, height)


def _labels(frame: pl.DataFrame) -> list[pl.Series]:
    """The values of the groups: text, but for weekday and hour."""
    labels = []
    for name in frame.columns:
        word = name.removeprefix("by_")
        if word != name:
            kind = pl.Int64 if word in WHOLE_NUMBERS else pl.String
            labels.append(frame[name].cast(kind).alias(word))
    return labels + [frame[name] for name in frame.columns if name == "position"]
