"""The scorecard of a period: the key metrics of every section beside before, and their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import charts, data, look, plots, text
from dashboard.dated import SETTLES_FOR, still_settles
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.errors import MetricError
from metrics.judgement.pace import Pace, pace_of
from metrics.judgement.targets import beside_targets
from metrics.metric import N_, Better, Metric
from reports import formats
from reports.tables import PER_ROW, Column, Table

KEY: Final[Mapping[str, Sequence[str]]] = {
    N_("Sales"): (
        "gmv", "seller_revenue", "net_revenue", "orders", "units_sold", "customers",
        "new_customers", "aov", "discount_rate",
    ),
    N_("Fulfilment"): (
        "cancellation_rate", "shipped_within_48h", "fulfilment_hours_median",
        "late_dispatch_rate", "on_time_delivery_rate",
    ),
    N_("After-sales"): (
        "refund_rate", "refund_rate_amount", "return_rate", "seller_fault_return_rate",
    ),
    N_("Feedback"): (
        "average_rating", "negative_review_rate", "response_rate_24h", "satisfaction_rate",
    ),
    N_("Traffic"): ("visitors_per_day", "conversion_rate"),
    N_("Advertising"): ("ad_cost", "roas", "cpa", "ad_cost_share"),
    N_("Stock"): ("out_of_stock_skus", "stockout_loss"),
    N_("Finance & profit"): ("settled_amount", "fee_rate", "margin", "margin_rate"),
}  # fmt: skip
"""Section → its metrics that a period is judged by."""

DRAWN: Final = 16
PAPER: Final = 620
"""Pixels of a drawing that a sheet of paper has room for: printing doesn't draw it anew."""

NAMES: Final = tuple(name for names in KEY.values() for name in names)


@dataclass(frozen=True)
class Line:
    """One metric (in one currency): a row of the answer, with its target and pace."""

    section: str
    metric: Metric
    currency: str | None
    row: Mapping[str, Any]
    settles: bool
    target: float | None
    gap: float | None
    pace: Pace | None

    @property
    def label(self) -> str:
        several = self.row.get("currency")
        return f"{text.label(self.metric)} ({several})" if several else text.label(self.metric)

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None where that can't be said (yet)."""
        change = self.row["change"]
        if self.metric.better is Better.NEITHER or not change or self.settles:
            return None
        return (change > 0) == (self.metric.better is Better.HIGHER)

    def said(self, value: float | None) -> str:
        return text.short_value(value, self.metric, self.currency)

    def change(self) -> str | None:
        row = self.row
        return formats.change(row["change"], row["change_ratio"], self.metric.unit, text.language())


def lines(view: View, names: Sequence[str], today: date) -> list[Line]:
    """A line for each of the metrics that can be known, section by section."""
    answer = view.ask(names)
    aimed = beside_targets(answer, data.targets(view.at), view.where)
    sections = {name: section for section, some in KEY.items() for name in some}
    targets = [row["previous"] for row in aimed.rows.iter_rows(named=True)]
    gaps = [row["change"] for row in aimed.rows.iter_rows(named=True)]
    found = []
    for row, target, gap in zip(answer.rows.iter_rows(named=True), targets, gaps, strict=True):
        name = row["metric"]
        found.append(
            Line(
                sections[name], CATALOG[name], row.get("currency") or answer.currency, row,
                still_settles(name, view.chosen.span.last, today), target, gap,
                _pace(view, name, target) if target is not None else None,
            )
        )  # fmt: skip
    return found


def _pace(view: View, name: str, target: float) -> Pace | None:
    """None for what isn't the sum of its days."""
    try:
        return view.judged(
            pace_of, metric=name, span=view.chosen.span, target=target, where=view.where,
            currency=view.chosen.currency, clock=view.clock(name),
        )  # fmt: skip
    except MetricError:
        return None


def show(view: View, found: Sequence[Line]) -> None:
    """One table, section by section, as Markdown: paper breaks it between two rows.

    The change comes before what it was: a phone has room for three columns.
    """
    has_targets = any(one.target is not None for one in found)
    headers = [_("Metric"), _("Now"), _("Before"), _("Change"), _("Target"), _("Against target")]
    columns = [0, 1, *([3, 2] if view.chosen.compare else []), *([4, 5] if has_targets else [])]
    rows = [headers, ["---", *["--:"] * 5]]
    for section in KEY:
        mine = [one for one in found if one.section == section]
        rows += [[f"**{text.plain(_(section))}**", *[""] * 5]] if mine else []
        rows += [_row(one) for one in mine]
    st.markdown("\n".join(f"| {' | '.join(row[n] for n in columns)} |" for row in rows))
    if not has_targets:
        st.caption(
            _("No target is set for this period: `shoppulse target set METRIC PERIOD VALUE`.")
        )


def _row(one: Line) -> list[str]:
    partial = "" if one.row["complete"] is not False else " ({})".format(_("partial"))
    return [
        text.plain(one.label),
        text.plain(one.said(one.row["value"]) + partial),
        text.plain(one.said(one.row["previous"])),
        _coloured(one.change(), one.row["change"], one.is_better, settles=one.settles),
        text.plain(one.said(one.target)),
        _against(one),
    ]


