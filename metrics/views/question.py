"""What a view is asked: of which facts, for which spans, and at which moments."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.dimensions import DIMENSIONS
from metrics.facts import Facts
from metrics.kept import Kept, Lasting
from metrics.local_days import end_of, zone_of
from metrics.period import Span

ALWAYS_CUT = ("shop", "currency", "fulfilment_type")
"""Words by which money and what the seller ships are told apart, whatever is asked."""
_OF_ORDER = ("order_id", "source_file", "source_row")
_OF_LINE = ("line_id", "sku_id", *_OF_ORDER)
LINEAGE: Final[Mapping[str, Sequence[str]]] = {
    "orders": _OF_ORDER,
    "losses": _OF_ORDER,
    "order_lines": _OF_LINE,
    "priced_lines": _OF_LINE,
    "sample_lines": _OF_LINE,
}
"""Table or view → the columns that say which row it is, and where it came from."""
FEW = 4
"""Moments that are told apart when rows are read."""
LARGE = 200_000
"""Rows of a view that are not kept longer than needed."""
Made = Callable[["Question"], pl.DataFrame]
MOMENT = pl.Datetime("us", "UTC")
FOREVER = {pl.Date: date(9999, 12, 31), MOMENT: datetime(9999, 1, 1, tzinfo=ZoneInfo("UTC"))}


@dataclass(frozen=True, eq=False)
class Question:
    """`spans` don't overlap, so that a row is of one of them only."""

    facts: Facts
    spans: Sequence[Span]
    cut: Cut
    reasons: list[str] = field(default_factory=list)
    """Why something in its views is unknown; grows as they are worked out."""
    with_lineage: bool = False
    """Rows also say which they are, and where they came from: for who looks at single rows."""
    _held: dict[Made, "Future[pl.DataFrame]"] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def once(self, made: Made) -> pl.DataFrame:
        """What `made` makes of this question, worked out once; another thread waits for it."""
        with self._lock:
            mine = made not in self._held
            future = self._held.setdefault(made, Future())
        if mine:
            try:
                future.set_result(made(self))
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()

    def release(self, made: Made) -> None:
        """Gives back what `made` made, if it is large; asked again it is worked out again."""
        with self._lock:
            if made in self._held and self._held[made].result().height > LARGE:
                del self._held[made]

    def table(self, name: str) -> nw.LazyFrame:
        """The rows of a table, where the engine has them."""
        return self.facts.table(name)

    def read(self, frame: nw.LazyFrame) -> pl.DataFrame:
        """What is left of them once they are filtered, cut or summed up."""
        return self.facts.read(frame)

    @property
    def first(self) -> date:
        return min(span.first for span in self.spans)

    @property
    def last(self) -> date:
        return max(span.last for span in self.spans)

    @cached_property
    def now(self) -> datetime:
        return self.facts.now or self.facts.as_of

    def columns(self, table: str) -> list[str]:
        """The columns of a table by which its rows are cut here; a view keeps no others."""
        cut = {*ALWAYS_CUT, *self.cut.words}
        kept = [column for word, column in DIMENSIONS[table].items() if word in cut]
        lineage = LINEAGE.get(table, ()) if self.with_lineage else ()
        return list(dict.fromkeys([*kept, *lineage]))

    def read_all(self, frames: Sequence[nw.LazyFrame]) -> list[pl.DataFrame]:
        """`read` of several at once."""
        return self.facts.read_all(frames)

    def inside(self, clock: str) -> nw.Expr:
        """Rows dated in one of the spans."""
        day = nw.col(clock)
        return reduce(or_, (day.is_between(span.first, span.last) for span in self.spans))

    @cached_property
    def days(self) -> list[date]:
        """The last day of every group of days that has begun: how things stood then is asked."""
        ends: set[date] = set()
        for span in self.spans:
            calendar = self.cut.calendar(span)
            begun = calendar.filter(pl.col("on") <= (span.today or self.now.date()))
            groups = [f"by_{word}" for word in self.cut.time]
            last = pl.col("on").max()
            ends |= set((begun.group_by(groups).agg(last) if groups else begun.select(last))["on"])
        return sorted(ends - {None})

    @cached_property
    def moments(self) -> pl.DataFrame:
        """shop_id, as_of_on, at: the end of each of the days at the shop, or now if earlier."""
        rows = [
            (shop, day, min(end_of(day, zone_of(shop, self.facts.zones)), self.now))
            for shop in self.cut.shops(self.facts)
            for day in self.days
        ]
        schema = {"shop_id": pl.String, "as_of_on": pl.Date, "at": MOMENT}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def keeps(self, kept: Kept) -> bool:
        """Whether it is kept; else the table itself is read."""
        return kept.name in self.facts.kept

    def kept(self, kept: Kept, where: nw.Expr | None = None) -> nw.LazyFrame:
        """What is kept of each file of a table, or of the table: sums are to be added up.

        `where` keeps some of it, by columns that it shares with the table.
        """
        held = self.facts.kept.get(kept.name)
        frame = self.table(kept.table) if held is None else nw.from_native(held)
        some = frame if where is None else frame.filter(where)
        return kept.of(some) if held is None else some

    def open_rows(self, lasting: Lasting, columns: Sequence[str], at: str = "at") -> nw.LazyFrame:
        """Rows that are open at one of the moments, with `until`: the newer ones of the table, and
        older ones among those that are kept because they lasted.

        Shops end their days at different instants, and many days are taken together: a few rows
        too many stay in, for `during` to leave out.
        """
        since, until = nw.col(lasting.since), nw.col("until")
        wanted = [*dict.fromkeys(columns), "until"]
        ends = self._ends(at)

        def is_open(end: nw.Expr) -> nw.Expr:
            still = [(since <= last) & (end.is_null() | (end > first)) for first, last in ends]
            return reduce(or_, still)

        table = self.table(lasting.table)
        is_held = set(columns) <= set(lasting.columns)
        held = self.facts.kept.get(lasting.name) if is_held else None
        if not ends:
            return lasting.rows(table, since.is_null() & ~since.is_null()).select(wanted)
        if held is None:
            return lasting.rows(table, is_open(lasting.until)).select(wanted)
        is_new = reduce(or_, [since.is_between(a - lasting.usually, b) for a, b in ends])
        newer = lasting.rows(table.filter(is_new), is_open(lasting.until))
        older = nw.from_native(held).filter(~is_new, is_open(until))
        return nw.concat([newer.select(wanted), older.select(wanted)])

    def _ends(self, at: str) -> list[tuple[Any, Any]]:
        """The first and the last of the moments that are taken together."""
        known = self.moments.filter(pl.col(at).is_not_null())
        ends = pl.col(at).min().alias("first"), pl.col(at).max().alias("last")
        days = (
            known.group_by("as_of_on").agg(*ends) if len(self.days) <= FEW else known.select(ends)
        )
        return days.select("first", "last").drop_nulls().sort("first").rows()

    def first_days(self, table: str) -> Mapping[str, date]:
        """Shop → the first day that the table covers."""
        return {shop: days[0] for shop, days in self.facts.coverage.get(table, {}).items()}

    def during(self, rows: pl.DataFrame, since: str, until: str, at: str = "at") -> pl.DataFrame:
        """Each row at every moment of its shop from `since` until before `until` (null: forever).

        `at` says whether these are instants or days (`as_of_on`). Adds as_of_on and at.
        """
        spread = _at_few if len(self.days) <= FEW else _at_moments
        parts = [
            spread(rows.filter(pl.col("shop_id") == shop), mine.sort(at), since, until, at)
            for (shop,), mine in self.moments.partition_by("shop_id", as_dict=True).items()
        ]
        empty = rows.clear().with_columns(as_of_on=pl.lit(None, pl.Date), at=pl.lit(None, MOMENT))
        return pl.concat([empty, *parts])


