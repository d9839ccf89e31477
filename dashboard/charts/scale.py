"""What drawings share: how values are written, ticks, sizes, and colours that both looks bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, isclose, log10
from typing import Final

from dashboard import text
from metrics.metric import Metric
from reports import formats

GREY: Final = "#8592a0"
GAP: Final = "#e69f00"
QUIET: Final = "#d8dee5"
HEIGHT: Final = 380
Y_TICKS: Final = 5
X_TICKS: Final = 5
"""As many as there is room for on a phone, in Chinese too."""

LONGEST: Final = 28
"""Characters of a name for which there is room on an axis."""

MARGIN: Final = {"l": 8, "r": 8, "t": 8, "b": 8}


@dataclass(frozen=True)
class Scale:
    """What the values are, and how they are written."""

    metric: Metric
    currency: str | None = None

    def exact(self, value: float | None) -> str:
        return formats.exact(value, self.metric.unit, self.currency, text.language())

    def compact(self, value: float | None) -> str:
        return formats.compact(value, self.metric.unit, self.currency, text.language())

    def ticks(self, values: Sequence[float]) -> list[str]:
        """Of an axis: all with decimals, or none."""
        unit, currency, language = self.metric.unit, self.currency, text.language()
        if unit == "share" and all(isclose(one * 100, round(one * 100)) for one in values):
            return [f"{one:.0%}" for one in values]
        whole = all(value == round(value) for value in values)
        return [formats.compact(one, unit, currency, language, whole=whole) for one in values]


def ticks(values: Sequence[float]) -> list[float]:
    """Round numbers from 0 (or below) to the greatest value."""
    low, high = min([0, *values]), max([0, *values])
    if low == high:
        return [0, 1]
    rough = (high - low) / Y_TICKS
    magnitude = 10 ** floor(log10(rough))
    step = next(n * magnitude for n in (1, 2, 2.5, 5, 10) if n * magnitude >= rough)
    return [n * step for n in range(floor(low / step), ceil(high / step) + 1)]


def tick(name: str, most: int = LONGEST) -> str:
    """A name as an axis says it: cut, and as text whatever it holds."""
    return escape(cut(name, most), quote=False)


def cut(name: str, most: int) -> str:
    """The name in so many characters; what tells it from another of that name stays.

    >>> cut("Wide-leg trousers, linen (…3103)", 24)
    'Wide-leg trouse… (…3103)'
    """
    if len(name) <= most:
        return name
    start, told, ending = name.rpartition(" (…")
    kept = f"{told}{ending}" if told else ""
    return f"{(start or name)[: most - 1 - len(kept)].rstrip()}…{kept}"
