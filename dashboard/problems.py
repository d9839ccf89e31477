"""Known problems in words: what a reader can act on. All else is a bug, and shows as one."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from dashboard import access, telemetry, text
from loaders.errors import LoadError
from loaders.settings import SettingsError
from metrics.errors import MetricError
from metrics.period import PeriodError
from reports.export import ExportError

KNOWN: Final = (
    access.AccessError, LoadError, SettingsError, MetricError, PeriodError, ExportError,
)  # fmt: skip


@contextmanager
def told() -> Generator[None]:
    """Says a known problem in place of what it kept from being drawn."""
    try:
        yield
    except KNOWN as error:
        telemetry.TOLD.inc()
        st.error(text.plain(text.said(error)).replace("\n", "\n\n"), icon=":material/error:")
