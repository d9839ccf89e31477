"""`explain`: why a metric of the book changed from one span to another, in one call.

A metric that adds up is split by a dimension; a ratio into mix and rate. Amounts are taken in whole
ten-thousandths, so that parts sum to the change exactly.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import polars as pl

from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.drivers import SHOWN, Driver, Group, Side, by_group, mix_and_rate
from metrics.judgement.exact import PER, Where, terms_of, whole_numbers
from metrics.metric import ADDITIVE, N_, Kind, Metric, Unit
from metrics.period import Span
from metrics.values import E4


@dataclass(frozen=True)
class Explanation:
    """The change of a metric between two spans, in its own unit, and what made it.

    `drivers` sum to `now` − `before` exactly. `complete` is false where a span is covered in part.
    """

    metric: str
    by: str
    period: Span
    compare: Span
    currency: str | None
    before: Fraction
    now: Fraction
    drivers: tuple[Driver, ...]
    complete: bool
    notes: tuple[str, ...]

    def frame(self) -> pl.DataFrame:
        """group, before, now, mix, rate, change, share, folded: a row per driver, as floats."""
        numbers = ("before", "now", "mix", "rate", "change", "share")
        rows = [
            {
                "group": None if one.group is None else str(one.group),
                **{name: _float(getattr(one, name)) for name in numbers},
                "folded": one.folded,
            }
            for one in self.drivers
        ]
        schema = {"group": pl.String, **dict.fromkeys(numbers, pl.Float64), "folded": pl.Int64}
        return pl.DataFrame(rows, schema=schema)


def explain(
    metric: Metric,
    facts: Facts,
    span: Span,
    compare: Span,
    by: str,
    where: Where | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
    shown: int = SHOWN,
) -> Explanation:
    """The change of `metric` from `compare` to `span`, split by the dimension `by`.

    Raises:
        MetricError: several currencies and none to convert to; groups that don't add up to the
            whole (an order in two products); a span in which the metric is unknown.
    """
    if metric.per_day or metric.unit is Unit.DATE or not _sums(metric):
        raise MetricError(
            N_("{metric} can't be split: ask for a total, or for a ratio of them."),
            metric=metric.name,
        )
    terms, spans = terms_of(metric), [compare, span]
    whole = whole_numbers(terms, facts, spans, Cut.read([], where or {}), currency, clock)
    parts = whole_numbers(terms, facts, spans, Cut.read([by], where or {}), currency, clock)
    sides = [_sides(frame, by) for frame in parts.frames]
    for one, frame, side in zip(spans, whole.frames, sides, strict=True):
        _check(metric, by, one, frame, side, converted=currency is not None)
    scale = metric.scale / (E4 if metric.unit is Unit.MONEY else 1)
    if metric.per:
        drivers = mix_and_rate(*sides, shown=shown)
    else:
        before, now = ({group: part for group, (part, _) in side.items()} for side in sides)
        drivers = by_group(before, now, shown)
    labels = _labels(parts.frames, by)
    old, new = (_value(metric, side) * scale for side in sides)
    return Explanation(
        metric.name, by, span, compare, parts.currency if metric.has_money else None, old, new,
        tuple(_shown(one, scale, labels) for one in drivers),
        all(frame["complete"].all() for frame in whole.frames), parts.notes,
    )  # fmt: skip


def _sums(metric: Metric) -> bool:
    kinds = {measure.kind for _, measure in (*metric.value, *metric.per)}
    return kinds <= {*ADDITIVE, Kind.DISTINCT}


def _sides(frame: pl.DataFrame, by: str | None) -> dict[Group, Side]:
    """Group → (value, per); groups of days go by their place in the span.

    What is unknown adds nothing, as in the whole. Without terms to divide by, `per` is 1.
    """
    key = "position" if "position" in frame.columns else by
    divides = frame["metric"].str.starts_with(PER).any()
    found: dict[Group, list[int]] = defaultdict(lambda: [0, 0 if divides else 1])
    for row in frame.iter_rows(named=True):
        group = row[key] if key else None
        found[group][row["metric"].startswith(PER)] += row["e4"] or 0
    one = 0 if divides else 1
    return {g: (part, per) for g, (part, per) in found.items() if part or per != one or key is None}


def _check(
    metric: Metric,
    by: str,
    span: Span,
    frame: pl.DataFrame,
    parts: Mapping[Group, Side],
    *,
    converted: bool,
) -> None:
    """The parts are the whole: converting rounds every total to a ten-thousandth, nothing else."""
    whole = _sides(frame, None).get(None, (0, 0))
    if frame["e4"].has_nulls() or not whole[1]:
        raise MetricError(
            N_("{metric} is unknown from {first} to {last}: there is nothing to compare."),
            metric=metric.name, first=span.first, last=span.last,
        )  # fmt: skip
    slack = len(terms_of(metric)) * (len(parts) + 1) if converted else 0
    sides = (0, 1) if metric.per else (0,)
    if any(abs(sum(side[n] for side in parts.values()) - whole[n]) > slack for n in sides):
        raise MetricError(
            N_(
                "{metric} can't be split by {by}: its groups don't add up to the whole, because "
                "one order or buyer is in several of them, or the spans have unlike days."
            ),
            metric=metric.name,
            by=by,
        )


def _value(metric: Metric, side: Mapping[Group, Side]) -> Fraction:
    part, whole = (sum(one[n] for one in side.values()) for n in (0, 1))
    return Fraction(part) / whole if metric.per else Fraction(part)


def _labels(frames: Sequence[pl.DataFrame], by: str) -> dict[Group, Group]:
    """Place in the span → the days there; the later span's, which comes last, wins."""
    placed = [frame for frame in frames if "position" in frame.columns]
    return {place: day for f in placed for place, day in f.select("position", by).iter_rows()}


def _shown(driver: Driver, scale: Fraction, labels: Mapping[Group, Group]) -> Driver:
    """In the metric's unit."""
    before, now = (None if one is None else one * scale for one in (driver.before, driver.now))
    group = labels.get(driver.group, driver.group)
    mix, rate = driver.mix * scale, driver.rate * scale
    return replace(driver, group=group, before=before, now=now, mix=mix, rate=rate)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
