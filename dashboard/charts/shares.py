"""One whole cut in several ways: a bar each way, all of the same length."""

from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.scale import GREY, MARGIN, Scale
from dashboard.text import _
from reports import formats

COLOURS: Final = ("#0072b2", "#e69f00", "#00805f", "#cc79a7", "#56b4e9", "#8c6d31")
BAR: Final = 62


def shares(parts: pl.DataFrame, scale: Scale) -> go.Figure:
    """A trace each row of `parts`: cut (which way), label, value, share (of its cut), known, place.

    Rows of a cut stand together. A part has the colour of its `place`, whatever others there are;
    what isn't `known` is grey.
    """
    cuts = parts["cut"].unique(maintain_order=True).to_list()
    figure = go.Figure()
    for row in parts.iter_rows(named=True):
        said = [escape(row["label"], quote=False), scale.exact(row["value"]), percent(row["share"])]
        figure.add_bar(
            y=[row["cut"]], x=[row["share"]], orientation="h", name=said[0], width=0.6,
            marker={"color": COLOURS[row["place"] % len(COLOURS)] if row["known"] else GREY},
            text=[f"{said[0]}<br>{percent(row['share'])}"], textposition="inside",
            insidetextanchor="middle", textangle=0, constraintext="none",
            customdata=["<br>".join(said)], hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    return figure.update_layout(
        height=90 + BAR * max(len(cuts), 1), margin=MARGIN, barmode="stack", hovermode="closest",
        uniformtext={"minsize": 10, "mode": "hide"},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        showlegend=True,
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"categoryorder": "array", "categoryarray": cuts[::-1], "automargin": True},
    )  # fmt: skip


def shares_in_words(parts: pl.DataFrame, scale: Scale) -> str:
    """Every cut with its parts, in a sentence."""
    said = []
    for (cut,), rows in parts.group_by("cut", maintain_order=True):
        told = [f"{label} {percent(share)}" for label, share in rows["label", "share"].rows()]
        said.append(f"{cut}: {text.listed(told)}")
    return _("{metric} in shares. {cuts}.").format(
        metric=_(scale.metric.label), cuts="; ".join(said)
    )


def percent(share: float | None) -> str:
    """To one decimal, as there is room."""
    return formats.UNKNOWN if share is None else f"{share:.1%}"
