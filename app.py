"""Entry of the dashboard: opens the page, words known problems. Run: shoppulse serve."""

from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import access, filters, navigation, sign_in, telemetry, text
from loaders.errors import LoadError
from loaders.settings import SettingsError
from metrics.errors import MetricError
from metrics.period import PeriodError
from reports.export import ExportError

ICON = Path(__file__).parent / "dashboard/icon.png"
KNOWN_ERRORS = (access.AccessError, LoadError, SettingsError, MetricError, PeriodError, ExportError)
"""What a reader can act on: shown as words. All else is a bug, and shows as one."""


def main() -> None:
    text.speak(filters.language())
    st.set_page_config(page_title="Shoppulse", page_icon=ICON, layout="wide")
    who = None
    try:
        who = let_in()
        if who:
            navigation.run()
    except KNOWN_ERRORS as error:
        telemetry.TOLD.inc()
        st.error(text.plain(str(error)).replace("\n", "\n\n"), icon=":material/error:")
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