def _coloured(
    said: str | None, change: float | None, is_better: bool | None, *, settles: bool = False
) -> str:
    """The change with its arrow; what still settles is said so, and neither good nor bad."""
    if said is None:
        return formats.UNKNOWN
    arrow = (
        ""
        if not change or not said.startswith(("+", "-"))
        else "▲\u00a0"
        if change > 0
        else "▼\u00a0"
    )
    plain = text.plain(f"{arrow}{said}")
    if settles:
        return f"{plain}\u00a0\\*"
    if is_better is None or not arrow:
        return plain
    return f":{'green' if is_better != look.good_is_red() else 'red'}[{plain}]"


def _against(one: Line) -> str:
    """How the value stands to the target; while days are left, where the period will end."""
    if one.target is None or one.row["value"] is None:
        return formats.UNKNOWN
    if one.pace and one.pace.days_left and one.pace.projected is not None:
        said = _("{share} reached, heading for {end}; {daily} a day needed").format(
            share=formats.exact(one.pace.progress, "share", None, text.language()),
            end=one.said(one.pace.projected),
            daily=one.said(one.pace.needed_a_day),
        )
        return text.plain(said)
    if not one.gap:
        return text.plain(_("met exactly"))
    is_good = None
    if one.metric.better is not Better.NEITHER:
        is_good = (one.gap > 0) == (one.metric.better is Better.HIGHER)
    ratio = one.gap / abs(one.target) if one.target else None
    return _coloured(
        formats.change(one.gap, ratio, one.metric.unit, text.language()), one.gap, is_good
    )


def table(view: View, found: Sequence[Line]) -> Table:
    """The lines with their numbers as they are, to be taken away."""
    frame = pl.DataFrame(
        [
            {
                "section": _(one.section),
                "label": one.label,
                "unit": one.metric.unit.value,
                "currency": one.currency if one.metric.unit == "money" else None,
                "value": one.row["value"],
                "previous": one.row["previous"],
                "change": one.row["change"],
                "change_ratio": one.row["change_ratio"],
                "target": one.target,
                "gap": one.gap,
                "projected": one.pace.projected if one.pace else None,
                "needed": one.pace.needed_a_day if one.pace else None,
                "remark": _remark(one),
                "meaning": _(one.metric.meaning),
            }
            for one in found
        ],
        schema_overrides=dict.fromkeys(
            (
                "value", "previous", "change", "change_ratio", "target", "gap", "projected",
                "needed",
            ),
            pl.Float64,
        )
        | {"currency": pl.String},
    )  # fmt: skip
    return Table(_("Scorecard"), frame, _columns(view, found), view.notes)


def _columns(view: View, found: Sequence[Line]) -> Sequence[Column]:
    """Without a comparison, and without targets, nothing of these."""
    before = (
        Column("previous", _("Before"), PER_ROW, PER_ROW),
        Column("change", _("Change"), PER_ROW, PER_ROW),
        Column("change_ratio", _("Change in %"), "share"),
    )
    aims = (
        Column("target", _("Target"), PER_ROW, PER_ROW),
        Column("gap", _("Against target"), PER_ROW, PER_ROW),
        Column("projected", _("Heading for"), PER_ROW, PER_ROW),
        Column("needed", _("Needed a day"), PER_ROW, PER_ROW),
    )
    return (
        Column("section", _("Section")),
        Column("label", _("Metric")),
        Column("value", _("Value"), PER_ROW, PER_ROW),
        *(before if view.chosen.compare else ()),
        *(aims if any(one.target is not None for one in found) else ()),
        Column("currency", _("Currency")),
        Column("remark", _("Remark")),
        Column("meaning", _("Rule")),
    )


def _remark(one: Line) -> str:
    said = []
    if one.row["value"] is not None and not one.row["complete"]:
        said.append(_("partial"))
    if one.settles:
        said.append(_("still settling"))
    return text.listed(said)


def draw(view: View, found: Sequence[Line]) -> None:
    """What got better and what got worse: the strongest changes, in one drawing."""
    known = [one for one in found if one.row["change_ratio"] is not None]
    told = sorted(known, key=lambda one: -abs(one.row["change_ratio"]))[:DRAWN]
    if not told or not view.chosen.compare:
        return
    rows = pl.DataFrame(
        {
            "label": [one.label for one in told],
            "ratio": [one.row["change_ratio"] for one in told],
            "is_better": [one.is_better for one in told],
            "said": [one.change() or formats.UNKNOWN for one in told],
            "about": [
                f"{one.said(one.row['previous'])} → {one.said(one.row['value'])}" for one in told
            ],
        },
        schema_overrides={"is_better": pl.Boolean},
    )
    plots.show(
        charts.changes(rows), alt=charts.changes_in_words(rows),
        key="review changes", width=PAPER,
    )  # fmt: skip


def still_settling(found: Sequence[Line]) -> list[Line]:
    return [one for one in found if one.settles and one.row["value"] is not None]


def settled_by(found: Sequence[Line], last: date) -> date:
    """The day after which none of them changes any more."""
    longest = max(SETTLES_FOR[one.metric.name] for one in still_settling(found))
    return date.fromordinal(last.toordinal() + longest)
