"""Saved views: the page with its filters, under a name, in the sidebar."""

from typing import Final

import streamlit as st

from dashboard import access, address, data, navigation, text
from dashboard.data import SavedView
from dashboard.navigation import PLACES
from dashboard.text import _

LONGEST_NAME: Final = data.LONGEST_NAME
_SAID: Final = "what became of the view"


def offer(page: str) -> None:
    """The person's views to open, and a form that saves what is shown; `page`: by its module."""
    may_save = access.may("save_views")
    views = data.saved_views()
    if not views and not may_save:
        return
    with st.sidebar.popover(_("Views"), icon=":material/bookmark:", width="stretch"):
        for view in views:
            _line(view, may_remove=may_save)
        if may_save:
            _form(page)


def _line(view: SavedView, *, may_remove: bool) -> None:
    place = PLACES.get(view.page)
    gone = _("The page of this view is no longer there.")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if st.button(
            text.plain(view.name),
            key=f"open view {view.name}",
            icon=f":material/{place.icon if place else 'link_off'}:",
            help=_("Open: {page}").format(page=place.titled()) if place else gone,
            disabled=place is None,
            type="tertiary",
            width="stretch",
        ):
            address.forget()
            navigation.go(view.page, view.parameters)
        if may_remove and st.button(
            "", key=f"remove view {view.name}", icon=":material/delete:",
            help=_("Delete this view"), type="tertiary",
        ):  # fmt: skip
            data.remove_view(view.name)
            st.rerun()


def _form(page: str) -> None:
    with st.form("save view", border=False, clear_on_submit=True):
        name = st.text_input(
            _("Save this view as"), max_chars=LONGEST_NAME, placeholder=_("Monday meeting, US")
        )
        pressed = st.form_submit_button(_("Save view"), icon=":material/bookmark_add:")
    if pressed:
        _save(" ".join(name.split()), page)
    elif said := st.session_state.pop(_SAID, None):
        st.caption(said)


def _save(name: str, page: str) -> None:
    if not name or not name.isprintable():
        st.warning(_("Give the view a name first: letters, digits, signs."))
        return
    shown = {word: st.query_params.get_all(word) for word in st.query_params}
    if not data.save_view(name, page, shown):
        st.warning(_("This address is too long to be saved: take some filters back."))
        return
    st.session_state[_SAID] = _("Saved: {name}").format(name=text.plain(name))
    st.rerun()
