"""Refused rows that wait for correction: taken away, corrected, and loaded again."""

import streamlit as st

from dashboard import access, data, downloads, text, uploads
from dashboard.data import Situation, Waiting
from dashboard.sources import kind_label
from dashboard.text import _


def offer(at: Situation) -> None:
    """A line for each shop and kind of file: how many rows, their file, and a place for it."""
    found = data.waiting(at)
    if not found:
        return
    st.subheader(_("Refused rows"), anchor=False)
    st.caption(
        _(
            "Rows that could not be read, with their reasons. Correct them in the file and load "
            "it here: what is right is taken up and waits no longer."
        )
    )
    for number, one in enumerate(found, 1):
        _line(at, one, number)


def _line(at: Situation, one: Waiting, number: int) -> None:
    said = _("{kind}: refused rows, waiting for correction").format(kind=kind_label(one.kind))
    shop = at.shop_names.get(one.shop, one.shop or _("All shops"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(text.plain(f"{one.rows:,} · {said} · {shop}"), width="content")
        name = f"refused-{one.shop}-{one.kind}-{number}.csv"
        downloads.offer_file(_("Download refused rows"), one.content, name)
        if access.may("upload") and not at.home.is_demo:
            _again(one, number)


def _again(one: Waiting, number: int) -> None:
    with (
        st.popover(_("Load the corrected file"), icon=":material/upload:"),
        st.form(f"corrected {number}", border=False, clear_on_submit=True),
    ):
        file = st.file_uploader(_("The corrected file"), uploads.FILE_TYPES)
        pressed = st.form_submit_button(_("Load"), type="primary")
    if pressed and file is None:
        st.warning(_("Choose one file or more first."))
    elif pressed and file is not None:
        uploads.load([file], one.shop, one.kind)
