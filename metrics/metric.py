"""What a metric is: sums of measures, one ÷ another, with its name, rule and direction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

import narwhals as nw


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate where it is shown"
    """Mark English text for the catalogue of translations."""
    return text


class Unit(StrEnum):
    """What a value is measured in."""

    MONEY = "money"
    SHARE = "share"
    COUNT = "count"
    NUMBER = "number"
    HOURS = "hours"
    MINUTES = "minutes"
    DAYS = "days"
    DATE = "date"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Kind(StrEnum):
    """How a measure sums up its rows."""

    SUM = "sum"
    COUNT = "count"
    DISTINCT = "distinct"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"
    LEAST = "least"


ADDITIVE: Final = frozenset({Kind.SUM, Kind.COUNT})

STANDING: Final = "as_of_on"
"""The clock of what stands at the end of a day, or now."""
CLOCKS: Final[Mapping[str, str]] = {
    "created_on": "created",
    "placed_on": "placed",
    "paid_on": "paid",
    "shipped_on": "shipped",
    "delivered_on": "delivered",
    "cancelled_on": "cancelled",
    "dispatch_due_on": "dispatch_due",
    "delivery_due_on": "delivery_due",
    "opened_on": "created",
    "requested_on": "requested",
    "refunded_on": "refunded",
    "settled_on": "settled",
    "date": "date",
    STANDING: "now",
}
"""The column that dates a row → the word for it."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows of one table or view, dated by one of its clocks: what one query reads."""

    table: str
    clock: str
    only: nw.Expr | None = None
    distinct: tuple[str, ...] = ()
    """Rows that agree in these columns (and in the group) are one."""
    reads: tuple[str, ...] = ()
    """The tables that a view (`metrics.views`) is made of; empty for a table."""
    is_source: bool = False
    """Rows of a source of their own: a shop that never had any of them doesn't know what they say,
    even where others of the table cover it."""

    @property
    def is_of_lines(self) -> bool:
        """Whether a view holds the lines (or days) of a span: two spans take twice the memory."""
        return bool(self.reads) and self.clock == "placed_on"


@dataclass(frozen=True, eq=False)
class Measure:
    """One aggregate over some rows.

    `where` keeps the rows for which it is true. A row whose `value` is null (for a count: whose
    `where` is null) is unknown; over nothing but unknown rows the measure is null, over no row 0.
    """

    rows: Rows
    kind: Kind
    value: nw.Expr | None = None
    where: nw.Expr | None = None
    money: bool = False
    covered_by: tuple[str, ...] = ()
    """Other tables that must cover the shop too, for the value to be known."""
    finer: tuple[tuple[frozenset[str], "Measure"], ...] = ()
    """Words that its rows can't be cut by, and the measure that counts the same on finer rows."""
    seller_fulfilled: bool = False
    """Leaves out what the platform fulfils, unless `fulfilment_type` is asked for."""

    @property
    def tables(self) -> frozenset[str]:
        return frozenset({*(self.rows.reads or (self.rows.table,)), *self.covered_by})


Term = tuple[int, Measure]
"""A measure with its sign: +1 or -1."""


def total(*measures: Measure, less: tuple[Measure, ...] = ()) -> tuple[Term, ...]:
    """The sum of the measures, less others."""
    return (*((1, measure) for measure in measures), *((-1, measure) for measure in less))


@dataclass(frozen=True, eq=False, kw_only=True)
class Metric:
    """A figure people manage by: Σ `value` ÷ Σ `per` × `scale`.

    Without `per` it isn't divided, or with `per_day` by the complete days of the period.
    `covers` is known part and whole: what share of the whole the value speaks for.
    """

    name: str
    label: str
    meaning: str
    unit: Unit
    better: Better
    value: tuple[Term, ...]
    per: tuple[Term, ...] = ()
    per_day: bool = False
    scale: Fraction = Fraction(1)
    covers: tuple[Measure, Measure] | None = None
    history_days: int = 0
    """Null for a shop whose orders start less than so many days before the period."""
    same_days: bool = False
    """Only days on which all its tables cover the shop are in it."""
    redatable: bool = False
    """A sales metric: `clock` may date it by another day of the order."""

    def measures(self) -> Iterator[Measure]:
        """Every measure it reads; one may come twice."""
        yield from (measure for _, measure in (*self.value, *self.per))
        yield from self.covers or ()

    @property
    def has_money(self) -> bool:
        """Holds money, be it as a share of money: never summed over currencies."""
        return any(measure.money for _, measure in (*self.value, *self.per))
