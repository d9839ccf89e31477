"""A metric over time beside what it is compared with."""

from math import ceil
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.scale import GREY, HEIGHT, MARGIN, X_TICKS, Scale, ticks
from dashboard.text import _

MARKED_UP_TO: Final = 14


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


def _laid_out(figure: go.Figure, course: pl.DataFrame, scale: Scale) -> go.Figure:
    marks = ticks(pl.concat([course["value"], course["previous"]]).drop_nulls().to_list())
    every = max(1, ceil(course.height / X_TICKS))
    return figure.update_layout(
        height=HEIGHT,
        margin=MARGIN,
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
            "tickvals": marks, "ticktext": scale.ticks(marks),
            "range": [marks[0], marks[-1]], "automargin": True, "zeroline": False,
        },
    )  # fmt: skip


def _points(course: pl.DataFrame) -> list[tuple[float | None, bool]]:
    return list(course.select("value", "complete").iter_rows())


def _said(value: float | None, complete: bool | None, scale: Scale) -> str:
    said = scale.exact(value)
    if complete is not False:
        return said
    return _("{value} (part of the days or shops only)").format(value=said)


def _ends(values: pl.Series) -> tuple[int, int]:
    return values.arg_min() or 0, values.arg_max() or 0
