"""Metrics over time: one drawn beside its comparison, all as a table."""

from collections.abc import Sequence

import streamlit as st

from dashboard import charts, drill, grids, money, plots, tables, text
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG


def show(view: View, title: str, names: Sequence[str], key: str) -> None:
    """The drawing of one metric by day (week, month) and a table of all. A click keeps to a day."""
    if known := view.known(names):
        later(lambda: _show(view, title, known, key))


def _show(view: View, title: str, names: Sequence[str], key: str) -> None:
    st.subheader(title, anchor=False)
    answer = view.over_time(names)
    (word,) = answer.by
    if answer.rows.is_empty():
        view.no_data()
        return
    _draw(view, answer, names, key)
    if view.is_short:
        st.caption(_("The two weeks up to the period: it is too short for a course of its own."))
    elif said := _cut(view, word):
        st.caption(said)
    days = [(title, text.span(answer.period))] if view.is_short else []
    table = tables.by_time(answer, title, [*view.notes, *days])
    with st.expander(_("All metrics as a table")):
        grids.show(table, height=330)
        view.take(table, f"by-{word}")


def _cut(view: View, word: str) -> str | None:
    """That the first or the last week (month) is only in part in the period."""
    whole, span = view.at.home.settings.calendar.whole, view.chosen.span
    begins, ends = whole(word, span.first)[0] == span.first, whole(word, span.last)[1] == span.last
    if begins and ends and not span.unfinished:
        return None
    said = {
        "week": _("The weeks at the ends hold only their days in the period."),
        "month": _("The months at the ends hold only their days in the period."),
    }
    return said.get(word)


def _draw(view: View, answer: Answer, names: Sequence[str], key: str) -> None:
    """The drawing of one metric (and of one currency, where there are several)."""
    with st.container(horizontal=True):
        labels = {one: text.label(CATALOG[one]) for one in names}
        name = st.selectbox(
            _("Metric"), names, format_func=labels.__getitem__, key=f"{key} trend",
            persist_state="session", width=320,
        )  # fmt: skip
        answer = money.in_one_currency(answer, name, f"{key} trend")
    shown = tables.course(answer, name)
    scale = charts.Scale(CATALOG[name], answer.currency)
    compared = text.span(answer.compare) if answer.compare else None
    (word,) = answer.by
    drawing = f"{key} trend drawing"
    plots.show(
        charts.trend(shown, scale, (text.span(answer.period), compared)),
        alt=charts.trend_in_words(shown, scale),
        key=drawing,
        on_select="ignore"
        if view.is_short
        else drill.on_click(drawing, word, shown["group"].to_list()),
        selection_mode="points",
    )
