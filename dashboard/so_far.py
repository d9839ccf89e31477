"""How far a period that isn't over has come beside the whole of the one before."""

from typing import Final

import streamlit as st

from dashboard import judging, text
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.dimensions import TIME
from metrics.judgement.progress import Progress, progress_of
from metrics.metric import Metric
from metrics.period import Span, comparison, whole
from reports import formats

LOOKED_AT: Final = ("gmv", "orders", "units_sold")


def show(view: View) -> None:
    """A line for each figure; nothing where the period is over, or the page is kept to some days
    or to another clock than that of the order."""
    span, is_kept = view.chosen.span, any(word in TIME for word in view.where)
    if not span.unfinished or span.today is None or is_kept or view.chosen.clock:
        return
    before = comparison(span, "previous-full", span.today)
    found = {name: _of(view, name, before) for name in view.known(LOOKED_AT) if _fits(view, name)}
    lines = [said(CATALOG[name], one, span, before) for name, one in found.items() if one]
    if told := [f"- {text.plain(line)}" for line in lines if line]:
        st.markdown("\n".join(told))


def _fits(view: View, name: str) -> bool:
    """Money of several currencies that isn't converted has no whole."""
    one_currency = view.chosen.currency or len(view.at.currencies(view.chosen.shops)) == 1
    return bool(one_currency) or not CATALOG[name].has_money


def _of(view: View, name: str, before: Span) -> Progress | None:
    return judging.told(
        view, progress_of, metric=name, span=view.chosen.span, whole=before, where=view.where,
        currency=view.chosen.currency,
    )  # fmt: skip


def said(metric: Metric, found: Progress, span: Span, before: Span) -> str | None:
    """None where there was nothing before."""
    if found.progress is None:
        return None
    daily = formats.change(found.daily_change, found.daily_change, metric.unit, text.language())
    line = _(
        "{metric}: {value} so far, {share} of all of {days} (days over: {n} of {all}); per day "
        "{change}."
    )
    return line.format(
        metric=text.label(metric),
        value=text.short_value(found.so_far, metric, found.currency),
        share=formats.exact(found.progress, "share", None, text.language()),
        days=text.span(before),
        n=found.days,
        all=whole(span).days,
        change=daily or formats.UNKNOWN,
    )
