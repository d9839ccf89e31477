"""Time and memory of a whole process, and the median of repeated calls."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryFile
from typing import Final

ALLOCATOR: Final = "_RJEM_MALLOC_CONF"


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds, peak memory in MB, and what the process printed."""

    seconds: float
    megabytes: float
    printed: str = ""


def process(command: Sequence[str]) -> Cost:
    """What a command costs from start to end. Raises when it fails."""
    start = time.perf_counter()
    with TemporaryFile() as printed, TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=printed, stderr=said, env=_fresh())
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        printed.seek(0)
        if child.returncode:
            raise RuntimeError(f"{command} ended with {child.returncode}: {said.read().decode()}")
        return Cost(seconds, used.ru_maxrss / 1024, printed.read().decode())


def _fresh() -> dict[str, str]:
    """The environment without what Polars put into it here: set from the start of a process, it
    costs a third more memory than where Polars sets it itself."""
    return {name: value for name, value in os.environ.items() if name != ALLOCATOR}


def python(code: str, *arguments: str) -> Cost:
    """What a piece of Python costs as a process of its own."""
    return process([sys.executable, "-c", code, *arguments])


def best(runs: int, measure: Callable[[], Cost]) -> Cost:
    """The quickest of several runs, with the most memory that any took."""
    costs = [measure() for _ in range(runs)]
    return Cost(min(c.seconds for c in costs), max(c.megabytes for c in costs), costs[-1].printed)


def typical(runs: int, call: Callable[[], object]) -> float:
    """Median seconds of a call within this process."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return median(seconds)
