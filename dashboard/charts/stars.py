"""Reviews over time, told apart by their stars."""

from math import ceil
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.scale import HEIGHT, MARGIN, X_TICKS, ticks
from dashboard.text import _
from reports import formats

STARS: Final = {1: "#c8500a", 2: "#f0a35e", 3: "#b9c2cc", 4: "#7fb2d9", 5: "#0b63b0"}
"""Stars → colour: orange for few, blue for many, told apart by colour-blind readers."""
MOST: Final = 5


def stars(course: pl.DataFrame) -> go.Figure:
    """`course`: when (text, in order), tick (its short form), rating, value; a bar each when."""
    times = course.select("when", "tick").unique(maintain_order=True)
    whens = times["when"].to_list()
    figure = go.Figure()
    for rating, colour in STARS.items():
        found = dict(course.filter(rating=rating).select("when", "value").iter_rows())
        values = [found.get(when) or 0 for when in whens]
        figure.add_bar(
            x=whens, y=values, name=f"{rating} ★", marker={"color": colour},
            customdata=[formats.exact(one, "count", language=text.language()) for one in values],
            hovertemplate="%{customdata}",
        )  # fmt: skip
    sums = course.group_by("when").agg(pl.col("value").sum())["value"].to_list()
    marks = ticks(sums)
    every = max(1, ceil(len(whens) / X_TICKS))
    return figure.update_layout(
        height=HEIGHT, margin=MARGIN, barmode="stack", hovermode="x unified", bargap=0.2,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        xaxis={
            "type": "category", "tickmode": "array", "tickvals": whens[::every],
            "ticktext": times["tick"].to_list()[::every], "showgrid": False, "tickangle": 0,
            "automargin": True,
        },
        yaxis={
            "tickvals": marks, "ticktext": [f"{one:,.0f}" for one in marks],
            "range": [marks[0], marks[-1]], "automargin": True, "zeroline": False,
        },
    )  # fmt: skip


def stars_in_words(counts: pl.DataFrame) -> str:
    """`counts`: rating, value, share. How many reviews have how many stars, in a sentence."""
    said = [
        f"{rating} ★ {formats.exact(share, 'share', language=text.language())}"
        for rating, share in counts.sort("rating", descending=True)["rating", "share"].iter_rows()
    ]
    return _("Reviews by their stars: {shares}.").format(shares=text.listed(said))
