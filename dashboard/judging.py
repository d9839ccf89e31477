"""What a page asks judgements with: one currency; what they can't say is said in its place."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from dashboard import money, text
from dashboard.text import _
from dashboard.view import View
from metrics.errors import FilterError, MetricError, MissingDimensionError

Worked = TypeVar("Worked")


def in_one_currency(view: View, key: str) -> Mapping[str, Any]:
    """`where` and `currency` for a judgement of money.

    Money of several currencies that isn't converted is never added: the reader chooses one.
    """
    if view.chosen.currency:
        return {"where": view.where, "currency": view.chosen.currency}
    currencies = view.at.currencies(view.chosen.shops)
    if len(currencies) < 2:
        return {"where": view.where, "currency": None}
    code = money.one_of(currencies, f"{key} judged")
    return {"where": {**view.where, "currency": (code,)}, "currency": None}


def told(view: View, work: Callable[..., Worked], **asked: Any) -> Worked | None:
    """What the judgement says; None where it can't, which is said in its place."""
    try:
        return view.judged(work, **asked)
    except (FilterError, MissingDimensionError):
        st.caption(_("Not known for a part like this; take the filter back to see it."))
        return None
    except MetricError as error:
        st.caption(text.plain(text.said(error)))
        return None


def as_placed(view: View) -> None:
    """Said beside what other clocks don't date, where the page's sales are dated by one."""
    if view.chosen.clock not in (None, "placed"):
        st.caption(
            _("Of what was placed in the period, by whatever day the page's other sales are dated.")
        )
