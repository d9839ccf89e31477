"""The tables that metrics read, as they were at one version of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import narwhals as nw
import polars as pl

from metrics.period import Span


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known at one moment.

    `coverage`: table → shop → the day of the shop's first row in that table, by any of its clocks,
    and the last day that the shop's data covers. A table that was never loaded is in neither
    mapping. `markets`: shop → market. `as_of`: when the store last changed, UTC.
    """

    tables: Mapping[str, pl.LazyFrame]
    coverage: Mapping[str, Mapping[str, tuple[date, date]]]
    markets: Mapping[str, str]
    as_of: datetime
    daily: Mapping[str, pl.LazyFrame] = field(default_factory=dict)
    """Table → its daily totals (`metrics.daily`), where they are kept and up to date."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Shop → IANA time zone; UTC where it isn't said."""
    currencies: Mapping[str, str] = field(default_factory=dict)
    """Shop → the currency it sells in."""
    now: datetime | None = None
    """The present instant; where it isn't given, `as_of`."""
    rate_days: Mapping[date, date] = field(default_factory=dict)
    """Day → the day by whose exchange rates it converts, if another (`rates.at_rates_of`)."""

    def table(self, name: str) -> nw.LazyFrame:
        """The rows of a table. Raises KeyError: never loaded."""
        return nw.from_native(self.tables[name])

    def read(self, frame: nw.LazyFrame) -> pl.DataFrame:
        """What is left of a table's rows once they are filtered, cut or summed up."""
        return frame.collect("polars").to_native()

    def shops(self) -> list[str]:
        """Every shop that has any data."""
        return sorted({shop for shops in self.coverage.values() for shop in shops if shop})

    def covers(self, tables: Sequence[str], shop: str, span: Span) -> tuple[date, date] | None:
        """The days of `span` for which all `tables` cover the shop; None where there are none."""
        known = [self.coverage.get(table, {}).get(shop) for table in tables]
        spans = [days for days in known if days]
        if len(spans) < len(known):
            return None
        first = max(span.first, *(days[0] for days in spans))
        last = min(span.last, *(days[1] for days in spans))
        return (first, last) if first <= last else None
