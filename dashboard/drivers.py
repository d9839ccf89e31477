"""What made a metric change, group by group, as tables that print."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import downloads, labels, text
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.judgement.explain import Explanation, explain
from reports import formats
from reports.tables import Column, Table

LOOKED_AT: Final[Mapping[str, Sequence[str]]] = {
    "gmv": ("shop", "category"),
    "net_revenue": ("category",),
    "margin_before_ads": ("shop", "category"),
}
"""Metric → the dimensions that its change is split by; the first with several groups is shown."""


def explained(view: View, names: Sequence[str]) -> list[Explanation]:
    """The change of each metric by the first of its dimensions that tells groups apart."""
    found = []
    for name in names:
        for word in LOOKED_AT[name]:
            told = split(view, name, word)
            if told and len(told.drivers) > 1:
                found.append(told)
                break
    return found


def split(view: View, name: str, word: str) -> Explanation | None:
    """The change of a metric by a dimension; None where the page is kept to one group of it, the
    groups don't add up, a span is unknown, or currencies can't be added."""
    if word in view.chosen.where or Cut((word,), {}).missing(CATALOG[name]):
        return None
    try:
        return view.judged(
            explain, metric=name, span=view.chosen.span, compare=view.chosen.compare, by=word,
            where=view.where, currency=view.chosen.currency, clock=view.clock(name),
        )  # fmt: skip
    except MetricError:
        return None


def show(view: View, told: Sequence[Explanation]) -> None:
    """A small table for each of them."""
    for one in told:
        table = table_of(view, one)
        st.markdown(f"**{text.plain(table.title)}**")
        shown = table.frame.select(
            pl.Series(
                table.columns[0].label, [text.plain(one) for one in table.frame["label"]], pl.String
            ),
            *(
                pl.Series(
                    column.label,
                    [
                        text.plain(
                            formats.exact(value, column.unit, column.currency, text.language())
                        )
                        for value in table.frame[column.name]
                    ],
                    dtype=pl.String,
                )
                for column in table.columns[1:]
            ),
        )
        st.table(shown, hide_index=True, border="horizontal", alt=table.title)
        downloads.offer(table, f"{view.file_name}-{one.metric}-by-{one.by}")


def table_of(view: View, one: Explanation) -> Table:
    """A row each driver: before, now, its change, and its share of the whole change."""
    rows = one.frame()
    names = labels.of_values(view.at, one.by, rows["group"].to_list(), view.chosen.span)
    called = [
        _("{n} smaller ones").format(n=folded) if folded else names[group]
        for group, folded in rows["group", "folded"].rows()
    ]
    metric = CATALOG[one.metric]
    frame = rows.select(
        pl.Series("label", called, dtype=pl.String), "before", "now", "change", "share"
    )
    word = _(WORD_LABELS[one.by])
    money = one.currency if metric.unit == "money" else None
    columns = (
        Column("label", word),
        Column("before", _("Before"), metric.unit, money),
        Column("now", _("Now"), metric.unit, money),
        Column("change", _("Change"), metric.unit, money),
        Column("share", _("Share of the change"), "share"),
    )
    title = _("{metric}: what made it change, by {word}").format(
        metric=text.label(metric), word=text.in_a_sentence(word)
    )
    return Table(title, frame, columns, view.notes)
