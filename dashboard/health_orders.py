"""The orders that move a shop's standing: faults in the window, what leaves it, what enters."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import charts, plots, tables, text
from dashboard.shop_health import Standings
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.facts import Facts
from metrics.health import SOON, Standing, entering, faulty, leaving
from reports.tables import Column, Table


def show(view: View, found: Standings) -> None:
    """Of one shop's metric: its course, the faults in the window, what leaves and what enters."""
    st.subheader(_("The orders that move it"), anchor=False)
    if not found.all:
        return
    labels = {(one.shop, one.metric): found.label(one) for one in found.all}
    shop, metric = st.selectbox(
        _("Metric"), list(labels), format_func=labels.__getitem__, key="health moved", width=420
    )
    one = next(one for one in found.all if (one.shop, one.metric) == (shop, metric))
    _course(view, one)
    titles = (
        _("Faults in the window"),
        _("Faults that leave in {n} days").format(n=SOON),
        _("Orders that enter in {n} days").format(n=SOON),
    )
    rows = view.judged(moved, shop=shop, name=metric, day=found.day)
    parts = st.tabs([f"{title} ({n.height:,})" for title, n in zip(titles, rows, strict=True)])
    for n, (tab, title, frame) in enumerate(zip(parts, titles, rows, strict=True)):
        with tab:
            _orders(view, f"{labels[shop, metric]}: {title}", frame, f"{metric}-{shop}-{n}")


def moved(facts: Facts, shop: str, name: str, day: date) -> tuple[pl.DataFrame, ...]:
    """order_id, day, until: the faults in the window, those that leave it soon, and (without
    until) the orders that come into it. `name`: of TikTok's metric."""
    faults = faulty(facts, shop, name, day).rename({"on": "day", "leaves_on": "until"})
    gone = leaving(facts, shop, name, day).select("order_id")
    return (
        faults,
        faults.join(gone, on="order_id", how="semi"),
        entering(facts, shop, name, day).select("order_id", day="enters_on"),
    )


def _course(view: View, one: Standing) -> None:
    answer = view.ask([one.metric], "day", where={"shop": (one.shop,)}, compared=False)
    course = tables.course(answer, one.metric)
    if not course["value"].count():
        return
    scale = charts.Scale(CATALOG[one.metric])
    figure = charts.trend(course, scale, (text.span(view.chosen.span), None))
    for reference, said in ((one.rule.limit, _("limit")), (one.rule.target, _("target"))):
        if reference is not None:
            charts.reference(figure, course, scale, reference, said)
    plots.show(figure, alt=charts.trend_in_words(course, scale), key="health course")


def _orders(view: View, title: str, frame: pl.DataFrame, name: str) -> None:
    if frame.is_empty():
        st.caption(_("None."))
        return
    until = [Column("until", _("Leaves on"), "date")] if "until" in frame.columns else []
    counted = _("Counted on") if until else _("Enters on")
    columns = [Column("order_id", _("Order ID"), "id"), Column("day", counted, "date"), *until]
    view.table(Table(title, frame, columns, view.notes), name, height=260)
