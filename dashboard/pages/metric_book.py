"""Metric book page: every rule, as the cards and the command use it."""

import streamlit as st

from dashboard import book, data, downloads, grids
from dashboard.headline import headline
from dashboard.text import _


def page() -> None:
    headline(_("Metric book"), data.situation())
    wanted = st.text_input(_("Search"), placeholder=_("GMV, refund, CPM …"), key="book search")
    for section in book.sections(wanted):
        st.subheader(section.title, anchor=False)
        grids.show_whole(section)
    downloads.offer(book.whole(), "shoppulse-metric-book")


if __name__ == "__main__":
    page()
