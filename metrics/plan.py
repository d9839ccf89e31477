"""Which totals an answer needs, and over which rows each of them is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from metrics import coverage
from metrics.coverage import Need, Scope
from metrics.cut import Cut
from metrics.errors import ClockError, UnknownNameError
from metrics.facts import Facts
from metrics.metric import CLOCKS, Measure, Metric
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
        column = _clock_column(metrics, clock)
        needs = {metric.name: Need.of(metric, cut, column) for metric in metrics}
        asked = Asked(facts, cut, column)
        return cls(metrics, asked, cut.shops(facts), target, needs)

    def slot(self, metric: Metric, measure: Measure, span: Span) -> Slot:
        """The total that a metric takes of a measure: by currency where it has money."""
        need = self.needs[metric.name]
        if (need, span) not in self.scopes:
            self.scopes[need, span] = coverage.scope(
                need, self.asked.facts, self.shops, span, by_shop="shop" in self.asked.cut.by
            )
        split = Split.NONE
        if self.target and measure.money:
            split = Split.CURRENCY_AND_DAY
        elif metric.has_money and not self.target and "currency" not in self.asked.cut.by:
            split = Split.CURRENCY
        return Slot(self.asked.cut.measured(measure), self.scopes[need, span], span, split)

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


def _clock_column(metrics: Sequence[Metric], clock: str | None) -> str | None:
    if clock is None:
        return None
    if clock not in SALES_CLOCKS:
        raise UnknownNameError("clock", clock, SALES_CLOCKS)
    fixed = [metric.name for metric in metrics if not metric.redatable]
    if fixed:
        raise ClockError(
            f"Only sales metrics can be dated by another clock, not {', '.join(fixed)}: "
            "leave the clock out, or ask for sales metrics."
        )
    return SALES_CLOCKS[clock]
