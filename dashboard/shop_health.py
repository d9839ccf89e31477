"""How shops stand by TikTok's own windows and limits, and the scores that somebody typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
import streamlit as st

from dashboard import cards, charts, plots, text
from dashboard.cards import Card
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.health import SOON, Standing, standings
from metrics.metric import N_, Better
from metrics.typed_figures import scores, typed_label
from reports import formats
from reports.tables import Column, Table

SHORT: Final[Mapping[str, str]] = {
    "ldr_tiktok": N_("Late dispatch"),
    "otdr_tiktok": N_("On-time delivery"),
    "vtr_tiktok": N_("Valid tracking"),
    "sfcr_tiktok": N_("Cancelled by seller"),
    "nrr_tiktok": N_("Negative reviews"),
    "nbfr_tiktok": N_("Returns, not buyer's fault"),
}
"""What TikTok's metrics are called where there is little room."""

OURS: Final[Mapping[str, str]] = {
    "ldr_tiktok": "late_dispatch_rate",
    "otdr_tiktok": "on_time_delivery_rate",
    "vtr_tiktok": "valid_tracking_rate",
    "sfcr_tiktok": "seller_fault_cancellation_rate",
    "nrr_tiktok": "negative_review_rate",
    "nbfr_tiktok": "seller_fault_return_rate",
}
"""TikTok's metric → the one of the book that asks the same of the period."""


@dataclass(frozen=True)
class Standings:
    """How the shops stand at the end of `day`, and what they are called."""

    day: date
    all: Sequence[Standing]
    names: Mapping[str, str]

    def label(self, one: Standing, between: str = " · ") -> str:
        name = _(SHORT[one.metric])
        return f"{self.names[one.shop]}{between}{name}" if len(self.names) > 1 else name


def of(view: View, metrics: Sequence[str]) -> Standings:
    """By these metrics, on the period's last day that has begun; the nearest to its limit first."""
    today = view.at.now(st.context.timezone).date()
    day = min(view.chosen.span.last, today)
    names = {
        shop: name
        for shop, name in view.at.shop_names.items()
        if shop in (view.chosen.shops or view.at.shops)
    }
    found = view.judged(standings, day=day, shops=list(names))
    known = [one for one in found if one.whole and one.metric in metrics]
    known.sort(key=lambda one: (one.used is None, one.rule.limit is None, -(one.used or 0)))
    return Standings(day, known, names)


def show_cards(found: Standings) -> None:
    """How many limits are broken, which is nearest, and what leaves the windows soon."""
    limited = [one for one in found.all if one.rule.limit is not None]
    broken = [one for one in limited if (one.used or 0) > 1]
    day = _("as of {day}").format(day=formats.day(found.day, text.language()))
    shown = [
        Card(
            _("Beyond their limit"), f"{len(broken)} / {len(limited)}", None,
            f"{_names(broken, found)} · {day}" if broken else day, "off",
            _("Metrics whose limit TikTok enforces, in the market's own window."),
        )
    ]  # fmt: skip
    if within := [one for one in limited if one not in broken]:
        near = within[0]
        shown.append(
            Card(
                _("Nearest to its limit"), value(near), None,
                f"{found.label(near)} · {limit(near)}", "off", _(CATALOG[near.metric].meaning),
            )
        )  # fmt: skip
        least = min(within, key=lambda one: one.faults_left or 0)
        shown.append(
            Card(
                _("Faults left"), f"{least.faults_left:,}", None, found.label(least), "off",
                _("So few more faulty orders the tightest of the limits bears."),
            )
        )  # fmt: skip
    cards.show(shown)


def show_bullets(found: Standings) -> None:
    """Every metric with a limit or a target against it."""
    st.subheader(_("How much of each limit is used"), anchor=False)
    drawn = [one for one in found.all if one.used is not None]
    if not drawn:
        st.caption(_("TikTok publishes no limit for the markets of these shops."))
        return
    rows = pl.DataFrame(
        {
            "label": [found.label(one, "\n") for one in drawn],
            "used": [one.used for one in drawn],
            "said": [_written(one) for one in drawn],
            "about": [f"{found.label(one)}\n{_about(one)}" for one in drawn],
        }
    )
    plots.show(charts.bullets(rows), alt=charts.bullets_in_words(rows), key="limits")
    st.caption(
        _(
            "100% is the limit; where TikTok only publishes a target, it is the target. A metric "
            "that should be high is drawn by what it lacks: 96% with a limit of 95% has used 80%."
        )
    )


