"""Money on a page: in which currency a part of it is told, and amounts of judgements as numbers."""

from collections.abc import Sequence

import streamlit as st

from dashboard import tables
from dashboard.text import _
from metrics.answer import Answer
from metrics.values import E4


def one_of(currencies: Sequence[str], key: str, label: str | None = None) -> str:
    """One of several currencies, chosen: they are never added up. `label`: if not "Currency"."""
    if len(currencies) == 1:
        return currencies[0]
    return st.selectbox(label or _("Currency"), currencies, key=f"{key} currency", width=170)


def in_one_currency(answer: Answer, name: str, key: str) -> Answer:
    """The answer, its money kept to one of the currencies that the metric is in."""
    found = tables.currencies(answer, name)
    return tables.in_currency(answer, one_of(found, key) if found else "")


def units(amount_e4: int | None) -> float | None:
    """Ten-thousandths as currency units."""
    return None if amount_e4 is None else amount_e4 / E4