def _at_few(
    rows: pl.DataFrame, moments: pl.DataFrame, since: str, until: str, at: str
) -> pl.DataFrame:
    """`_at_moments`, moment by moment."""
    parts = [
        rows.filter(
            pl.col(since) <= moment[at], pl.col(until).is_null() | (pl.col(until) > moment[at])
        ).with_columns(
            as_of_on=pl.lit(moment["as_of_on"], pl.Date), at=pl.lit(moment["at"], MOMENT)
        )
        for moment in moments.iter_rows(named=True)
    ]
    return pl.concat(parts)


def _at_moments(
    rows: pl.DataFrame, moments: pl.DataFrame, since: str, until: str, at: str
) -> pl.DataFrame:
    rows = rows.filter(pl.col(since).is_not_null())
    known = moments[at]
    end = rows[until].fill_null(FOREVER[MOMENT if at == "at" else pl.Date])
    first = known.search_sorted(rows[since], side="left").cast(pl.Int64)
    last = known.search_sorted(end, side="left").cast(pl.Int64)
    open_at = pl.select(pl.int_ranges(first, last)).to_series().alias("__moment")
    spread = rows.with_columns(open_at).filter(pl.Series(last > first)).explode("__moment")
    places = moments.select("as_of_on", "at", __moment=pl.int_range(pl.len(), dtype=pl.Int64))
    return spread.join(places, on="__moment", how="inner").drop("__moment")
