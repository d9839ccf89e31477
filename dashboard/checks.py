"""How many orders of each shop want a look, and why."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import data, drill, grids, plots, text, todo
from dashboard.carrier_cells import ink
from dashboard.charts.scorecard import Cell, scorecard
from dashboard.text import _
from dashboard.todo_kinds import KINDS
from dashboard.view import View
from reports import formats
from reports.tables import Column, Table

SHOPS: Final = 8
Counts = Mapping[str, Mapping[str, int]]
"""Kind of list → shop → orders."""


def show(view: View, kinds: Sequence[str]) -> None:
    """A cell each check and shop, and the same as a table; a click keeps to the shop."""
    title = _("What to check, by shop")
    known = todo.known(view, kinds)
    if not known:
        return
    st.subheader(title, anchor=False)
    counts = {kind: _by_shop(todo.rows(view, kind), KINDS[kind].ids) for kind in known}
    shops = ordered(counts, view.chosen.shops or list(view.at.shops))
    names = [view.at.shop_names[one] for one in shops]
    if not sum(sum(one.values()) for one in counts.values()):
        st.success(_("No order of these days stands out."), icon=":material/check:")
        return
    labels = [_(KINDS[kind].title) for kind in known]
    cells = cells_of(counts, shops[:SHOPS])
    st.caption(_("Orders of each check; the darker, the more. An order may be in several."))
    plots.show(
        scorecard(labels, names[:SHOPS], cells, ink(), is_alarm=True),
        alt=in_words(labels, names, cells),
        key="checks",
    )  # fmt: skip
    shown = table(counts, dict(zip(shops, names, strict=True)), title, view.notes)
    click = drill.on_row("check rows", "shop", shops)
    grids.show(
        shown, key="check rows", on_select=click, selection_mode="single-row", height="content"
    )
    view.take(shown, "checks")


def doubts(view: View) -> None:
    """What is odd in all that was ever loaded: it makes numbers less sure."""
    shops = view.chosen.shops
    found = [
        (view.at.shop_names.get(row["shop"], row["shop"]), _(row["what"]), row["orders"])
        for row in data.checked(view.at)["doubts"]
        if not shops or row["shop"] in shops
    ]
    if not found:
        return
    schema = {"shop": pl.String, "what": pl.String, "orders": pl.Int64}
    frame = pl.DataFrame(found, schema, orient="row").sort("orders", descending=True)
    columns = [
        Column("what", _("What")),
        Column("shop", _("Shop")),
        Column("orders", _("Orders"), "count"),
    ]
    title = _("Doubts about all data loaded")
    view.table(Table(title, frame, columns, view.notes), "doubts", height="content")


def ordered(counts: Counts, shops: Sequence[str]) -> list[str]:
    """The shops, the one with the most to check first."""
    return sorted(shops, key=lambda shop: -sum(one.get(shop, 0) for one in counts.values()))


def cells_of(counts: Counts, shops: Sequence[str]) -> list[list[Cell]]:
    """Shaded by how many orders there are beside the largest cell."""
    most = max((number for one in counts.values() for number in one.values()), default=0)
    rows = []
    for one in counts.values():
        numbers = [one.get(shop, 0) for shop in shops]
        said = [formats.exact(number, "count", None, text.language()) for number in numbers]
        rows.append([
            Cell(word, _("{n} orders").format(n=word), -number / most if number else None)
            for word, number in zip(said, numbers, strict=True)
        ])  # fmt: skip
    return rows


def in_words(labels: Sequence[str], names: Sequence[str], cells: Sequence[Sequence[Cell]]) -> str:
    """The largest cells, in a sentence."""
    some = [
        (cell.better, f"{label}, {name}: {cell.said}")
        for label, row in zip(labels, cells, strict=True)
        for name, cell in zip(names, row, strict=False)
        if cell.better
    ]
    first = [said for _better, said in sorted(some)[:3]]
    return _("Most to check: {cells}.").format(cells=text.listed(first))


def table(
    counts: Counts, shops: Mapping[str, str], title: str, notes: Sequence[tuple[str, str]]
) -> Table:
    """A row each shop, a column each check."""
    rows = [(name, *(one.get(shop, 0) for one in counts.values())) for shop, name in shops.items()]
    schema = {"shop": pl.String} | dict.fromkeys(counts, pl.Int64)
    columns = [Column("shop", _("Shop"))]
    columns += [Column(kind, _(KINDS[kind].title), "count") for kind in counts]
    return Table(title, pl.DataFrame(rows, schema, orient="row"), columns, notes)


def _by_shop(rows: pl.DataFrame, ids: str) -> dict[str, int]:
    counted = rows.group_by("shop_id").agg(pl.col(ids).n_unique().cast(pl.Int64))
    return dict(counted.iter_rows())
