"""A question and its answer: metrics over a period, beside what they are compared with."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import polars as pl

from metrics import constant as constant_rates
from metrics.catalog import CATALOG
from metrics.compute import compute_spans
from metrics.cut import Cut
from metrics.dimensions import POSITIONAL, TIME
from metrics.facts import Facts
from metrics.local_days import time_left
from metrics.metric import Metric, Unit
from metrics.period import Span
from metrics.values import difference

EPOCH: Final = date(1970, 1, 1)
"""A value that is a day is the number of days since then."""


@dataclass(frozen=True, eq=False)
class Answer:
    """`rows`: metric, the words of `by`, (currency,) value, previous, change, change_ratio,
    complete, covers.

    Money is in units of `currency`, or of the row's own currency where there are several.
    `complete` is false where a value speaks for a part of its period or shops only; `covers` is
    the share of the whole that it speaks for, null when all of it. `notes` say why values are
    unknown. At constant rates: constant, growth, exchange after change_ratio, null for metrics
    without money.
    """

    period: Span
    compare: Span | None
    currency: str | None
    as_of: datetime
    by: tuple[str, ...]
    rows: pl.DataFrame
    notes: tuple[str, ...] = ()
    time_left: Mapping[str, timedelta] = field(default_factory=dict)
    """Shop → how long the period's last day still lasts there; without shops where it is over."""

    @property
    def unfinished(self) -> bool:
        return self.period.unfinished or bool(self.time_left)


def ask(
    metrics: Sequence[Metric],
    facts: Facts,
    span: Span,
    compare: Span | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str | None]] | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
    constant: bool = False,
) -> Answer:
    """The metrics over `span`, beside `compare`.

    Days, weeks, months, quarters and years are compared by their place in the span. A currency to
    convert to, and a clock to date sales by, may be given. `constant` also gives the money of
    `span` at the exchange rates of `compare`.

    Raises:
        MetricError: an unknown word or value, a metric that lacks a dimension or the clock,
            constant rates without a currency or a comparison.
    """
    if constant:
        constant_rates.check(currency, compare)
    cut = Cut.read(by, where or {})
    spans = [span, compare] if compare else [span]
    computed = compute_spans(metrics, facts, spans, cut, currency=currency, clock=clock)
    current, *others = computed.frames
    notes = computed.notes
    if constant and currency and compare:
        current, more = constant_rates.with_constant(
            current, metrics, facts, (span, compare), cut, currency, clock
        )
        notes = tuple(dict.fromkeys((*notes, *more)))
    words = [*cut.by, *(["currency"] if computed.is_split else [])]
    rows = _compared(current, others[0] if others else current.clear(), words, cut)
    now = facts.now
    left = time_left(span, cut.shops(facts), facts.zones, now) if now else {}
    return Answer(span, compare, computed.currency, facts.as_of, cut.by, rows, notes, left)


def _compared(
    current: pl.DataFrame, other: pl.DataFrame, words: Sequence[str], cut: Cut
) -> pl.DataFrame:
    """Matches groups by their values, but groups of days by their place."""
    keys = ["metric", *words]
    if "position" in current.columns:
        placed = POSITIONAL if "day" not in cut.by else TIME
        keys = [key for key in keys if key not in placed] + ["position"]
    before = other.select(
        *keys,
        previous="value",
        previous_e4="e4",
        previous_complete="complete",
    )
    rows = current.join(before, on=keys, how="left", nulls_equal=True, maintain_order="left")
    rows = rows.with_columns(change=difference("value", "previous", "e4", "previous_e4"))
    if "constant" in rows.columns:
        rows = constant_rates.split(rows)
    return rows.select(
        "metric",
        *words,
        "value",
        "previous",
        "change",
        pl.when(pl.col("previous") != 0)
        .then(pl.col("change") / pl.col("previous").abs())
        .alias("change_ratio"),
        *(name for name in constant_rates.COLUMNS if name in rows.columns),
        complete=pl.col("complete")
        & (pl.col("previous_complete") | pl.col("previous").is_null()).fill_null(value=True),
        covers="covers",
    )


def to_json(answer: Answer) -> dict[str, object]:
    """The answer as `kpis --format json` prints it; counts are whole numbers, unknown is None."""
    rows = []
    for row in answer.rows.iter_rows(named=True):
        one = {"metric": row["metric"], "by": _group(row, answer)} | _numbers(row)
        if CATALOG[row["metric"]].has_money:
            one |= {name: row[name] for name in constant_rates.COLUMNS if name in row}
        if not row["complete"]:
            one["complete"] = False
        if row["covers"] is not None:
            one["covers"] = row["covers"]
        rows.append(one)
    result: dict[str, object] = {
        "period": told_span(answer.period),
        "compare": told_span(answer.compare) if answer.compare else None,
        "currency": answer.currency,
        "as_of": _instant(answer.as_of),
    }
    if not answer.rows["complete"].all():
        result["complete"] = False
    return result | {"rows": rows}


def _instant(at: datetime) -> str | None:
    """As JSON; None for a store in which nothing was ever stored."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at.timestamp() else None


def to_csv(answer: Answer) -> str:
    """Columns: metric, the words of `by`, (currency,) value, previous, change, change_ratio.

    At constant rates also constant, growth, exchange.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    words = answer.rows.columns[1 : answer.rows.columns.index("value")]
    more = [name for name in constant_rates.COLUMNS if name in answer.rows.columns]
    writer.writerow(["metric", *words, *_NUMBERS, *more])
    for row in answer.rows.iter_rows(named=True):
        numbers = (*_numbers(row).values(), *(row[name] for name in more))
        writer.writerow([row["metric"], *(row[word] for word in words), *numbers])
    return out.getvalue()


_NUMBERS = ("value", "previous", "change", "change_ratio")


def _numbers(row: Mapping[str, object]) -> dict[str, object]:
    unit = CATALOG[str(row["metric"])].unit
    numbers = {name: row[name] for name in _NUMBERS}
    for name in _NUMBERS[:3]:
        value = numbers[name]
        if isinstance(value, float) and unit is Unit.DATE and name != "change":
            numbers[name] = str(EPOCH + timedelta(days=value))
        elif isinstance(value, float) and (unit is Unit.DATE or _is_count(unit, value)):
            numbers[name] = int(value)
    return numbers | ({"change_ratio": None} if unit is Unit.DATE else {})


def _is_count(unit: Unit, value: float) -> bool:
    """A count, but for the mean of counts."""
    return unit is Unit.COUNT and value == int(value)


def _group(row: Mapping[str, object], answer: Answer) -> dict[str, object]:
    group = {word: row[word] for word in answer.by}
    if row.get("currency") is not None:
        group["currency"] = row["currency"]
    return group


def told_span(span: Span) -> dict[str, str]:
    """A span as JSON."""
    return {"from": str(span.first), "to": str(span.last), "label": span.label}