def table(view: View, found: Standings) -> Table:
    """Every rule that judges the shops: theirs and ours, limits, faults left, what will move."""
    ours = _ours(view)
    frame = pl.DataFrame(
        [
            {
                "shop": found.names[one.shop],
                "metric": _(SHORT[one.metric]),
                "value": one.value,
                "limit": one.rule.limit,
                "target": one.rule.target,
                "to_limit": one.to_limit,
                "faults": one.faults,
                "whole": one.whole,
                "left": one.faults_left,
                "leaving": one.leaving,
                "leaving_faults": one.leaving_faults,
                "window": one.rule.window,
                "ours": ours.get((one.shop, OURS[one.metric])),
                "basis": _("deadlines rebuilt") if one.is_rebuilt else "",
                "source": one.rule.source,
            }
            for one in found.all
        ],
        schema_overrides=dict.fromkeys(("limit", "target", "to_limit", "ours"), pl.Float64)
        | {"left": pl.Int64},
    )
    soon = _("Leaving in {n} days").format(n=SOON)
    columns = (
        Column("shop", _("Shop")),
        Column("metric", _("Metric")),
        Column("value", _("TikTok's way"), "share"),
        Column("limit", _("Limit"), "share", None, _("Where TikTok enforces.")),
        Column("to_limit", _("Distance"), "share", None, _("Points to the limit; below 0 beyond.")),
        Column("left", _("Faults left"), "count", None, _("So many more keep the limit.")),
        Column("target", _("Target"), "share", None, _("What TikTok recommends.")),
        Column("faults", _("Faults"), "count"),
        Column("whole", _("Orders judged"), "count"),
        Column("window", _("Window, days"), "count"),
        Column("leaving", soon, "count", None, _("Orders that leave the window.")),
        Column("leaving_faults", _("Faults among them"), "count"),
        Column("ours", _("Ours, in the period"), "share", None, _("By the metric book.")),
        Column("basis", _("Remark")),
        Column("source", _("Source of the rule")),
    )
    title = _("TikTok's windows and limits, beside ours")
    return Table(title, frame, columns, view.notes)


def _ours(view: View) -> dict[tuple[str, str], float | None]:
    rows = view.ask(view.known([*OURS.values()]), "shop", compared=False).rows
    return {(shop, name): value for shop, name, value in rows["shop", "metric", "value"].rows()}


def show_scores(view: View, found: Standings) -> None:
    """Scores that somebody typed from Seller Center."""
    st.subheader(_("Scores typed from Seller Center"), anchor=False)
    rows = view.judged(scores, day=found.day, shops=list(found.names))
    if rows.is_empty():
        st.caption(_("None yet. A score that no file holds can be typed on the Data page."))
        return
    frame = rows.with_columns(
        pl.col("shop_id").replace(dict(found.names)),
        figure=pl.Series([_(typed_label(one)) for one in rows["figure"]], dtype=pl.String),
    )
    columns = (
        Column("shop_id", _("Shop")),
        Column("figure", _("Figure")),
        Column("value", _("Value"), "number"),
        Column("before", _("Before"), "number"),
        Column("date", _("Day"), "date"),
        Column("author", _("Typed by")),
    )
    view.table(Table(_("Typed scores"), frame, columns, view.notes), "scores")


def value(one: Standing) -> str:
    return formats.exact(one.value, "share", None, text.language())


def limit(one: Standing) -> str:
    """The limit, or the target where there is none: `at most 10%`."""
    reference = one.rule.limit if one.rule.limit is not None else one.rule.target
    said = formats.exact(reference, "share", None, text.language())
    if one.rule.limit is None:
        return _("target {share}").format(share=said)
    at_most = one.better is Better.LOWER
    return (_("at most {share}") if at_most else _("at least {share}")).format(share=said)


def _written(one: Standing) -> str:
    """Short, for a phone: `7.59% · ≤ 10% · 6 left`."""
    reference = one.rule.limit if one.rule.limit is not None else one.rule.target
    sign = "≤" if one.better is Better.LOWER else "≥"
    said = [value(one), f"{sign} {(reference or 0) * 100:.4g}%"]
    if (one.used or 0) > 1 and one.rule.limit is not None:
        said.append(_("beyond"))
    elif one.faults_left is not None:
        said.append(_("{n} left").format(n=f"{one.faults_left:,}"))
    else:
        said.append(_("target"))
    return " · ".join(said)


def _about(one: Standing) -> str:
    return "\n".join(
        (
            f"{value(one)} · {limit(one)}",
            _("{faults} faults of {whole} orders in {days} days").format(
                faults=f"{one.faults:,}", whole=f"{one.whole:,}", days=one.rule.window
            ),
            _("{n} of the faults leave in {days} days").format(
                n=f"{one.leaving_faults:,}", days=SOON
            ),
        )
    )


def _names(some: Sequence[Standing], found: Standings) -> str:
    return text.listed([found.label(one) for one in some])
