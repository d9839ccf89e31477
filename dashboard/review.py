"""The evaluation of a period on one page that prints: its parts, and all of them as a workbook."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from dashboard import cards, caveats, downloads, drivers, scorecard, so_far, tables, text, why
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, is_slow
from reports.tables import Table

HEADLINES: Final = ("gmv", "net_revenue", "margin", "refund_rate_amount")


def show(view: View) -> None:
    """Scorecard, why, caveats, downloads; notes and actions will stand before the caveats."""
    view.offers_workbook = False
    names = view.known(scorecard.NAMES)
    if not names:
        return
    if st.toggle(_("Page for printing"), key="review on paper", help=_("Folds the filters away.")):
        st.set_page_config(initial_sidebar_state="collapsed")
    explained = view.known(why.LOOKED_AT)
    split = view.known(drivers.LOOKED_AT)
    today = view.at.now(st.context.timezone).date()
    later(partial(_scorecard, view, names, today))
    later(partial(_why, view, explained, split))
    later(partial(_caveats, view, names, today))
    _downloads(view, names, split, today)


def _scorecard(view: View, names: Sequence[str], today: date) -> None:
    found = scorecard.lines(view, names, today)
    if all(one.row["value"] is None for one in found):
        view.no_data()
        return
    _headlines(view, [one for one in HEADLINES if one in names], today)
    so_far.show(view)
    if view.chosen.compare:
        st.subheader(_("What got better, and what worse"), anchor=False)
        scorecard.draw(view, found)
    st.subheader(_("Scorecard"), anchor=False)
    scorecard.show(view, found)
    if scorecard.still_settling(found):
        st.caption(_("\\* Still settling: see the caveats."))
    downloads.offer(scorecard.table(view, found), f"{view.file_name}-scorecard")


def _headlines(view: View, names: Sequence[str], today: date) -> None:
    quick = [one for one in names if not is_slow(one)]
    courses = view.over_time(quick) if quick else None
    cards.show(cards.cards_of(view.ask(names), courses, today))


def _why(view: View, explained: Sequence[str], split: Sequence[str]) -> None:
    st.subheader(_("What changed, and why"), anchor=False)
    why.show(view, explained)
    if view.chosen.compare:
        drivers.show(view, drivers.explained(view, split))


def _caveats(view: View, names: Sequence[str], today: date) -> None:
    st.subheader(_("Caveats"), anchor=False)
    caveats.show(caveats.said(view, scorecard.lines(view, names, today)))


def _downloads(view: View, names: Sequence[str], split: Sequence[str], today: date) -> None:
    st.subheader(_("Downloads"), anchor=False)
    language = text.language()

    def made() -> list[Table]:
        text.speak(language)
        return workbook(view, names, split, today)

    downloads.offer_workbook(_("Download the review"), made, view.title, view.file_name)
    st.caption(_("To print or to save as PDF: your browser's print, Ctrl+P or ⌘P."))


def workbook(view: View, names: Sequence[str], split: Sequence[str], today: date) -> list[Table]:
    """Scorecard, drivers, days and caveats, a sheet each."""
    found = scorecard.lines(view, names, today)
    told = drivers.explained(view, split) if view.chosen.compare else []
    by_day = view.ask(names, tables.grain(view.chosen.span))
    return [
        scorecard.table(view, found),
        *(drivers.table_of(view, one) for one in told),
        tables.by_time(by_day, _("Over time"), view.notes),
        caveats.table(view, [*caveats.said(view, found), *view.missing]),
    ]
