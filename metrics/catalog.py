"""All metrics by name, in the order of the metric book."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from metrics import ads, feedback, finance, fulfilment, health, returns, sales, stock, traffic
from metrics.cut import Cut
from metrics.errors import UnknownNameError
from metrics.metric import CLOCKS, Metric

SECTIONS: Final[Mapping[str, Sequence[Metric]]] = {
    "sales": sales.METRICS,
    "fulfilment": fulfilment.METRICS,
    "returns": returns.METRICS,
    "feedback": feedback.METRICS,
    "ads": ads.METRICS,
    "traffic": traffic.METRICS,
    "stock": stock.METRICS,
    "finance": finance.METRICS,
    "health": health.METRICS,
}
"""Subject → its metrics."""

CATALOG: Final[Mapping[str, Metric]] = {
    metric.name: metric for metrics in SECTIONS.values() for metric in metrics
}

SPREADS: Final = ("mean", "median", "p90")


def find(names: Iterable[str]) -> list[Metric]:
    """The metrics of these names, once each; a duration's bare name means all three of it.

    Raises:
        UnknownNameError: with the nearest names.
    """
    found: dict[str, Metric] = {}
    for name in names:
        spread = [f"{name}_{word}" for word in SPREADS if f"{name}_{word}" in CATALOG]
        for one in spread or [name]:
            if one not in CATALOG:
                raise UnknownNameError("metric", name, CATALOG)
            found[one] = CATALOG[one]
    return list(found.values())


def available(
    by: Sequence[str] = (), where: Mapping[str, Sequence[str | None]] | None = None
) -> list[Metric]:
    """All metrics whose tables have the dimensions.

    Raises:
        UnknownNameError: a word that is no dimension.
        MetricError: a value that its dimension can't have.
    """
    cut = Cut.read(by, where or {})
    return [metric for metric in CATALOG.values() if cut.missing(metric) is None]


def describe(metric: Metric) -> dict[str, str | list[str]]:
    """What the metric book says of it, in English."""
    rows = [measure.rows for measure in metric.measures()]
    tables = {table for measure in metric.measures() for table in measure.tables}
    return {
        "metric": metric.name,
        "label": metric.label,
        "meaning": metric.meaning,
        "unit": metric.unit.value,
        "better": metric.better.value,
        "tables": sorted(tables),
        "clock": list(dict.fromkeys(CLOCKS[one.clock] for one in rows)),
    }
