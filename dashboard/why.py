"""What changed and why, in the reader's language: one sentence a finding, made from the drivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import streamlit as st

from dashboard import drivers, labels, text
from dashboard.dated import still_settles
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.errors import MetricError
from metrics.judgement.drivers import Driver
from metrics.judgement.exchange import exchange_of
from metrics.judgement.explain import Explanation
from metrics.judgement.factors import FACTORS, Factors, gmv_by_factor
from metrics.judgement.factors import LABELS as FACTOR_LABELS
from metrics.judgement.watch import watch
from metrics.metric import Metric
from reports import formats

LOOKED_AT: Final[Mapping[str, Sequence[str]]] = {
    "gmv": ("shop", "category", "product", "content_type"),
    "net_revenue": ("shop", "category"),
    "cancellation_rate": ("shop", "region"),
    "shipped_within_48h": ("warehouse",),
    "average_rating": ("product",),
    "ad_cost": ("campaign",),
}
"""Metric → the dimensions that its change is split by: GMV by all, others by the first that tells
groups apart."""

LEAST_CHANGE: Final = 0.03
"""A metric that changed by less, as a share of what it was, is not explained."""
LEAST_TOLD: Final = 0.001
"""What a factor or exchange rates made of less, as a share of what GMV was, isn't told."""
LEAST_PART: Final = Fraction(1, 10)
"""A group that made less of the change is not named."""
NAMED: Final = 2
"""Groups that are named on each side."""
MOST_DAYS: Final = 2
MOST_SPAN: Final = 93
"""Days; single ones say little about a longer period."""


@dataclass(frozen=True)
class Finding:
    """A sentence, and of which metric it is; `is_part` explains the one before."""

    metric: str
    said: str
    is_part: bool = False

    @property
    def mark(self) -> str:
        return "    - " if self.is_part else "- "


def show(view: View, metrics: Sequence[str]) -> None:
    """The findings on some of `LOOKED_AT` as a list; what can't be said is told instead."""
    if not view.chosen.compare:
        st.caption(_("Choose something to compare with in the sidebar: then this says why."))
        return
    try:
        found = findings(view, metrics)
    except MetricError as error:
        st.caption(text.plain(text.said(error)))
        return
    if found:
        st.markdown("\n".join(f"{one.mark}{text.plain(one.said)}" for one in found))
    else:
        _nothing(view, metrics)
    if not view.chosen.currency and len(view.at.currencies(view.chosen.shops)) > 1:
        st.caption(_("Choose one currency or one shop in the sidebar: then this explains money."))


def _nothing(view: View, metrics: Sequence[str]) -> None:
    """That nothing changed, if that is known."""
    rows = view.ask(metrics).rows if metrics else None
    if rows is None or not rows["value"].count():
        view.no_data()
    elif not rows["previous"].count():
        st.caption(_("Nothing is known of the days compared with."))
    else:
        st.caption(_("Nothing changed enough to be explained."))


def findings(view: View, metrics: Sequence[str]) -> list[Finding]:
    """What changed and by what, metric by metric; then the days that were out of the ordinary."""
    found = [one for name in metrics for one in _of_metric(view, name)]
    return [*found, *(_days(view) if "gmv" in metrics else [])]


def _of_metric(view: View, name: str) -> list[Finding]:
    found: list[Finding] = []
    metric = CATALOG[name]
    for word in _words(view, name):
        told = drivers.split(view, name, word)
        if told is None or not told.before:
            continue
        is_large = abs(told.now - told.before) >= LEAST_CHANGE * abs(told.before)
        if not found and (is_large or name == "gmv"):
            found.append(Finding(name, _whole(told, metric, is_large=is_large)))
            found += _settling(view, name)
            found += [*_factors(view), *_exchange(view)] if name == "gmv" else []
        if is_large and (said := _by(view, told, metric)):
            found.append(Finding(name, said, is_part=True))
        if name != "gmv":
            break
    return found


def _settling(view: View, name: str) -> list[Finding]:
    """That a young figure is put beside one that has grown up."""
    today = view.at.now(st.context.timezone).date()
    if not still_settles(name, view.chosen.span.last, today):
        return []
    said = _("Still settling: what comes back of it arrives for weeks. Don't judge it yet.")
    return [Finding(name, said, is_part=True)]


def _words(view: View, name: str) -> Sequence[str]:
    """The dimensions that may have more than one group here."""
    is_one_shop = len(view.chosen.shops or view.at.shops) == 1
    return [word for word in LOOKED_AT[name] if word != "shop" or not is_one_shop]


def _whole(told: Explanation, metric: Metric, *, is_large: bool) -> str:
    now, before = float(told.now), float(told.before)
    ratio = (now - before) / abs(before)
    said = _("{metric} rose from {before} to {now} ({change}).")
    if not is_large:
        said = _("{metric} hardly changed: {before}, now {now} ({change}).")
    elif now < before:
        said = _("{metric} fell from {before} to {now} ({change}).")
    return said.format(
        metric=text.label(metric),
        before=text.short_value(before, metric, told.currency),
        now=text.short_value(now, metric, told.currency),
        change=formats.change(now - before, ratio, metric.unit, text.language()),
    )


