"""How fast the dashboard is on ten million lines: the server alone, in Chromium, with ten people.

`python -m benchmarks.pages` prints the table; `make bench` puts it into results.md.
"""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import Page

from benchmarks import bare
from benchmarks.browser import chosen, chromium, opened
from benchmarks.session import Session, session
from dashboard.navigation import PLACES, url_path
from tests.dashboard.screenshots import free_port, served, wait_for

CHOICES = (
    "Last 7 days", "This month", "Last month", "Last 90 days", "This quarter", "Last quarter",
    "This week", "Last week", "Yesterday", "This year",
)  # fmt: skip
IN_THE_BROWSER = ("Last 7 days", "Last month", "Last 90 days")
ROUNDS = 3
CHANGE = "script after a change of the period"
PROCESSOR = "process_cpu_seconds_total"
SCRIPT = "shoppulse_script_seconds_sum"
PEOPLE, MINUTES, SECONDS_BETWEEN = 10, 2, 3.0


@dataclass(frozen=True)
class Measured:
    """One line of the table."""

    what: str
    value: float
    limit: float | None
    unit: str = "s"

    def row(self) -> str:
        """As a row of the table."""
        if self.limit is None:
            return f"| {self.what} | {self.value:,.2f} {self.unit} | | |"
        verdict = "yes" if self.value <= self.limit else "**no**"
        told = f"{self.value:,.2f} {self.unit} | {self.limit:g} {self.unit}"
        return f"| {self.what} | {told} | {verdict} |"


def pages() -> dict[str, str]:
    """Name → path, of the pages that there are; the overview's path is empty."""
    known = [one for one in PLACES if find_spec(f"dashboard.pages.{one}")]
    return {one: "" if one == "overview" else url_path(one) for one in known}


