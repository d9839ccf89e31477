"""Entry of the dashboard: who may look, and at which page. Run: shoppulse serve."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import access, filters, navigation, problems, saved, sign_in, telemetry, text

ICON = Path(__file__).parent / "dashboard/icon.png"


def main() -> None:
    text.speak(filters.language())
    st.set_page_config(page_title="Shoppulse", page_icon=ICON, layout="wide")
    who = None
    with problems.told():
        who = let_in()
        if who:
            saved.offer(navigation.run())
    filters.choose_language()
    if who:
        sign_in.signed_in(who)


def let_in() -> access.Person | None:
    """Who looks; None, and why in place of every page, for whoever may not."""
    try:
        return access.person()
    except access.AccessError as error:
        navigation.run(instead=partial(sign_in.refused, error))
        return None


with telemetry.SCRIPTS.time():
    main()
