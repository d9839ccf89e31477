"""The same questions put to every engine: this process, Sail alone and as a cluster, Apache Spark.

`python -m benchmarks.engines HOME [sc://HOST:PORT …]` prints a table; servers of Sail are started
here, others are named (Apache Spark: `start-connect-server.sh` of the `pyspark` package, Java 17).
"""

import sys
import time
import warnings
from pathlib import Path
from typing import Final

from polars.testing import assert_frame_equal

from loaders.facts import IN_PROCESS, facts_of
from loaders.settings import Home, open_home
from loaders.spark import SparkConnect
from metrics.answer import Answer, ask
from metrics.catalog import CATALOG, find
from metrics.period import comparison, resolve
from tests.conftest import start_sail

HEADLINES: Final = (
    "gmv", "net_revenue", "orders", "units_sold", "customers", "aov", "cancellation_rate",
    "refund_rate", "fulfilment_hours_median", "shipped_within_48h", "ad_cost", "cpa",
)  # fmt: skip
QUESTIONS: Final = {
    "headlines of a month": (find(HEADLINES), "last-month", ()),
    "the whole book, a month": ([*CATALOG.values()], "last-month", ()),
    "headlines of a year by day and shop": (find(HEADLINES), "ytd", ("day", "shop")),
}
MODES: Final = ("local", "local-cluster")


def answer(home: Home, engine: str, question: str) -> tuple[float, Answer]:
    """Seconds of the second of two runs, and the answer."""
    metrics, period, by = QUESTIONS[question]
    span = resolve(period, home.today())
    before = comparison(span, "previous", home.today()) if not by else None
    facts = facts_of(home, engine)
    for _ in range(2):
        start = time.perf_counter()
        told = ask(metrics, facts, span, before, by)
        seconds = time.perf_counter() - start
    if isinstance(facts.engine, SparkConnect):
        facts.engine.close()
    return seconds, told


def measure(home: Home, name: str, engine: str, expected: dict[str, Answer]) -> str:
    """A row of the table. Raises AssertionError where an answer differs from Polars' own."""
    cells = []
    for question in QUESTIONS:
        seconds, told = answer(home, engine, question)
        first = expected.setdefault(question, told)
        assert_frame_equal(first.rows, told.rows, check_exact=True)
        sys.stdout.flush()
        cells.append(f"{seconds:.2f} s")
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Prints the table, row by row."""
    warnings.simplefilter("ignore")
    home, expected = open_home(Path(sys.argv[1])), {}
    sys.stdout.write(f"| engine | {' | '.join(QUESTIONS)} |\n{'|---' * 4}|\n")
    sys.stdout.write(measure(home, "Polars, in process", IN_PROCESS, expected) + "\n")
    for mode in MODES:
        process, address = start_sail(mode)
        try:
            sys.stdout.write(measure(home, f"Sail, {mode}", address, expected) + "\n")
        finally:
            process.kill()
    for address in sys.argv[2:]:
        sys.stdout.write(measure(home, "Apache Spark", address, expected) + "\n")


if __name__ == "__main__":
    main()
