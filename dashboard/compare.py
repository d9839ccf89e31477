"""What the period is compared with: a period before, or the same event a year before."""

from collections.abc import Collection, Mapping
from typing import Final

import streamlit as st

from dashboard import text
from dashboard.address import Filter, known, restore, write
from dashboard.text import _
from metrics.event_alignment import EVENT, applicable
from metrics.events import events, without
from metrics.metric import N_
from metrics.period import Span

COMPARISONS: Final[Mapping[str, str]] = {
    "previous": N_("The period before"),
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


def choose_comparison(span: Span, markets: Collection[str]) -> str:
    """A comparison, or the name of an event that the period is about."""
    offered = _events(span, markets)
    labels = {word: _(label) for word, label in COMPARISONS.items()}
    labels |= {one: _("{event} the year before").format(event=event_label(one)) for one in offered}

    def read(texts: list[str]) -> str | None:
        is_event = texts[-1] == EVENT and len(offered) == 1
        return known(offered[0] if is_event else texts[-1], labels)

    restore(Filter("compare", "previous", read))
    if st.session_state["compare"] not in labels:
        st.session_state["compare"] = "previous"
    word = st.selectbox(
        _("Compare with"), list(labels), format_func=labels.__getitem__, key="compare"
    )
    write("compare", [word], default="previous")
    if word in offered and (strangers := without(word, markets)):
        said = _("Not held in {markets}: their shops are compared with the same days.")
        st.caption(text.plain(said.format(markets=text.listed(strangers))))
    return word


def _events(span: Span, markets: Collection[str]) -> list[str]:
    """The events that the period holds or is near, if they were held before."""
    if span.days > DAYS_BY_EVENT:
        return []
    found = applicable(span.first, span.last, markets)
    return [one.name for one in found if events()[one.name].before(one)]


def event_label(name: str) -> str:
    """What an event is called."""
    return _(EVENTS[name]) if name in EVENTS else name
