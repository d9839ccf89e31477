"""The whole metric book and a year by day and shop: ours beside DuckDB's SQL and pandas by hand.

`python -m benchmarks.book ours|duckdb|pandas month|year STORE [SET]` prints one line of JSON: the
seconds of one cold run from the manifest on, the peak memory of the process in MB, the set of
metrics that was asked for, and the answer. The set is `book` (all), `headlines` (of the year), or
`sections` (those that pandas is asked for).
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import isclose
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import process
from benchmarks.peers.setting import Setting
from benchmarks.peers.totals import Answer
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, SECTIONS
from metrics.period import Span, comparison, resolve

HEADLINES: Final = (
    "gmv", "net_revenue", "orders", "units_sold", "customers", "aov", "cancellation_rate",
    "refund_rate_amount", "refunds", "refund_amount", "fulfilment_hours_median",
    "shipped_within_48h", "ad_cost", "cpm", "cpa",
)  # fmt: skip
NOT_OF_ROWS: Final = frozenset(
    "awaiting_shipment awaiting_collection at_risk_orders oversold_orders price_mismatch_orders "
    "below_floor_orders stuck_parcels shipping_cost_per_order break_even_roas sample_cost".split()
)
"""How things stood, and what takes prices, statements or profit."""
SECTIONS_OF_ROWS: Final = [
    metric.name
    for section in ("sales", "fulfilment", "returns", "feedback", "ads")
    for metric in SECTIONS[section]
    if metric.name not in NOT_OF_ROWS
]
SETS: Final[Mapping[str, Sequence[str]]] = {
    "book": list(CATALOG),
    "headlines": HEADLINES,
    "sections": SECTIONS_OF_ROWS,
}
LAST_DIGITS: Final = 1e-9
OF_SPREADS: Final = 1e-6
"""How far medians and p90 may differ, in share."""


def setting_of(question: str, store: Path) -> Setting:
    """October 2026 beside September, or the 365 days up to the last day of the store."""
    home = open_home(store.parent)
    at = Store(store).manifest()
    last = max(day for shops in at.days.values() for _, day in shops.values())
    if question == "month":
        span = resolve("2026-10", last)
        return Setting(home, span, comparison(span, "previous", last))
    first = last - timedelta(days=364)
    before = Span(first - timedelta(days=1), first - timedelta(days=1), "the day before")
    return Setting(home, Span(first, last, "a year"), before)


def ours(question: str, setting: Setting, metrics: Sequence[str]) -> Callable[[], Answer]:
    """One call of `ask`; the mapping is made of its answer afterwards."""
    by = ["day", "shop"] if question == "year" else []
    before = setting.before if question == "month" else None
    facts = setting.store.facts(setting.shops, now=setting.home.now())
    answer = ask([CATALOG[name] for name in metrics], facts, setting.span, before, by)
    return lambda: {
        _key(row, by): [row["value"], row["previous"]] for row in answer.rows.iter_rows(named=True)
    }


def _key(row: Mapping[str, Any], by: Sequence[str]) -> str:
    return "|".join([row["metric"], row.get("currency") or "", *(row[word] for word in by)])


def differences(one: Answer, other: Answer) -> list[str]:
    """What is in one of them only, or differs by more than the last digits; empty where equal."""
    lone = [f"{key}: in one only" for key in sorted(one.keys() ^ other.keys())]
    return lone + [
        f"{key}: {one[key]} and {other[key]}"
        for key in one
        if key in other and not all(map(_same, one[key], other[key], [_allowed(key)] * 2))
    ]


def _same(one: float | None, other: float | None, allowed: float) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=allowed, abs_tol=1e-12)


def _allowed(key: str) -> float:
    return OF_SPREADS if key.split("|")[0].endswith(("_median", "_p90")) else LAST_DIGITS


Run = dict[str, Any]
"""who, question, set, seconds, megabytes, answer."""


def run(who: str, question: str, store: Path, which: str | None = None) -> Run:
    """One cold run in this process."""
    which = which or usual_set(who, question)
    metrics, setting = SETS[which], setting_of(question, store)
    if who == "ours":
        start = time.perf_counter()
        told = ours(question, setting, metrics)
    else:
        asked = _peer(who, question)
        start = time.perf_counter()
        told = asked(setting, metrics)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "who": who, "question": question, "set": which, "seconds": seconds,
        "megabytes": megabytes, "answer": told(),
    }  # fmt: skip


def usual_set(who: str, question: str) -> str:
    """pandas is asked for a part of the book."""
    if question == "year":
        return "headlines"
    return "sections" if who == "pandas" else "book"


def _peer(who: str, question: str) -> Callable[[Setting, Sequence[str]], Callable[[], Answer]]:
    """Imports the peer, before the clock starts."""
    if who == "duckdb":
        from benchmarks.peers import duck

        return {"month": duck.month, "year": duck.year}[question]
    from benchmarks.peers import panda_month, panda_year

    return {"month": panda_month.month, "year": panda_year.year}[question]


def compared(peer: str, question: str, store: Path, rounds: int) -> tuple[Run, Run]:
    """The quickest run of ours and of the peer's, by turns, each in a process of its own.

    Both are asked for the peer's set of metrics. Raises RuntimeError where the answers differ.
    """
    told: dict[str, list[Run]] = {"ours": [], peer: []}
    command = [sys.executable, "-m", "benchmarks.book"]
    which = usual_set(peer, question)
    for _ in range(rounds):
        for who, runs in told.items():
            cost = process([*command, who, question, str(store), which])
            runs.append(json.loads(cost.printed))
    mine, theirs = (min(runs, key=lambda one: one["seconds"]) for runs in told.values())
    if found := differences(mine["answer"], theirs["answer"]):
        raise RuntimeError(f"{len(found)} answers differ from {peer}'s, as {found[:5]}")
    return mine, theirs


def main() -> None:
    """Prints one line of JSON."""
    who, question, store, *which = sys.argv[1:]
    told = run(who, question, Path(store), *which)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
