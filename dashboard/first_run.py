"""What an empty home shows: the two ways to numbers."""

import shlex
import sys
from pathlib import Path

import streamlit as st

from dashboard import access, navigation
from dashboard.text import _


def welcome(home: Path) -> None:
    """Two ways into `home`: own files, or made-up ones to look around.

    Whoever may not load files is told whom to ask.
    """
    st.title(_("Welcome to Shoppulse"), anchor=False)
    who = access.person()
    if not who.may("upload"):
        st.markdown(_("There is no data of your shops yet. Ask an analyst or admin to load files."))
        return
    if not who.may("add_shops"):
        st.markdown(_("There is no data of your shops yet."))
        navigation.link("data", _("Go to Data and upload files"))
        return
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
        navigation.link("data", _("Go to Data and upload files"))
    with ways.container(border=True, height="stretch"):
        st.subheader(_("Look around with demo data"), anchor=False)
        st.markdown(
            _(
                "Two years of made-up shops. They are marked as such everywhere, and disappear "
                "when you load your first file."
            )
        )
        st.code(demo_command(home), language="shell", wrap_lines=True)


def demo_command(home: Path) -> str:
    """What fills `home` with made-up shops, as typed where Shoppulse was started."""
    program = Path(sys.executable).with_name("shoppulse")
    return shlex.join([_from_here(program), "--home", _from_here(home), "demo"])


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
