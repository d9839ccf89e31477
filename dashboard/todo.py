"""Lists to act on: what, how many, ids to copy, since when and until when.

`show(view, kinds)` draws lists on a page; `counts(view)` says how many there are of each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
import streamlit as st

from dashboard import data, downloads, grids, sources, tables, text, worklist
from dashboard.parts import later
from dashboard.text import _
from dashboard.todo_kinds import KINDS, TODAY
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.dimensions import TIME
from metrics.period import Span, resolve
from metrics.values import E4
from reports import formats

ROW: Final = 36
HIGHEST: Final = 330
"""Pixels: of a row, and of the longest list; ids and table are as high as each other."""


@dataclass(frozen=True)
class Count:
    """How long a list is; `worth` in words, where its money is known and in one currency."""

    kind: str
    title: str
    rows: int
    worth: str | None


def counts(view: View, kinds: Sequence[str] = TODAY) -> list[Count]:
    """How long each list is, in their order; a list without its source is left out."""
    return [_counted(view, one) for one in known(view, kinds)]


def known(view: View, kinds: Sequence[str]) -> list[str]:
    """The lists that can be told; which file brings the others, `View.known` says of `metrics`."""
    told = sources.known(view.at, metrics(kinds), view.chosen.shops, view.chosen.where)
    return [one for one in kinds if KINDS[one].metric in told]


def metrics(kinds: Sequence[str]) -> list[str]:
    """The metrics whose sources and dimensions the lists share, once each."""
    return list(dict.fromkeys(KINDS[one].metric for one in kinds))


def show(view: View, kinds: Sequence[str] = TODAY, title: str | None = None) -> None:
    """The lists that can be told, one at a time; all of them are in the page's workbook."""
    if some := known(view, kinds):
        st.subheader(title or _("Do today"), anchor=False)
        later(lambda: _choose(view, some))


def rows(view: View, kind: str) -> pl.DataFrame:
    """The rows of a list for this choice."""
    one, where = KINDS[kind], view.where
    if one.at != "period":  # how things stand now, whatever days the page is kept to
        where = {word: values for word, values in where.items() if word not in TIME}
    return view.judged(one.work, span=_span(view, kind), where=where)


def table(view: View, kind: str) -> tables.Table:
    """A list as it is shown and taken away."""
    return _table(view, kind, rows(view, kind))


def _table(view: View, kind: str, listed: pl.DataFrame) -> tables.Table:
    one = KINDS[kind]
    return worklist.table(view, listed, _(one.title), one.shown, one.instants)


def _span(view: View, kind: str) -> Span:
    today = view.at.now(st.context.timezone).date()
    if KINDS[kind].at == "period":
        return view.chosen.span
    if KINDS[kind].at == "now":
        return resolve("today", today)
    covered = view.at.store.coverage.get("order_lines", {})
    last = [days[1] for shop, days in covered.items() if shop in (view.chosen.shops or covered)]
    return resolve(str(min(today, max(last, default=today))), today)


def _counted(view: View, kind: str) -> Count:
    one, found = KINDS[kind], rows(view, kind)
    number = found[one.ids].n_unique()
    worth = _worth(found, one.worth) if one.worth else None
    return Count(kind, _(one.title), number, worth)


def _worth(found: pl.DataFrame, column: str) -> str | None:
    if found["currency"].n_unique() != 1 or found[column].null_count():
        return None
    money = float(found[column].sum()) / E4
    return formats.compact(money, "money", found["currency"][0], text.language())


def _choose(view: View, kinds: Sequence[str]) -> None:
    found = {one: _counted(view, one) for one in kinds}
    some = [one for one in kinds if found[one].rows]
    if none := [found[one].title for one in kinds if not found[one].rows]:
        st.caption(text.plain(_("Nothing in: {lists}.").format(lists=text.listed(none))))
    if not some:
        return
    key = f"{view.name} list"
    if st.session_state.get(key) not in some:
        st.session_state[key] = some[0]
    named = {one: f"{found[one].title} · {found[one].rows:,}" for one in some}
    chosen = st.pills(
        _("List"), some, format_func=named.__getitem__, key=key, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    _draw(found[chosen or some[0]], table(view, chosen or some[0]), view)
    for one in some:
        view.pack.keep_made(found[one].title, _maker(view, one))


def _maker(view: View, kind: str) -> Callable[[], tables.Table]:
    """Makes a list's table when a workbook is asked for, in the language of this run."""
    listed, language = rows(view, kind), text.language()

    def make() -> tables.Table:
        text.speak(language)
        return _table(view, kind, listed)

    return make


def _draw(count: Count, shown: tables.Table, view: View) -> None:
    st.caption(text.plain(" ".join([_rule(count.kind), _as_of(view, count)])))
    ids, beside = st.columns([1, 3])
    copied = shown.frame[KINDS[count.kind].ids].unique(maintain_order=True)
    height = min(HIGHEST, (shown.frame.height + 1) * ROW + 8)
    with ids:
        st.code("\n".join(copied), language=None, height=height)
    with beside:
        grids.show_first(shown, height=height)
        downloads.offer(shown, f"{view.file_name}-{count.kind.replace('_', '-')}")


def _rule(kind: str) -> str:
    one = KINDS[kind]
    return _(one.rule or CATALOG[one.metric].meaning)


def _as_of(view: View, count: Count) -> str:
    worth = _("Together {money}.").format(money=count.worth) if count.worth else ""
    span = _span(view, count.kind)
    if KINDS[count.kind].at == "now":
        now = data.situation().now(st.context.timezone)
        day = formats.day(now.date(), text.language())
        said = _("As of {day}, {time} ({zone}), by what was loaded; times are the shops' own.")
        when = said.format(day=day, time=now.strftime("%H:%M"), zone=now.tzname())
    elif KINDS[count.kind].at == "stock":
        when = _("As of the end of {day}.").format(day=text.span(span))
    else:
        when = _("Placed {days}.").format(days=text.span(span))
    return " ".join(one for one in (worth, when) if one)
