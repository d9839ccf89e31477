"""Why GMV changed, by what it is a product of: customers × orders × units × price."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import polars as pl
import streamlit as st

from dashboard import bridges, grids, text
from dashboard.judging import told
from dashboard.text import _
from dashboard.view import View
from metrics.judgement.factors import FACTORS, LABELS, Factors, factor_steps, gmv_by_factor
from metrics.metric import Unit
from reports import formats
from reports.tables import PER_ROW, Column, Table


def show(view: View, asked: Mapping[str, Any]) -> None:
    """A sentence, a small waterfall from GMV before to GMV now, and the factors as a table."""
    title = _("Why GMV changed")
    chosen = view.chosen
    if chosen.compare is None:
        return
    st.subheader(title, anchor=False)
    days = {"span": chosen.span, "compare": chosen.compare, "clock": chosen.clock}
    factors = told(view, gmv_by_factor, **days, **asked)
    if factors is None:
        return
    st.markdown(text.plain(sentence(factors)))
    bridges.draw(factors.currency, bridges.rows(factor_steps(factors)), key="gmv factors")
    shown = table(factors, title, view.notes)
    grids.show(shown)
    view.take(shown, "factors")


def sentence(factors: Factors) -> str:
    """By how much GMV changed, and which factor did most of it."""
    change = factors.now - factors.before
    strongest = max(FACTORS, key=lambda name: (abs(factors.parts[name]), name))
    said = _("GMV rose by {amount}. {factor} did most: {part}.")
    if change < 0:
        said = _("GMV fell by {amount}. {factor} did most: {part}.")
    if not change:
        said = _("GMV is what it was. {factor} did most: {part}.")
    return said.format(
        amount=_money(abs(change), factors.currency),
        factor=_(LABELS[strongest]),
        part=_money(factors.parts[strongest], factors.currency, signed=True),
    )


def table(factors: Factors, title: str, notes: list[tuple[str, str]]) -> Table:
    """A row each factor: before, now, its change, and what that did to GMV."""
    rows = []
    for name in FACTORS:
        before, now = factors.before_factors[name], factors.now_factors[name]
        values = {"before": float(before), "now": float(now), "change": float(now / before - 1)}
        unit = "money" if name == "price" else "count" if name == "customers" else "number"
        currency = factors.currency if unit == "money" else None
        rows.append({"label": _(LABELS[name]), "unit": unit, "currency": currency} | values)
    frame = pl.DataFrame(rows, schema_overrides={"currency": pl.String}).with_columns(
        part=pl.Series([float(factors.parts[name]) for name in FACTORS])
    )
    columns = [
        Column("label", _("Factor")),
        Column("now", _("Now"), PER_ROW, PER_ROW),
        Column("before", _("Before"), PER_ROW, PER_ROW),
        Column("change", _("Change in %"), "share"),
        Column("part", _("What it did to GMV"), "money", factors.currency),
    ]
    return Table(title, frame, columns, notes)


def _money(amount: Fraction, currency: str | None, *, signed: bool = False) -> str:
    said = formats.exact(float(amount), Unit.MONEY, currency, text.language())
    return f"+{said}" if signed and amount > 0 else said
