"""Which days have data."""

from collections.abc import Sequence
from datetime import date
from html import escape
from math import ceil

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.scale import GAP, MARGIN, QUIET, X_TICKS
from dashboard.text import _
from reports import formats


def coverage(
    rows: pl.DataFrame, lines: Sequence[str], days: Sequence[date], *, daily: bool
) -> go.Figure:
    """A calendar: for each line (a shop), how many rows a day has.

    `rows`: line, day, rows. Each line is shaded against its own busiest day; a day without rows is
    orange where there should be some (`daily`), else grey; one outside the data is empty.
    """
    counts = {(line, day): count for line, day, count in rows.iter_rows()}
    cells = [[counts.get((line, day)) for day in days] for line in lines]
    said = [[_rows_said(one) for one in line] for line in cells]
    none = GAP if daily else QUIET
    figure = go.Figure(
        go.Heatmap(
            x=[formats.day(day, text.language()) for day in days],
            y=[escape(line, quote=False) for line in lines],
            z=[_shades(line) for line in cells], customdata=said, zmin=0, zmax=1,
            showscale=False, xgap=2, ygap=3, hoverongaps=False,
            hovertemplate="%{y}<br>%{x}<br>%{customdata}<extra></extra>",
            colorscale=[[0, none], [0.01, none], [0.02, "#cfe3f2"], [1, "#0b63b0"]],
        )
    )  # fmt: skip
    labels = [formats.short_day(day, text.language()) for day in days]
    every = max(1, ceil(len(days) / X_TICKS))
    return figure.update_layout(
        height=70 + 34 * len(lines), margin=MARGIN,
        xaxis={
            "tickmode": "array", "tickvals": list(range(0, len(days), every)),
            "ticktext": labels[::every], "showgrid": False, "tickangle": 0,
        },
        yaxis={"autorange": "reversed", "automargin": True, "showgrid": False},
    )  # fmt: skip


def _shades(counts: Sequence[int | None]) -> list[float | None]:
    """0 for none, else from a quarter to 1 for the busiest."""
    most = max((one or 0 for one in counts), default=0)
    return [one and 0.25 + 0.75 * one / most for one in counts]


def _rows_said(count: int | None) -> str:
    return _("no rows") if not count else _("{n} rows").format(n=formats.exact(count, "count"))
