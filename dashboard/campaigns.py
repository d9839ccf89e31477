"""Campaigns: what they cost against what a conversion costs; GMV Max apart from the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import charts, drill, grids, labels, plots, tables, text
from dashboard.judging import told
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.finance import BREAK_EVEN_CPA
from metrics.judgement.break_even import BreakEven, break_even_cpa
from metrics.metric import N_, Unit
from reports import formats


@dataclass(frozen=True)
class Kind:
    """Campaigns of these types: drawn by cost and `price`, as large as their conversions."""

    key: str
    title: str
    said: str
    types: tuple[str, ...]
    price: str
    names: tuple[str, ...]


OTHER: Final = Kind(
    "campaigns",
    N_("Campaigns outside GMV Max"),
    N_(
        "A point is a campaign, as large as its conversions; those of the last seven days still "
        "settle. Below the line a conversion costs less than an average order leaves before ads."
    ),
    ("other",),
    "cpa",
    ("ad_cost", "cpa", "roas", "conversions", "cvr", "ctr", "cpc", "cpm", "ad_revenue",
     "budget_used"),
)  # fmt: skip
GMV_MAX: Final = Kind(
    "gmv-max",
    N_("GMV Max campaigns"),
    N_(
        "GMV Max counts organic orders too: its ROI and its cost per order are not incremental, "
        "and never part of CPA and ROAS."
    ),
    ("gmv_max", "gmv_max_product", "gmv_max_live"),
    "gmv_max_cost_per_order",
    ("ad_cost", "gmv_max_cost_per_order", "gmv_max_roi", "conversions", "ad_revenue",
     "budget_used"),
)  # fmt: skip


def show(view: View, kind: Kind, asked: Mapping[str, Any]) -> None:
    """The campaigns of a kind as points, and as a table. A click keeps to one."""
    chosen = view.chosen.where.get("campaign_type") or kind.types
    types = tuple(one for one in kind.types if one in chosen)
    names = view.known(kind.names)
    if not types or "ad_cost" not in names:
        return
    answer = view.ask(names, "campaign", where={**asked["where"], "campaign_type": types})
    if answer.rows.is_empty():
        return
    title = _(kind.title)
    st.subheader(title, anchor=False)
    called = labels.of_values(
        view.at, "campaign", answer.rows["campaign"].unique().to_list(), view.chosen.span
    )
    _draw(view, kind, answer, called, asked)
    table = tables.by_group(answer, called, title, view.notes)
    key = f"{kind.key} rows"
    grids.show_first(
        table,
        key=key,
        on_select=drill.on_row(key, "campaign", table.frame["group"].to_list()),
        selection_mode="single-row",
    )
    view.take(table, kind.key)


def points(answer: Answer, price: str, called: Mapping[str | None, str]) -> pl.DataFrame:
    """A row each campaign whose cost and price are known: see `charts.bubbles`; and its group."""
    x, y, size = (
        tables.ranked(answer, name).select("group", pl.col("value").alias(column))
        for name, column in (("ad_cost", "x"), (price, "y"), ("conversions", "size"))
    )
    both = x.join(y, on="group", how="left", nulls_equal=True, maintain_order="left")
    every = both.join(size, on="group", how="left", nulls_equal=True, maintain_order="left")
    shown = charts.named(every.drop_nulls(["x", "y"]), called)
    names = [labels.bare(label, group) for group, label in shown["group", "label"].iter_rows()]
    return shown.with_columns(name=pl.Series(names, dtype=pl.String))


def _draw(
    view: View,
    kind: Kind,
    answer: Answer,
    called: Mapping[str | None, str],
    asked: Mapping[str, Any],
) -> None:
    found = answer.rows["metric"].unique()
    shown = points(answer, kind.price, called) if kind.price in found else pl.DataFrame()
    if shown.is_empty():
        st.caption(_("No campaign of these days has both its cost and its conversions."))
        return
    even = None
    if kind is OTHER:
        even = told(view, break_even_cpa, span=view.chosen.span, **asked)
    scales = (
        charts.Scale(CATALOG["ad_cost"], answer.currency),
        charts.Scale(CATALOG[kind.price], answer.currency),
        charts.Scale(CATALOG["conversions"]),
    )
    key = f"{kind.key} drawing"
    plots.show(
        charts.bubbles(shown, scales, (_(BREAK_EVEN_CPA.label), even.cpa) if even else None),
        alt=charts.bubbles_in_words(shown, scales),
        key=key,
        on_select=drill.on_click(key, "campaign", shown["group"].to_list()),
        selection_mode="points",
    )
    st.caption(text.plain(" ".join([_(kind.said), *remarks(even)])))


def remarks(even: BreakEven | None) -> list[str]:
    """How much of GMV the break-even line speaks for."""
    if even is None or even.covers >= 1:
        return []
    share = formats.exact(even.covers, Unit.SHARE, language=text.language())
    return [_("The line is of lines whose cost is known: {share} of GMV.").format(share=share)]
