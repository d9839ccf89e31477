"""What to keep in mind about a period: what is partial, young, estimated, or unknown."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import data, headline, scorecard, text
from dashboard.scorecard import Line
from dashboard.text import _
from dashboard.view import View
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.maturity import maturity_of
from metrics.period import Span
from reports import formats
from reports.tables import Column, Table


def said(view: View, found: Sequence[Line]) -> list[str]:
    """A sentence each; none where nothing stands against the figures."""
    told = [
        *_unfinished(view), *_partial(view, found), *_settling(view, found), *_refunds(view),
        *_estimated(view), *_uncosted(found), *_rates(view), *_waiting(view),
    ]  # fmt: skip
    return [*dict.fromkeys(told)]


def show(told: Sequence[str]) -> None:
    if not told:
        st.markdown(_("No caveats: the figures are complete."))
        return
    st.markdown("\n".join(f"- {text.plain(one)}" for one in told))


def table(view: View, told: Sequence[str]) -> Table:
    frame = pl.DataFrame({"said": told}, schema={"said": pl.String})
    return Table(_("Caveats"), frame, (Column("said", _("Caveat")),), view.notes)


def _unfinished(view: View) -> list[str]:
    left = headline.unfinished(view.at, view.chosen)
    return [left] if left else []


def _partial(view: View, found: Sequence[Line]) -> list[str]:
    names = [one.label for one in found if one.row["value"] is not None and not one.row["complete"]]
    if not names:
        return []
    lacking = view.judged(uncovered, span=view.chosen.span, shops=view.chosen.shops)
    shops = [view.at.shop_names.get(shop, shop) for shop in lacking]
    told = _("Partial, for lack of data of some shops or days: {metrics}.")
    lines = [told.format(metrics=text.listed(_once(names)))]
    if shops:
        whole = _("The orders of these shops don't cover the whole period: {shops}.")
        lines.append(whole.format(shops=text.listed(shops)))
    return lines


def uncovered(facts: Facts, span: Span, shops: Sequence[str]) -> list[str]:
    """The shops (of all by default) whose orders don't cover all of the span."""
    return [
        shop
        for shop in shops or facts.shops()
        if facts.covers(["order_lines"], shop, span) != (span.first, span.last)
    ]


def _settling(view: View, found: Sequence[Line]) -> list[str]:
    young = scorecard.still_settling(found)
    if not young:
        return []
    until = scorecard.settled_by(found, view.chosen.span.last)
    told = _("Still settling until {day}: {metrics}. Don't judge their change yet.")
    return [
        told.format(
            day=formats.day(until, text.language()),
            metrics=text.listed(_once([one.label for one in young])),
        )
    ]


def _refunds(view: View) -> list[str]:
    """What the orders of the period have been refunded, and will be."""
    if not view.at.has("returns", view.chosen.shops):
        return []
    try:
        told = view.judged(
            maturity_of, span=view.chosen.span, where=view.where, currency=view.chosen.currency
        )
    except MetricError:
        return []
    if told.is_mature or told.so_far is None or told.expected is None:
        return []
    said = _(
        "Refunds so far {now} of what was sold; in the end {end} is expected ({low} to {high})."
    )
    shares = {"now": told.so_far, "end": told.expected, "low": told.low, "high": told.high}
    return [said.format(**{name: _share(share) for name, share in shares.items()})]


def _estimated(view: View) -> list[str]:
    if not view.known(["estimated_fee_share"]):
        return []
    share = view.ask(["estimated_fee_share"], compared=False).rows["value"].to_list()
    if not share or not share[0]:
        return []
    said = _("Profit is partly an estimate: the fees of {share} of net revenue aren't settled yet.")
    return [said.format(share=_share(share[0]))]


def _uncosted(found: Sequence[Line]) -> list[str]:
    covers = [one.row["covers"] for one in found if one.metric.name == "margin"]
    if not covers or covers[0] is None or covers[0] >= 1:
        return []
    return [
        _("Profit speaks for {share} of GMV: the rest has no cost.").format(share=_share(covers[0]))
    ]


def _rates(view: View) -> list[str]:
    """Why money is unknown where it can't be converted."""
    if not view.chosen.currency:
        codes = view.at.currencies(view.chosen.shops)
        told = _("Money is in {currencies} and isn't added up.")
        return [told.format(currencies=text.listed(codes))] if len(codes) > 1 else []
    if not view.ask(scorecard.NAMES[:1]).notes:
        return []
    return [
        _("Some money is left out: there is no exchange rate into {currency} for its days.").format(
            currency=view.chosen.currency
        )
    ]


def _waiting(view: View) -> list[str]:
    shops = view.chosen.shops or tuple(view.at.shops)
    rows = sum(one.rows for one in data.waiting(view.at) if one.shop in shops)
    if not rows:
        return []
    return [_("{n} refused rows wait for correction on the Data page.").format(n=f"{rows:,}")]


def _once(names: Sequence[str]) -> list[str]:
    return [*dict.fromkeys(names)]


def _share(share: float | None) -> str:
    return formats.exact(share, "share", None, text.language())
