"""Data page: load files, see what became of them, and for which days there is data."""

import streamlit as st

from dashboard import (
    charts,
    data,
    filters,
    freshness,
    grids,
    plots,
    reconciliation,
    refused,
    syncs,
    text,
    typed,
    uploads,
)
from dashboard.headline import headline, no_data
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View


def page() -> None:
    at = data.situation()
    chosen = None if at.is_empty else filters.choose(at, figures=False)
    headline(_("Data"), at, chosen)
    uploads.offer()
    refused.offer(at)
    syncs.offer()
    if chosen:
        view = View(at, chosen, _("Data"), "data")
        _calendar(view)
        _coverage(view)
        typed.offer(view)
        later(lambda: reconciliation.show(view))
        view.close()


def _calendar(view: View) -> None:
    at, chosen = view.at, view.chosen
    st.subheader(_("Which days have data"), anchor=False)
    labels = {one: freshness.table_label(one) for one in freshness.daily_tables(at)}
    table = st.selectbox(_("Data"), list(labels), format_func=labels.__getitem__, width=320)
    if table is None:
        return
    calendar = freshness.calendar(at, chosen, table)
    if not calendar.lines:
        st.info(text.plain(no_data(at, chosen)))
        return
    plots.show(
        charts.coverage(calendar.rows, calendar.lines, calendar.days, daily=calendar.daily),
        alt=freshness.calendar_in_words(calendar),
        key="coverage",
    )
    st.caption(freshness.calendar_key(calendar))


def _coverage(view: View) -> None:
    at = view.at
    table = freshness.coverage(at, view.notes)
    st.subheader(table.title, anchor=False)
    for what, count in freshness.doubts(at):
        st.caption(text.plain(f"{count:,} · {what}"))
    grids.show(table)
    view.take(table, "coverage")


if __name__ == "__main__":
    page()
