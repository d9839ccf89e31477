"""Drawings on the page: without a tool bar, and with words that can be read on its ground."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from dashboard.charts import readable

WORDS: Final[Mapping[str, str]] = {"light": "#6b7480", "dark": "#8a95a1"}
"""Colours of the page → of the words beside a drawing: at least 4.5 : 1 (WCAG AA), which the
theme's own grey isn't on white; and 3 : 1 when the reader's screen turns dark or light and nothing
was clicked since."""


def show(figure: Any, **options: Any) -> None:
    """Draws a figure of `dashboard.charts`; `options` as of `st.plotly_chart`."""
    words = WORDS.get(st.context.theme.type or "")
    st.plotly_chart(readable(figure, words), config={"displayModeBar": False}, **options)
