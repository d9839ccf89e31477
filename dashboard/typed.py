"""Figures that no file holds: a form to type one, and a list of those that were typed."""

from datetime import timedelta
from typing import Final

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import access, data, grids, text
from dashboard.text import _
from dashboard.view import View
from loaders.errors import LoadError, SettingsError
from metrics.metric import Unit
from metrics.typed_figures import SHOP, TYPED, TypedFigure, typed_label
from reports.tables import Column, Table

STEP: Final = {Unit.MONEY: 0.01, Unit.NUMBER: 0.1}
_SAID: Final = "what became of the figure"
_TAKEN_BACK: Final = "figure to take back"


def offer(view: View) -> None:
    """The form, for those who may, and what was typed of the chosen shops."""
    st.subheader(_("Figures that no file holds"), anchor=False)
    if access.may("type_figures") and not view.at.home.is_demo:
        _offer_form(view)
    found = data.typed(view.at, view.chosen.shops)
    if found.is_empty():
        st.caption(_("Nothing was typed yet: scores, ranks and a day's GMV are listed here."))
        return
    table = _table(view, found)
    grids.show(table)
    view.take(table, "typed")
    if access.may("type_figures") and not view.at.home.is_demo:
        _offer_to_take_back(view, found)


def _offer_form(view: View) -> None:
    labels = {name: _(one.label) for name, one in TYPED.items()}
    figure = st.selectbox(
        _("Figure"), list(labels), format_func=labels.__getitem__, key="typed figure", width=320
    )
    one = TYPED[figure]
    st.caption(text.plain(_(one.where)))
    yesterday = view.at.now(st.context.timezone).date() - timedelta(days=1)
    names = data.real_shop_names()
    with st.form("type a figure", border=True):
        grid = st.grid(2, min_column_width=220)
        shop = grid.selectbox(_("Shop"), list(names), format_func=names.__getitem__)
        day = grid.date_input(_("Day"), yesterday, format="YYYY-MM-DD")
        value = _value(grid, one)
        scope = grid.text_input(_("Category"), max_chars=100) if one.scoped else SHOP
        author = (
            ""
            if access.person().email
            else grid.text_input(_("Your name"), access.person().name, max_chars=100)
        )
        pressed = st.form_submit_button(_("Save figure"), type="primary", icon=":material/edit:")
    if pressed:
        _save(one, figure, (shop, day, value, scope), author)
    elif said := st.session_state.pop(_SAID, None):
        st.success(said)


def _value(grid: DeltaGenerator, one: TypedFigure) -> float | None:
    """A field for a number: whole where it is a count."""
    number = int if one.unit is Unit.COUNT else float
    ends = [None if end is None else number(end) for end in (one.low, one.high)]
    return grid.number_input(
        _("Value"), min_value=ends[0], max_value=ends[1], value=None, step=STEP.get(one.unit, 1)
    )


def _save(one: TypedFigure, figure: str, given: tuple, author: str) -> None:
    shop, day, value, scope = given
    if shop is None or day is None or value is None or not scope.strip():
        st.warning(_("Fill in every field first."))
        return
    try:
        with st.spinner(_("Saving …")):
            data.type_figure(shop, figure, day, value, scope=scope, author=author)
    except (LoadError, SettingsError) as error:
        st.error(text.plain(text.said(error)))
        return
    said = _("Saved: {figure} of {day}. Type it again to correct it.")
    st.session_state[_SAID] = text.plain(said.format(figure=_(one.label), day=day))
    st.rerun()


def _offer_to_take_back(view: View, found: pl.DataFrame) -> None:
    """One of the typed figures, for who typed it by mistake."""
    rows = {
        (one["shop_id"], one["figure"], one["date"], one["scope"]): one
        for one in found.iter_rows(named=True)
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Typed by mistake"), list(rows), key=_TAKEN_BACK, index=None, width=480,
            format_func=lambda one: _named(view, rows[one]), placeholder=_("Choose a figure"),
        )  # fmt: skip
        pressed = st.button(_("Take back"), icon=":material/undo:", disabled=chosen is None)
    if pressed and chosen is not None:
        _take_back(rows[chosen], _named(view, rows[chosen]))


def _take_back(one: dict, named: str) -> None:
    given = one["shop_id"], one["figure"], one["date"]
    try:
        data.type_figure(*given, None, scope=one["scope"], author=one["author"])
    except (LoadError, SettingsError) as error:
        st.error(text.plain(text.said(error)))
        return
    st.session_state.pop(_TAKEN_BACK, None)
    st.session_state[_SAID] = text.plain(_("Taken back: {figure}.").format(figure=named))
    st.rerun()


def _named(view: View, one: dict) -> str:
    """A typed figure in a line: its day, what it is, whose and how much."""
    scope = [] if one["scope"] == SHOP else [one["scope"]]
    shop = view.at.shop_names.get(one["shop_id"], one["shop_id"])
    said = [str(one["date"]), _(typed_label(one["figure"])), *scope, shop, f"{one['value']:,g}"]
    return " · ".join(said)


def _table(view: View, found: pl.DataFrame) -> Table:
    names = view.at.shop_names
    frame = found.select(
        "date",
        shop=pl.col("shop_id").replace(names),
        figure=pl.Series([_(typed_label(one)) for one in found["figure"]], dtype=pl.String),
        scope=pl.when(pl.col("scope") != SHOP).then("scope"),
        value="value",
        currency="currency",
        author="author",
        made_at="made_at",
    )
    columns = (
        Column("date", _("Day"), "date"),
        Column("shop", _("Shop")),
        Column("figure", _("Figure")),
        Column("scope", _("Of")),
        Column("value", _("Value"), "number"),
        Column("currency", _("Currency")),
        Column("author", _("Typed by")),
        Column("made_at", _("Typed at (UTC)"), "instant"),
    )
    return Table(_("Typed figures"), frame, columns, view.notes)
