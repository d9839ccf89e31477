"""How long stock lasts against how fast it sells: a point a SKU."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import look, text
from dashboard.charts.scale import GAP, HEIGHT, MARGIN
from dashboard.text import _
from metrics.metric import N_
from reports import formats

POINTS: Final = 600
FLOOR: Final = 0.5
"""Days at which nothing in stock is drawn: the axis is logarithmic."""
DAYS: Final = (1, 3, 7, 14, 30, 60, 120, 365, 1_000)
PACES: Final = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 10_000)


@dataclass(frozen=True)
class State:
    """What a SKU needs: its name in the legend and its sign."""

    label: str
    symbol: str
    size: int


STATES: Final[Mapping[str, State]] = {
    "enough": State(N_("Enough for now"), "circle", 8),
    "reorder": State(N_("Reorder now"), "diamond", 10),
    "out": State(N_("Out of stock"), "x", 11),
}


def cover(points: pl.DataFrame) -> go.Figure:
    """`points`: sku_id, label, pace, cover_days, state (of `STATES`), reorder_by; pace above 0."""
    colours = {"enough": look.NEUTRAL, "reorder": GAP, "out": look.ALARM}
    figure = go.Figure()
    for state, one in STATES.items():
        mine = points.filter(pl.col("state") == state)
        figure.add_scatter(
            x=mine["pace"], y=mine["cover_days"].clip(lower_bound=FLOOR), mode="markers",
            name=_(one.label), customdata=[_said(row) for row in mine.iter_rows(named=True)],
            hovertemplate="%{customdata}<extra></extra>",
            marker={
                "color": colours[state], "symbol": one.symbol, "size": one.size, "opacity": 0.8,
            },
        )  # fmt: skip
    return figure.update_layout(
        height=HEIGHT + 80,
        margin=MARGIN,
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        xaxis=_axis(_("Units sold a day"), PACES),
        yaxis=_axis(_("Days of cover"), DAYS) | {
            "tickvals": [FLOOR, *DAYS], "ticktext": ["0", *(f"{one:,}" for one in DAYS)],
        },
    )  # fmt: skip


def cover_in_words(points: pl.DataFrame) -> str:
    """How many SKUs need what, and which of them sells most."""
    counts = {state: points.filter(pl.col("state") == state).height for state in STATES}
    said = [f"{_(STATES[state].label)} {count:,}" for state, count in counts.items()]
    short = points.filter(pl.col("state") != "enough").sort("pace", descending=True)
    words = _("SKUs by what they need: {states}.").format(states=text.listed(said))
    if short.is_empty():
        return words
    first = _("Selling fastest of those that run short: {sku}.").format(sku=short["label"][0])
    return f"{words} {first}"


def _axis(title: str, ticks: tuple[float, ...]) -> dict[str, object]:
    return {
        "type": "log", "title": {"text": title}, "tickvals": list(ticks),
        "ticktext": [f"{one:,}" for one in ticks], "zeroline": False, "automargin": True,
    }  # fmt: skip


def _said(row: dict) -> str:
    lines = [
        escape(row["label"], quote=False),
        _("{n} a day").format(n=formats.exact(row["pace"], "number", None, text.language())),
        _("{n} days of cover").format(n=f"{row['cover_days']:,.0f}"),
    ]
    if row["reorder_by"]:
        day = formats.day(row["reorder_by"], text.language())
        lines.append(_("reorder by {day}").format(day=day))
    return "<br>".join(lines)
