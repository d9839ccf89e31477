"""Money on a page: in which currency a part of it is told, and the amounts of judgements."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import text
from dashboard.text import _
from dashboard.view import View
from metrics.values import E4


@dataclass(frozen=True)
class Told:
    """`convert`: the currency that everything is converted into; `only`: the one that rows are kept
    to where nothing is converted, because there are several."""

    convert: str | None
    only: str | None

    @property
    def currency(self) -> str | None:
        return self.convert or self.only


def told_in(view: View, key: str) -> Told:
    """In the page's currency; each shop's own where there is one, else a choice of one."""
    if view.chosen.currency:
        return Told(view.chosen.currency, None)
    chosen = one_of(view.at.currencies(view.chosen.shops), key)
    return Told(None, chosen)


def one_of(currencies: Sequence[str], key: str) -> str:
    """One of several currencies, chosen; they are never added up."""
    if len(currencies) == 1:
        return currencies[0]
    return st.selectbox(_("Currency"), currencies, key=f"{key} currency", width=140)


def not_told() -> None:
    """Said in place of an amount that can't be converted."""
    said = _(
        "An exchange rate is missing for some of these days. Load rates, keep to one shop, or "
        "show each shop's own currency."
    )
    st.info(text.plain(said))


def units(amount_e4: int | None) -> float | None:
    """Ten-thousandths as currency units."""
    return None if amount_e4 is None else amount_e4 / E4
