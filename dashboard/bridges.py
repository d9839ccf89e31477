"""Bridges: steps that lead from one amount to another, drawn and as a table."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import charts
from dashboard.text import _
from metrics.catalog import CATALOG
from metrics.judgement.steps import Step
from metrics.values import E4
from reports.tables import Column, Table

MONEY = CATALOG["gmv"]


def rows(steps: Sequence[Step]) -> pl.DataFrame:
    """A row each step: label, amount (currency units), kind, is_estimate, reason (text or null)."""
    told = [
        {
            "label": _(step.label),
            "amount": None if step.amount_e4 is None else step.amount_e4 / E4,
            "kind": step.kind,
            "is_estimate": step.is_estimate,
            "reason": step.reason.said(_) if step.reason else None,
        }
        for step in steps
    ]
    schema = {
        "label": pl.String, "amount": pl.Float64, "kind": pl.String, "is_estimate": pl.Boolean,
        "reason": pl.String,
    }  # fmt: skip
    return pl.DataFrame(told, schema=schema)


def draw(currency: str | None, *chains: pl.DataFrame, key: str) -> None:
    """The drawing of the first chain of `rows`; the others stand below it as its side branches."""
    scale = charts.Scale(MONEY, currency)
    st.plotly_chart(
        charts.waterfall(scale, *chains),
        alt=charts.waterfall_in_words(scale, *chains),
        config=charts.SHOWN,
        key=key,
    )


def table(
    chains: Sequence[pl.DataFrame],
    currency: str | None,
    title: str,
    notes: Sequence[tuple[str, str]],
) -> Table:
    """The steps with their amounts, and of each whether it is a total, an estimate, or unknown."""
    is_total = pl.col("kind") == "total"
    note = pl.coalesce("reason", pl.when("is_estimate").then(pl.lit(_("estimate"))), pl.lit(""))
    frame = pl.concat(chains).select(
        "label",
        "amount",
        kind=pl.when(is_total).then(pl.lit(_("Sum"))).otherwise(pl.lit("")),
        note=note,
    )
    columns = [
        Column("label", _("Step")),
        Column("amount", _("Amount"), "money", currency),
        Column("kind", _("Kind")),
        Column("note", _("Remark")),
    ]
    return Table(title, frame, columns, notes)
