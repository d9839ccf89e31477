"""All measurements of `make bench`: ours beside a peer in one run, as a ratio, into results.md.

The stores are made once and kept in `benchmarks/.data`: a demo of a million orders, and copies of
its orders (`benchmarks.copies`). `python -m benchmarks.run hundred` also makes and measures one of
a hundred million lines (18 GB, ten minutes and more).
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import pages
from benchmarks.book import SETS, compared
from benchmarks.measure import Cost, best, process, python

HERE = Path(__file__).parent
DATA = HERE / ".data"
COMMAND = str(Path(sys.executable).parent / "shoppulse")
LINES = 1_000_000
ORDERS = 1_000_000
ROUNDS = 4
STORES = {"year": (9, 365), "short": (6, 31), "long": (6, 731), "hundred": (82, 365)}
"""Name → copies of the demo's orders, and how many of its last days."""
UNTIL = "2026-11-21"
SHOP = "--name Main --market US --currency USD --time-zone America/Los_Angeles".split()

WRITE_EXPORT = """
import sys
from pathlib import Path
from benchmarks.order_export import write
write(Path(sys.argv[1]), int(sys.argv[2]))
"""
SUM_UP = """
import sys
from pathlib import Path
from loaders.store import Store
Store(Path(sys.argv[1])).sum_up()
"""
"""In processes of their own: a child's peak memory starts at its parent's."""

READ_AND_WRITE = """
import sys, tempfile, polars
from deltalake import write_deltalake
frame = polars.read_csv(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    write_deltalake(folder, frame)
"""


@dataclass(frozen=True)
class Result:
    """One line of the table: seconds of ours and of the peer, and what was allowed."""

    what: str
    ours: float
    peer: float
    limit: float
    megabytes: float
    most_megabytes: float | None = None

    def row(self) -> str:
        """As a row of the table."""
        ratio = self.ours / self.peer
        memory = f"{self.megabytes:,.0f} MB"
        fits = ratio <= self.limit
        if self.most_megabytes:
            memory += f" (limit {self.most_megabytes:,.0f})"
            fits &= self.megabytes <= self.most_megabytes
        verdict = "yes" if fits else "**no**"
        times = f"{self.ours:.2f} s | {self.peer:.2f} s | {ratio:.2f}× (limit {self.limit:g}×)"
        return f"| {self.what} | {times} | {memory} | {verdict} |"


def load_export() -> Result:
    """A million order lines from CSV into the store, against reading and writing them bare."""
    with TemporaryDirectory() as folder:
        export = Path(folder) / "orders.csv"
        python(WRITE_EXPORT, str(export), str(LINES))
        bare = best(3, lambda: python(READ_AND_WRITE, str(export)))
        home = Path(folder) / "home"

        def load() -> Cost:
            rmtree(home, ignore_errors=True)
            process([COMMAND, "--home", str(home), "shop", "add", "us", *SHOP])
            return process([COMMAND, "--home", str(home), "load", str(export)])

        ours = best(3, load)
    what = "order export of 1,000,000 lines into the store, against bare read_csv + Delta write"
    return Result(what, ours.seconds, bare.seconds, 4, ours.megabytes, 2_500)


def store(name: str) -> Path:
    """The store of this name, made where it isn't there; its daily totals are up to date."""
    home, base = DATA / name, DATA / "base"
    for path, command in (
        (base, [COMMAND, "--home", str(base), "demo", "--orders", str(ORDERS), "--until", UNTIL]),
        (home, [*COPIES, str(base), str(home), *map(str, STORES[name])]),
    ):
        if not (path / "demo" / "shoppulse.toml").exists():
            process(command)
    python(SUM_UP, str(home / "demo" / "store"))
    return home / "demo" / "store"


COPIES = [sys.executable, "-m", "benchmarks.copies"]


