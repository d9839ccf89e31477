"""Parts of a page that are drawn beside the rest of it, or again without it."""

from collections.abc import Callable, Sequence
from importlib import import_module
from threading import Event, local
from typing import Final

import streamlit as st

from dashboard import access, drill, look, problems, text

LONGEST_WAIT: Final = 90.0
"""Seconds that a file waits for the parts of its page."""


class _Here(local):
    """Of a thread: whether it draws a part, and the parts that its page has begun."""

    is_part: bool = False
    begun: list[Event] | None = None


_HERE: Final = _Here()


def begin() -> list[Event]:
    """A page begins: what is drawn by `later` from now on stands in the list."""
    _HERE.begun = []
    return _HERE.begun


def all_drawn(begun: Sequence[Event]) -> bool:
    """Waits until all of these parts were drawn; False if one takes too long, or was given up."""
    return all(one.wait(LONGEST_WAIT) for one in begun)


def is_part() -> bool:
    """Whether a part is being drawn."""
    return _HERE.is_part


def later(draw: Callable[[], None]) -> None:
    """Draws what takes long beside the rest of the page, which doesn't wait for it.

    A choice in there draws only that again, but for a click that keeps the page to a group. Who
    looks is asked again, and a known problem is told in its place. Within another such part it is
    drawn at once.
    """
    if is_part():
        draw()
        return
    import_module("pandas")  # Plotly looks into it, also while another part still imports it
    drawn = Event()
    if _HERE.begun is not None:
        _HERE.begun.append(drawn)
    st.fragment(parallel=True)(_as_here(draw, drawn))()


def apart(draw: Callable[[], None]) -> None:
    """Draws what is drawn anew alone: a choice in it doesn't run the whole page."""
    st.fragment(_as_here(draw, Event()))()


def _as_here(draw: Callable[[], None], drawn: Event) -> Callable[[], None]:
    """In the language and colours of this run, whenever it is drawn."""
    language, good, kept, who = text.language(), look.chosen(), drill.kept(), access.person()

    def part() -> None:
        if drill.kept() != kept or not access.is_still(who):
            st.rerun()
        text.speak(language)
        look.choose(good)
        was, _HERE.is_part = _HERE.is_part, True
        try:
            with problems.told():
                draw()
            drawn.set()
        finally:
            _HERE.is_part = was

    return part
