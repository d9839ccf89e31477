"""Groups by two figures: points, as large as a third one."""

from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import look, text
from dashboard.charts.scale import GREY, HEIGHT, MARGIN, Scale, tick, ticks
from dashboard.text import _

LARGEST: Final = 46
SMALLEST: Final = 8
NAMED: Final = 3
"""So many of the points furthest right are named in the drawing, the others on hover."""
APART: Final = 0.15
"""Of the height: how far names have to be apart."""
LONGEST: Final = 20
ROOM: Final = 1.15
"""Axis ÷ greatest tick: names and points need room."""


def bubbles(
    points: pl.DataFrame,
    scales: tuple[Scale, Scale, Scale],
    line: tuple[str, float] | None = None,
) -> go.Figure:
    """A point each row of `points`: label, name (its short form), x, y, size (null: smallest).

    `scales`: of x, y and size. `line`: what a value of y is called, drawn across; points above it
    have the colour of an alarm.
    """
    x, y, _size = scales
    most = max(points["size"].fill_null(0).to_list(), default=0)
    above = [line is not None and value > line[1] for value in points["y"]]
    figure = go.Figure()
    figure.add_scatter(
        x=points["x"], y=points["y"], mode="markers+text",
        text=_names(points), textposition=_sides(points), cliponaxis=False,
        marker={
            "size": [_diameter(one, most) for one in points["size"]],
            "color": [look.ALARM if one else look.NEUTRAL for one in above],
            "symbol": ["diamond" if one else "circle" for one in above],
            "opacity": 0.8, "line": {"width": 1, "color": "white"},
        },
        customdata=[_said(row, scales) for row in points.iter_rows(named=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    across, up = ticks(points["x"].to_list()), ticks([*points["y"], *([line[1]] if line else [])])
    if line:
        figure.add_hline(
            y=line[1], line={"dash": "dash", "width": 2, "color": GREY},
            annotation={"text": f"{escape(line[0], quote=False)} {y.exact(line[1])}"},
            annotation_position=f"top {_freer_side(points, line[1])}",
        )  # fmt: skip
    return figure.update_layout(
        height=HEIGHT, margin=MARGIN, hovermode="closest", showlegend=False,
        xaxis={
            "title": {"text": _(x.metric.label)}, "tickvals": across[::2],
            "ticktext": x.ticks(across[::2]), "range": [across[0], across[-1] * ROOM],
            "zeroline": False,
        },
        yaxis={
            "title": {"text": _(y.metric.label)}, "tickvals": up, "ticktext": y.ticks(up),
            "range": [up[0], up[-1] * ROOM], "automargin": True, "zeroline": False,
        },
    )  # fmt: skip


def bubbles_in_words(points: pl.DataFrame, scales: tuple[Scale, Scale, Scale]) -> str:
    """The points furthest right, with their figures, in a sentence."""
    first = points.sort("x", descending=True).head(3)
    said = [
        f"{row['label']}: {scales[0].exact(row['x'])}, {scales[1].exact(row['y'])}"
        for row in first.iter_rows(named=True)
    ]
    return _("{x} and {y}, the greatest first: {points}.").format(
        x=_(scales[0].metric.label), y=_(scales[1].metric.label), points="; ".join(said)
    )


def _diameter(size: float | None, most: float) -> float:
    """Its area is as the size."""
    share = (size or 0) / most if most else 0
    return max(SMALLEST, LARGEST * share**0.5)


def _names(points: pl.DataFrame) -> list[str]:
    """Those of the points furthest right, but for one that stands close to a named one."""
    wide, high = (max(points[name].to_list(), default=0) or 1 for name in ("x", "y"))
    places = [(x / wide, y / high) for x, y in points.select("x", "y").iter_rows()]
    named: list[int] = []
    for n in sorted(range(points.height), key=lambda n: -places[n][0]):
        y = places[n][1]
        if len(named) < NAMED and all(abs(y - places[one][1]) > APART for one in named):
            named.append(n)
    labels = points["name"].to_list()
    return [tick(label, LONGEST) if n in named else "" for n, label in enumerate(labels)]


def _sides(points: pl.DataFrame) -> list[str]:
    """Names stand towards the middle."""
    middle = max(points["x"].to_list(), default=0) / 2
    return ["top left" if x > middle else "top right" for x in points["x"]]


def _freer_side(points: pl.DataFrame, value: float) -> str:
    """At which end of a line across fewer points stand close to it."""
    wide, high = (max(points[name].to_list(), default=0) for name in ("x", "y"))
    near = points.filter((pl.col("y") - value).abs() <= APART * max(high, value))
    at_the_left = near.filter(pl.col("x") < wide / 2).height
    return "left" if at_the_left <= near.height - at_the_left else "right"


def _said(row: dict, scales: tuple[Scale, Scale, Scale]) -> str:
    figures = zip(scales, ("x", "y", "size"), strict=True)
    told = [f"{text.label(scale.metric)}: {scale.exact(row[name])}" for scale, name in figures]
    return "<br>".join([escape(row["label"], quote=False), *told])
