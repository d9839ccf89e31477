"""What the period is compared with: a period before, or the same event a year before."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import streamlit as st

from dashboard import text
from dashboard.address import Filter, restore, write
from dashboard.text import _
from metrics.event_alignment import applicable
from metrics.events import events, without
from metrics.metric import N_
from metrics.period import PeriodError, Span, comparison

COMPARISONS: Final[Mapping[str, str]] = {
    "previous": N_("The period before"),
    "previous-full": N_("The whole period before"),
    "previous-year": N_("A year before"),
    "previous-year-weekday": N_("A year before, by weekday"),
    "none": N_("Nothing"),
}
EVENTS: Final[Mapping[str, str]] = {
    "black-friday": N_("Black Friday"),
    "lunar-new-year": N_("Lunar New Year"),
    "ramadan": N_("Ramadan"),
    "songkran": N_("Songkran"),
    "tet": N_("Tết"),
}
"""What events are called that aren't called by their date."""
DAYS_BY_EVENT: Final = 93
"""A longer period holds so many events that it is about none."""


def choose_comparison(span: Span, today: date, markets: Collection[str]) -> str:
    """The word of a comparison: one that is offered, or any that the command takes."""
    restore(Filter("compare", "previous", lambda said: _meant(said[-1], span, today, markets)))
    word = _meant(st.session_state["compare"], span, today, markets) or "previous"
    st.session_state["compare"] = word
    labels = {one: _label(one) for one in [*_offered(span, markets), word]}
    word = st.selectbox(
        _("Compare with"), list(labels), format_func=labels.__getitem__, key="compare"
    )
    write("compare", [word], default="previous")
    if word in events() and (strangers := without(word, markets)):
        said = _("Not held in {markets}: their shops are compared with the same days.")
        st.caption(text.plain(said.format(markets=text.listed(strangers))))
    return word


def _offered(span: Span, markets: Collection[str]) -> list[str]:
    """What there is to choose from: with the events that the period is about, if held before."""
    words = [word for word in COMPARISONS if word != "previous-full" or span.unfinished]
    if span.days <= DAYS_BY_EVENT:
        found = applicable(span.first, span.last, markets)
        words += [one.name for one in found if events()[one.name].before(one)]
    return words


def _meant(word: str, span: Span, today: date, markets: Collection[str]) -> str | None:
    """The word, tidied; of `event` the one that is meant; None where it means nothing here."""
    if word == "none":
        return word
    try:
        other = comparison(span, word, today, markets)
    except PeriodError:
        return None
    return other.event.name if other.event else other.label


def _label(word: str) -> str:
    """What a comparison is called; a period by its text."""
    if word in events():
        return _("{event} the year before").format(event=event_label(word))
    return comparison_label(word)


def comparison_label(word: str) -> str:
    """What a comparison that is no event is called; a period by its text."""
    return _(COMPARISONS[word]) if word in COMPARISONS else word


def event_label(name: str) -> str:
    """What an event is called."""
    return _(EVENTS[name]) if name in EVENTS else name
