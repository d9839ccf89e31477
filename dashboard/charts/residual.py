"""By how much two ways of counting the same day differ."""

from math import ceil
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.scale import GAP, HEIGHT, MARGIN, X_TICKS, Scale, ticks
from dashboard.text import _
from reports import formats

NEAR: Final = "#0072b2"
HATCHED: Final = "/"
WIDEST_OF_FEW: Final = 0.1
"""How much wider bars grow with every day, so that a single one is no wall."""


def residuals(days: pl.DataFrame, scale: Scale, widest: float) -> go.Figure:
    """A bar for each day: ours less theirs. `days`: date, platform, ours, residual, gap (share).

    Days with a gap beyond `widest` are orange and hatched.
    """
    rows = days.to_dicts()
    far = [(row["gap"] or 0) > widest for row in rows]
    when = [formats.day(row["date"], text.language()) for row in rows]
    tick = [formats.short_day(row["date"], text.language()) for row in rows]
    figure = go.Figure(
        go.Bar(
            x=when, y=days["residual"], width=min(0.8, WIDEST_OF_FEW * len(when)),
            marker={
                "color": [GAP if one else NEAR for one in far],
                "pattern": {"shape": [HATCHED if one else "" for one in far]},
            },
            customdata=[_said(row, scale) for row in rows],
            hovertemplate="%{x}<br>%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    marks = ticks(days["residual"].drop_nulls().to_list())
    every = max(1, ceil(len(when) / X_TICKS))
    return figure.update_layout(
        height=HEIGHT * 3 // 4, margin=MARGIN, showlegend=False,
        xaxis={
            "type": "category", "tickmode": "array", "tickvals": when[::every],
            "ticktext": tick[::every], "showgrid": False, "tickangle": 0, "automargin": True,
        },
        yaxis={
            "tickvals": marks, "ticktext": scale.ticks(marks), "range": [marks[0], marks[-1]],
            "automargin": True, "zeroline": True,
        },
    )  # fmt: skip


def residuals_in_words(days: pl.DataFrame, scale: Scale) -> str:
    """On how many days the two differ, and by how much at most."""
    off = days.filter(pl.col("residual") != 0)
    if off.is_empty():
        return _("Ours and Seller Center's are the same on all {n} days.").format(n=days.height)
    most = off.sort(pl.col("residual").abs(), descending=True).row(0, named=True)
    return _("{n} of {days} days differ; most on {day}: {amount}.").format(
        n=off.height,
        days=days.height,
        day=formats.day(most["date"], text.language()),
        amount=scale.exact(most["residual"]),
    )


def _said(row: dict, scale: Scale) -> str:
    gap = formats.exact(row["gap"], "share", None, text.language())
    return "<br>".join(
        [
            _("Seller Center: {amount}").format(amount=scale.exact(row["platform"])),
            _("Ours: {amount}").format(amount=scale.exact(row["ours"])),
            _("Ours less theirs: {amount} ({gap})").format(
                amount=scale.exact(row["residual"]), gap=gap
            ),
        ]
    )
