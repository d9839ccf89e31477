"""Entry of the dashboard: opens the page, words known problems. Run: streamlit run app.py."""

from pathlib import Path

import streamlit as st

from dashboard import filters, navigation, saved, text
from loaders.errors import LoadError
from loaders.settings import SettingsError
from metrics.errors import MetricError
from metrics.period import PeriodError
from reports.export import ExportError

ICON = Path(__file__).parent / "dashboard/icon.png"
KNOWN_ERRORS = (LoadError, SettingsError, MetricError, PeriodError, ExportError)
"""What a reader can act on: shown as words. All else is a bug, and shows as one."""


def main() -> None:
    text.speak(filters.language())
    st.set_page_config(page_title="Shoppulse", page_icon=ICON, layout="wide")
    try:
        saved.offer(navigation.run())
    except KNOWN_ERRORS as error:
        st.error(text.plain(str(error)).replace("\n", "\n\n"), icon=":material/error:")
    filters.choose_language()


main()
