"""Views that people saved by name. Each sees their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from dashboard import access
from dashboard.data.records import are_there, records

LONGEST_NAME: Final = 80
LONGEST_QUERY: Final = 8_000


@dataclass(frozen=True)
class SavedView:
    """A page, by the name of its module, and the parameters of its address."""

    name: str
    page: str
    parameters: Mapping[str, Sequence[str]]


def saved_views() -> list[SavedView]:
    """The person's views, by name."""
    if not are_there():
        return []
    with records() as kept:
        found = kept.views(access.person().author)
    return [
        SavedView(one.name, one.page, parse_qs(one.query, keep_blank_values=True)) for one in found
    ]


def save_view(name: str, page: str, parameters: Mapping[str, Sequence[str]]) -> bool:
    """Saves the view under the name, in place of the person's own of that name.

    False where its address is too long to be kept. Raises AccessError.
    """
    who = access.require("save_views")
    query = urlencode(parameters, doseq=True)
    if len(query) > LONGEST_QUERY:
        return False
    with records() as kept:
        kept.save_view(who.author, name[:LONGEST_NAME], page, query)
    return True


def remove_view(name: str) -> None:
    """Forgets one of the person's views. Raises AccessError."""
    who = access.require("save_views")
    with records() as kept:
        kept.remove_view(who.author, name)
