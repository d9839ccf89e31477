"""Sales by how much of the list price the seller took off."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, grids, plots, text
from dashboard.judging import as_placed, told
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.judgement.promotion import AROUND, Promotion, promotion
from metrics.judgement.series import DAY
from metrics.period import Span
from reports.tables import Column, Table


def show(view: View, asked: Mapping[str, Any]) -> None:
    """GMV a day of each discount band, beside the four weeks before, and the table."""
    title = _("By discount")
    st.subheader(title, anchor=False)
    found = told(view, promotion, during=view.chosen.span, **asked)
    if found is None:
        return
    bands = by_band(found)
    if not found.days["during"] or bands.is_empty():
        view.no_data()
        return
    _draw(view, found, bands)
    st.caption(
        _(
            "Seller discount ÷ list price of each line; figures are per day. Before: the same "
            "weekdays of the four weeks before. Contribution before ads: only lines whose cost is "
            "known."
        )
    )
    as_placed(view)
    shown = table(bands, found.currency, title, view.notes)
    grids.show(shown)
    view.take(shown, "discounts")


def by_band(found: Promotion) -> pl.DataFrame:
    """A row each band: label, units, gmv, margin (a day), covers, and before (its GMV)."""
    now = found.by_band.filter(phase="during")
    before = found.by_band.filter(phase="before").select("above", "up_to", before="gmv_a_day")
    both = now.join(before, on=["above", "up_to"], how="left", nulls_equal=True)
    both = both.sort("up_to", "above", nulls_last=True)
    labels = [band_label(*edges) for edges in both.select("above", "up_to").iter_rows()]
    return both.select(
        pl.Series("label", labels, dtype=pl.String),
        units="units_a_day",
        gmv="gmv_a_day",
        before="before",
        margin="margin_a_day",
        covers="covers",
    )


def band_label(above: float | None, up_to: float | None) -> str:
    """A band in words: `None`, `Up to 10 %`, `10 – 20 %`, `More than 50 %`."""
    if above is None and up_to is None:
        return _("not known")
    if above is None:
        return _("No discount")
    if up_to is None:
        return _("More than {share}").format(share=_percent(above))
    if above == 0:
        return _("Up to {share}").format(share=_percent(up_to))
    return f"{above * 100:.0f} – {_percent(up_to)}"


def table(
    bands: pl.DataFrame, currency: str | None, title: str, notes: list[tuple[str, str]]
) -> Table:
    """The bands as they are shown and taken away."""
    columns = [
        Column("label", _("Seller discount")),
        Column("units", _("Units a day"), "number"),
        Column("gmv", _("GMV a day"), "money", currency),
        Column("before", _("GMV a day, before"), "money", currency),
        Column("margin", _("Contribution before ads, a day"), "money", currency),
        Column("covers", _("Share of GMV whose cost is known"), "share"),
    ]
    return Table(title, bands, columns, notes)


def _draw(view: View, found: Promotion, bands: pl.DataFrame) -> None:
    groups = bands.select("label", value="gmv", previous="before")
    scale = charts.Scale(CATALOG["gmv_per_day"], found.currency)
    first = view.chosen.span.first
    before = Span(first - AROUND, first - DAY, "")
    names = (text.span(view.chosen.span), text.span(before))
    plots.show(
        charts.ranking(groups, scale, names),
        alt=charts.ranking_in_words(groups, scale),
        key="discounts",
    )


def _percent(share: float) -> str:
    return f"{share:.0%}"
