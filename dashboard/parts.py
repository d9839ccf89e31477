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
    """Of a thread: the place on its page of the part that it draws, and the parts begun."""

    part: int | None = None
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
    return _HERE.part is not None


def place() -> int:
    """How far down its page what is drawn now stands, whichever part is ready first."""
    return 2 * len(_HERE.begun or []) if _HERE.part is None else _HERE.part


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
    drawn, here = Event(), place() + 1
    if _HERE.begun is not None:
        _HERE.begun.append(drawn)
    st.fragment(parallel=True)(_as_here(draw, drawn, here))()


def apart(draw: Callable[[], None]) -> None:
    """Draws what is drawn anew alone: a choice in it doesn't run the whole page."""
    st.fragment(_as_here(draw, Event(), place() + 1))()


def _as_here(draw: Callable[[], None], drawn: Event, here: int) -> Callable[[], None]:
    """In the language and colours of this run, and in this place, whenever it is drawn."""
    language, good, kept, who = text.language(), look.chosen(), drill.kept(), access.person()

    def part() -> None:
        if drill.kept() != kept or not access.is_still(who):
            st.rerun()
        text.speak(language)
        look.choose(good)
        was, _HERE.part = _HERE.part, here
        try:
            with problems.told():
                draw()
            drawn.set()
        finally:
            _HERE.part = was

    return part
