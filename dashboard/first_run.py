"""What an empty home shows: the two ways to numbers."""

from collections.abc import Callable

import streamlit as st

from dashboard.text import _


def welcome(upload_page: Callable[[], None]) -> None:
    """Two ways in: own files, or made-up ones to look around."""
    st.title(_("Welcome to Shoppulse"), anchor=False)
    st.markdown(_("There is no data here yet. Two ways to see numbers:"))
    ways = st.grid(2, min_column_width=300)
    with ways.container(border=True, height="stretch"):
        st.subheader(_("Load your export files"), anchor=False)
        st.markdown(
            _(
                "Order, returns, settlement, analytics and ads exports from Seller Center and Ads "
                "Manager, as they are: CSV, Excel or zip. They are recognised by their columns."
            )
        )
        st.page_link(
            st.Page(upload_page, url_path="data"),
            label=_("Go to Data and upload files"),
            icon=":material/upload_file:",
        )
    with ways.container(border=True, height="stretch"):
        st.subheader(_("Look around with demo data"), anchor=False)
        st.markdown(
            _(
                "Two years of made-up shops. They are marked as such everywhere, and disappear "
                "when you load your first file."
            )
        )
        st.code("shoppulse demo", language="shell")
