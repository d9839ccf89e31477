"""A number for each pair of two groupings: rows × columns, the darker the more."""

from collections.abc import Sequence
from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.scale import MARGIN, Scale, tick
from dashboard.text import _

CELL: Final = 34
HEAD: Final = 32
"""Characters of a name above a column, which stands upright where there is no room."""
SHADES: Final = ((0, "#eef4fa"), (1, "#6ea8dc"))
INK: Final = "#16202c"
"""Of the numbers: dark on every shade."""


def heat(
    cells: pl.DataFrame, rows: Sequence[str], columns: Sequence[str], scale: Scale
) -> go.Figure:
    """`cells`: row, column (as called in `rows` and `columns`, the first on top and left), value.

    A pair without a row is empty.
    """
    known = {(row, column): value for row, column, value in cells.iter_rows()}
    grid = [[known.get((row, column)) for column in columns] for row in rows]
    most = max((one for line in grid for one in line if one is not None), default=0) or 1
    figure = go.Figure(
        go.Heatmap(
            x=list(range(len(columns))), y=list(range(len(rows))), z=grid, zmin=0, zmax=most,
            colorscale=[list(one) for one in SHADES], showscale=False, xgap=2, ygap=2,
            hoverongaps=False, texttemplate="%{text}", textfont={"color": INK},
            text=[["" if one is None else _short(one, scale) for one in line] for line in grid],
            customdata=[
                [_said(row, column, known.get((row, column)), scale) for column in columns]
                for row in rows
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    return figure.update_layout(
        height=190 + CELL * max(len(rows), 2), margin=MARGIN,
        xaxis={
            "tickvals": list(range(len(columns))), "ticktext": [tick(one, HEAD) for one in columns],
            "side": "top", "showgrid": False, "autotickangles": [0, -90], "automargin": True,
            "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": [*map(tick, rows)],
            "autorange": "reversed", "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip


def heat_in_words(cells: pl.DataFrame, scale: Scale) -> str:
    """The greatest pair, in a sentence."""
    known = cells.drop_nulls("value").sort("value", descending=True)
    if known.is_empty():
        return _("{label}: nothing is known for these days.").format(label=_(scale.metric.label))
    row, column, value = known.row(0)
    return _("{label}: the most is {value}, {row} with {column}.").format(
        label=_(scale.metric.label), value=scale.exact(value), row=row, column=column
    )


def _short(value: float, scale: Scale) -> str:
    (said,) = scale.ticks([value])
    return said


def _said(row: str, column: str, value: float | None, scale: Scale) -> str:
    return f"{escape(row, quote=False)}<br>{escape(column, quote=False)}<br>{scale.exact(value)}"
