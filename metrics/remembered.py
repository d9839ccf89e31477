"""What was worked out of facts that don't change, kept by a process that answers often."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import polars as pl

MOST: Final = 400_000_000
"""Bytes that are kept; what wasn't asked for the longest goes first."""
Frames = Sequence[pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Remembered:
    """Frames by what they are. One thread works them out, others that ask meanwhile wait for it."""

    most: int = MOST
    _held: OrderedDict[Hashable, "Future[Frames]"] = field(default_factory=OrderedDict)
    _asked: set[Hashable] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def is_known(self, key: Hashable) -> bool:
        """Whether it is there, or was asked about before."""
        with self._lock:
            known = key in self._held or key in self._asked
            self._asked.add(key)
        return known

    def has(self, key: Hashable) -> bool:
        """Whether it is there, or being worked out."""
        with self._lock:
            return key in self._held

    def once(self, key: Hashable, work: Callable[[], Frames]) -> Frames:
        """What is kept, or else is made by `work`; what it raises is raised to all who wait."""
        with self._lock:
            mine = key not in self._held
            future = self._held.setdefault(key, Future())
            self._held.move_to_end(key)
        if mine:
            self._work(key, future, work)
        return future.result()

    def _work(self, key: Hashable, future: "Future[Frames]", work: Callable[[], Frames]) -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            with self._lock:
                self._held.pop(key, None)
            future.set_exception(error)
            raise
        self._forget()

    def _forget(self) -> None:
        with self._lock:
            sizes = {key: _size(future) for key, future in self._held.items()}
            for key in [*self._held][:-1]:
                if sum(sizes.values()) <= self.most:
                    break
                if self._held[key].done():
                    del self._held[key], sizes[key]


def _size(future: "Future[Frames]") -> int:
    return int(sum(one.estimated_size() for one in future.result())) if future.done() else 0
