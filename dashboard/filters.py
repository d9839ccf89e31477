"""What the reader chose: shops, period, comparison, currency, language, kept in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import streamlit as st

from dashboard import drill, text
from dashboard.address import Filter, begin, known, restore, send, write
from dashboard.compare import choose_comparison
from dashboard.data import Situation
from dashboard.text import _
from metrics.calendar import Calendar
from metrics.metric import N_
from metrics.period import PeriodError, Span, comparison, resolve
from reports import formats

PERIODS: Final[Mapping[str, str]] = {
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "last-7-days": N_("Last 7 days"),
    "last-30-days": N_("Last 30 days"),
    "last-90-days": N_("Last 90 days"),
    "this-week": N_("This week"),
    "last-week": N_("Last week"),
    "this-month": N_("This month"),
    "last-month": N_("Last month"),
    "this-quarter": N_("This quarter"),
    "last-quarter": N_("Last quarter"),
    "this-year": N_("This year"),
    "last-year": N_("Last year"),
}
CUSTOM: Final = "custom"
DEFAULT_PERIOD: Final = "last-30-days"
OWN: Final = "own"
"""Each shop's money in its own currency."""
CLOCK_LABELS: Final[Mapping[str, str]] = {
    "usual": N_("Each metric's own"),
    "created": N_("Day created"),
    "placed": N_("Day placed"),
    "shipped": N_("Day shipped"),
    "delivered": N_("Day delivered"),
    "settled": N_("Day settled"),
}
"""The day of an order that sales are dated by."""


@dataclass(frozen=True)
class Chosen:
    """The choice of one run. No shops named means all; `currency` converts all money into it.

    `clock` dates sales by another day than their own; `where` is what was drilled into.
    """

    shops: tuple[str, ...]
    span: Span
    compare: Span | None
    compare_word: str
    currency: str | None
    clock: str | None = None
    where: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


def language() -> str:
    """The reader's language: as chosen, else as in the address, else the browser's."""
    if "lang" in st.query_params:  # as links of the first versions say it
        st.query_params["language"] = st.query_params.get_all("lang")
        del st.query_params["lang"]
    browser = (st.context.locale or "en").lower()
    default = "zh" if browser.startswith("zh") else "en"
    begin()
    restore(Filter("language", default, lambda texts: known(texts[-1], text.LANGUAGES)))
    write("language", [st.session_state["language"]])
    return st.session_state["language"]


def choose_language() -> None:
    """The switch at the foot of the sidebar."""
    st.sidebar.segmented_control(
        _("Language"),
        list(text.LANGUAGES),
        format_func=text.LANGUAGES.__getitem__,
        key="language",
        required=True,
    )
    send()


def choose(at: Situation, *, figures: bool = True) -> Chosen:
    """Draws the filters in the sidebar and returns what is chosen.

    A page without `figures` has no use for a comparison and a currency.
    """
    today = at.now(st.context.timezone).date()
    with st.sidebar:
        shops = _choose_shops(at)
        span = _choose_period(today, at.home.settings.calendar)
        markets = at.markets(shops)
        word = choose_comparison(span, today, markets) if figures else "none"
        currency = _choose_currency(at, shops) if figures else None
        clock = _choose_clock() if figures else None
        where = drill.choose(at, span) if figures else {}
    send()
    compare = comparison(span, word, today, markets) if word != "none" else None
    return Chosen(tuple(shops), span, compare, word, currency, clock, where)


def _choose_shops(at: Situation) -> list[str]:
    """The chosen shops; those of the chosen markets where only markets are chosen."""
    of_markets = _of_markets(at)
    names = {shop: name for shop, name in at.shop_names.items() if shop in of_markets}
    restore(Filter("shop", [], lambda texts: [one for one in texts if one in names] or None))
    if len(names) < 2:
        return []
    st.session_state["shop"] = [one for one in st.session_state["shop"] if one in names]
    chosen = st.multiselect(
        _("Shops"), list(names), format_func=names.__getitem__, key="shop",
        placeholder=_("All shops"),
    )  # fmt: skip
    write("shop", chosen)
    return chosen or ([] if len(names) == len(at.shops) else list(names))


def _of_markets(at: Situation) -> list[str]:
    """The shops of the chosen markets, all where there is nothing to choose."""
    markets = sorted({shop.market for shop in at.shops.values()})
    restore(Filter("market", [], lambda texts: [one for one in texts if one in markets] or None))
    if len(markets) < 2:
        return list(at.shops)
    chosen = st.multiselect(
        _("Markets"), markets, format_func=market_name, key="market", placeholder=_("All markets")
    )
    write("market", chosen)
    return [one for one, shop in at.shops.items() if shop.market in (chosen or markets)]


def market_name(code: str) -> str:
    """A country in the reader's language."""
    return formats.country(code, text.language())


def _choose_clock() -> str | None:
    """None: each metric by the day that its rule says."""
    restore(Filter("clock", "usual", lambda texts: known(texts[-1], CLOCK_LABELS)))
    labels = {word: _(label) for word, label in CLOCK_LABELS.items()}
    word = st.selectbox(
        _("Date sales by"), list(labels), format_func=labels.__getitem__, key="clock",
        help=_("By which day of the order sales are counted: GMV, orders, units, customers."),
    )  # fmt: skip
    write("clock", [word], default="usual")
    return None if word == "usual" else word


def _choose_period(today: date, calendar: Calendar) -> Span:
    def read(texts: list[str]) -> str | None:
        try:
            return resolve(texts[-1], today, calendar).label
        except PeriodError:
            return None

    restore(Filter("period", DEFAULT_PERIOD, read))
    chosen = st.session_state["period"]
    named = {word: _(label) for word, label in PERIODS.items()} | {CUSTOM: _("Choose days …")}
    options = list(named) if chosen in named else [*named, chosen]
    if ".." in chosen:
        named[chosen] = text.span(resolve(chosen, today, calendar))
    word = st.selectbox(
        _("Period"), options, format_func=lambda one: named.get(one, one), key="period"
    )
    if word == CUSTOM:
        word = _choose_days(today)
    write("period", [word], default=DEFAULT_PERIOD)
    return resolve(word, today, calendar)


def _choose_days(today: date) -> str:
    """A span of the calendar, as a period text."""
    default = (today - timedelta(days=30), today - timedelta(days=1))
    days = st.date_input(
        _("First and last day"), default, max_value=today, key="days", format="YYYY-MM-DD",
        persist_state="session",
    )  # fmt: skip
    ends = days if isinstance(days, tuple) else (days,)
    if len(ends) == 2:
        return f"{ends[0]}..{ends[1]}"
    st.caption(_("Choose the last day too."))
    return f"{ends[0]}..{ends[0]}" if ends else DEFAULT_PERIOD


def _choose_currency(at: Situation, shops: Sequence[str]) -> str | None:
    """None where money stays as it is: one currency, no rates, or not wanted."""
    currencies = at.currencies(shops)
    if len(currencies) < 2 or not at.has("fx_rates", ()):
        return None
    labels = {one: one for one in currencies} | {OWN: _("Each shop's own")}
    options = list(labels)
    restore(Filter("currency", currencies[0], lambda texts: known(texts[-1], options)))
    if st.session_state["currency"] not in options:
        st.session_state["currency"] = currencies[0]
    word = st.selectbox(
        _("Currency"), options, format_func=labels.__getitem__, key="currency",
        help=_("Money is converted at the rate of its own day."),
    )  # fmt: skip
    write("currency", [word], default=currencies[0])
    return None if word == OWN else word
