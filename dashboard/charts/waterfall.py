"""What leads from one amount to another: a bar for each step, from where the last one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from dashboard import look, text
from dashboard.charts.scale import GREY, MARGIN, Scale, ticks
from dashboard.text import _

STEP: Final = 36
LINE: Final = 20
"""Characters of a name that stand in one line beside the bars."""
ROOM: Final = 0.04
"""What is left free at the ends, of the greatest amount."""


@dataclass(frozen=True)
class _Bar:
    """A step in its place: from where it starts to where it ends; None where that is unknown."""

    place: int
    start: float | None
    end: float | None

    @property
    def left(self) -> float:
        return min(self.start or 0, self.end or 0)

    @property
    def right(self) -> float:
        return max(self.start or 0, self.end or 0)

    @property
    def length(self) -> float:
        return self.right - self.left


def waterfall(scale: Scale, *chains: pl.DataFrame) -> go.Figure:
    """Steps from top to bottom; a second chain (a side branch) stands below the first.

    A chain: label, amount (null: unknown), kind (total: from nothing; change: from the step
    before), is_estimate (hatched), reason (text: why it is unknown, else null).
    """
    figure = go.Figure()
    place, names, ends = 0, {}, [0.0]
    for chain in chains:
        rows = chain.to_dicts()
        bars = _placed(rows, place)
        _draw(figure, rows, bars, scale)
        names |= {bar.place: row["label"] for bar, row in zip(bars, rows, strict=True)}
        ends += [end for bar in bars for end in (bar.start, bar.end) if end is not None]
        place += len(rows) + 1
    return _laid_out(figure, names, ends, scale)


def waterfall_in_words(scale: Scale, *chains: pl.DataFrame) -> str:
    """Every step and its amount, in a sentence."""
    rows = [row for chain in chains for row in chain.iter_rows(named=True)]
    said = [f"{row['label']} {_amount(row, scale)}" for row in rows]
    return _("Step by step: {steps}.").format(steps=text.listed(said))


def _placed(rows: Sequence[dict[str, Any]], first: int) -> list[_Bar]:
    """Where each bar stands; a change after an unknown amount starts nowhere."""
    bars, so_far = [], 0.0
    for place, row in enumerate(rows, first):
        amount = row["amount"]
        start = 0.0 if row["kind"] == "total" else so_far
        so_far = None if start is None or amount is None else start + amount
        bars.append(_Bar(place, start if so_far is not None else None, so_far))
    return bars


def _draw(
    figure: go.Figure, rows: Sequence[dict[str, Any]], bars: Sequence[_Bar], scale: Scale
) -> None:
    """Bars; what is unknown or nothing has none, only its words.

    A bar in the right half runs from right to left, so that what is written outside is on its left.
    """
    _joints(figure, bars)
    both = list(zip(rows, bars, strict=True))
    middle = max((bar.end or 0 for bar in bars), default=0) / 2
    drawn = [(row, bar) for row, bar in both if bar.end is not None and row["amount"]]
    figure.add_bar(
        y=[bar.place for _row, bar in drawn],
        base=[bar.right if bar.left > middle else bar.left for _row, bar in drawn],
        x=[bar.length * (-1 if bar.left > middle else 1) for _row, bar in drawn],
        orientation="h", width=0.62, cliponaxis=False, constraintext="none", textangle=0,
        text=[_written(row, scale) for row, _bar in drawn], insidetextanchor="end",
        textposition=["outside" if row["is_estimate"] else "auto" for row, _bar in drawn],
        marker={
            "color": [_colour(row) for row, _bar in drawn],
            "pattern": {"shape": ["/" if row["is_estimate"] else "" for row, _bar in drawn]},
        },
        customdata=[_said(row, scale) for row, _bar in drawn],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    words = [(row, bar) for row, bar in both if bar.end is None or not row["amount"]]
    figure.add_scatter(
        y=[bar.place for _row, bar in words], x=[bar.left for _row, bar in words], mode="text",
        text=[_written(row, scale) for row, _bar in words],
        textposition=[f"middle {'left' if bar.left > middle else 'right'}" for _row, bar in words],
        customdata=[_said(row, scale) for row, _bar in words],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _joints(figure: go.Figure, bars: Sequence[_Bar]) -> None:
    """From the end of each bar to the one below."""
    ends = [(bar.place, bar.end) for bar in bars[:-1] if bar.end is not None]
    figure.add_scatter(
        y=[y for place, _end in ends for y in (place - 0.31, place + 1.31, None)],
        x=[x for _place, end in ends for x in (end, end, None)],
        mode="lines", line={"color": GREY, "width": 1}, hoverinfo="skip",
    )  # fmt: skip


def _colour(row: dict[str, Any]) -> str:
    if row["kind"] == "total":
        return look.NEUTRAL
    return look.good() if row["amount"] >= 0 else look.bad()


def _amount(row: dict[str, Any], scale: Scale) -> str:
    said, about = scale.exact(row["amount"]), _("estimate")
    return f"{said} ({about})" if row["is_estimate"] and row["amount"] is not None else said


def _written(row: dict[str, Any], scale: Scale) -> str:
    """The amount in a few characters; about, if it is estimated."""
    said = scale.compact(row["amount"])
    return f"≈ {said}" if row["is_estimate"] and row["amount"] is not None else said


def _said(row: dict[str, Any], scale: Scale) -> str:
    lines = [row["label"], _amount(row, scale), *wrap(row["reason"] or "", 60)]
    return "<br>".join(escape(line, quote=False) for line in lines)


def _laid_out(
    figure: go.Figure, names: dict[int, str], ends: Sequence[float], scale: Scale
) -> go.Figure:
    last = max(names, default=0)
    marks = ticks(ends)[::2]
    low, high = min(ends), max(ends)
    room = ROOM * (high - low or 1)
    return figure.update_layout(
        height=50 + STEP * (last + 1),
        margin=MARGIN,
        showlegend=False,
        hovermode="closest",
        xaxis={
            "tickvals": marks, "ticktext": scale.ticks(marks), "zeroline": True,
            "range": [low - (room if low < 0 else 0), high + room],
        },
        yaxis={
            "tickvals": list(names), "ticktext": [_lines(one) for one in names.values()],
            "range": [last + 0.6, -0.6], "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip


def _lines(name: str) -> str:
    """A name in lines that leave room on a phone."""
    return "<br>".join(escape(line, quote=False) for line in wrap(name, LINE))
