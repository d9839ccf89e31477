"""How a carrier does in a measure, beside all carriers: a cell of a scorecard."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from dashboard import text
from dashboard.charts.scorecard import Cell
from metrics.catalog import CATALOG
from metrics.metric import N_, Metric
from reports import formats

SIZE: Final = "delivered_orders"
TIMED: Final = ("transit_hours_median", "on_time_delivery_rate", "problem_parcel_rate")
COST: Final = "shipping_cost_per_order"
METRICS: Final = (SIZE, *TIMED, COST)
SHORT: Final[Mapping[str, str]] = {
    SIZE: N_("Orders delivered"),
    "transit_hours_median": N_("Transit, median hours"),
    "on_time_delivery_rate": N_("Delivered on time"),
    "problem_parcel_rate": N_("Problem parcels"),
    COST: N_("Cost per order"),
}
HEADS: Final[Mapping[str, str]] = {
    SIZE: N_("Parcels"),
    "transit_hours_median": N_("Hours"),
    "on_time_delivery_rate": N_("On time"),
    "problem_parcel_rate": N_("Problems"),
    COST: N_("Per order"),
}
"""The same above the drawing, where a phone has little room."""
FEW: Final = 20
FEW_BAD: Final = 5
"""Orders delivered, and of rates such as went wrong, or would have by the rate of all, below which
a carrier isn't called better or worse."""
Row = Mapping[str, Any]
"""Metric → value."""


def cell(name: str, row: Row, whole: Row | None) -> Cell:
    """A value beside the whole, by what is bad of it: hours, cost, the share that isn't in time."""
    metric, value = CATALOG[name], row.get(name)
    currency = row.get("currency") if name == COST else None
    exact = formats.exact(value, metric.unit, currency, text.language())
    said = formats.compact(value, metric.unit, currency, text.language())
    if metric.unit == "hours" and value is not None:
        said = f"{value:,.1f}"
    if metric.unit == "share" and value is not None:
        said = f"{value:.1%}"
    better = None
    if whole and name != SIZE:
        bad, all_bad = (_bad(metric, one.get(name)) for one in (row, whole))
        if bad is not None and all_bad and _tells(row.get(SIZE) or 0, metric, max(bad, all_bad)):
            better = max(-1.0, min(1.0, 1 - bad / all_bad))
    return Cell(said, exact, better)


def _tells(size: float, metric: Metric, bad: float) -> bool:
    """Whether so many orders say anything about the carrier."""
    return size * bad >= FEW_BAD if metric.unit == "share" else size >= FEW


def _bad(metric: Metric, value: float | None) -> float | None:
    return 1 - value if metric.better == "higher" and value is not None else value


def ink() -> str | None:
    """The colour of words on shaded cells; None: the theme's, which is unknown."""
    return {"dark": "#f4f6f8", "light": "#1c2733"}.get(st.context.theme.type or "")