def percentile(times: Sequence[float], share: float) -> float:
    """The least time that so many of them don't exceed."""
    return sorted(times)[max(0, -int(-len(times) * share // 1) - 1)]


@dataclass
class Changes:
    """Seconds of every change of one kind: of the script, and until the last part was drawn."""

    script: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    worked: float = 0.0

    def add(self, other: "Changes") -> None:
        """Takes the changes of a page to those of the others."""
        self.script += other.script
        self.whole += other.whole
        self.worked += other.worked


def server(address: str) -> list[Measured]:
    """A page after a change of its period: never asked before, and asked again."""
    rows: list[Measured] = []
    every = {"new": Changes(), "seen before": Changes()}
    for name, path in pages().items():
        with session(address, path) as one:
            one.open()
            if "Period" not in one.choices:
                continue
            one.choose("Period", "Last 30 days")
            for kind, known in every.items():
                mine = _changes(one, address)
                known.add(mine)
                told_of = f"{name}: {CHANGE}, {kind}, median"
                rows += [
                    Measured(told_of, median(mine.script), None),
                    Measured("… until its last part is drawn", median(mine.whole), None),
                ]
    for kind, known in every.items():
        each = known.worked / len(known.whole)
        rows += [
            Measured(f"{CHANGE}, {kind}, median", median(known.script), 0.25),
            Measured(f"the same, {kind}, p95", percentile(known.script, 0.95), 0.6),
            Measured(f"until the last part is drawn, {kind}, median", median(known.whole), None),
            Measured(f"the same, {kind}, p95", percentile(known.whole, 0.95), None),
            Measured(f"processor time of one change, {kind}", each, None),
        ]
    return rows


def _changes(one: Session, address: str) -> Changes:
    found = Changes()
    for choice in CHOICES:
        before = told(address, SCRIPT), told(address, PROCESSOR)
        found.whole.append(one.choose("Period", choice))
        found.script.append(told(address, SCRIPT) - before[0])
        found.worked += told(address, PROCESSOR) - before[1]
    return found


def in_chromium(address: str) -> list[Measured]:
    """From the click to the last drawing, beside a bare page with the same elements."""
    rows: list[Measured] = []
    with chromium() as page:
        for name, path in pages().items():
            with TemporaryDirectory() as folder:
                if not record(address, path, Path(folder)):
                    continue
                with bare_page(folder) as other:
                    ours, theirs = (_clicks(page, place) for place in (f"{address}/{path}", other))
            ratio = median(ours) / median(theirs)
            what = f"{name}: click to last drawing, {median(ours):.2f} s, to a bare page's"
            rows.append(Measured(f"{what} {median(theirs):.2f} s", ratio, 1.5, "×"))
    return rows


def _clicks(page: Page, address: str) -> list[float]:
    opened(page, address)
    return [chosen(page, "Period", one) for _ in range(ROUNDS) for one in IN_THE_BROWSER]


def record(address: str, path: str, folder: Path) -> bool:
    """Writes a page's elements for the bare page; False where it has no period to choose."""
    with session(address, path) as one:
        one.open()
        if "Period" not in one.choices:
            return False
        for choice in IN_THE_BROWSER:
            one.choose("Period", choice)
            bare.recorded(one.shown, folder, choice)
    return True


@contextmanager
def bare_page(folder: str) -> Generator[str]:
    """Serves `benchmarks.bare`; its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", bare.__file__, f"--server.port={port}"],
        env=os.environ | {"BARE": folder}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def cold(home: Path) -> Measured:
    """The first page of a new process, in a browser that is open."""
    with chromium() as page:
        start = time.perf_counter()
        with served(home) as address:
            started = time.perf_counter() - start
            return Measured("first page from a cold start", started + opened(page, address), 6)


def crowd(address: str) -> list[Measured]:
    """Ten people at once, each on a page of their own, each clicking every three seconds."""
    paths = [*pages().values()]
    end = time.monotonic() + MINUTES * 60
    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        people = [pool.submit(_person, address, paths[n % len(paths)], n, end)
                  for n in range(PEOPLE)]  # fmt: skip
        memory = pool.submit(_memory, address, end)
    times = [one for person in people for one in person.result()]
    half = memory.result()[len(memory.result()) // 2 :]
    return [
        Measured(f"ten people for two minutes, {len(times)} clicks without an error, p95",
                 percentile(times, 0.95), 3),
        Measured("the same, median", median(times), None),
        Measured("the same, peak memory", max(memory.result()), None, "MB"),
        Measured("the same, memory at the end to that at half time", half[-1] / half[0], 1.15, "×"),
    ]  # fmt: skip


def _person(address: str, path: str, number: int, end: float) -> list[float]:
    """Times of one person's clicks; raises what the page shows as an error."""
    times: list[float] = []
    with session(address, path) as one:
        time.sleep(number * SECONDS_BETWEEN / PEOPLE)
        one.open()
        while (start := time.monotonic()) < end:
            if "Period" in one.choices:
                choice = CHOICES[(number * 3 + len(times)) % len(CHOICES)]
                times.append(one.choose("Period", choice))
            else:
                times.append(one.open())
            time.sleep(max(0.0, start + SECONDS_BETWEEN - time.monotonic()))
    return times


def _memory(address: str, end: float) -> list[float]:
    """The server's memory in MB, every five seconds."""
    seen: list[float] = []
    while time.monotonic() < end:
        seen.append(told(address, "process_resident_memory_bytes") / 1e6)
        time.sleep(5)
    return seen


def told(address: str, name: str) -> float:
    """What the server's /metrics says of one thing."""
    with urlopen(f"{address}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(f"{name} "))


def measured(home: Path) -> Iterator[Measured]:
    """All of it, on the store of `home`."""
    yield cold(home)
    with served(home) as address:
        yield from server(address)
        yield from in_chromium(address)
        yield from crowd(address)


HEAD = ("| what | measured | limit | within |", "|---|---|---|---|")


def table(home: Path) -> str:
    """All of it, as a table."""
    return "\n".join([*HEAD, *(one.row() for one in measured(home)), ""])


if __name__ == "__main__":
    from benchmarks.run import DATA, store

    store("year")
    sys.stdout.write("".join(f"{line}\n" for line in HEAD))
    for one in measured(DATA / "year"):
        sys.stdout.write(f"{one.row()}\n")
        sys.stdout.flush()
