"""What if prices, a commission, ads or a fee changed: a form, and the effect on margin."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from dashboard import cards, judging, text
from dashboard.cards import Card
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.dimensions import LINE_WORDS
from metrics.facts import Facts
from metrics.judgement import what_if
from metrics.judgement.fee_rules import preset, presets
from metrics.judgement.what_if import Asked, Effect
from metrics.metric import N_
from metrics.period import Span
from reports import formats

CHANGES: Final[Mapping[str, str]] = {
    "price": N_("Prices, in %"),
    "commission": N_("Commission, in points of net revenue"),
    "ad_cost": N_("Cost of the same ads, in %"),
    "fee": N_("A fee on parcels"),
}
FEES: Final[Mapping[str, str]] = {
    "nl-parcel-fee": N_("Netherlands: 2 € per distinct product of a parcel up to 150 €"),
    "eu-parcel-fee": N_("EU: 3 € per distinct product of a parcel up to 150 €"),
}
"""Presets of `metrics.judgement.fee_rules`, in words."""

ORIGINS: Final = ("CN", "HK", "US", "GB", "DE", "NL", "PL", "FR", "ES", "IT")
PER_CENT: Final = Decimal(100)


def show(view: View) -> None:
    """The form, and below it the margin as it is, the effect, and the margin after it."""
    st.subheader(_("What if"), anchor=False)
    st.caption(_("Tried on the real orders of the period: nobody buys more or less than they did."))
    if not view.known(["margin_before_ads"]):
        return
    asked = judging.in_one_currency(view, "what if")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        change, amount, origin = _form()
    if change == "fee" and LINE_WORDS.intersection(view.where):
        st.info(_("A parcel may hold other products too: take the filter back to see the fee."))
        return
    effect = judging.told(
        view, tried, span=view.chosen.span, change=change, amount=amount, origin=origin,
        warehouses=_warehouses(view) if change == "fee" else (), **asked,
    )  # fmt: skip
    if effect is None:
        return
    cards.show(_cards(effect))
    for line in _unknown(effect):
        st.caption(text.plain(line))


def tried(
    facts: Facts,
    span: Span,
    where: Mapping[str, Sequence[str | None]],
    currency: str | None,
    change: str,
    amount: str,
    origin: str,
    warehouses: Sequence[str],
) -> Effect:
    """The effect of one of `CHANGES` by so many per cent; of a fee `amount` is its name.

    Raises:
        MetricError: see `metrics.judgement.what_if`.
    """
    asked = Asked(facts, span, where, currency)
    if change == "fee":
        return what_if.fee(asked, preset(amount).always(), dict.fromkeys(warehouses, origin))
    share = Decimal(amount) / PER_CENT
    return {
        "price": what_if.price, "commission": what_if.commission, "ad_cost": what_if.ad_cost,
    }[change](asked, share)  # fmt: skip


def _form() -> tuple[str, str, str]:
    """What changes, by how much (a fee: which), and from where parcels are sent."""
    labels = {one: _(label) for one, label in CHANGES.items()}
    change = st.selectbox(
        _("What changes"), list(labels), format_func=labels.__getitem__, key="what if change",
        width=300,
    )  # fmt: skip
    if change != "fee":
        amount = st.number_input(
            _("By how much"), -100.0, 100.0, 5.0 if change == "price" else 1.0, 0.5,
            key=f"what if {change}", width=140, format="%.2f",
        )  # fmt: skip
        return change, str(Decimal(str(amount))), ""
    names = {one: _(FEES.get(one, one)) for one in presets()}
    rule = st.selectbox(
        _("Fee"), list(names), format_func=names.__getitem__, key="what if fee", width=420
    )
    countries = {one: formats.country(one, text.language()) for one in ORIGINS}
    origin = st.selectbox(
        _("Warehouses stand in"), list(countries), format_func=countries.__getitem__,
        key="what if origin", width=180,
    )  # fmt: skip
    return change, rule, origin


def _warehouses(view: View) -> tuple[str, ...]:
    rows = view.ask(["orders"], "warehouse", compared=False).rows
    return tuple(sorted(rows["warehouse"].drop_nulls().unique()))


def _cards(effect: Effect) -> list[Card]:
    metric = CATALOG[effect.metric]
    label = text.label(metric)
    rows = (
        (_("{metric} as it is").format(metric=label), effect.margin, ""),
        (_("Effect"), effect.effect, _share_of(effect)),
        (_("{metric} after it").format(metric=label), effect.margin_after, ""),
    )
    return [
        Card(label, _money(amount, effect, signed=n == 1), None, beside, "off", _(metric.meaning))
        for n, (label, amount, beside) in enumerate(rows)
    ]


def _share_of(effect: Effect) -> str:
    if effect.effect is None or not effect.margin:
        return ""
    share = formats.change(None, effect.effect / abs(effect.margin), "money", text.language())
    return _("{share} of it").format(share=share)


def _money(amount: float | None, effect: Effect, *, signed: bool) -> str:
    said = formats.compact(amount, "money", effect.currency, text.language())
    return f"+{said}" if signed and amount and amount > 0 else said


def _unknown(effect: Effect) -> list[str]:
    """What isn't known of the effect and of the margin."""
    said = []
    if effect.effect is None:
        said.append(_("Unknown: a shop that sold has no statement, revenue or cost to go by."))
    if effect.margin_covers is not None and effect.margin_covers < 1:
        share = formats.exact(effect.margin_covers, "share", None, text.language())
        said.append(
            _("The margin speaks for {share} of GMV: the rest has no cost.").format(share=share)
        )
    if fees := effect.fees:
        charged = _("The fee falls on {n} of {all} orders. The rule isn't confirmed: it is tried.")
        said.append(charged.format(n=f"{fees.charged:,}", all=f"{fees.orders:,}"))
        if blank := sum(fees.unknown.values()):
            told = _("Of {n} orders it isn't known: country, warehouse or value is missing.")
            said.append(told.format(n=f"{blank:,}"))
    return said
