"""How refunds arrive after the order, and where they are expected to end."""

from typing import Final

import plotly.graph_objects as go

from dashboard import text
from dashboard.charts.scale import GREY, HEIGHT, MARGIN, ticks
from dashboard.text import _
from metrics.judgement.maturity import DONE, Maturity
from metrics.judgement.refund_curves import Curve, Outlook
from reports import formats

BLUE: Final = "#2f8fd0"
"""Bright enough for both looks."""

FAINT: Final = "rgba(133, 146, 160, 0.55)"
EVERY: Final = 15


def ripening(told: Outlook) -> go.Figure:
    """The curve of the period's orders, of the months before, and the end that is expected."""
    figure = go.Figure()
    for place, curve in enumerate(told.before):
        _line(figure, curve, FAINT, 1.5, _("Each of the months before"), shown=not place)
    _line(figure, told.curve, BLUE, 3.5, _("This period"), shown=True)
    _expected(figure, told)
    return _laid_out(figure, told)


def ripening_in_words(told: Outlook) -> str:
    """What the drawing shows, in a sentence."""
    return _("Refunded within so many days of the order. {said}").format(said=outcome(told.whole))


def outcome(whole: Maturity) -> str:
    """`So far 1.6 %, expected 3.4 % (3.1 % to 3.8 %)`; only the share where it is complete."""
    if whole.so_far is None:
        return _("no sale of these days is known")
    if whole.is_mature:
        return _("complete: {share}").format(share=_share(whole.so_far))
    if whole.expected is None:
        return _("so far {share}; too little history for what to expect").format(
            share=_share(whole.so_far)
        )
    return _("so far {share}, expected {expected} ({low} to {high})").format(
        share=_share(whole.so_far), expected=_share(whole.expected),
        low=_share(whole.low), high=_share(whole.high),
    )  # fmt: skip


def _line(
    figure: go.Figure, curve: Curve, colour: str, width: float, name: str, *, shown: bool
) -> None:
    days = formats.days(curve.first, curve.last, text.language())
    said = _("day {n}").format(n="%{x}")
    figure.add_scatter(
        x=list(range(len(curve.shares))), y=curve.shares, mode="lines", name=name,
        line={"color": colour, "width": width}, showlegend=shown, legendgroup=name,
        customdata=[_share(one) for one in curve.shares],
        hovertemplate=f"{days}<br>{said}: %{{customdata}}<extra></extra>",
    )  # fmt: skip


def _expected(figure: go.Figure, told: Outlook) -> None:
    """From the end of the curve to what is expected, with its range."""
    whole, curve = told.whole, told.curve
    if whole.is_mature or whole.expected is None or not curve.shares:
        return
    low, high = whole.low or 0.0, whole.high or 0.0
    figure.add_scatter(
        x=[len(curve.shares) - 1, DONE], y=[curve.shares[-1], whole.expected],
        mode="lines+markers", name=_("Expected, with its range"),
        line={"color": BLUE, "width": 2, "dash": "dot"}, marker={"size": [0, 9]},
        error_y={
            "type": "data", "symmetric": False, "array": [0, high - whole.expected],
            "arrayminus": [0, whole.expected - low], "thickness": 2, "width": 6, "color": BLUE,
        },
        customdata=["", outcome(whole)], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _laid_out(figure: go.Figure, told: Outlook) -> go.Figure:
    highest = [share for one in (*told.before, told.curve) for share in one.shares]
    marks = ticks([*highest, told.whole.high or 0.0])
    days = list(range(0, DONE + 1, EVERY))
    return figure.update_layout(
        height=HEIGHT, margin=MARGIN, hovermode="closest",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}, showlegend=True,
        xaxis={
            "tickvals": days, "ticktext": [str(one) for one in days], "showgrid": False,
            "range": [0, DONE + 2], "automargin": True, "zeroline": False,
            "title": {"text": _("Days after the order"), "font": {"color": GREY}},
        },
        yaxis={
            "tickvals": marks, "ticktext": [_share(one) for one in marks],
            "range": [0, marks[-1]], "automargin": True, "zeroline": False,
        },
    )  # fmt: skip


def _share(value: float | None) -> str:
    return formats.exact(value, "share", language=text.language())
