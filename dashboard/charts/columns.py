"""Upright bars, one beside the other, in an order of their own: days to come, classes of age."""

from collections.abc import Sequence
from html import escape
from math import ceil
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.scale import MARGIN, Scale, ticks
from dashboard.text import _

HEIGHT: Final = 260
WRITTEN_UP_TO: Final = 7
"""Of more bars than that only some have their name below."""


def columns(bars: pl.DataFrame, scale: Scale) -> go.Figure:
    """Bars of label (each once), value (null: unknown) and said (what else hovering tells)."""
    labels = [escape(one, quote=False) for one in bars["label"]]
    values = bars["value"].to_list()
    figure = go.Figure()
    figure.add_bar(
        x=labels, y=values, width=0.7,
        text=[scale.compact(one) if one else "" for one in values] if _few(bars) else None,
        textposition="outside", cliponaxis=False, textangle=0,
        customdata=[*zip(_exact(bars, scale), _escaped(bars["said"].to_list()), strict=True)],
        hovertemplate="%{x}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    )  # fmt: skip
    marks = ticks([one for one in values if one is not None])
    every = 1 if _few(bars) else ceil(bars.height / 5)
    return figure.update_layout(
        height=HEIGHT, margin=MARGIN | {"t": 24}, showlegend=False, hovermode="closest",
        xaxis={"type": "category", "tickvals": labels[::every], "tickangle": 0, "automargin": True},
        yaxis={
            "tickvals": marks, "ticktext": scale.ticks(marks), "range": [marks[0], marks[-1]],
            "automargin": True, "zeroline": False,
        },
    )  # fmt: skip


def columns_in_words(bars: pl.DataFrame, scale: Scale) -> str:
    """Every bar that isn't nothing, in a sentence."""
    some = bars.filter(pl.col("value").fill_null(0) != 0)
    if some.is_empty():
        return _("{label}: nothing.").format(label=_(scale.metric.label))
    said = [f"{label} {scale.exact(value)}" for label, value in some["label", "value"].rows()]
    return _("{label}: {groups}.").format(label=_(scale.metric.label), groups=text.listed(said))


def _few(bars: pl.DataFrame) -> bool:
    return bars.height <= WRITTEN_UP_TO


def _exact(bars: pl.DataFrame, scale: Scale) -> list[str]:
    return [scale.exact(one) for one in bars["value"]]


def _escaped(texts: Sequence[str]) -> list[str]:
    return [escape(one, quote=False) for one in texts]
