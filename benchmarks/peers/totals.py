"""Totals of the tables as the peers hand them over, and the shape of an answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from metrics.catalog import CATALOG

Number = float | int | None
Answer = dict[str, list[Number]]
Totals = Mapping[str, Number]
OF_ADS = frozenset({"ad_cost", "net_ad_cost", "ad_revenue"})


@dataclass(eq=False)
class Found:
    """Totals by span (`now`): of everything, and by currency."""

    whole: dict[bool, dict[str, Number]] = field(default_factory=lambda: defaultdict(dict))
    split: dict[tuple[bool, str], dict[str, Number]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def add(self, names: Iterable[str], rows: Iterable[tuple]) -> None:
        """Rows with `now`, perhaps `currency`, and totals."""
        for row in rows:
            totals = dict(zip(names, row, strict=True))
            now = bool(totals.pop("now"))
            if "currency" in totals:
                self.split[now, totals.pop("currency")] |= totals
                for name, value in totals.items():
                    together = earliest if name == "reorder_by" else added
                    self.whole[now][name] = together(self.whole[now].get(name), value)
            else:
                self.whole[now] |= totals


def by_day_and_shop(rows: Sequence[Mapping[str, Any]]) -> Answer:
    """`metric|currency|day|shop` → value, of a row a day and shop with a column a metric."""
    names = [name for name in rows[0] if name in CATALOG]
    split = len({row["currency"] for row in rows}) > 1

    def key(name: str, row: Mapping[str, Any]) -> str:
        currency = row["currency"] if split and CATALOG[name].has_money else ""
        return f"{name}|{currency}|{row['day']}|{row['shop_id']}"

    return {key(name, row): [row[name], None] for row in rows for name in names}


def added(one: Number, other: Number) -> Number:
    """The sum of what is known."""
    if one is None or other is None:
        return other if one is None else one
    return one + other


def earliest(one: Number, other: Number) -> Number:
    """The least of what is known."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


@dataclass(frozen=True, eq=False)
class Known:
    """Totals of one group: 0 where its table has no row of it, but unknown of ads: a currency
    without any is that of a shop that has none."""

    totals: Totals
    days: int

    def __getitem__(self, name: str) -> Number:
        return self.totals.get(name, None if name in OF_ADS else 0)

    def at(self, name: str, place: int) -> Number:
        """One of the values of a spread; unknown of no row."""
        spread = self.totals.get(name)
        return spread[place] if spread else None  # ty: ignore
