"""What the page is kept to, besides shops and days: a product, a carrier, a reason …

Set by a click on a bar or a row, kept in the address, taken back in the sidebar.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from dashboard import labels
from dashboard.address import Filter, restore, write
from dashboard.data import Situation
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.period import Span

WORDS: Final = (
    "category", "product", "sku", "content_type", "creator", "affiliate", "country", "region",
    "carrier", "warehouse", "fulfilment_type", "payment_method", "reason", "kind", "rating",
    "agent", "platform", "campaign_type", "campaign", "adgroup", "ad", "weekday", "hour",
)  # fmt: skip
"""The dimensions that a click may keep to; shop and day have filters of their own."""

MOST: Final = 20
LONGEST: Final = 200
Kept = Mapping[str, tuple[str | None, ...]]


def choose(at: Situation, span: Span) -> dict[str, tuple[str | None, ...]]:
    """A field in the sidebar for each word that is kept to. The unknown value is None."""
    kept: dict[str, tuple[str | None, ...]] = {}
    for word in WORDS:
        restore(Filter(word, [], partial(_read, word)))
        values: list[str] = st.session_state[word]
        if not values:
            continue
        names = labels.of_values(at, word, values, span)
        st.multiselect(
            _(WORD_LABELS[word]), values, format_func=names.__getitem__, key=word,
            placeholder=_("All"),
        )  # fmt: skip
        kept[word] = tuple(one or None for one in st.session_state[word])
        write(word, st.session_state[word])
    return {word: values for word, values in kept.items() if values}


def _read(word: str, texts: list[str]) -> list[str]:
    """What may be a value of the word; whether any row has it, the numbers say."""
    return [one for one in texts if len(one) <= LONGEST and _fits(word, one)][:MOST]


def _fits(word: str, said: str) -> bool:
    try:
        Cut.read((), {word: [said or None]})
    except MetricError:
        return False
    return said.isprintable()


def keep_to(word: str, value: str | None) -> None:
    """Keeps the page to one group; called before a run, by a click."""
    if word in ("day", "week", "month"):
        st.session_state["period"] = value
    elif word in (*WORDS, "shop"):
        st.session_state[word] = [value or ""]


def kept() -> dict[str, object]:
    """What a click may change, as it is now."""
    state = {word: st.session_state.get(word) for word in (*WORDS, "shop", "period")}
    return {word: tuple(said) if isinstance(said, list) else said for word, said in state.items()}


def on_click(key: str, word: str, values: Sequence[str | None]) -> Callable[[], None]:
    """For `on_select` of a drawing: keeps to the value at the place of the point."""

    def clicked() -> None:
        points = st.session_state[key].selection.points
        if points and (place := points[0]["point_index"]) < len(values):
            keep_to(word, values[place])

    return clicked


def on_row(key: str, word: str, values: Sequence[str | None]) -> Callable[[], None]:
    """For `on_select` of a table: keeps to the value of the row."""

    def clicked() -> None:
        rows = st.session_state[key].selection.rows
        if rows and rows[0] < len(values):
            keep_to(word, values[rows[0]])

    return clicked
