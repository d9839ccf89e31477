"""The pages: what they are called, where they stand, and links between them.

A page is its file, run when it is opened: the first page is there sooner, and
`AppTest.switch_page("dashboard/pages/sales.py")` reaches any of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.text import _
from metrics.metric import N_

FOLDER: Final = Path(__file__).parent / "pages"
_OFFERED: Final = "pages offered in this session"


@dataclass(frozen=True)
class Place:
    """A page: what it is called, and its sign (a Material symbol)."""

    title: str
    icon: str

    def titled(self) -> str:
        return _(self.title)


SECTIONS: Final[Mapping[str, Mapping[str, Place]]] = {
    "": {"overview": Place(N_("Overview"), "monitoring")},
    N_("Business"): {
        "sales": Place(N_("Sales"), "shopping_bag"),
        "content": Place(N_("Content & affiliates"), "smart_display"),
        "advertising": Place(N_("Advertising"), "campaign"),
        "products": Place(N_("Products & stock"), "inventory_2"),
    },
    N_("Operations"): {
        "orders": Place(N_("Orders to check"), "fact_check"),
        "fulfilment": Place(N_("Fulfilment"), "local_shipping"),
        "after_sales": Place(N_("After-sales"), "assignment_return"),
        "feedback": Place(N_("Feedback"), "reviews"),
        "health": Place(N_("Account health"), "health_and_safety"),
    },
    N_("Closing"): {
        "finance": Place(N_("Finance & profit"), "account_balance"),
        "review": Place(N_("Review"), "rate_review"),
    },
    N_("Data"): {
        "data": Place(N_("Data"), "database"),
        "metric_book": Place(N_("Metric book"), "menu_book"),
    },
}
"""Section → the modules of `dashboard.pages`, in the order of the menu; "" is in none."""

PLACES: Final[Mapping[str, Place]] = {
    name: place for places in SECTIONS.values() for name, place in places.items()
}


def run(start: str = "overview", instead: Callable[[], None] | None = None) -> str:
    """Draws the menu, and the page that the address names, by default `start`; its name.

    `instead`: what is drawn in place of any page, without a menu.
    """
    pages = {
        name: st.Page(
            instead or FOLDER / f"{name}.py",
            title=place.titled(),
            icon=f":material/{place.icon}:",
            url_path=url_path(name),
            default=name == start,
        )
        for name, place in PLACES.items()
    }
    st.session_state[_OFFERED] = pages
    menu = {_(title): [pages[one] for one in places] for title, places in SECTIONS.items()}
    chosen = st.navigation(menu, position="hidden" if instead else "top", expanded=True)
    chosen.run()
    return next(name for name, page in pages.items() if page.url_path == chosen.url_path)


def url_path(name: str) -> str:
    """The address of a page: `metric-book`."""
    return name.replace("_", "-")


def go(name: str, parameters: Mapping[str, Sequence[str]]) -> None:
    """Leaves for a page, by the name of its module, at an address."""
    pages: Mapping[str, StreamlitPage] = st.session_state[_OFFERED]
    st.switch_page(pages[name], query_params=parameters)


def link(name: str, label: str | None = None) -> None:
    """A link to a page, by the name of its module; its words alone where a page stands alone."""
    pages: Mapping[str, StreamlitPage] = st.session_state.get(_OFFERED, {})
    if name in pages:
        st.page_link(pages[name], label=label)
    else:
        st.caption(label or PLACES[name].titled())