def month(name: str, lines: str) -> list[Result]:
    """A month's headline numbers with comparison and days, against SQL by hand."""
    path = str(store(name))
    costs: dict[str, list[Cost]] = {"duckdb": [], "ours": []}
    for _ in range(ROUNDS):
        for who, measured in costs.items():
            measured.append(process([sys.executable, "-m", "benchmarks.month", who, path]))
    told = {who: _quickest(measured) for who, measured in costs.items()}
    if told["ours"]["answer"] != told["duckdb"]["answer"]:
        raise RuntimeError(f"the answers differ: {told}")
    most = max(cost.megabytes for cost in costs["ours"])
    limit = 600 if name == "long" else 2_000
    what = f"headline numbers of a month with comparison and days, {lines} lines, against DuckDB: "
    return [
        Result(what + kind, told["ours"][kind], told["duckdb"][kind], 1, most, limit)
        for kind in ("cold", "warm")
    ]


def book() -> list[Result]:
    """The whole book for a month with its comparison, and a year by day and shop, cold."""
    results = []
    for peer, name in (("duckdb", "DuckDB"), ("pandas", "pandas")):
        for question, what in QUESTIONS.items():
            mine, theirs = compared(peer, question, store("year"), ROUNDS)
            part = f" ({len(SETS[mine['set']])} metrics)"
            told = f"{what}{part}, 11 M lines of a year, against {name}"
            megabytes = mine["megabytes"]
            results.append(Result(told, mine["seconds"], theirs["seconds"], 0.7, megabytes, 1_000))
    return results


QUESTIONS = {
    "month": "the metric book for a month with its comparison",
    "year": "a year by day and shop",
}


def growth() -> list[Result]:
    """31 days asked of two years, and of a store that holds these days only."""
    results = []
    for which in ("headlines", "book"):
        told = {}
        for name in ("long", "short"):
            command = [sys.executable, "-m", "benchmarks.growth", which, str(store(name))]
            told[name] = _quickest([process(command) for _ in range(ROUNDS)])
        what = f"{which} of the last 31 days, 11.9 M lines of two years, against these days alone: "
        results += [
            Result(what + kind, told["long"][kind], told["short"][kind], 1.3, told["long"]["mb"])
            for kind in ("cold", "warm")
        ]
    return results


def _quickest(measured: list[Cost]) -> dict[str, Any]:
    """The least of each time; the answer is the same in all."""
    told = [json.loads(cost.printed) for cost in measured]
    most = max(cost.megabytes for cost in measured)
    least = {kind: min(one[kind] for one in told) for kind in ("cold", "warm")}
    return told[0] | least | {"mb": most}


def start() -> Result:
    """`shoppulse kpis last-month` as a whole process, against its two big imports."""
    home = DATA / "demo"
    if not (home / "demo" / "store").exists():
        process([COMMAND, "--home", str(home), "demo", "--until", UNTIL])
    python(SUM_UP, str(home / "demo" / "store"))
    bare = best(7, lambda: python("import polars, deltalake"))
    ours = best(7, lambda: process([COMMAND, "--home", str(home), "kpis", "last-month"]))
    what = "`shoppulse kpis last-month` on the demo, against `import polars, deltalake`"
    return Result(what, ours.seconds, bare.seconds, 4, ours.megabytes)


def main() -> None:
    """Measures, prints and writes the table."""
    os.chdir(HERE.parent)
    DATA.mkdir(exist_ok=True)
    wanted = [start(), load_export(), *month("long", "11.9 M"), *book(), *growth()]
    if "hundred" in sys.argv[1:]:
        wanted += month("hundred", "100 M")
    rows = [result.row() for result in wanted]
    table = "\n".join(
        [
            "# Results",
            "",
            f"`make bench`, {os.cpu_count()} cores. Each ratio comes from one run on one machine: "
            "quickest of several processes; within them the first call (cold) and the median of "
            "fifteen (warm).",
            "",
            "| what | ours | peer | ratio | our peak memory | within limits |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "## The dashboard, on 11 M lines of a year",
            "",
            "*Script*: that of the page. What takes long is drawn beside it, in parts that come "
            "as they are ready: *until its last part is drawn* counts them too. *New* is a period "
            "that nobody asked for before, of ten from yesterday to this year.",
            "",
            pages.table(store("year").parents[1]),
        ]
    )
    (HERE / "results.md").write_text(table, encoding="utf-8")
    sys.stdout.write(table)


if __name__ == "__main__":
    main()
