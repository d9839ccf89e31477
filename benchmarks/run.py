"""All measurements of `make bench`: ours beside a peer in one run, as a ratio, into results.md.

Takes about half an hour the first time: the store of ten million lines is made once and kept in
`benchmarks/.data`.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import Cost, best, process, python
from loaders.store import Store

HERE = Path(__file__).parent
DATA = HERE / ".data"
COMMAND = str(Path(sys.executable).parent / "shoppulse")
LINES = 1_000_000
ORDERS = 5_000_000
ROUNDS = 4
UNTIL = "2026-11-21"
SHOP = "--name Main --market US --currency USD --time-zone America/Los_Angeles".split()

WRITE_EXPORT = """
import sys
from pathlib import Path
from benchmarks.order_export import write
write(Path(sys.argv[1]), int(sys.argv[2]))
"""
"""In a process of its own: a child's peak memory starts at its parent's."""

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


def month() -> list[Result]:
    """A month's headline numbers from ten million lines, against SQL by hand."""
    home = DATA / "ten-million-lines"
    if not (home / "demo" / "store").exists():
        process([COMMAND, "--home", str(home), "demo", "--orders", str(ORDERS), "--until", UNTIL])
    store = str(home / "demo" / "store")
    Store(Path(store)).sum_up()
    costs: dict[str, list[Cost]] = {"duckdb": [], "ours": []}
    for _ in range(ROUNDS):
        for who, measured in costs.items():
            measured.append(process([sys.executable, "-m", "benchmarks.month", who, store]))
    told = {who: _quickest(measured) for who, measured in costs.items()}
    if told["ours"]["answer"] != told["duckdb"]["answer"]:
        raise RuntimeError(f"the answers differ: {told}")
    most = max(cost.megabytes for cost in costs["ours"])
    what = "headline numbers of a month with comparison and days, 10 M lines, against DuckDB: "
    return [
        Result(what + kind, told["ours"][kind], told["duckdb"][kind], 1, most, 600)
        for kind in ("cold", "warm")
    ]


def _quickest(measured: list[Cost]) -> dict[str, Any]:
    """The least of each time; the answer is the same in all."""
    told = [json.loads(cost.printed) for cost in measured]
    return told[0] | {kind: min(one[kind] for one in told) for kind in ("cold", "warm")}


def start() -> Result:
    """`shoppulse kpis last-month` as a whole process, against its two big imports."""
    home = DATA / "demo"
    if not (home / "demo" / "store").exists():
        process([COMMAND, "--home", str(home), "demo", "--until", UNTIL])
    Store(home / "demo" / "store").sum_up()
    bare = best(7, lambda: python("import polars, deltalake"))
    ours = best(7, lambda: process([COMMAND, "--home", str(home), "kpis", "last-month"]))
    what = "`shoppulse kpis last-month` on the demo, against `import polars, deltalake`"
    return Result(what, ours.seconds, bare.seconds, 4, ours.megabytes)


def main() -> None:
    """Measures, prints and writes the table."""
    os.chdir(HERE.parent)
    DATA.mkdir(exist_ok=True)
    rows = [result.row() for result in (start(), load_export(), *month())]
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
        ]
    )
    (HERE / "results.md").write_text(table, encoding="utf-8")
    sys.stdout.write(table)


if __name__ == "__main__":
    main()
