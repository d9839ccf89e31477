"""Steps that lead from one amount to another: changes, and the totals between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.errors import Reason


@dataclass(frozen=True)
class Step:
    """`amount_e4`: whole ten-thousandths, None where unknown; a change carries its sign.

    `metric`: the metric of the book that it is for these orders (a cost with its sign turned).
    """

    name: str
    label: str
    kind: Literal["total", "change"]
    amount_e4: int | None
    metric: str | None = None
    is_estimate: bool = False
    reason: Reason | None = None


class Chain:
    """Steps and their running sum, which is None from the first unknown amount on."""

    def __init__(self, reasons: Mapping[str, Reason]) -> None:
        """`reasons`: name of a step → why it is unknown."""
        self.steps: list[Step] = []
        self.sum: int | None = 0
        self._reasons = reasons
        self._why: Reason | None = None

    def start(self, name: str, label: str, amount: int | None, *, reason: str) -> None:
        """The total that the chain begins with."""
        self.sum, self._why = amount, self._reasons.get(reason) if amount is None else None
        self.total(name, label, metric=name)

    def change(
        self,
        name: str,
        label: str,
        amount: int | None,
        *,
        metric: str | None = None,
        is_estimate: bool = False,
        reason: str = "",
    ) -> None:
        """`reason`: whose reason it is, should the amount be unknown and have none of its own."""
        why = None
        if amount is None:
            why = self._reasons.get(name) or self._reasons.get(reason) or self._why
            self._why = self._why or why
        self.steps.append(Step(name, label, "change", amount, metric, is_estimate, why))
        self.sum = None if self.sum is None or amount is None else self.sum + amount

    def total(
        self, name: str, label: str, *, metric: str | None = None, is_estimate: bool = False
    ) -> None:
        """The sum of all changes so far."""
        why = self._why if self.sum is None else None
        self.steps.append(Step(name, label, "total", self.sum, metric, is_estimate, why))


def less(one: int | None, other: int | None) -> int | None:
    """One less the other; None where either is unknown."""
    return None if one is None or other is None else one - other


def minus(amount: int | None) -> int | None:
    """The amount with its sign turned."""
    return None if amount is None else -amount
