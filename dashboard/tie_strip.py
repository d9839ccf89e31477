"""Yesterday beside Seller Center, a line for each shop: gap, theirs, ours."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import navigation, text
from dashboard.text import _
from dashboard.tie_tables import amount, comparable, nothing, variant_of
from dashboard.view import View
from metrics.judgement.ties import WIDEST_GAP, ties
from metrics.period import Span
from reports import formats

LOOKED_BACK: Final = 30
"""Days by which it is judged which way of counting ties."""
SHOWN: Final = 8


@dataclass(frozen=True)
class Tie:
    """The newest day of a shop that can be compared with Seller Center.

    `gap`: share of theirs, None where they show nothing sold. `is_late`: it isn't yesterday.
    """

    shop: str
    day: date
    is_late: bool
    theirs_e4: int
    ours_e4: int
    gap: float | None
    currency: str | None

    @property
    def residual_e4(self) -> int:
        return self.ours_e4 - self.theirs_e4

    @property
    def ties(self) -> bool:
        """Whether it is near enough."""
        return not self.residual_e4 if self.gap is None else self.gap <= WIDEST_GAP


def strip(view: View) -> None:
    """A line for each chosen shop, the largest gap first; for the Overview.

    Where no figure of Seller Center is known, the end of the page says what to load.
    """
    shops = comparable(view.at, view.chosen.shops)
    found = {shop: newest(view, shop) for shop in shops}
    known = [one for one in found.values() if one]
    if not known:
        view.untied.append(nothing())
        return
    known.sort(key=lambda one: (one.ties, -(one.gap or 0)))
    without = [view.at.shop_names[shop] for shop, one in found.items() if one is None]
    with st.container(border=True, gap="xxsmall"):
        for one in known[:SHOWN]:
            st.markdown(_line(one, view.at.shop_names[one.shop]))
        if said := _left_out(without, len(known) - SHOWN):
            st.caption(text.plain(said))
        navigation.link("data", _("Reconciliation"))


def newest(view: View, shop: str) -> Tie | None:
    """The shop's yesterday, or the newest of the last thirty days that could be compared."""
    zone = ZoneInfo(view.at.shops[shop].time_zone)
    last = view.at.moment().astimezone(zone).date() - timedelta(days=1)
    first = last - timedelta(days=LOOKED_BACK - 1)
    found = view.judged(ties, shop=shop, span=Span(first, last, f"{first}..{last}"))
    days = found.days.filter(variant=variant_of(found)).sort("date")
    if days.is_empty():
        return None
    row = days.row(-1, named=True)
    return Tie(
        shop, row["date"], row["date"] < last, row["platform_e4"], row["ours_e4"], row["gap"],
        found.currency,
    )  # fmt: skip


def _left_out(without: list[str], more: int) -> str:
    said = []
    if without:
        unknown = _("No figure of Seller Center in the last 30 days: {shops}.")
        said.append(unknown.format(shops=text.listed(without)))
    if more > 0:
        said.append(_("{n} more shops, nearer to theirs.").format(n=more))
    return " ".join(said)


def _line(one: Tie, name: str) -> str:
    """Markdown: badge, shop, day, theirs and ours."""
    when = formats.short_day(one.day, text.language())
    if one.is_late:
        when = _("{day}, the newest figure").format(day=when)
    said = _("Seller Center {theirs} · ours {ours}").format(
        theirs=amount(one.theirs_e4, one.currency), ours=amount(one.ours_e4, one.currency)
    )
    colour, icon = ("green", "check") if one.ties else ("orange", "warning")
    badge = f":{colour}-badge[:material/{icon}: {text.plain(gap_in_words(one))}]"
    return f"{badge} **{text.plain(name)}** · {text.plain(when)} · :small[{text.plain(said)}]"


def gap_in_words(one: Tie) -> str:
    """`ties: −$3.20 (0.12%)`."""
    if not one.residual_e4:
        return _("ties exactly")
    said = _("ties: {amount} ({share})") if one.ties else _("gap: {amount} ({share})")
    return said.format(
        amount=amount(one.residual_e4, one.currency),
        share=formats.exact(one.gap, "share", None, text.language()),
    )
