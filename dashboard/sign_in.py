"""Signing in and out: what stands in place of a page, and who is signed in."""

import streamlit as st

from dashboard import access, text
from dashboard.access import AccessError, NotSignedInError, Person
from dashboard.text import _


def refused(error: AccessError) -> None:
    """In place of a page: why it isn't shown, and what to do."""
    st.title("Shoppulse", anchor=False)
    if isinstance(error, NotSignedInError):
        st.markdown(text.plain(str(error)))
        st.button(_("Sign in"), type="primary", icon=":material/login:", on_click=st.login)
        return
    st.error(text.plain(str(error)), icon=":material/lock:")
    if access.signs_in():
        st.button(_("Use another account"), icon=":material/switch_account:", on_click=st.logout)


def signed_in(who: Person) -> None:
    """At the foot of the sidebar: who is signed in, as what, and the way out."""
    if who.email is None:
        return
    role = _(access.ROLE_LABELS[who.role])
    st.sidebar.caption(text.plain(f"{who.email} · {role}"))
    st.sidebar.button(_("Sign out"), icon=":material/logout:", on_click=st.logout)
