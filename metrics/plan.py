"""Which totals an answer needs, and over which rows each of them is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from metrics import coverage
from metrics.coverage import Need, Scope
from metrics.currencies import CURRENCIES
from metrics.cut import Cut
from metrics.errors import ClockError, UnknownNameError
from metrics.facts import Facts
from metrics.metric import ADDITIVE, CLOCKS, N_, Measure, Metric, Rows
from metrics.period import Span
from metrics.queries import Asked, Slot, Split

SALES_CLOCKS: Final = {
    CLOCKS[column]: column
    for column in ("created_on", "placed_on", "shipped_on", "delivered_on", "settled_on")
}
"""Word → column, for the clocks by which sales may be dated instead."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The metrics asked for and how they are cut; `target` is the currency to convert to."""

    metrics: Sequence[Metric]
    asked: Asked
    shops: Sequence[str]
    target: str | None
    needs: Mapping[str, Need]
    money_rows: frozenset[Rows]
    """What metrics with money read: by currency, so that others sum up what they share."""
    scopes: dict[tuple[Need, Span], Scope] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        metrics: Sequence[Metric],
        facts: Facts,
        cut: Cut,
        target: str | None,
        clock: str | None,
    ) -> "Plan":
        """Raises: MissingDimensionError, ClockError, UnknownNameError."""
        for metric in metrics:
            cut.check(metric)
        if target is not None and target not in CURRENCIES:
            raise UnknownNameError("currency", target, sorted(CURRENCIES))
        column = _clock_column(metrics, clock)
        needs = {metric.name: Need.of(metric, cut, column) for metric in metrics}
        asked = Asked(facts, cut, column)
        return cls(metrics, asked, cut.shops(facts), target, needs, _money_rows(metrics, cut))

    def slot(self, metric: Metric, measure: Measure, span: Span) -> Slot:
        """The total that a metric takes of a measure: by currency where there is money."""
        need = self.needs[metric.name]
        if (need, span) not in self.scopes:
            self.scopes[need, span] = coverage.scope(
                need, self.asked.facts, self.shops, span, by_shop="shop" in self.asked.cut.by
            )
        measured = self.asked.cut.measured(measure)
        return Slot(measured, self.scopes[need, span], span, self._split(metric, measured))

    def _split(self, metric: Metric, measure: Measure) -> Split:
        if self.target:
            return Split.CURRENCY_AND_DAY if measure.money else Split.NONE
        if "currency" in self.asked.cut.by:
            return Split.NONE
        shared = measure.kind in ADDITIVE and measure.rows in self.money_rows
        return Split.CURRENCY if metric.has_money or shared else Split.NONE

    def is_known(self, metric: Metric, span: Span) -> bool:
        """Whether any shop has what the metric reads in the span."""
        return self.slot(metric, metric.value[0][1], span).scope.shops != ()

    def slots(self, spans: Sequence[Span]) -> dict[Slot, None]:
        """Every total that is needed, once."""
        return {
            self.slot(metric, measure, span): None
            for metric in self.metrics
            for span in spans
            if self.is_known(metric, span)
            for measure in metric.measures()
        }


def _money_rows(metrics: Sequence[Metric], cut: Cut) -> frozenset[Rows]:
    measures = (m for metric in metrics if metric.has_money for m in metric.measures())
    return frozenset(cut.measured(measure).rows for measure in measures)


def _clock_column(metrics: Sequence[Metric], clock: str | None) -> str | None:
    if clock is None:
        return None
    if clock not in SALES_CLOCKS:
        raise UnknownNameError("clock", clock, SALES_CLOCKS)
    fixed = [metric.name for metric in metrics if not metric.redatable]
    if fixed:
        raise ClockError(
            N_(
                "Only sales metrics can be dated by another clock, not {names}: leave the clock "
                "out, or ask for sales metrics."
            ),
            names=", ".join(fixed),
        )
    return SALES_CLOCKS[clock]
