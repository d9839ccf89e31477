"""Which share of each cohort came back, by how long after: a heat map."""

from datetime import date
from typing import Final

import plotly.graph_objects as go
import polars as pl

from dashboard import text
from dashboard.charts.heat import INK, SHADES
from dashboard.charts.scale import MARGIN
from dashboard.text import _
from reports import formats

ROW: Final = 30
OPEN: Final = "*"
"""Behind the share of a month that isn't over."""


def cohorts(rows: pl.DataFrame) -> go.Figure:
    """A line each cohort, the oldest on top; a column each month since its first.

    `rows`: cohort (first day of its month), size, months (from 1), buyers, share, complete.
    """
    firsts = rows["cohort"].unique().sort().to_list()
    months = list(range(1, (_most(rows["months"]) or 0) + 1))
    cells = {(row["cohort"], row["months"]): row for row in rows.iter_rows(named=True)}
    grid = [[cells.get((first, month)) for month in months] for first in firsts]
    figure = go.Figure(
        go.Heatmap(
            x=months, y=list(range(len(firsts))),
            z=[[one and one["share"] for one in line] for line in grid],
            text=[[_written(one) for one in line] for line in grid], texttemplate="%{text}",
            customdata=[[_said(one) for one in line] for line in grid],
            hovertemplate="%{customdata}<extra></extra>", hoverongaps=False, showscale=False,
            colorscale=[list(one) for one in SHADES], zmin=0, xgap=2, ygap=2,
            textfont={"size": 11, "color": INK},
        )
    )  # fmt: skip
    return figure.update_layout(
        height=80 + ROW * max(len(firsts), 1), margin=MARGIN,
        xaxis={
            "title": {"text": _("Months since the first order")}, "tickvals": months,
            "showgrid": False, "zeroline": False,
        },
        yaxis={
            "tickvals": list(range(len(firsts))), "ticktext": [month(one) for one in firsts],
            "autorange": "reversed", "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip


def cohorts_in_words(rows: pl.DataFrame) -> str:
    """How many came back in the month after their first, from the first to the last cohort."""
    known = rows.filter(pl.col("months") == 1, "complete").sort("cohort")
    if known.is_empty():
        return _("No month after a first order is over yet.")
    (first, last) = (known.row(at, named=True) for at in (0, -1))
    return _("Bought again in the month after: {first} of {old}, {last} of {new}.").format(
        first=_share(first), old=month(first["cohort"]), last=_share(last),
        new=month(last["cohort"]),
    )  # fmt: skip


def month(first: date) -> str:
    """A month as it is written in periods."""
    return f"{first:%Y-%m}"


def _most(months: pl.Series) -> int | None:
    return max(months.to_list(), default=None)


def _written(row: dict | None) -> str:
    """The share in per cent without its sign: there is little room on a phone."""
    if row is None:
        return ""
    return f"{row['share'] * 100:.1f}{'' if row['complete'] else OPEN}"


def _said(row: dict | None) -> str:
    if row is None:
        return ""
    said = _("{cohort}, {n} months later: {buyers} of {size} buyers, {share}").format(
        cohort=month(row["cohort"]), n=row["months"], buyers=f"{row['buyers']:,}",
        size=f"{row['size']:,}", share=_share(row),
    )  # fmt: skip
    return said if row["complete"] else _("{said} (the month is not over)").format(said=said)


def _share(row: dict) -> str:
    return formats.exact(row["share"], "share", language=text.language())
