"""Metrics by a dimension of the reader's choice: drawn, as a table, and to click into."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import streamlit as st

from dashboard import charts, drill, grids, labels, money, plots, tables, text
from dashboard.labels import WORD_LABELS
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.cut import Cut
from reports.tables import Table

BARS: Final = 12
UNTOLD: Final[Mapping[str, Collection[str]]] = {
    "reason": ("cancellation_rate", "seller_fault_cancellation_rate", "cod_rejection_rate"),
}
"""Dimension → ratios that say nothing by it: only a cancelled order has a reason for it."""


def show(
    view: View,
    title: str,
    names: Sequence[str],
    words: Sequence[str],
    key: str,
    *,
    compared: bool = True,
) -> None:
    """The metrics by one of the `words`: bars of one metric, and a table of them all.

    A click on a bar or a row keeps the page to that group, and goes on to the next of the words.
    `compared`: beside what they were before, where the page compares.
    """
    known = view.known(names)
    if known and _left(view, _fitting(words, known)):
        later(lambda: _show(view, title, known, words, key, compared=compared))


def _show(
    view: View,
    title: str,
    names: Sequence[str],
    words: Sequence[str],
    key: str,
    *,
    compared: bool,
) -> None:
    st.subheader(title, anchor=False)
    left = _left(view, _fitting(words, names))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        word = _choose_word(left, words, key)
        name = _choose_metric(names, word, key)
        others = [one for one in names if one != name and _has(one, word)]
        answer = view.ask([name, *others], word, compared=compared)
        answer = tables.without_nothing(money.in_one_currency(answer, name, key))
    if answer.rows.is_empty():
        view.no_data()
        return
    ranked = tables.ranked(answer, name)
    called = labels.of_values(view.at, word, ranked["group"].to_list(), view.chosen.span)
    _bars(view, answer, name, called, key)
    table = tables.by_group(answer, called, f"{title} · {_(WORD_LABELS[word])}", view.notes)
    _rows(view, table, word, key)


def _fitting(words: Sequence[str], names: Sequence[str]) -> list[str]:
    """Those of the words by which some of the metrics can be cut."""
    return [word for word in words if any(_has(name, word) for name in names)]


def _left(view: View, words: Sequence[str]) -> list[str]:
    """The words that the page isn't kept to one group of yet."""
    left = [one for one in words if one not in view.chosen.where]
    is_one_shop = len(view.chosen.shops or view.at.shops) == 1
    return [one for one in left if one != "shop" or not is_one_shop] or left


def _choose_word(left: Sequence[str], words: Sequence[str], key: str) -> str:
    """Of those that are `left`; after a click, the one that comes next of all the `words`."""
    names = {one: _(WORD_LABELS[one]) for one in left}
    if (last := st.session_state.get(f"{key} by")) not in names:
        after = words[words.index(last) :] if last in words else words
        st.session_state[f"{key} by"] = next((one for one in after if one in names), left[0])
    chosen = st.pills(
        _("By"), list(names), format_func=names.__getitem__, key=f"{key} by", required=True,
        persist_state="session",
    )  # fmt: skip
    return chosen or left[0]


def _choose_metric(names: Sequence[str], word: str, key: str) -> str:
    shown = {one: text.label(CATALOG[one]) for one in names if _has(one, word)}
    return st.selectbox(
        _("Metric"), list(shown), format_func=shown.__getitem__, key=f"{key} metric", width=260
    )


def _has(name: str, word: str) -> bool:
    is_told = name not in UNTOLD.get(word, ())
    return is_told and Cut((word,), {}).missing(CATALOG[name]) is None


def _bars(view: View, answer: Answer, name: str, called: dict[str | None, str], key: str) -> None:
    (word,) = answer.by
    groups = charts.named(tables.ranked(answer, name).head(BARS), called)
    if not groups["value"].count():
        return
    scale = charts.Scale(CATALOG[name], answer.currency)
    compared = text.span(answer.compare) if answer.compare else None
    drawing = f"{key} drawing {word}"
    plots.show(
        charts.ranking(groups, scale, (text.span(answer.period), compared)),
        alt=charts.ranking_in_words(groups, scale),
        key=drawing,
        on_select=drill.on_click(drawing, word, groups["group"].reverse().to_list()),
        selection_mode="points",
    )


def _rows(view: View, table: Table, word: str, key: str) -> None:
    rows = f"{key} rows {word}"
    grids.show_first(
        table,
        key=rows,
        on_select=drill.on_row(rows, word, table.frame["group"].to_list()),
        selection_mode="single-row",
    )
    view.take(table, f"by-{word}" if key == view.name else f"{key}-by-{word}")
