"""Does our GMV tie to Seller Center's own: by shop, by day, down to the orders of a day."""

from datetime import date
from typing import Final

import polars as pl
import streamlit as st

from dashboard import charts, grids, plots, text, tie_tables
from dashboard.text import _
from dashboard.tie_strip import strip as strip
from dashboard.tie_tables import nothing, variant_of
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.judgement.tie_orders import orders_of_day
from metrics.judgement.ties import NO_FIGURES, WIDEST_GAP, Ties, ties
from reports import formats

_SHOP: Final = "reconciled shop"
_DAY: Final = "reconciled day"


def show(view: View) -> None:
    """The verdict for each shop, and one shop's days."""
    st.subheader(_("Reconciliation with Seller Center"), anchor=False)
    shops = tie_tables.comparable(view.at, view.chosen.shops)
    with st.spinner(_("Comparing with Seller Center …")):
        found = {shop: view.judged(ties, shop=shop, span=view.chosen.span) for shop in shops}
    if all(one.verdict.says == NO_FIGURES for one in found.values()):
        st.caption(text.plain(nothing()))
        return
    names = view.at.shop_names
    if len(shops) > 1:
        table = tie_tables.by_shop(found, names, view.notes)
        grids.show(table)
        view.take(table, "reconciliation")
        shop = st.selectbox(
            _("Shop"), shops, format_func=names.__getitem__, key=_SHOP, width=320,
            persist_state="session",
        )  # fmt: skip
    else:
        (shop,) = shops
    _shop(view, found[shop])


def _shop(view: View, found: Ties) -> None:
    name = view.at.shop_names[found.shop]
    st.markdown(text.plain(tie_tables.sentence(found, name)))
    if found.verdict.same:
        said = _("The same on all these days: {names}.")
        st.caption(text.plain(said.format(names=tie_tables.listed(found.verdict.same))))
    if found.days.is_empty():
        return
    variants = tie_tables.by_variant(found, view.notes)
    labels = dict(variants.frame.select("variant", "label").iter_rows())
    if st.session_state.get("reconciled by") not in labels:
        st.session_state["reconciled by"] = variant_of(found)
    variant = st.selectbox(
        _("Way of counting"), list(labels), format_func=labels.__getitem__, key="reconciled by",
        width=320, persist_state="session",
    )  # fmt: skip
    _days(view, found, variant)
    with st.expander(variants.title):
        grids.show(variants)
        view.take(variants, f"ways-of-counting-{found.shop}")


def _days(view: View, found: Ties, variant: str) -> None:
    days = tie_tables.days_of(found, variant)
    scale = charts.Scale(CATALOG["gmv"], found.currency)
    drawing, rows = f"residuals {found.shop} {variant}", f"residual rows {found.shop} {variant}"
    order = days["date"].to_list()

    def clicked() -> None:
        points = st.session_state[drawing].selection.points
        if points:
            st.session_state[_DAY] = order[points[0]["point_index"]]

    def chosen() -> None:
        picked = st.session_state[rows].selection.rows
        if picked:
            st.session_state[_DAY] = order[::-1][picked[0]]

    plots.show(
        charts.residuals(days, scale, WIDEST_GAP),
        alt=charts.residuals_in_words(days, scale),
        key=drawing,
        on_select=clicked,
        selection_mode="points",
    )
    st.caption(
        text.plain(
            _("Ours less theirs by day. Orange and hatched: off by more than {share}.").format(
                share=formats.exact(WIDEST_GAP, "share", None, text.language())
            )
        )
    )
    name = view.at.shop_names[found.shop]
    title = _("{shop}: ours and Seller Center's by day").format(shop=name)
    table = tie_tables.by_day(found, variant, title, view.notes)
    grids.show(table, key=rows, on_select=chosen, selection_mode="single-row")
    view.take(table, f"reconciliation-{found.shop}")
    _orders(view, found, variant)


def _orders(view: View, found: Ties, variant: str) -> None:
    """The orders behind one day: the one that was clicked, else that of the largest residual."""
    day = _day(tie_tables.days_of(found, variant))
    if day is None:
        return
    behind = view.judged(orders_of_day, shop=found.shop, day=day, variant=variant)
    when = formats.day(day, text.language())
    head = _("Behind {day}").format(day=when)
    st.markdown(f"**{text.plain(head)}**")
    if not behind.residual_e4:
        st.caption(text.plain(_("Ours and theirs are the same on this day.")))
        return
    st.caption(text.plain(tie_tables.explained_in_words(behind, found.currency)))
    title = _("Orders behind {day}").format(day=when)
    table = tie_tables.orders(behind, found.currency, title, view.notes)
    if table.frame.is_empty():
        st.info(text.plain(_("No order that usually makes a difference lies on this day.")))
        return
    grids.show_first(table)
    view.take(table, f"behind-{found.shop}-{day}")


def _day(days: pl.DataFrame) -> date | None:
    """None where nothing was clicked and no day differs."""
    clicked = st.session_state.get(_DAY)
    if clicked in days["date"].to_list():
        return clicked
    off = days.filter(pl.col("residual") != 0).sort(pl.col("residual").abs(), descending=True)
    return off["date"][0] if off.height else None
