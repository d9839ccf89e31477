"""Drawings: pure functions from small frames to figures, with a sentence for those who can't see.

Colours come from the theme; what is compared is grey and dashed in both its looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, floor, log10
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.text import _
from metrics.metric import Metric
from reports import formats

GREY: Final = "#8592a0"
GAP: Final = "#e69f00"
QUIET: Final = "#d8dee5"
HEIGHT: Final = 380
X_TICKS: Final = 5
"""As many as there is room for on a phone, in Chinese too."""

Y_TICKS: Final = 5
MARKED_UP_TO: Final = 14
SHOWN: Final = {"displayModeBar": False}
"""Plotly's `config`: no tool bar."""


@dataclass(frozen=True)
class Scale:
    """What the values are, and how they are written."""

    metric: Metric
    currency: str | None = None

    def exact(self, value: float | None) -> str:
        return formats.exact(value, self.metric.unit, self.currency, text.language())

    def ticks(self, values: Sequence[float]) -> list[str]:
        """Of an axis: all with decimals, or none."""
        whole = all(value == round(value) for value in values)
        unit, currency, language = self.metric.unit, self.currency, text.language()
        return [formats.compact(one, unit, currency, language, whole=whole) for one in values]


def trend(course: pl.DataFrame, scale: Scale, names: tuple[str, str | None]) -> go.Figure:
    """A metric over time beside what it is compared with.

    `course`: when (text, each once), tick (its short form), value, previous, complete; a row each
    day, week or month, in order.
    `names`: of the period and of the comparison (None without one).
    """
    when = course["when"].to_list()
    marks = "lines+markers" if len(when) <= MARKED_UP_TO else "lines"
    figure = go.Figure()
    name, other = names
    figure.add_scatter(
        x=when, y=course["value"], name=name, mode=marks, connectgaps=False, zorder=2,
        line={"width": 3}, customdata=[_said(*one, scale) for one in _points(course)],
        hovertemplate="%{customdata}",
    )  # fmt: skip
    if other:
        figure.add_scatter(
            x=when, y=course["previous"], name=other, mode=marks, connectgaps=False,
            line={"color": GREY, "dash": "dot", "width": 2},
            customdata=[scale.exact(one) for one in course["previous"]],
            hovertemplate="%{customdata}",
        )  # fmt: skip
    return _laid_out(figure, course, scale)


def trend_in_words(course: pl.DataFrame, scale: Scale) -> str:
    """What the drawing shows, in a sentence."""
    known = course.drop_nulls("value")
    if known.is_empty():
        return _("{label}: nothing is known for these days.").format(label=_(scale.metric.label))
    low, high = (known.row(at, named=True) for at in _ends(known["value"]))
    return _("{label} over time: lowest {low} ({low_when}), highest {high} ({high_when}).").format(
        label=_(scale.metric.label),
        low=scale.exact(low["value"]),
        low_when=low["when"],
        high=scale.exact(high["value"]),
        high_when=high["when"],
    )


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
        height=70 + 34 * len(lines), margin={"l": 8, "r": 8, "t": 8, "b": 8},
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


def _laid_out(figure: go.Figure, course: pl.DataFrame, scale: Scale) -> go.Figure:
    ticks = _ticks(pl.concat([course["value"], course["previous"]]).drop_nulls().to_list())
    every = max(1, ceil(course.height / X_TICKS))
    return figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        showlegend=True,
        xaxis={
            "type": "category", "tickmode": "array",
            "tickvals": course["when"].to_list()[::every],
            "ticktext": course["tick"].to_list()[::every],
            "showgrid": False, "tickangle": 0, "automargin": True,
        },
        yaxis={
            "tickvals": ticks, "ticktext": scale.ticks(ticks),
            "range": [ticks[0], ticks[-1]], "automargin": True, "zeroline": False,
        },
    )  # fmt: skip


def _points(course: pl.DataFrame) -> list[tuple[float | None, bool]]:
    return list(course.select("value", "complete").iter_rows())


def _said(value: float | None, complete: bool | None, scale: Scale) -> str:
    said = scale.exact(value)
    return said if complete is not False else f"{said} ({_('part of the days or shops only')})"


def _rows_said(count: int | None) -> str:
    return _("no rows") if not count else _("{n} rows").format(n=formats.exact(count, "count"))


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers from 0 (or below) to the greatest value."""
    low, high = min([0, *values]), max([0, *values])
    if low == high:
        return [0, 1]
    rough = (high - low) / Y_TICKS
    magnitude = 10 ** floor(log10(rough))
    step = next(n * magnitude for n in (1, 2, 2.5, 5, 10) if n * magnitude >= rough)
    return [n * step for n in range(floor(low / step), ceil(high / step) + 1)]


def _ends(values: pl.Series) -> tuple[int, int]:
    return values.arg_min() or 0, values.arg_max() or 0
