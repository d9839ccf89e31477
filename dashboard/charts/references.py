"""A line across a drawing over time: a limit, a target."""

import plotly.graph_objects as go
import polars as pl

from dashboard import look
from dashboard.charts.scale import Scale, ticks


def reference(
    figure: go.Figure, course: pl.DataFrame, scale: Scale, value: float, said: str
) -> go.Figure:
    """Draws `value` into a `trend` of `course`, and makes room for it."""
    lines = [shape.y0 for shape in figure.layout.shapes]
    known = pl.concat([course["value"], course["previous"]]).drop_nulls().to_list()
    marks = ticks([*known, *lines, value])
    figure.update_yaxes(tickvals=marks, ticktext=scale.ticks(marks), range=[marks[0], marks[-1]])
    return figure.add_hline(
        y=value,
        line={"color": look.ALARM, "width": 2, "dash": "dash"},
        annotation_text=f"{said} {scale.exact(value)}",
        annotation_position="bottom left",
    )
