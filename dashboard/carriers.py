"""Carriers beside each other: how fast, how punctual, how often something goes wrong, the cost.

Each is compared with all carriers of its market: what takes a day in one takes a week in another.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import drill, grids, plots, sources, text
from dashboard.carrier_cells import COST, HEADS, METRICS, SHORT, SIZE, TIMED, Row, cell, ink
from dashboard.charts.scorecard import Cell, scorecard, scorecard_in_words
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.shipping_costs import shipping_costs, together
from reports.tables import PER_ROW, Column, Table

CARRIERS: Final = 5
MARKETS: Final = 6
"""How many the drawing shows; the table has all."""
Key = tuple[str | None, ...]


def show(view: View) -> None:
    """The scorecard of the carriers, as a drawing and as a table to click into."""
    title = _("Carriers")
    known = sources.known(view.at, METRICS, view.chosen.shops, view.chosen.where)
    names = [one for one in (SIZE, *TIMED) if one in known]
    if SIZE not in names:
        return
    st.subheader(title, anchor=False)
    by_carrier = rows_of(view.ask(names, "market", "carrier", compared=False))
    by_market = rows_of(view.ask(names, "market", compared=False))
    if COST in known:
        names.append(COST)
        costs = view.judged(
            shipping_costs, span=view.chosen.span, by=("market", "carrier"), where=view.where,
            currency=view.chosen.currency,
        )  # fmt: skip
        by_carrier = _with_costs(by_carrier, costs, "market", "carrier")
        by_market = _with_costs(by_market, together(costs, ["market"]), "market")
    if not (ordered := largest(by_carrier)):
        st.info(_("No order delivered in these days says which carrier took it."))
        return
    heads = _(
        "Parcels delivered, median hours under way, on time, problem parcels, cost per order."
    )
    marks = _("✓ better, ! worse than its market by over 15%; with few orders neither.")
    st.caption(text.plain(f"{heads} {marks}"))
    rows, cells = board(by_carrier, by_market, names)
    columns = [_(HEADS[one]) for one in names]
    plots.show(
        scorecard(rows, columns, cells, ink()), alt=scorecard_in_words(rows, columns, cells),
        key="carriers",
    )  # fmt: skip
    shown = table({key: by_carrier[key] for key in ordered}, names, title, view.notes)
    click = drill.on_row("carrier rows", "carrier", [carrier for _market, carrier in ordered])
    grids.show(shown, key="carrier rows", on_select=click, selection_mode="single-row")
    view.take(shown, "carriers")


def rows_of(answer: Answer) -> dict[Key, dict[str, Any]]:
    """Group → metric → value."""
    rows: dict[Key, dict[str, Any]] = {}
    for row in answer.rows.iter_rows(named=True):
        rows.setdefault(tuple(row[word] for word in answer.by), {})[row["metric"]] = row["value"]
    return rows


def largest(rows: Mapping[Key, Row]) -> list[Key]:
    """The groups that delivered most; those without a name or a delivery are left out."""
    some = [key for key, row in rows.items() if None not in key and row.get(SIZE)]
    return sorted(some, key=lambda key: (-rows[key][SIZE], key))


def board(
    by_carrier: Mapping[Key, Row], by_market: Mapping[Key, Row], names: Sequence[str]
) -> tuple[list[str], list[list[Cell]]]:
    """For each market all carriers together, then each of them: names and cells."""
    every = _("all carriers")
    rows: list[str] = []
    cells: list[list[Cell]] = []
    for market in largest(by_market)[:MARKETS]:
        whole = by_market[market]
        rows.append(f"{market[0]} · {every}")
        cells.append([cell(name, whole, None) for name in names])
        own = [key for key in largest(by_carrier) if key[0] == market[0]]
        for key in own[:CARRIERS]:
            rows.append(f"{key[0]} · {key[1]}")
            cells.append([cell(name, by_carrier[key], whole) for name in names])
    return rows, cells


def _with_costs(
    rows: Mapping[Key, Row], found: pl.DataFrame, *by: str
) -> dict[Key, dict[str, Any]]:
    """Adds the cost per order and its currency; a group whose cost is in several has none."""
    single = found.filter(pl.len().over(list(by)) == 1) if found.height else found
    costs = {
        tuple(row[word] for word in by): {COST: row["per_order"], "currency": row["currency"]}
        for row in single.iter_rows(named=True)
    }
    return {key: {**row, **costs.get(key, {})} for key, row in rows.items()}


def table(
    rows: Mapping[Key, Row], names: Sequence[str], title: str, notes: Sequence[tuple[str, str]]
) -> Table:
    """A row each market and carrier."""
    values = [
        (*key, *(row.get(name) for name in names), row.get("currency")) for key, row in rows.items()
    ]
    schema = {"market": pl.String, "carrier": pl.String} | dict.fromkeys(names, pl.Float64)
    frame = pl.DataFrame(values, schema | {"currency": pl.String}, orient="row")
    columns = [Column("market", _("Market")), Column("carrier", _("Carrier"))]
    for name in names:
        unit, meaning = CATALOG[name].unit, _(CATALOG[name].meaning)
        money = PER_ROW if unit == "money" else None
        columns.append(Column(name, _(SHORT[name]), unit, money, meaning))
    if COST in names:
        columns.append(Column("currency", _("Currency")))
    return Table(title, frame, columns, notes)
