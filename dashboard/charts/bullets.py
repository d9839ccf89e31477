"""How much of what a limit bears is used up: a bar each, with the limit as one line for all."""

from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import look, text
from dashboard.charts.scale import GAP, MARGIN
from dashboard.text import _

BAR: Final = 46
CLOSE: Final = 0.8
"""From here on a limit is near."""
FARTHEST: Final = 1.6
"""Beyond that bars are cut off: how far beyond is written on them."""


def bullets(rows: pl.DataFrame) -> go.Figure:
    """Rows from top to bottom: label, used (1 is the limit; null: no limit or no orders), said
    (what is written above the bar), about (what hovering tells)."""
    shown = rows.reverse()
    places = list(range(shown.height))
    used = shown["used"].to_list()
    figure = go.Figure()
    figure.add_bar(
        y=places, x=[FARTHEST] * len(places), orientation="h", width=0.5, hoverinfo="skip",
        marker={"color": "rgba(133, 146, 160, 0.12)"},
    )  # fmt: skip
    figure.add_bar(
        y=places, x=[min(one or 0, FARTHEST) for one in used], orientation="h", width=0.3,
        marker={
            "color": [colour(one) for one in used],
            "pattern": {"shape": ["/" if (one or 0) > 1 else "" for one in used]},
        },
        customdata=[_escaped(one) for one in shown["about"]],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        y=[place + 0.42 for place in places], x=[0] * len(places), mode="text",
        text=[_escaped(one) for one in shown["said"]], textposition="middle right",
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    figure.add_vline(
        x=1, line={"color": look.ALARM, "width": 2, "dash": "dash"},
        annotation={"text": _("limit"), "yanchor": "bottom", "y": 1, "yref": "paper"},
        annotation_position="top",
    )  # fmt: skip
    return figure.update_layout(
        height=70 + BAR * max(shown.height, 2), margin=MARGIN | {"t": 28}, barmode="overlay",
        showlegend=False, hovermode="closest", bargap=0,
        xaxis={
            "tickvals": [0, 0.5, 1, 1.5], "ticktext": ["0%", "50%", "100%", "150%"],
            "range": [0, FARTHEST], "showgrid": False, "zeroline": False,
        },
        yaxis={
            "tickvals": places, "ticktext": [_escaped(one) for one in shown["label"]],
            "automargin": True, "showgrid": False, "range": [-0.6, max(shown.height, 2) - 0.2],
        },
    )  # fmt: skip


def colour(used: float | None) -> str:
    """Of a bar: within, near, or beyond its limit."""
    if used is None or used < CLOSE:
        return look.NEUTRAL
    return GAP if used <= 1 else look.ALARM


def bullets_in_words(rows: pl.DataFrame) -> str:
    """Every bar with what is written beside it, in a sentence."""
    pairs = rows["label", "said"].rows()
    said = [f"{label.replace(chr(10), ' ')}: {written}" for label, written in pairs]
    return _("Against their limits: {metrics}.").format(metrics=text.listed(said))


def _escaped(said: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in said.split("\n"))
