"""Entry of the dashboard: names the pages, words known problems. Run: streamlit run app.py."""

from pathlib import Path

import streamlit as st

from dashboard import filters, text
from dashboard.pages import data, metric_book, overview
from dashboard.text import _
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
    pages = [
        st.Page(overview.page, title=_("Overview"), icon=":material/monitoring:", default=True),
        st.Page(data.page, title=_("Data"), icon=":material/database:", url_path="data"),
        st.Page(
            metric_book.page,
            title=_("Metric book"),
            icon=":material/menu_book:",
            url_path="metric-book",
        ),
    ]
    page = st.navigation(pages)
    try:
        page.run()
    except KNOWN_ERRORS as error:
        st.error(text.plain(str(error)).replace("\n", "\n\n"), icon=":material/error:")
    filters.choose_language()


main()
