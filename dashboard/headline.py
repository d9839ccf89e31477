"""The head of a page: its title, the period and its comparison with dates, and how fresh it is."""

from datetime import datetime, timedelta

import streamlit as st

from dashboard import data, labels, text
from dashboard.compare import comparison_label, event_label
from dashboard.data import Situation
from dashboard.dated import CONVERSIONS_FOR, RETURNS_FOR
from dashboard.filters import CLOCK_LABELS, PERIODS, Chosen
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from reports import formats


def headline(title: str, at: Situation, chosen: Chosen | None = None) -> None:
    """Title, period against comparison, as-of stamp, and the mark of made-up data."""
    st.title(title, anchor=False)
    if chosen:
        st.markdown(text.plain(period(chosen)))
        if only := kept(at, chosen):
            st.markdown(f"**{text.plain(only)}**")
        if chosen.clock:
            st.markdown(f"**{text.plain(': '.join(dated(chosen.clock)))}**")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if at.home.is_demo:
            st.badge(_("Demo data: made-up shops"), color="orange", icon=":material/science:")
        if chosen and (said := unfinished(at, chosen)):
            st.badge(_("Unfinished"), color="blue")
            st.caption(text.plain(said), width="content")
        if not at.is_empty:
            st.caption(text.plain(as_of(at)), width="content")
        if failed := data.failed_sources():
            said = _("Source failed, see Data: {names}").format(names=text.listed(failed))
            st.badge(text.plain(said), color="red", icon=":material/sync_problem:")


def period(chosen: Chosen) -> str:
    """`Last 30 days: Oct 23 – Nov 21, 2026, compared with …`."""
    word = PERIODS.get(chosen.span.label)
    said = text.span(chosen.span)
    if word:
        said = _("{word}: {days}").format(word=_(word), days=said)
    if chosen.compare:
        return _("{period} · compared with {days} ({word})").format(
            period=said, days=text.span(chosen.compare), word=_compared(chosen)
        )
    return said


def kept(at: Situation, chosen: Chosen) -> str | None:
    """What was drilled into: `Only Product: Latte cup · Carrier: USPS`; None for all."""
    said = [
        _("{word}: {values}").format(word=_(WORD_LABELS[word]), values=_kept(at, chosen, word))
        for word in chosen.where
    ]
    return _("Only {what}").format(what=" · ".join(said)) if said else None


def dated(clock: str) -> tuple[str, str]:
    """By which day of the order sales are counted, where it isn't each metric's own."""
    return _("Date sales by"), _(CLOCK_LABELS[clock])


def _kept(at: Situation, chosen: Chosen, word: str) -> str:
    values = chosen.where[word]
    names = labels.of_values(at, word, values, chosen.span)
    return text.listed([names[one] for one in values])


def _compared(chosen: Chosen) -> str:
    """What the comparison is: the event with its day, or the choice in words."""
    if chosen.compare and (event := chosen.compare.event):
        return _("{event} of {days}").format(
            event=event_label(event.name),
            days=formats.days(event.first, event.last, text.language()),
        )
    label = comparison_label(chosen.compare_word)
    return f"{label[:1].lower()}{label[1:]}"


def unfinished(at: Situation, chosen: Chosen) -> str | None:
    """When the last day ends at the shops where it isn't over; None for a finished period."""
    left = at.time_left(chosen.span, chosen.shops)
    shops: dict[str, list[str]] = {}
    for shop in sorted(left, key=left.__getitem__):
        time = formats.remaining(left[shop], text.language())
        shops.setdefault(time, []).append(at.shop_names[shop])
    if not shops:
        return _("The last day isn't over.") if chosen.span.unfinished else None
    said = [
        _("{time} ({shops})").format(time=time, shops=text.listed(names))
        for time, names in shops.items()
    ]
    return _("The last day ends in {times}.").format(times=text.listed(said))


def as_of(at: Situation) -> str:
    """When the store last changed, in the reader's zone."""
    here: datetime = at.now(st.context.timezone)
    stored = at.store.written_at.astimezone(here.tzinfo)
    return _("As of {day}, {time} ({zone})").format(
        day=formats.day(stored.date(), text.language()),
        time=stored.strftime("%H:%M"),
        zone=here.tzname(),
    )


def no_data(at: Situation, chosen: Chosen) -> str:
    """Said in place of a drawing of nothing: there is no data for these days, but for those."""
    known = at.days(chosen.shops)
    if known is None:
        return _("There is no data of these shops.")
    return _("No data for these days. There is data for {days}.").format(days=text.span(known))


def notes(at: Situation, chosen: Chosen) -> list[tuple[str, str]]:
    """What a downloaded file says of itself."""
    shops = [at.shop_names[one] for one in chosen.shops] or [_("All shops")]
    said = [
        (_("Period"), text.span(chosen.span)),
        (_("Compared with"), text.span(chosen.compare) if chosen.compare else _("Nothing")),
        (_("Shops"), text.listed(shops)),
        *((_(WORD_LABELS[word]), _kept(at, chosen, word)) for word in chosen.where),
        *([dated(chosen.clock)] if chosen.clock else []),
        (_("Currency"), chosen.currency or _("Each shop's own")),
        (_("As of"), at.store.written_at.strftime("%Y-%m-%d %H:%M UTC")),
    ]
    if left := unfinished(at, chosen):
        said.append((_("Unfinished"), left))
    if young := _settling(at, chosen):
        said.append((_("Still settling"), young))
    if at.home.is_demo:
        said.insert(0, (_("Demo data"), _("made-up shops, not real ones")))
    return said


def _settling(at: Situation, chosen: Chosen) -> str | None:
    """Until when figures of the period still change; None once they are settled."""
    left = [
        (said, until)
        for said, days in (
            (_("conversions of ads until {day}"), CONVERSIONS_FOR),
            (_("what depends on refunds until {day}"), RETURNS_FOR),
        )
        if (until := chosen.span.last + timedelta(days)) >= at.now(st.context.timezone).date()
    ]
    told = [said.format(day=formats.day(until, text.language())) for said, until in left]
    return text.listed(told) if told else None
