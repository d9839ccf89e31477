"""The platform's own lists of LIVEs, videos, creators, products and creatives, as exported."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import data, grids, text
from dashboard.judging import told
from dashboard.sources import FILES
from dashboard.text import _
from dashboard.view import View
from metrics.content import kinds_listed, rows_of_content
from metrics.metric import N_
from metrics.values import E4, divided
from reports.tables import PER_ROW, Column, Table

KINDS: Final[Mapping[str, str]] = {
    "live": N_("LIVEs"),
    "video": N_("Videos"),
    "creator": N_("Creators"),
    "product": N_("Products"),
    "gmv_max_creative": N_("GMV Max creatives"),
}
COLUMNS: Final = (
    Column("title", N_("Title")),
    Column("creator", N_("Creator")),
    Column("gmv_e4", N_("GMV as listed"), "money", PER_ROW),
    Column("currency", N_("Currency")),
    Column("date_from", N_("From"), "date"),
    Column("date_to", N_("To"), "date"),
    Column("orders", N_("Orders"), "count"),
    Column("sku_orders", N_("SKU orders"), "count"),
    Column("units", N_("Units sold"), "count"),
    Column("customers", N_("Customers"), "count"),
    Column("refunds_e4", N_("Refunds"), "money", PER_ROW),
    Column("commission_e4", N_("Commission"), "money", PER_ROW),
    Column("cost_e4", N_("Cost"), "money", PER_ROW),
    Column("revenue_e4", N_("Ad revenue"), "money", PER_ROW),
    Column("views", N_("Views"), "count"),
    Column("product_impressions", N_("Product impressions"), "count"),
    Column("product_clicks", N_("Product clicks"), "count"),
    Column("samples", N_("Samples"), "count"),
    Column("minutes", N_("Minutes"), "count"),
    Column("shop", N_("Shop")),
    Column("content_id", N_("Id"), "id"),
    Column("inside", N_("Whole span in the period")),
)


def show(view: View, kinds: Sequence[str], key: str) -> None:
    """A list of the reader's choice; those that were never loaded are said at the end."""
    if not view.at.has("content", view.chosen.shops):
        view.lack(FILES["content"], [_(KINDS[one]) for one in kinds])
        return
    loaded = data.judged(
        view.at, kinds_listed, span=view.chosen.span, shops=tuple(view.chosen.shops)
    )
    names = {one: _(KINDS[one]) for one in kinds if one in loaded}
    if not names:
        return
    title = _("Platform lists, as exported")
    st.subheader(title, anchor=False)
    kind = next(iter(names))
    if len(names) > 1:
        kind = st.pills(
            _("List"), list(names), format_func=names.__getitem__, key=f"{key} list",
            default=kind, required=True, persist_state="session",
        ) or kind  # fmt: skip
    rows = told(view, rows_of_content, span=view.chosen.span, kind=kind, where=view.where)
    if rows is None:
        return
    said = _(
        "As exported, each row for its own days: rows are never split, and never added, because "
        "their days overlap. They count by the platform's rules, not by ours."
    )
    st.caption(text.plain(said))
    shown = table(rows, view.at.shop_names, f"{title} · {names[kind]}", view.notes)
    grids.show_first(shown, height=400)
    view.take(shown, f"list-{kind}")


def table(
    rows: pl.DataFrame,
    shops: Mapping[str, str],
    title: str,
    notes: Sequence[tuple[str, str]],
) -> Table:
    """The rows as they are shown: columns of which nothing is known are left out."""
    money = [name for name in rows.columns if name.endswith("_e4")]
    inside = pl.when("is_inside").then(pl.lit(_("yes"))).otherwise(pl.lit(_("no")))
    frame = rows.with_columns(
        divided(pl.col(money), E4),
        shop=pl.col("shop_id").replace(dict(shops)),
        minutes=pl.col("duration_seconds") // 60,
        inside=inside,
    )
    columns = [
        Column(one.name, _(one.label), one.unit, one.currency)
        for one in COLUMNS
        if frame[one.name].count()
    ]
    return Table(title, frame, columns, notes)
