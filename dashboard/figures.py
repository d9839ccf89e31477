"""Many figures at once, each with the share of the whole that it speaks for."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import grids, tables, text
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from reports import formats
from reports.tables import Column, Table


def show(view: View, title: str, names: Sequence[str], key: str) -> None:
    """A table of the metrics; money in several currencies stands in a table of its own."""
    names = view.known(names)
    if not names:
        return
    st.subheader(title, anchor=False)
    answer = view.ask(names)
    if answer.rows.is_empty():
        view.no_data()
        return
    grids.show(in_words(answer, title))
    view.take(in_numbers(answer, title, view.notes), key)


def in_numbers(answer: Answer, title: str, notes: Sequence[tuple[str, str]]) -> Table:
    """As it is taken away: numbers, each in its unit, and what they speak for."""
    whole = tables.headlines(answer, title, notes)
    columns = list(whole.columns)
    columns.insert(-2, Column("covers", _("Covers"), "share"))
    return Table(title, whole.frame.with_columns(_covers(answer)), columns, notes)


def in_words(answer: Answer, title: str) -> Table:
    """As it is shown: a row each metric, its figures written in their unit."""
    rows = []
    for row, share in zip(answer.rows.iter_rows(named=True), _covers(answer), strict=True):
        metric = CATALOG[row["metric"]]
        code, language = row.get("currency") or answer.currency, text.language()
        rows.append(
            {
                "label": text.label(metric),
                "value": formats.exact(row["value"], metric.unit, code, language),
                "previous": formats.exact(row["previous"], metric.unit, code, language),
                "change": formats.change(row["change"], row["change_ratio"], metric.unit, language)
                or formats.UNKNOWN,
                "covers": formats.exact(share, "share", None, language),
                "meaning": _(metric.meaning),
            }
        )
    names = {
        "label": _("Metric"), "value": _("Value"), "previous": _("Before"),
        "change": _("Change"), "covers": _("Covers"), "meaning": _("Rule"),
    }  # fmt: skip
    if answer.compare is None:
        names.pop("previous")
        names.pop("change")
    columns = [Column(name, label) for name, label in names.items()]
    return Table(title, pl.DataFrame(rows), columns)


def _covers(answer: Answer) -> pl.Series:
    """What each speaks for: all where it says nothing less, null where the metric can't say."""
    said = [
        None if value is None or CATALOG[name].covers is None else 1.0 if covers is None else covers
        for name, value, covers in answer.rows.select("metric", "value", "covers").iter_rows()
    ]
    return pl.Series("covers", said, dtype=pl.Float64)
