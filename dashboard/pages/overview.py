"""Overview page: how are we doing, against before, and how did it go day by day?"""

from typing import Final

import streamlit as st

from dashboard import cards, charts, data, downloads, filters, first_run, sources, tables, text
from dashboard.data import Situation
from dashboard.filters import Chosen
from dashboard.headline import headline, no_data, notes
from dashboard.pages import data as upload
from dashboard.text import _
from metrics.answer import Answer
from metrics.catalog import CATALOG

HEADLINES: Final = (
    "gmv",
    "orders",
    "net_revenue",
    "aov",
    "refund_rate",
    "shipped_within_48h",
    "fulfilment_hours_median",
    "average_rating",
    "ad_cost",
    "cpa",
    "cpm",
    "cpc",
)


def page() -> None:
    at = data.situation()
    if at.is_empty:
        first_run.welcome(upload.page, at.home.path)
        return
    chosen = filters.choose(at)
    headline(_("Overview"), at, chosen)
    known, missing = sources.split(at, HEADLINES, chosen.shops)
    if known:
        _figures(at, chosen, known)
    for line in missing:
        st.caption(text.plain(line), width="stretch")


def _figures(at: Situation, chosen: Chosen, names: list[str]) -> None:
    totals = _ask(at, chosen, names)
    word = tables.grain(chosen.span)
    courses = _ask(at, chosen, names, word)
    for note in totals.notes:
        st.info(text.plain(note))
    today = at.now(st.context.timezone).date()
    said = notes(at, chosen)
    name = f"shoppulse-{chosen.span.first}-{chosen.span.last}"
    cards.show(cards.cards_of(totals, courses, today))
    if money := tables.by_currency(totals, _("Money by currency"), said):
        st.subheader(money.title, anchor=False)
        tables.show(money)
        downloads.offer(money, f"{name}-by-currency")

    st.subheader(_("Over time"), anchor=False)
    if courses.rows.is_empty():
        st.info(text.plain(no_data(at, chosen)))
        return
    _trend(courses, names)
    table = tables.by_time(courses, _("Over time"), said)
    tables.show(table, height=330)
    downloads.offer(table, f"{name}-by-{word}")
    summary = tables.headlines(totals, _("Overview"), said)
    downloads.offer_page([summary, table], f"{name}-overview")


def _ask(at: Situation, chosen: Chosen, names: list[str], *by: str) -> Answer:
    return data.answer(
        at,
        names,
        chosen.span,
        chosen.compare,
        by=by,
        shops=chosen.shops,
        currency=chosen.currency,
    )


def _trend(courses: Answer, names: list[str]) -> None:
    """The drawing of one metric (and of one currency, where there are several)."""
    with st.container(horizontal=True):
        labels = {one: text.label(CATALOG[one]) for one in names}
        name = st.selectbox(
            _("Metric"),
            names,
            format_func=labels.__getitem__,
            key="trend",
            persist_state="session",
            width=320,
        )
        currency = _currency(courses, name)
    course = tables.course(courses, name, currency)
    scale = charts.Scale(CATALOG[name], currency or courses.currency)
    compared = text.span(courses.compare) if courses.compare else None
    st.plotly_chart(
        charts.trend(course, scale, (text.span(courses.period), compared)),
        alt=charts.trend_in_words(course, scale),
        config=charts.SHOWN,
        key="trend drawing",
    )


def _currency(courses: Answer, name: str) -> str | None:
    currencies = tables.currencies(courses, name)
    if len(currencies) < 2:
        return currencies[0] if currencies else None
    return st.selectbox(_("Currency"), currencies, key="trend currency", width=160)
