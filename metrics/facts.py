"""The tables that metrics read, as they were at one version of the store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar

import narwhals as nw
import polars as pl

from metrics.calendar import DAY
from metrics.engine import IN_PROCESS, Engine
from metrics.local_days import zone_of
from metrics.metric import Rows
from metrics.period import Span
from metrics.remembered import Remembered

Said = TypeVar("Said")
STALE_AFTER: Final = timedelta(days=3)
"""How long it is known how things stand, after they were seen."""
NO_SHOP: Final = ""
"""`shop_id` of what belongs to no shop: exchange rates."""


def _of(shops: Collection[str], said: Mapping[str, Said]) -> dict[str, Said]:
    return {shop: one for shop, one in said.items() if shop in shops}


@dataclass(frozen=True, eq=False)
class _OfShops(Mapping[str, Any]):
    """Frames without the rows of other shops.

    A frame that doesn't say its shop is left out, and so are those in `gone`.
    """

    frames: Mapping[str, Any]
    shops: frozenset[str]
    gone: frozenset[str]

    def __getitem__(self, name: str) -> Any:
        if name in self.gone:
            raise KeyError(name)
        rows = nw.from_native(self.frames[name])
        if "shop_id" not in rows.collect_schema().names():
            raise KeyError(name)
        return rows.filter(nw.col("shop_id").is_in(sorted(self.shops))).to_native()

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.frames if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known at one moment.

    `tables`: the engine's own lazy frames. `coverage`: table → shop → the day of the shop's first
    row in that table, by any of its clocks, and the last day that the shop's data covers. A table
    that was never loaded is in neither mapping. `markets`: shop → market. `as_of`: when the store
    last changed, UTC.
    """

    tables: Mapping[str, Any]
    coverage: Mapping[str, Mapping[str, tuple[date, date]]]
    markets: Mapping[str, str]
    as_of: datetime
    daily: Mapping[str, pl.LazyFrame] = field(default_factory=dict)
    """Table → its daily totals (`metrics.daily`), where they are kept and up to date."""
    kept: Mapping[str, pl.LazyFrame] = field(default_factory=dict)
    """Name → what a view keeps of a table's files (`metrics.kept`), where it is kept."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Shop → IANA time zone; UTC where it isn't said."""
    currencies: Mapping[str, str] = field(default_factory=dict)
    """Shop → the currency it sells in."""
    seen: Mapping[str, datetime] = field(default_factory=dict)
    """Shop → when the newest look at its orders and its stock was taken."""
    now: datetime | None = None
    """The present instant; where it isn't given, `as_of`."""
    engine: Engine = IN_PROCESS
    """Where `tables` lie."""
    rate_days: Mapping[date, date] = field(default_factory=dict)
    """Day → the day by whose exchange rates it converts, if another (`rates.at_rates_of`)."""
    remembered: Remembered | None = None
    """What was worked out of these facts on this day, by a process that answers often; facts of
    other tables, shops or rates have none of it."""

    def table(self, name: str) -> nw.LazyFrame:
        """The rows of a table, where the engine has them. Raises KeyError: never loaded."""
        return nw.from_native(self.tables[name])

    def of_shops(self, shops: Collection[str]) -> "Facts":
        """The same as if there were these shops only; what is of no shop (rates) stays."""
        kept = frozenset(shops) | {NO_SHOP}
        days = {table: _of(kept, by_shop) for table, by_shop in self.coverage.items()}
        gone = frozenset(table for table, by_shop in days.items() if not by_shop)
        return replace(
            self,
            tables=_OfShops(self.tables, kept, gone),
            coverage={table: by_shop for table, by_shop in days.items() if by_shop},
            markets=_of(kept, self.markets),
            daily=_OfShops(self.daily, kept, gone),
            kept=_OfShops(self.kept, kept, gone),
            zones=_of(kept, self.zones),
            currencies=_of(kept, self.currencies),
            seen=_of(kept, self.seen),
            remembered=None,
        )

    def open(self, name: str) -> None:
        """Opens a table and its daily totals, so that they are there when they are asked for."""
        if name in self.tables:
            _ = self.tables[name], self.daily.get(name)

    def read(self, frame: nw.LazyFrame) -> pl.DataFrame:
        """What is left of a table's rows once they are filtered, cut or summed up."""
        return self.read_all([frame])[0]

    def lazy(self, frame: nw.LazyFrame) -> pl.LazyFrame:
        """The rows as Polars' own lazy frame; a server sends all of them: name their columns."""
        return frame.to_native() if self.engine is IN_PROCESS else self.read(frame).lazy()

    def read_all(self, frames: Sequence[nw.LazyFrame]) -> list[pl.DataFrame]:
        """`read` of several at once. Raises EngineError."""
        try:
            return self.engine.collect(frames)
        except self.engine.failures as error:
            raise self.engine.failed(error) from error

    def shops(self) -> list[str]:
        """Every shop that has any data."""
        return sorted({shop for shops in self.coverage.values() for shop in shops if shop})

    def shops_with(self, rows: Rows) -> frozenset[str]:
        """The shops that have any of these rows of a table, on whatever day. Raises EngineError."""
        if rows not in self._found:
            some = self.table(rows.table)
            some = some if rows.only is None else some.filter(rows.only)
            shops = self.read(some.select("shop_id").unique())
            self._found[rows] = frozenset(shops["shop_id"])
        return self._found[rows]

    @cached_property
    def _found(self) -> dict[Rows, frozenset[str]]:
        """What `shops_with` found so far; not a field, so that facts of fewer shops look anew."""
        return {}

    @cached_property
    def rates(self) -> pl.DataFrame:
        """date, currency, rate (of one euro), read once: an answer in one currency asks several
        times. No row where none was ever loaded."""
        empty = pl.DataFrame(schema={"date": pl.Date, "currency": pl.String, "rate": pl.Float64})
        if "fx_rates" not in self.tables:
            return empty
        return self.read(self.table("fx_rates").select(*empty.columns))

    def last_over(self, shops: Sequence[str], span: Span) -> date:
        """The last day of `span` that is over at all of these shops, by their own clocks.

        The day before `span.first` where none is; by the clock of who asks where `now` isn't given.
        """
        if self.now is None:
            return span.last_over
        local = [self.now.astimezone(zone_of(shop, self.zones)).date() for shop in shops]
        return max(min([span.last, *(day - DAY for day in local)]), span.first - DAY)

    def covers(
        self, tables: Sequence[str], shop: str, span: Span, *, standing: bool = False
    ) -> tuple[date, date] | None:
        """The days of `span` for which all `tables` cover the shop; None where there are none.

        `standing`: how things stood is asked, which is also known where nothing happened, up to
        three days after they were seen.
        """
        known = [self.coverage.get(table, {}).get(shop) for table in tables]
        spans = [days for days in known if days]
        if len(spans) < len(known):
            return None
        first = max(span.first, *(days[0] for days in spans))
        lasts = [days[1] for days in spans]
        if standing and shop in self.seen:
            known_until = (self.seen[shop] + STALE_AFTER).astimezone(zone_of(shop, self.zones))
            lasts = [max(day, known_until.date()) for day in lasts]
        last = min(span.last, *lasts)
        return (first, last) if first <= last else None
