"""Groups side by side, the greatest on top, each beside what it was before."""

from collections.abc import Mapping
from html import escape
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.scale import MARGIN, Scale, tick, ticks
from dashboard.look import NEUTRAL
from dashboard.text import _

BAR: Final = 34
INSIDE: Final = 0.5
"""Of the axis: a bar so long has room for its value, on a phone too; others have it beside them."""
BEHIND: Final = "rgba(133, 146, 160, 0.35)"


def named(groups: pl.DataFrame, called: Mapping[str | None, str]) -> pl.DataFrame:
    """Adds `label`: what each `group` is called."""
    names = [called[one] for one in groups["group"]]
    return groups.with_columns(pl.Series("label", names, dtype=pl.String))


def ranking(groups: pl.DataFrame, scale: Scale, names: tuple[str, str | None]) -> go.Figure:
    """Bars of `groups`: label, value, previous, in order.

    `names`: of the period and of the comparison (None without one).
    """
    shown = groups.reverse()
    places = list(range(shown.height))
    said = [scale.exact(one) for one in shown["value"]]
    figure = go.Figure()
    figure.add_bar(
        y=places, x=shown["value"], orientation="h", name=names[0], width=0.5, zorder=2, text=said,
        textposition=_sides(shown), insidetextanchor="end", textangle=0, constraintext="none",
        marker={"color": NEUTRAL}, insidetextfont={"color": "white"}, cliponaxis=False,
        customdata=[*zip(_whole(shown), said, strict=True)],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}",
    )  # fmt: skip
    if names[1]:
        before = [scale.exact(one) for one in shown["previous"]]
        figure.add_bar(
            y=places, x=shown["previous"], orientation="h", name=names[1], width=0.8,
            marker={"color": BEHIND}, customdata=before, hovertemplate="%{customdata}",
        )  # fmt: skip
    return _laid_out(figure, shown, scale)


def ranking_in_words(groups: pl.DataFrame, scale: Scale) -> str:
    """The first groups and their values, in a sentence."""
    first = groups.drop_nulls("value").head(3)
    if first.is_empty():
        return _("{label}: nothing is known for these days.").format(label=_(scale.metric.label))
    said = [f"{label} {scale.exact(value)}" for label, value in first["label", "value"].rows()]
    return _("{label}, the greatest first: {groups}.").format(
        label=_(scale.metric.label), groups=text.listed(said)
    )


def _laid_out(figure: go.Figure, shown: pl.DataFrame, scale: Scale) -> go.Figure:
    marks = _marks(shown)
    return figure.update_layout(
        height=90 + BAR * max(shown.height, 2),
        margin=MARGIN,
        barmode="overlay",
        hovermode="closest",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        showlegend=True,
        xaxis={
            "tickvals": marks[::2], "ticktext": scale.ticks(marks[::2]),
            "range": [marks[0], marks[-1]], "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(shown.height)), "ticktext": [*map(tick, shown["label"])],
            "automargin": True, "showgrid": False, "range": [-0.6, max(shown.height, 2) - 0.4],
        },
    )  # fmt: skip


def _sides(shown: pl.DataFrame) -> list[str]:
    """Where the value of each bar stands."""
    marks = _marks(shown)
    room = INSIDE * (marks[-1] - marks[0])
    return ["inside" if abs(one or 0) >= room else "outside" for one in shown["value"]]


def _marks(shown: pl.DataFrame) -> list[float]:
    return ticks([*shown["value"].drop_nulls(), *shown["previous"].drop_nulls()])


def _whole(shown: pl.DataFrame) -> list[str]:
    return [escape(one, quote=False) for one in shown["label"]]
