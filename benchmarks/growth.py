"""What a question about the last 31 days costs, whatever history lies before them.

`python -m benchmarks.growth headlines|book STORE` prints one line of JSON: seconds of the first
call (from the manifest on) and the median of five more.
"""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import typical
from benchmarks.month import HEADLINES
from loaders.facts import facts_of
from loaders.settings import open_home
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.period import Span

DAYS = 31
RUNS = 5


def main() -> None:
    """Prints one line of JSON."""
    which, store = sys.argv[1:]
    home = open_home(Path(store).parent)
    metrics = find(HEADLINES) if which == "headlines" else [*CATALOG.values()]
    last = home.today() - timedelta(days=1)
    span = Span(last - timedelta(days=DAYS - 1), last, "the last days")

    def question() -> None:
        ask(metrics, facts_of(home), span)

    start = time.perf_counter()
    question()
    cold = time.perf_counter() - start
    sys.stdout.write(json.dumps({"cold": cold, "warm": typical(RUNS, question)}) + "\n")


if __name__ == "__main__":
    main()
