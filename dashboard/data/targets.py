"""The targets that people set: read, never written."""

from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.data.situation import Situation
from loaders.settings import Home
from loaders.settings_file import read_settings
from loaders.toml import SettingsError
from metrics.judgement.targets import Target

if TYPE_CHECKING:
    from records.records import Records


def targets(at: Situation) -> list[Target]:
    """Those that hold now, of the shops that are seen; of all shops together only for who sees
    all. None where nothing was ever written.

    Raises SettingsError: a database that can't be used; without the statement and its values.
    """
    from sqlalchemy.exc import DBAPIError

    home = at.home
    if not (home.settings.records_url or (home.path / "records.db").exists()):
        return []
    sees_all = {*at.shops} == {*read_settings(home.path).shops}
    try:
        held = _opened(home.records_url(), _home=home).targets()
    except DBAPIError as error:
        said = str(error.orig).partition("\n")[0]
        raise SettingsError(f"the database of targets can't be used: {said}") from error
    return [
        Target(
            one.metric, one.shop_id, one.label, one.first, one.last, Decimal(one.value),
            one.currency,
        )
        for one in held
        if (one.shop_id in at.shops if one.shop_id else sees_all)
    ]  # fmt: skip


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(url: str, _home: Home) -> "Records":
    from records.records import Records

    return Records(url, _home.now)