def _by(view: View, told: Explanation, metric: Metric) -> str | None:
    """`By category, most came from A (+$2,000) and B (+$900); C (−$300) went the other way.`"""
    rises = told.now > told.before
    parts = [one for one in told.drivers if not one.folded and abs(one.share or 0) >= LEAST_PART]
    along = [one for one in parts if (one.change > 0) == rises][:NAMED]
    against = [one for one in parts if (one.change > 0) != rises][:NAMED]
    if not along:
        return None
    groups = [str(one.group) if one.group is not None else None for one in (*along, *against)]
    names = labels.of_values(view.at, told.by, groups, view.chosen.span)

    def named(drivers: Sequence[Driver]) -> str:
        return text.listed(
            [f"{names[_key(one)]} ({_part(one.change, metric, told.currency)})" for one in drivers]
        )

    word = text.in_a_sentence(_(WORD_LABELS[told.by]))
    if against:
        said = _("By {word}: mostly {along}; {against} went the other way.")
        return said.format(word=word, along=named(along), against=named(against))
    return _("By {word}: mostly {along}.").format(word=word, along=named(along))


def _key(driver: Driver) -> str | None:
    return None if driver.group is None else str(driver.group)


def _part(change: Fraction, metric: Metric, currency: str | None) -> str:
    """What a group added to the change, in the metric's own unit."""
    if metric.unit == "share":
        return formats.change(float(change), None, metric.unit, text.language()) or ""
    sign = "+" if change > 0 else "-"
    return f"{sign}{text.short_value(abs(float(change)), metric, currency)}"


def _factors(view: View) -> list[Finding]:
    """Which of customers, orders a customer, units an order and price moved GMV."""
    try:
        told: Factors = view.judged(
            gmv_by_factor, span=view.chosen.span, compare=view.chosen.compare, where=view.where,
            currency=view.chosen.currency, clock=view.clock("gmv"),
        )  # fmt: skip
    except MetricError:
        return []
    least = Fraction(LEAST_TOLD) * abs(told.before)
    parts = [name for name in FACTORS if abs(told.parts[name]) >= least]
    if not parts:
        return []
    said = [_factor(name, told) for name in sorted(parts, key=lambda one: -abs(told.parts[one]))]
    told_of = _("What moved it: {parts}.").format(parts=text.listed(said))
    return [Finding("gmv", told_of, is_part=True)]


def _exchange(view: View) -> list[Finding]:
    """What exchange rates added to GMV, where money of several currencies is converted."""
    target = view.chosen.currency
    if not target or set(view.at.currencies(view.chosen.shops)) == {target}:
        return []
    told = view.judged(
        exchange_of, metric="gmv", span=view.chosen.span, compare=view.chosen.compare,
        where=view.where, currency=target, clock=view.clock("gmv"),
    )  # fmt: skip
    if told is None or not told.before or abs(told.exchange) < LEAST_TOLD * abs(told.before):
        return []
    metric, ratio = CATALOG["gmv"], told.growth / abs(told.before)
    said = _("Exchange rates made {part} of it; at the rates of before it is {change}.").format(
        part=_part(Fraction(told.exchange), metric, target),
        change=formats.change(told.growth, ratio, metric.unit, text.language()),
    )
    return [Finding("gmv", said, is_part=True)]


def _factor(name: str, told: Factors) -> str:
    before, now = told.before_factors[name], told.now_factors[name]
    ratio = formats.change(0, float(now / before - 1), "number", text.language())
    return _("{factor} {ratio} ({part})").format(
        factor=text.in_a_sentence(_(FACTOR_LABELS[name])),
        ratio=ratio,
        part=_part(told.parts[name], CATALOG["gmv"], told.currency),
    )


def _days(view: View) -> list[Finding]:
    """The strongest of the days on which GMV was outside its usual range."""
    if view.chosen.span.days > MOST_SPAN:
        return []
    try:
        seen = view.judged(
            watch, metric="gmv", span=view.chosen.span, where=view.where,
            currency=view.chosen.currency, clock=view.clock("gmv"),
        )  # fmt: skip
    except MetricError:
        return []
    metric = CATALOG["gmv"]
    return [
        Finding(
            "gmv",
            _("{day} was out of the ordinary: GMV {value}, usually {low} to {high}.").format(
                day=formats.day(one.day, text.language()),
                value=text.short_value(one.value, metric, seen.currency),
                low=text.short_value(one.low, metric, seen.currency),
                high=text.short_value(one.high, metric, seen.currency),
            ),
        )
        for one in seen.anomalies[:MOST_DAYS]
    ]
