"""A page in progress: what is asked on it, what is shown, and what can be taken away."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from threading import Event
from typing import Any, Final, TypeVar

import polars as pl
import streamlit as st

from dashboard import (
    behind,
    cards,
    data,
    downloads,
    filters,
    first_run,
    grids,
    look,
    navigation,
    sources,
    tables,
    text,
)
from dashboard.data import Situation
from dashboard.filters import Chosen
from dashboard.headline import headline, no_data, notes
from dashboard.pack import FIRST, Pack
from dashboard.parts import apart, begin, is_part, later
from dashboard.text import _
from metrics.answer import Answer
from metrics.calendar import DAY
from metrics.catalog import CATALOG, SECTIONS
from metrics.cut import Cut
from metrics.period import Span

Worked = TypeVar("Worked")
SECTION_PAGES: Final = {
    "sales": "sales", "fulfilment": "fulfilment", "returns": "after_sales", "feedback": "feedback",
    "ads": "advertising", "traffic": "content", "stock": "products", "finance": "finance",
    "health": "health",
}  # fmt: skip
"""Section of the metric book → the page that tells most of it."""

TWO_WEEKS: Final = 14
"""Days of the course of a period that is too short for one."""


@dataclass(eq=False)
class View:
    """One page for one choice. `name`: of its module, and of the files that are taken from it."""

    at: Situation
    chosen: Chosen
    title: str
    name: str
    parts: Sequence[Event] = ()
    """What is drawn beside the page: set once it is."""
    offers_workbook: bool = True
    """Whether its tables can be taken as one; False for a page that has a workbook of its own."""
    pack: Pack = field(default_factory=Pack)
    told: dict[str, Answer] = field(default_factory=dict)
    """What its cards say, by the first of them, for the first sheet of the workbook."""
    absent: dict[str, list[str]] = field(default_factory=dict)
    """A file that was never loaded → what it would bring."""
    untied: list[str] = field(default_factory=list)
    """What else could not be shown, and what would bring it."""
    figures: list[str] = field(default_factory=list)
    """The metrics of the page, whose rows can be looked at."""
    left_out: list[str] = field(default_factory=list)
    """The metrics that this choice of filters can't show."""

    @cached_property
    def where(self) -> dict[str, tuple[str | None, ...]]:
        """The filters of the page, as metrics and judgements take them."""
        shops = {"shop": self.chosen.shops} if self.chosen.shops else {}
        return {**shops, **self.chosen.where}

    @cached_property
    def notes(self) -> list[tuple[str, str]]:
        """What a file says of itself: period, comparison, filters."""
        return notes(self.at, self.chosen)

    def known(self, names: Collection[str]) -> list[str]:
        """Those of the metrics that can be shown; the end of the page says why others can't."""
        loaded, missing = sources.split(self.at, names, self.chosen.shops)
        cut = Cut.read((), self.chosen.where)
        fitting = [one for one in loaded if cut.missing(CATALOG[one]) is None]
        unfit = [text.label(CATALOG[one]) for one in loaded if one not in fitting]
        self.left_out += [one for one in unfit if one not in self.left_out]
        for file, brought in missing.items():
            self.lack(file, brought)
        self.figures += [one for one in fitting if one not in self.figures]
        return fitting

    def lack(self, file: str, labels: Sequence[str]) -> None:
        """The end of the page says what a file (of `sources.FILES`) would bring, in one line."""
        said = self.absent.setdefault(file, [])
        said += [one for one in labels if one not in said]

    @property
    def missing(self) -> list[str]:
        """What could not be shown, and which file would bring it."""
        return [*(sources.line(file, some) for file, some in self.absent.items()), *self.untied]

    def ask(
        self,
        names: Sequence[str],
        *by: str,
        where: data.Where | None = None,
        compared: bool = True,
        span: Span | None = None,
    ) -> Answer:
        """The metrics for this choice; those that `clock` doesn't date go by their own day.

        `span`: other days than the period's.
        """
        clock = self.chosen.clock
        dated = [one for one in names if clock and CATALOG[one].redatable]
        rest = [one for one in names if one not in dated]
        asked = [(some, by_clock) for some, by_clock in ((rest, None), (dated, clock)) if some]
        answers = [
            data.answer(
                self.at, some, span or self.chosen.span, self.chosen.compare if compared else None,
                by=by, where={**self.where, **(where or {})}, currency=self.chosen.currency,
                clock=by_clock,
            )
            for some, by_clock in asked
        ]  # fmt: skip
        return _joined(answers, names)

    @property
    def is_short(self) -> bool:
        """Whether the period has too few days to show a course."""
        return self.chosen.span.days < cards.FEWEST_POINTS

    def over_time(self, names: Sequence[str]) -> Answer:
        """The metrics by day, week or month; of a short period by day, the two weeks up to it."""
        span = self.chosen.span
        if self.is_short:
            before = replace(span, first=span.last - (TWO_WEEKS - 1) * DAY, label="")
            return self.ask(names, "day", compared=False, span=before)
        return self.ask(names, tables.grain(span))

    def clock(self, name: str) -> str | None:
        """The clock that dates a metric here, where it isn't its own."""
        return self.chosen.clock if CATALOG[name].redatable else None

    def judged(self, work: Callable[..., Worked], **asked: Any) -> Worked:
        """What a judgement says of this choice: see `data.judged`."""
        return data.judged(self.at, work, **asked)

    def cards(
        self,
        names: Sequence[str],
        *,
        linked: bool = False,
        remarks: Mapping[str, str] | None = None,
    ) -> None:
        """The headline figures; those without a source are left out.

        What is rebuilt from views (profit, what is under way) takes long: it has no course, and
        where the page itself is drawn it comes later. `remarks`: metric → what its card says in
        place of the change.
        """
        known = self.known(names)
        quick = [one for one in known if not is_slow(one)]
        now = known if is_part() else quick
        if now:
            courses = self.over_time(quick) if quick else None
            self._show_cards(self.ask(now), courses, linked, remarks)
        if slow := [one for one in known if one not in now]:
            later(lambda: self._show_cards(self.ask(slow), None, linked, remarks))

    def _show_cards(
        self,
        totals: Answer,
        courses: Answer | None,
        linked: bool,
        remarks: Mapping[str, str] | None,
    ) -> None:
        for note in totals.notes:
            st.info(text.plain(text.said(note)))
        pages = _pages() if linked else {}
        today = self.at.now(st.context.timezone).date()
        cards.show(cards.cards_of(totals, courses, today, pages, remarks))
        first = next(iter(totals.rows["metric"]), "").replace("_", "-")
        self.told[first] = totals
        told = _joined([*self.told.values()])
        marks = cards.marks(told, today)
        self.pack.keep(tables.headlines(told, self.title, self.notes, marks), FIRST)
        title = _("Money by currency")
        if money := tables.by_currency(totals, title, self.notes):
            self.table(money, f"by-currency-{first}")
        if all_money := tables.by_currency(told, title, self.notes):
            self.pack.keep(all_money)

    def table(self, table: tables.Table, name: str, **options: Any) -> Any:
        """The table with its title and downloads; `name` tells its file from the page's others."""
        st.subheader(table.title, anchor=False)
        shown = grids.show(table, **options)
        self.take(table, name)
        return shown

    def take(self, table: tables.Table, name: str) -> None:
        """The downloads of a table that is shown."""
        downloads.offer(table, f"{self.file_name}-{name}")
        self.pack.keep(table)

    @property
    def file_name(self) -> str:
        span = self.chosen.span
        return f"shoppulse-{self.name}-{span.first}-{span.last}"

    def no_data(self) -> None:
        """Said in place of a drawing of nothing."""
        st.info(text.plain(no_data(self.at, self.chosen)))

    def close(self) -> None:
        """The end of the page: what is missing, the rows behind it, and all of it as a workbook."""
        if self.left_out:
            said = _("{metrics}: not known for a part like this; take the filter back to see it.")
            st.caption(text.plain(said.format(metrics=text.listed(self.left_out))))
        for line in self.missing:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(text.plain(line), width="content")
                if self.name != "data":
                    navigation.link("data", _("Load it"))
        if self.figures:
            names = tuple(self.figures)
            apart(lambda: behind.offer(self, names, self.name))
        if self.offers_workbook and (self.pack or self.parts):
            downloads.offer_page(self.pack.tables, self.parts, self.title, self.file_name)


