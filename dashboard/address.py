"""The address of the page: what it says is put into widgets, what is chosen is written into it.

It holds plain words that mean the same in every language (`?period=last-month`), so a link can be
shared. (Streamlit's own `bind` would write the labels, which are translated.) What an address says
wrongly is left out, and a line says so.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from dashboard import text
from dashboard.text import _

_WRITTEN: Final = "address as written"
_SAYS_ALL: Final = "what the address leaves out is by default"
_FORGOTTEN: Final = "choices to forget"
LONGEST_SHOWN: Final = 60


@dataclass(frozen=True)
class Filter:
    """One word of the address: `read` gives the choice that its texts stand for, or None."""

    name: str
    default: Any
    read: Callable[[list[str]], Any]


def begin() -> None:
    """First in every run: whether a word that the address no longer has is at its default.

    It is where the reader went back in the browser; beside a choice just made, the address may not
    be written yet. One without any word is that of a page chosen in the menu: it gets the words of
    the page before, and gets them before the menu is drawn, so that it is one step to go back.
    """
    written = st.session_state.setdefault(_WRITTEN, {})
    if not st.query_params:
        send()
    is_written = not any(_is_new(name) for name in written)
    st.session_state[_SAYS_ALL] = bool(st.query_params) and is_written


def _is_new(name: str) -> bool:
    """Whether something else was chosen since the address was written."""
    state = st.session_state
    return name in state and state[name] != state.get(f"{name} as chosen", state[name])


def restore(one: Filter) -> None:
    """Puts the choice into the widget's state: the address's when it is new, else as it was.

    It is put there in every run: on another page, a widget of the same key would begin anew.
    """
    written = st.session_state.setdefault(_WRITTEN, {})
    texts = st.query_params.get_all(one.name)
    kept = st.session_state.get(f"{one.name} as chosen", one.default)
    choice = st.session_state.get(one.name, kept)
    if one.name in (forgotten := st.session_state.get(_FORGOTTEN, set())):
        forgotten.discard(one.name)
        choice = one.default
    if texts and texts != written.get(one.name):
        read = one.read(texts)
        if read is None or (isinstance(read, list) and len(read) < len(texts)):
            st.warning(
                _(
                    "The address says “{words}” for {name}, which isn't known here: left out."
                ).format(words=text.plain(_shown(texts)), name=one.name)
            )
        choice = one.default if read is None else read
    elif not texts and written.get(one.name) and st.session_state.get(_SAYS_ALL):
        choice = one.default
    st.session_state[one.name] = choice


def forget() -> None:
    """The next page begins anew: what its address doesn't say is as if never chosen."""
    written = st.session_state.setdefault(_WRITTEN, {})
    st.session_state[_FORGOTTEN] = set(written)
    written.clear()


def _shown(texts: Sequence[str]) -> str:
    """What the address says, cut off where it is long."""
    said = text.listed(texts)
    return said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"


def write(name: str, texts: Sequence[str], default: str | None = None) -> None:
    """What the address is to say of a choice; the default and nothing at all are left out of it."""
    st.session_state[f"{name} as chosen"] = st.session_state[name]
    st.session_state[_WRITTEN][name] = [one for one in texts if one != default]


def send() -> None:
    """What was written, into the browser: all at once, because each time is a step to go back."""
    said = {name: st.query_params.get_all(name) for name in st.query_params}
    wanted = {**said, **st.session_state[_WRITTEN]}
    wanted = {name: texts for name, texts in wanted.items() if texts}
    if wanted != said:
        st.query_params.from_dict(wanted)


def known(word: str, words: Collection[str]) -> str | None:
    """The word, if it is one of those."""
    return word if word in words else None
