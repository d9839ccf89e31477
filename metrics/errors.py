"""What can be wrong with a question, in words for the person who asked."""

from collections.abc import Iterable
from difflib import get_close_matches


class PeriodError(ValueError):
    """A period that can't be understood, ends before it starts or lies in the future."""


class MetricError(ValueError):
    """A question that can't be answered as asked."""


class UnknownNameError(MetricError):
    """No metric, dimension or value of that name; names the nearest."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(names)}."
        super().__init__(f"There is no {kind} {name!r}. {hint}")


class MissingDimensionError(MetricError):
    """A metric whose tables lack a dimension."""

    def __init__(self, metric: str, word: str, has: Iterable[str]) -> None:
        super().__init__(
            f"The metric {metric!r} can't be cut by {word!r}: its tables have {', '.join(has)}."
        )


class FilterError(MetricError):
    """Something that can't be kept to the part that is asked for."""


class ClockError(MetricError):
    """A metric that can't be dated by another clock."""


class EngineError(MetricError):
    """The engine that was asked for can't be reached, can't read the store or was lost."""


class LacksError(EngineError):
    """The engine can't do what a query asks for."""
