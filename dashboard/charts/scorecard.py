"""A scorecard: groups against measures, each cell shaded by how it compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go

from dashboard import look, text
from dashboard.charts.scale import MARGIN, tick
from dashboard.text import _

ROW: Final = 38
TELLS: Final = 0.15
"""From this difference on a cell is called better or worse."""
NEUTRAL: Final = "rgba(133, 146, 160, 0.10)"
STRONGEST: Final = 0.55
WORD: Final = 10
LINES: Final = 3
"""Characters of a line above a column, and lines, for which a phone has room."""
SMALL: Final = 11


@dataclass(frozen=True)
class Cell:
    """`said` in the cell, `whole` on hover; `better` from −1 (worse) to 1, None: isn't judged."""

    said: str
    whole: str
    better: float | None = None


def scorecard(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    ink: str | None = None,
    *,
    is_alarm: bool = False,
) -> go.Figure:
    """A row each group, a column each measure. `ink`: the colour of words, else the theme's.

    `is_alarm`: what is worse is nothing to compare but something to see to.
    """
    names = [*map(tick, rows)]
    worst = look.ALARM if is_alarm else look.bad()
    figure = go.Figure(
        go.Heatmap(
            x=list(range(len(columns))), y=list(range(len(rows))),
            z=[[cell.better or 0 for cell in row] for row in cells],
            customdata=[
                [
                    escape(f"{name} · {column}: {cell.whole}", quote=False)
                    for column, cell in zip(columns, row, strict=True)
                ]
                for name, row in zip(rows, cells, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>", zmin=-1, zmax=1, showscale=False,
            xgap=3, ygap=3,
            colorscale=[[0, _of(worst)], [0.5, NEUTRAL], [1, _of(look.good())]],
        )
    )  # fmt: skip
    places = [(x, y, _marked(cell)) for y, row in enumerate(cells) for x, cell in enumerate(row)]
    figure.add_scatter(
        x=[x for x, _y, _said in places], y=[y for _x, y, _said in places],
        text=[said for _x, _y, said in places], mode="text", hoverinfo="skip", showlegend=False,
        textfont={"color": ink, "size": SMALL},
    )  # fmt: skip
    return figure.update_layout(
        height=70 + ROW * max(len(rows), 2),
        margin=MARGIN,
        xaxis=_axis(len(columns), [_wrapped(one) for one in columns])
        | {"side": "top", "tickangle": 0, "tickfont": {"size": SMALL}}
        | {"range": [-0.5, len(columns) - 0.5]},
        yaxis=_axis(len(rows), names) | {"range": [len(rows) - 0.5, -0.5]},
    )  # fmt: skip


def _axis(places: int, names: Sequence[str]) -> dict[str, Any]:
    return {
        "tickvals": list(range(places)), "ticktext": names, "automargin": True,
        "showgrid": False, "zeroline": False, "fixedrange": True,
    }  # fmt: skip


def scorecard_in_words(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]]
) -> str:
    """Which groups are clearly worse, and in what."""
    worse = [
        _("{group}: {measure} {value}").format(group=row, measure=column, value=cell.said)
        for row, some in zip(rows, cells, strict=True)
        for column, cell in zip(columns, some, strict=True)
        if cell.better is not None and cell.better < -TELLS
    ]
    if not worse:
        return _("Nothing stands out as worse.")
    return _("Worse than the whole: {cells}.").format(cells=text.listed(worse[:8]))


def _marked(cell: Cell) -> str:
    """Colour is never alone: what is better or worse says so."""
    said = escape(cell.said, quote=False)
    if cell.better is None or abs(cell.better) < TELLS:
        return said
    return f"{said} {'✓' if cell.better > 0 else '!'}"


def _of(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {STRONGEST})"


def _wrapped(label: str) -> str:
    """In short lines, cut where a phone has no room for a word."""
    lines = wrap(label, WORD, break_long_words=False)[:LINES]
    cut = (one if len(one) <= WORD else f"{one[: WORD - 1]}…" for one in lines)
    return "<br>".join(escape(one, quote=False) for one in cut)
