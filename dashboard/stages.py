"""Where orders stand, and how long each step takes."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import grids, plots, sources, text
from dashboard.charts.stages import stages, stages_in_words
from dashboard.labels import VALUE_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.metric import N_
from reports.tables import Column, Table

_ON_THE_WAY: Final = (
    "on_hold", "awaiting_shipment", "awaiting_collection", "in_transit", "delivered", "completed",
)  # fmt: skip
STATES: Final = {state: VALUE_LABELS["status"][state] for state in _ON_THE_WAY}
"""State of an order that isn't cancelled → what it is called, in the order of its way."""
STAGES: Final[Mapping[str, Sequence[str]]] = {
    N_("Orders ready to ship"): [*STATES][2:],
    N_("Orders shipped"): [*STATES][3:],
    N_("Orders delivered"): [*STATES][4:],
    N_("Orders completed"): [*STATES][5:],
}
"""Stage → the states in which an order has come so far."""
BEFORE, AFTER = "cancelled_before_shipping", "cancelled_after_shipping"
STEPS: Final[Mapping[str, str]] = {
    "hours_to_ready": N_("Placed → ready to ship"),
    "fulfilment_hours": N_("Placed → shipped"),
    "transit_hours": N_("Shipped → delivered"),
    "delivery_hours": N_("Placed → delivered"),
}
SPREAD: Final[Mapping[str, str]] = {
    "mean": N_("Mean"),
    "median": N_("Median"),
    "p90": N_("Slowest 10%"),
}


TIMES: Final = [f"{step}_{kind}" for step in STEPS for kind in SPREAD]


def show(view: View) -> None:
    """The funnel of the orders of the period, and all their states as a table."""
    title = _("Where orders stand")
    names = sources.known(view.at, ["orders", BEFORE, AFTER], view.chosen.shops, view.chosen.where)
    if "orders" not in names:
        return
    st.subheader(title, anchor=False)
    answer = view.ask(names, "status", compared=False)
    orders = _of_metric(answer, "orders")
    if not sum(orders.values()):
        view.no_data()
        return
    names, numbers = funnel(orders)
    st.caption(text.plain(_("All orders placed in the period, as last seen.")))
    plots.show(
        stages(names, numbers), alt=stages_in_words(names, numbers), 
        key="stages",
    )  # fmt: skip
    states = by_state(orders, _total(answer, BEFORE), _total(answer, AFTER), title, view.notes)
    grids.show(states, height="content")
    view.take(states, "states")


def times(view: View) -> None:
    """Each step with its mean, median and slowest tenth."""
    title = _("How long each step takes")
    names = sources.known(view.at, TIMES, view.chosen.shops, view.chosen.where)
    if names:
        view.table(by_step(view.ask(names), title, view.notes), "steps", height="content")


def funnel(orders: Mapping[str | None, int]) -> tuple[list[str], list[int]]:
    """The stages, each with the orders that came so far: the first are all."""
    reached = [sum(orders.get(state, 0) for state in states) for states in STAGES.values()]
    return [_("Orders placed"), *map(_, STAGES)], [sum(orders.values()), *reached]


def by_state(
    orders: Mapping[str | None, int],
    before: int,
    after: int,
    title: str,
    notes: Sequence[tuple[str, str]],
) -> Table:
    """A row each state that orders are in, and their share; cancelled ones by when, if that adds up
    (by another clock it may not)."""
    told = [(_(label), orders.get(one, 0)) for one, label in STATES.items()]
    cancelled = orders.get("cancelled", 0)
    if before + after == cancelled:
        told.append((_("Cancelled before shipping"), before))
        told.append((_("Cancelled after shipping: refused, lost, undeliverable"), after))
    else:
        told.append((_("Cancelled"), cancelled))
    rest = sum(orders.values()) - sum(number for _name, number in told)
    if rest:
        told.append((_("not known"), rest))
    whole = sum(orders.values())
    rows = [(name, number, number / whole if whole else None) for name, number in told]
    schema = {"state": pl.String, "orders": pl.Int64, "share": pl.Float64}
    columns = [
        Column("state", _("Status")),
        Column("orders", _("Orders"), "count"),
        Column("share", _("Share"), "share"),
    ]
    return Table(title, pl.DataFrame(rows, schema, orient="row"), columns, notes)


def by_step(answer: Answer, title: str, notes: Sequence[tuple[str, str]]) -> Table:
    """A row each step: mean, median, p90, and the median of the comparison; in hours."""
    found = {row["metric"]: row for row in answer.rows.iter_rows(named=True)}
    rows = [
        (
            _(label),
            *(found.get(f"{step}_{kind}", {}).get("value") for kind in SPREAD),
            found.get(f"{step}_median", {}).get("previous"),
        )
        for step, label in STEPS.items()
    ]
    numbers = [*SPREAD, "before"] if answer.compare else [*SPREAD]
    schema = {"step": pl.String} | dict.fromkeys([*SPREAD, "before"], pl.Float64)
    said = _("{word}, hours")
    labels = {kind: said.format(word=_(label)) for kind, label in SPREAD.items()}
    labels["before"] = _("Median before, hours")
    columns = [Column("step", _("Step")), *(Column(one, labels[one], "hours") for one in numbers)]
    return Table(title, pl.DataFrame(rows, schema, orient="row"), columns, notes)


def _of_metric(answer: Answer, name: str) -> dict[str | None, int]:
    rows = answer.rows.filter(pl.col("metric") == name).drop_nulls("value")
    return {state: int(value) for state, value in rows.select("status", "value").iter_rows()}


def _total(answer: Answer, name: str) -> int:
    return sum(_of_metric(answer, name).values())
