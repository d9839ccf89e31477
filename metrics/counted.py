"""The rows that one measure counts: what each adds, and the file and row that it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import narwhals as nw
import polars as pl

from metrics import sources
from metrics.aggregate import rows_of
from metrics.engine import IN_PROCESS
from metrics.metric import ADDITIVE, Kind, Measure, Metric
from metrics.plan import Plan
from metrics.queries import Query, Split
from metrics.views import VIEWS
from metrics.views.judged import rows_of_judged
from metrics.views.question import Question

_ORDER: Final = ("order_id",)
_LINE: Final = ("order_id", "line_id", "sku_id")
IDS: Final[Mapping[str, Sequence[str]]] = {
    "orders": _ORDER, "open_orders": _ORDER, "filled_orders": _ORDER, "parcels": _ORDER,
    "losses": _ORDER, "judged_days": _ORDER,
    "order_lines": _LINE, "priced_lines": _LINE, "profit_lines": _LINE, "sample_lines": _LINE,
    "unsettled_lines": _LINE,
    "returns": ("order_id", "return_id", "sku_id"),
    "reviews": ("order_id", "review_id", "product_id"),
    "conversations": ("conversation_id", "agent"),
    "ad_performance": ("campaign_id", "adgroup_id", "ad_id"),
    "traffic": ("product_id", "content_type"),
    "settlements": ("order_id", "sku_id", "statement_id", "transaction_id", "type"),
    "stock_held": ("sku_id", "warehouse"), "stock_by_sku": ("sku_id",),
    "stock_at_cost": ("sku_id",), "visits": (), "visited_days": (),
}  # fmt: skip
"""Table or view → what tells its rows apart, besides the shop and the day."""
ALL_IDS: Final = tuple(dict.fromkeys(name for names in IDS.values() for name in names))

TYPES: Final[Mapping[str, pl.DataType]] = {
    "part": pl.Int64(), "day": pl.Date(), "source_row": pl.Int64()
}  # fmt: skip
COLUMNS: Final = (
    "part", "currency", "rows_of", "day", "shop_id", *ALL_IDS, "source_file", "source_row"
)  # fmt: skip
SCHEMA: Final = {name: TYPES.get(name, pl.String()) for name in COLUMNS}

PART: Final = "part_0"
COUNTS: Final = "counts_0"
"""As `metrics.parts` calls what a row adds, and whether it counts."""


@dataclass(frozen=True, eq=False)
class Counted:
    """`rows`: `COLUMNS`, as the store holds them; `part` is null where it isn't known.

    What counts distinct values has the value as its `part`; `read` makes it 1 for the first row of
    each and 0 for the others. `sign`: -1 where the measure is taken off.
    """

    rows: pl.LazyFrame
    sign: int
    is_distinct: bool
    adds_up: bool

    def read(self, offset: int, limit: int) -> pl.DataFrame:
        """So many rows, after the first `offset`."""
        found = self.rows.slice(offset, limit).collect()
        if not self.is_distinct:
            return found.with_columns(pl.col("part") * self.sign)
        is_first = pl.col("part").is_first_distinct()
        if offset and found.height:
            values = found["part"].unique()
            before = self.rows.head(offset).select("part").filter(pl.col("part").is_in(values))
            is_first &= ~pl.col("part").is_in(before.unique().collect()["part"].implode())
        return found.with_columns((is_first.cast(pl.Int64) * self.sign).alias("part"))

    def tally(self) -> pl.DataFrame:
        """By currency: rows, known (of how many the part is known), total."""
        part = pl.col("part")
        total = part.n_unique().cast(pl.Int64) if self.is_distinct else part.sum()
        sums = {"rows": pl.len().cast(pl.Int64), "known": part.count().cast(pl.Int64)}
        return self.rows.group_by("currency").agg(**sums, total=total * self.sign).collect()


def counted(plan: Plan, metric: Metric, question: Question, sign: int, measure: Measure) -> Counted:
    """The rows of a term of a metric."""
    slot = plan.slot(metric, measure, question.spans[0])
    measure, asked = slot.measure, plan.asked
    rows = measure.rows
    engine = IN_PROCESS if rows.reads else asked.facts.engine
    frame = _frame(question, rows.table, metric.name)
    source = sources.table(rows, {measure: 0}, frame, asked.cut, engine)
    query = Query(rows, slot.scope, slot.span, Split.NONE, is_daily=False)
    kept = rows_of(source, query, asked).with_columns(day=nw.col(asked.clock or rows.clock))
    has = kept.collect_schema().names()
    wanted = {PART, COUNTS, *rows.distinct, *COLUMNS}
    kept = kept.select(*(one for one in has if one in wanted))
    if engine is not IN_PROCESS:  # a server has no order of its own
        kept = kept.sort("day", *(one for one in ALL_IDS if one in has))
    lazy = kept.to_native() if rows.reads else asked.facts.lazy(kept)
    is_distinct = measure.kind is Kind.DISTINCT
    adds_up = is_distinct or measure.kind in ADDITIVE
    return Counted(_shaped(lazy, measure, metric), sign, is_distinct, adds_up)


def _frame(question: Question, table: str, metric: str) -> nw.LazyFrame:
    """The rows of a table or view; of how a shop is judged, the orders that it is judged by."""
    if table not in VIEWS:
        return question.table(table)
    made = partial(rows_of_judged, metric=metric) if table == "judged_days" else VIEWS[table]
    return IN_PROCESS.small(question.once(made))


def _shaped(rows: pl.LazyFrame, measure: Measure, metric: Metric) -> pl.LazyFrame:
    """Those of the rows with the `PART` of a measure that count, as `COLUMNS`."""
    has = rows.collect_schema().names()
    if measure.rows.distinct:
        rows = rows.unique(subset=measure.rows.distinct, keep="first", maintain_order=True)
    kept, part = _kept(measure, metric, has)
    columns = {name: pl.lit(None, kind) for name, kind in SCHEMA.items() if name not in has}
    columns |= {"part": part, "rows_of": pl.lit(measure.rows.table)}
    if not measure.money:
        columns["currency"] = pl.lit(None, pl.String)
    return rows.filter(kept).select(**{one: columns.get(one, pl.col(one)) for one in COLUMNS})


def _kept(measure: Measure, metric: Metric, has: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """Which rows count, and what each adds."""
    if PART not in has:
        return pl.lit(value=True), pl.lit(1, pl.Int64)
    part = pl.col(PART)
    match measure.kind:
        case Kind.SUM:
            adds = part.is_null() | (part != 0)
            return (adds & (pl.col(COUNTS) == 1) if COUNTS in has else adds), part.cast(pl.Int64)
        case Kind.COUNT:
            return part == 1, part.cast(pl.Int64)
        case Kind.DISTINCT:
            return part.is_not_null(), part
        case _:
            own = part.cast(pl.Float64) * metric.scale.numerator / metric.scale.denominator
            return part.is_not_null(), own
