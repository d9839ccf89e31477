"""The colour of the words of a drawing."""

import plotly.graph_objects as go


def readable(figure: go.Figure, words: str | None) -> go.Figure:
    """The figure with the words beside it in this colour; None: as the theme has them."""
    if words is None:
        return figure
    axes = {"tickfont": {"color": words}, "title": {"font": {"color": words}}}
    figure.update_xaxes(axes).update_yaxes(axes)
    return figure.update_layout(font={"color": words})
