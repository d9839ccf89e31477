"""Which colour is good: green, or red, as charts in China have it."""

from contextvars import ContextVar
from typing import Final

from dashboard import text

GREEN: Final = "#00805f"
RED: Final = "#c8500a"
NEUTRAL: Final = "#0072b2"
"""Told apart by colour-blind readers, on light and dark; a sign or an arrow says it again."""
ALARM: Final = RED
"""Of a limit and of what is beyond it: red everywhere, whichever colour a good change has."""

_good: ContextVar[str | None] = ContextVar("good", default=None)


def choose(good: str | None) -> None:
    """`green` or `red`, as `good_colour` in the settings says; None: as the language is used to."""
    _good.set(good)


def chosen() -> str | None:
    return _good.get()


def good_is_red() -> bool:
    return (_good.get() or ("red" if text.language() == "zh" else "green")) == "red"


def good() -> str:
    """The colour of what is good."""
    return RED if good_is_red() else GREEN


def bad() -> str:
    """The colour of what is bad."""
    return GREEN if good_is_red() else RED