Draw = Callable[[View], None]


def framed(title: str, name: str) -> Callable[[Draw], Callable[[], None]]:
    """Makes a page of what draws its middle: filters and headline before it, downloads after.

    Where there is no data at all, the page is the welcome.
    """

    def wrap(draw: Draw) -> Callable[[], None]:
        @wraps(draw)
        def page() -> None:
            at = data.situation()
            if at.is_empty:
                first_run.welcome(at.home.path)
                return
            look.choose(at.home.settings.good_colour)
            chosen = filters.choose(at)
            headline(_(title), at, chosen)
            view = View(at, chosen, _(title), name, begin())
            draw(view)
            view.close()

        return page

    return wrap


def is_slow(name: str) -> bool:
    """Whether the metric is rebuilt from a view."""
    return any(measure.rows.reads for measure in CATALOG[name].measures())


def _joined(answers: Sequence[Answer], names: Sequence[str] = ()) -> Answer:
    """One answer of several, its metrics in the order of their names, if given."""
    if len(answers) == 1:
        return answers[0]
    rows = pl.concat([one.rows for one in answers], how="diagonal")
    order = {name: place for place, name in enumerate(names or dict.fromkeys(rows["metric"]))}
    place = pl.col("metric").replace_strict(order, return_dtype=pl.Int64)
    said = dict.fromkeys(note for one in answers for note in one.notes)
    rows = rows.sort(place, maintain_order=True)
    currency = next((one.currency for one in answers if one.currency), None)
    return replace(answers[0], rows=rows, notes=tuple(said), currency=currency)


def _pages() -> dict[str, str]:
    return {
        metric.name: SECTION_PAGES[section]
        for section, metrics in SECTIONS.items()
        for metric in metrics
    }
