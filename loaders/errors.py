"""Errors that a person can act on: the command prints them, pages say them in their language."""

from collections.abc import Sequence
from typing import Final

from metrics.errors import Reason, ToldError
from metrics.metric import N_

NO_SHOP_YET: Final = N_("no shop is set up yet. Add one: {command}")
LINES: Final = "{first}\n{rest}"
LISTED: Final = N_("{first}; {rest}")
"""How several reasons stand together (`metrics.errors.joined`)."""
UNREADABLE_FILE: Final = N_("{file} can't be read: {error}.")
UNUSABLE_FILE: Final = N_("{file} {problem}")
"""A file, and what a part that doesn't know its name says of it."""


class LoadError(ToldError):
    """Nothing of the input could be loaded; the message says what, where and what to do."""


class SettingsError(ToldError):
    """Settings that can't be used; the message says where, what and what to do."""


def within(place: str, problem: ToldError | Reason) -> Reason:
    """What is wrong, behind its place: a file, a table of the settings, a source."""
    said = problem.reason if isinstance(problem, ToldError) else problem
    return Reason(N_("{place}: {problem}"), {"place": place, "problem": said})


def unknown(text: str, name: str, known: Sequence[str]) -> tuple[Reason, ...]:
    """Sentences: `text` about the `name` that isn't known, and the nearest that is, or all."""
    from difflib import get_close_matches

    said = Reason(text, {"name": name})
    if near := get_close_matches(name, known, 1):
        return said, Reason(N_('Did you mean "{name}"?'), {"name": near[0]})
    names = ", ".join(known)
    return (said, Reason(N_("Known: {names}."), {"names": names})) if known else (said,)
