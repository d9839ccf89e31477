"""Parts of a page that are drawn beside the rest of it, or again without it."""

from collections.abc import Callable, Sequence
from importlib import import_module
from threading import Event, local
from typing import Final

import streamlit as st

from dashboard import access, drill, look, problems, text

LONGEST_WAIT: Final = 90.0
"""Seconds that a file waits for the parts of its page."""


Place = tuple[int, int]
"""Where something stands on its page: after how many begun parts, and 0 in the last of them or 1
behind it."""


class _Here(local):
    """Of a thread: whether it draws a part and which, and the parts that its page has begun."""

    is_part: bool = False
    begun: list[Event] | None = None
    place: Place = (0, 0)


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


def place() -> Place:
    """Where on the page that is which is drawn now, whenever it is drawn."""
    return _HERE.place if _HERE.is_part else (len(_HERE.begun or ()), 1)


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
    here = len(_HERE.begun or ()), 0
    st.fragment(parallel=True)(_as_here(draw, drawn, here))()


def apart(draw: Callable[[], None]) -> None:
    """Draws what is drawn anew alone: a choice in it doesn't run the whole page."""
    st.fragment(_as_here(draw, Event(), place()))()


def _as_here(draw: Callable[[], None], drawn: Event, here: Place) -> Callable[[], None]:
    """In the language and colours of this run, and at its place, whenever it is drawn."""
    language, good, kept, who = text.language(), look.chosen(), drill.kept(), access.person()

    def part() -> None:
        if drill.kept() != kept or not access.is_still(who):
            st.rerun()
        text.speak(language)
        look.choose(good)
        was = _HERE.is_part, _HERE.place
        _HERE.is_part, _HERE.place = True, here
        try:
            with problems.told():
                draw()
            drawn.set()
        finally:
            _HERE.is_part, _HERE.place = was

    return part
