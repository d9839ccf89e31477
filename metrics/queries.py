"""What is asked of the engine: which totals, over which rows, by which groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from metrics.coverage import Scope
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.metric import Measure, Rows
from metrics.period import Span


class Split(Enum):
    """What an aggregate is grouped by besides the words asked for."""

    NONE = auto()
    CURRENCY = auto()
    CURRENCY_AND_DAY = auto()


@dataclass(frozen=True)
class Slot:
    """A measure that is needed over a scope, for one of the spans."""

    measure: Measure
    scope: Scope
    span: Span
    split: Split


@dataclass(frozen=True, eq=False)
class Asked:
    """What all queries of an answer share."""

    facts: Facts
    cut: Cut
    clock: str | None
    reasons: list[str] = field(default_factory=list)
    """Why something in a view is unknown; grows as views are worked out."""


@dataclass(frozen=True)
class Query:
    """Rows over one scope and span; those that differ in these only can be asked together."""

    rows: Rows
    scope: Scope
    span: Span
    split: Split
    is_daily: bool
    """Answered by daily totals, not by the rows themselves."""


Batch = tuple[Query, ...]
"""Queries that are asked together."""

Numbers = Mapping[Measure, int]
"""The number of each measure's total."""


def group_names(cut: Cut, split: Split) -> list[str]:
    """The columns by which a result is grouped."""
    extra = {
        Split.NONE: [],
        Split.CURRENCY: ["by_currency"],
        Split.CURRENCY_AND_DAY: ["by_currency", "rate_on"],
    }
    return list(dict.fromkeys([*(f"by_{word}" for word in cut.by), *extra[split]]))
