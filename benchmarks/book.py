"""The whole metric book and a year by day and shop: ours beside DuckDB's SQL and pandas by hand.

`python -m benchmarks.book ours|duckdb|pandas month|year STORE` prints one line of JSON: the seconds
of one cold run from the manifest on, the peak memory of the process, the set of metrics asked for,
and the answer: `metric|currency|words of by` → value and previous value.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.peers.setting import Setting
from loaders.settings import open_home
from loaders.store import Store
from metrics.period import Span, comparison, resolve

Answer = dict[str, list[float | int | None]]


def setting_of(question: str, store: Path) -> Setting:
    """October 2026 beside September, or the 365 days up to the last day of the store."""
    home = open_home(store.parent)
    at = Store(store).manifest()
    last = max(day for shops in at.days.values() for _, day in shops.values())
    if question == "month":
        span = resolve("2026-10", last)
        return Setting(home, span, comparison(span, "previous", last))
    span = Span(last - timedelta(days=364), last, "year")
    return Setting(home, span, Span(span.first, span.first - timedelta(days=1), ""))


def ours(question: str, setting: Setting, metrics: list[str]) -> Callable[[], Answer]:
    """One call of `ask`; the mapping is made of its answer by the function that is returned."""
    from metrics.answer import ask
    from metrics.catalog import CATALOG

    by = ["day", "shop"] if question == "year" else []
    before = setting.before if question == "month" else None
    facts = setting.store.facts(setting.shops, now=setting.home.now())
    asked = [CATALOG[name] for name in metrics]
    answer = ask(asked, facts, setting.span, before, by)

    def told() -> Answer:
        words = ["currency", *answer.by]
        rows = answer.rows.to_dicts()
        return {
            "|".join([row["metric"], *(row.get(word) or "" for word in words)]): [
                row["value"], row["previous"]
            ]
            for row in rows
        }  # fmt: skip

    return told
