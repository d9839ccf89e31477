"""The database of what people write, opened once for each home."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from loaders.errors import SettingsError
from loaders.settings import Home, home_path, real_home
from metrics.metric import N_

if TYPE_CHECKING:
    from records.records import Records


@contextmanager
def records(home: Home | None = None) -> Generator["Records"]:
    """The records of a home, by default the real one (never its demo); they are made if missing.

    Raises SettingsError: the database can't be used; without the statement and its values.
    """
    from sqlalchemy.exc import DBAPIError

    home = home or real_home(home_path())
    try:
        if not home.settings.records_url:
            home.path.mkdir(parents=True, exist_ok=True)
        yield _opened(home.records_url(), _home=home)
    except DBAPIError as error:
        said = str(error.orig).partition("\n")[0]
        raise SettingsError(
            N_("the database of targets, views and source runs can't be used: {said}"), said=said
        ) from error


def are_there(home: Home | None = None) -> bool:
    """Whether anything may have been written yet: what only reads makes no database."""
    home = home or real_home(home_path())
    return bool(home.settings.records_url) or (home.path / "records.db").exists()


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(url: str, _home: Home) -> "Records":
    from records.records import Records

    return Records(url, _home.now)
