"""How many orders reached each stage on their way."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from dashboard import look, text
from dashboard.charts.scale import MARGIN
from dashboard.text import _
from reports import formats

ROW = 52


def stages(names: Sequence[str], orders: Sequence[int]) -> go.Figure:
    """A funnel; the first stage is the whole."""
    said = [_said(number, orders[0]) for number in orders]
    figure = go.Figure(
        go.Funnel(
            y=[escape(one, quote=False) for one in names], x=orders, text=said,
            textinfo="text", textposition="auto", hovertemplate="%{y}<br>%{text}<extra></extra>",
            marker={"color": look.NEUTRAL}, connector={"fillcolor": "rgba(0, 114, 178, 0.15)"},
        )
    )  # fmt: skip
    return figure.update_layout(
        height=40 + ROW * len(names), margin=MARGIN, showlegend=False, yaxis={"automargin": True}
    )


def stages_in_words(names: Sequence[str], orders: Sequence[int]) -> str:
    """Every stage with its orders, in a sentence."""
    said = [
        f"{name} {_said(number, orders[0])}" for name, number in zip(names, orders, strict=True)
    ]
    return _("How far orders came: {stages}.").format(stages=text.listed(said))


def _said(number: int, whole: int) -> str:
    count = formats.exact(number, "count", None, text.language())
    return f"{count} · {number / whole:.0%}" if whole else count
