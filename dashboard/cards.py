"""Cards: a figure, how it changed, its course in small, and its rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

import polars as pl
import streamlit as st

from dashboard import dated, look, navigation, text
from dashboard.text import _
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.metric import Better, Metric
from reports import formats

Colour = Literal["normal", "inverse", "off"]
COLOURS: Final[Mapping[Better, tuple[Colour, Colour]]] = {
    Better.HIGHER: ("normal", "inverse"),
    Better.LOWER: ("inverse", "normal"),
    Better.NEITHER: ("off", "off"),
}
"""How a change is coloured where good is green, and where good is red."""
FEWEST_POINTS: Final = 3
CARD_WIDTH: Final = 200
IN_A_ROW: Final[Mapping[int, int]] = {1: 3, 2: 3, 3: 3, 5: 3, 6: 3, 9: 3}
"""How many cards there are → how many stand in a row, so that rows are full; else four."""


@dataclass(frozen=True)
class Card:
    """One figure as it is shown; `course` is its value by day (or week, month)."""

    label: str
    value: str
    change: str | None
    beside: str
    colour: Colour
    rule: str
    course: tuple[float, ...] = ()
    page: str | None = None
    """The page that tells more of it, by the name of its module."""


def show(cards: Sequence[Card]) -> None:
    """The cards side by side, as many in a row as there is room for."""
    grid = st.grid(IN_A_ROW.get(len(cards), 4), min_column_width=CARD_WIDTH)
    for card in cards:
        with grid.container(border=True, height="stretch", gap="xsmall"):
            _show(card)


def _show(card: Card) -> None:
    st.metric(
        text.plain(card.label),
        text.plain(card.value),
        0 if card.change == "0" else card.change,
        card.colour,
        help=card.rule,
        chart_data=card.course if len(card.course) >= FEWEST_POINTS else None,
        chart_type="area",
    )
    if card.beside:  # a caption wraps; `delta_description` is cut off where it has no room
        st.caption(text.plain(card.beside))
    if card.page:
        navigation.link(card.page)


def cards_of(
    totals: Answer,
    courses: Answer | None,
    today: date,
    pages: Mapping[str, str] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> list[Card]:
    """A card for each figure of `totals`; `courses` holds the same figures by day, if any does.

    Money in several currencies has no card: see `tables.by_currency`. `pages`: metric → the page
    that its card links to. `remarks`: metric → what stands in place of its change.
    """
    made = {
        row["metric"]: card(
            row, totals, _course(row, courses), today, (pages or {}).get(row["metric"])
        )
        for row in totals.rows.iter_rows(named=True)
        if row.get("currency") is None
    }
    for name, said in (remarks or {}).items():
        if name in made:
            made[name] = replace(made[name], change=None, beside=said, colour="off")
    return [*made.values()]


def card(
    row: Mapping[str, Any],
    answer: Answer,
    course: Sequence[float],
    today: date,
    page: str | None = None,
) -> Card:
    """The card of one row of an answer. What still settles is neither good nor bad yet."""
    metric = CATALOG[row["metric"]]
    settles = dated.still_settles(metric.name, answer.period.last, today)
    changed = formats.change(row["change"], row["change_ratio"], metric.unit, text.language())
    return Card(
        label=text.label(metric),
        value=formats.compact(row["value"], metric.unit, answer.currency, text.language()),
        change="0" if row["change"] == 0 or _is_nothing(changed) else changed,
        beside=" · ".join(_beside(row, answer, today, settles=settles)),
        colour="off" if settles else COLOURS[metric.better][look.good_is_red()],
        rule=_rule(row, metric, answer, settles=settles),
        course=tuple(course),
        page=page,
    )


def _is_nothing(change: str | None) -> bool:
    """A change that rounds to none."""
    return change is not None and not change.startswith(("+", "-"))


def marks(answer: Answer, today: date) -> list[str]:
    """For each row what its card says of how far the figure goes; empty where it is whole."""
    return [
        _mark(row, settles=dated.still_settles(row["metric"], answer.period.last, today)) or ""
        for row in answer.rows.iter_rows(named=True)
    ]


def _mark(row: Mapping[str, Any], *, settles: bool) -> str | None:
    if row["value"] is None:
        return _("not known for these days")
    if not row["complete"]:
        return _("partial")
    if settles:
        return _("still settling")
    if row["covers"] is not None and row["covers"] < 1:
        return _("covers {share}").format(share=_share(row["covers"]))
    return None


def _beside(row: Mapping[str, Any], answer: Answer, today: date, *, settles: bool) -> list[str]:
    """What stands next to the change: how far the figure goes, and what it is against."""
    mark = _mark(row, settles=settles)
    said = [mark] if mark else []
    if row["value"] is None:
        return said
    if dated.stands(row["metric"]):
        said.insert(0, dated.standing(answer.period, today))
    if answer.compare and row["previous"] is not None:
        days = text.short_span(dated.meant(answer.compare, row["metric"]), answer.period)
        said.append(_("vs {days}").format(days=days))
    return said


def _rule(row: Mapping[str, Any], metric: Metric, answer: Answer, *, settles: bool) -> str:
    """The definition, the figures to their last digit, and what is not in them."""
    now = text.value(row["value"], metric, answer.currency)
    said = [_(metric.meaning), f"{text.span(dated.meant(answer.period, row['metric']))}: {now}"]
    if answer.compare:
        before = text.value(row["previous"], metric, answer.currency)
        said.append(f"{text.span(dated.meant(answer.compare, row['metric']))}: {before}")
    if settles:
        days = dated.SETTLES_FOR[metric.name]
        said.append(_("Still settling: it changes for {days} days.").format(days=days))
    if row["value"] is not None and not row["complete"]:
        said.append(_("Partial: there is no data for some of these days or shops."))
    if row["covers"] is not None and row["covers"] < 1:
        share = _share(row["covers"])
        said.append(
            _("It speaks for {share} of the whole; the rest is unknown.").format(share=share)
        )
    return "\n\n".join(text.plain(one) for one in said)


def _share(share: float) -> str:
    return f"{share:.0%}" if share < 0.995 else "99%"


def _course(row: Mapping[str, Any], courses: Answer | None) -> list[float]:
    if courses is None:
        return []
    same = pl.col("metric") == row["metric"]
    return courses.rows.filter(same)["value"].drop_nulls().to_list()
