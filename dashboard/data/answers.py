"""Answers of the store, kept while it doesn't change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import FunctionType
from typing import Any, Final, TypeVar, cast

import streamlit as st

from dashboard.data.situation import Situation
from loaders.facts import facts_of
from loaders.store import Store
from metrics import months
from metrics.answer import Answer, ask
from metrics.catalog import CATALOG, find
from metrics.facts import Facts
from metrics.period import Span
from metrics.remembered import Remembered

HOUR: Final = 3600
DAY: Final = 24 * HOUR
MONTHS: Final = 25
"""Two years, and the month that isn't over."""
DATED: Final = frozenset(
    f"metrics.judgement.{name}"
    for name in (
        "bridge_amounts", "break_even", "cohorts", "concentration", "creators", "exchange",
        "explain", "factors", "losing", "maturity", "pace", "progress", "promotion",
        "refund_curves", "sales_bridge",
    )
)  # fmt: skip
"""Judgements that depend on dates only, also of days that aren't over."""
Where = Mapping[str, Sequence[str | None]]
Worked = TypeVar("Worked")


def answer(
    at: Situation,
    names: Sequence[str],
    span: Span,
    compare: Span | None = None,
    *,
    by: Sequence[str] = (),
    where: Where | None = None,
    currency: str | None = None,
    clock: str | None = None,
) -> Answer:
    """The metrics of these names; `currency` converts, `clock` dates sales by another day."""
    kept = tuple((word, tuple(values)) for word, values in (where or {}).items() if values)
    over = at.are_over(span, compare or span) or not _stand(names)
    now = at.midnight() if over else at.moment()
    return _answer(
        *at.version, tuple(names), span, compare, tuple(by), kept, currency, clock, now, _at=at
    )


def _stand(names: Sequence[str]) -> bool:
    """Whether one of the metrics says how things stand: what others say depends on dates only."""
    rows = [measure.rows for name in names for measure in CATALOG[name].measures()]
    return any(one.reads and not one.is_of_lines for one in rows)


def judged(at: Situation, work: Callable[..., Worked], **asked: Any) -> Worked:
    """What a function of `metrics` says of the facts: its arguments by name, but `facts`.

    A `metric` is given by its id. The other arguments are values that print all they hold.
    """
    said = repr(sorted(asked.items()))
    name = f"{work.__module__}.{cast(FunctionType, work).__qualname__}"
    spans = [one for one in asked.values() if isinstance(one, Span)]
    is_dated = work.__module__ in DATED and not ("metric" in asked and _stand([asked["metric"]]))
    over = is_dated or (spans and at.are_over(*spans))
    now = at.midnight() if over else at.moment()
    return _judged(*at.version, name, said, now, _at=at, _work=work, _asked=asked)


def facts(at: Situation) -> Facts:
    """The tables themselves, for what looks at rows."""
    return _facts(*at.version, at.moment(), _at=at)


def sum_up(at: Situation) -> None:
    """Sums the store up where that was done by other rules than today's, as after an upgrade."""
    store = Store(at.home.store)
    if not store.is_summed_up(at.store):
        with store.writing():
            store.sum_up()


def work_months_out(at: Situation) -> Iterator[Span]:
    """Works out what pages will ask of the last months, one after the other, the newest first."""
    return months.work_out(facts(at), MONTHS)


@st.cache_resource(max_entries=2000, ttl=HOUR, show_spinner=False)
def _answer(
    home: str,
    written_at: str,
    names: tuple[str, ...],
    span: Span,
    compare: Span | None,
    by: tuple[str, ...],
    where: tuple[tuple[str, tuple[str | None, ...]], ...],
    currency: str | None,
    clock: str | None,
    now: datetime,
    _at: Situation,
) -> Answer:
    held = _facts(home, written_at, now, _at)
    return ask(find(names), held, span, compare, by, dict(where), currency=currency, clock=clock)


@st.cache_resource(max_entries=600, ttl=HOUR, show_spinner=False)
def _judged(
    home: str,
    written_at: str,
    work: str,
    said: str,
    now: datetime,
    _at: Situation,
    _work: Callable[..., Any],
    _asked: Mapping[str, Any],
) -> Any:
    asked = dict(_asked)
    if isinstance(asked.get("metric"), str):
        asked["metric"] = CATALOG[asked["metric"]]
    return _work(facts=_facts(home, written_at, now, _at), **asked)


@st.cache_resource(max_entries=16, ttl=HOUR, show_spinner=False)
def _facts(home: str, written_at: str, now: datetime, _at: Situation) -> Facts:
    held = replace(facts_of(_at.home, at=_at.store), now=now)
    held = held if _at.only is None else held.of_shops(_at.only)
    return replace(held, remembered=_remembered(home, written_at, now.date()))


@st.cache_resource(max_entries=4, ttl=DAY, show_spinner=False)
def _remembered(home: str, written_at: str, today: date) -> Remembered:
    return Remembered()
