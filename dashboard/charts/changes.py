"""What changed for the better and for the worse: a bar each, to the right what grew."""

from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import look, text
from dashboard.charts.scale import GREY, MARGIN, tick
from dashboard.text import _

BAR: Final = 24
FARTHEST: Final = 1.0
"""A change beyond ±100% is cut off in the drawing; what is written isn't."""
ROOM: Final = 1.9
"""Axis ÷ longest bar: what is written beside it needs room on a phone."""


def changes(rows: pl.DataFrame) -> go.Figure:
    """Rows from top to bottom: label, ratio (of the change), is_better (null: neither, or too early
    to say), said (the change as written), about (before and now)."""
    shown = rows.reverse()
    places = list(range(shown.height))
    figure = go.Figure()
    for is_better, name in ((True, _("better")), (False, _("worse")), (None, _("neither"))):
        same = shown["is_better"].eq_missing(pl.Series([is_better], dtype=pl.Boolean))
        some = shown.with_row_index("place").filter(same)
        figure.add_bar(
            y=some["place"].to_list(), name=name, orientation="h", width=0.62,
            x=[max(-FARTHEST, min(FARTHEST, one)) for one in some["ratio"]],
            text=some["said"].to_list(), textposition="outside", cliponaxis=False, textangle=0,
            marker={
                "color": _colour(is_better), "pattern": {"shape": "/" if is_better is False else ""}
            },
            customdata=[_escaped(*one) for one in some["label", "about"].rows()],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    most = max([0.05, *(min(FARTHEST, abs(one)) for one in shown["ratio"])])
    return figure.update_layout(
        height=80 + BAR * max(shown.height, 2), margin=MARGIN, barmode="overlay", bargap=0,
        hovermode="closest", showlegend=True,
        legend={"orientation": "h", "y": 1.01, "yanchor": "bottom"},
        xaxis={
            "range": [-ROOM * most, ROOM * most], "showticklabels": False, "showgrid": False,
            "zeroline": True, "zerolinecolor": GREY,
        },
        yaxis={
            "tickvals": places, "ticktext": [*map(tick, shown["label"])],
            "automargin": True, "showgrid": False, "range": [-0.7, max(shown.height, 2) - 0.3],
        },
    )  # fmt: skip


def changes_in_words(rows: pl.DataFrame) -> str:
    """What got better, and what got worse, in a sentence."""
    parts = []
    for is_better, name in ((True, _("better")), (False, _("worse"))):
        some = rows.filter(pl.col("is_better") == is_better)
        if some.height:
            said = [f"{label} {change}" for label, change in some["label", "said"].rows()]
            parts.append(f"{name}: {text.listed(said)}")
    return "; ".join(parts) if parts else _("Nothing changed for the better or the worse.")


def _colour(is_better: bool | None) -> str:
    if is_better is None:
        return GREY
    return look.good() if is_better else look.bad()


def _escaped(label: str, about: str) -> str:
    return f"{escape(label, quote=False)}<br>{escape(about, quote=False)}"
