"""What a promotion brought: units and margin a day before, during and after it.

Before and after are the four weeks around it, of which only the promotion's weekdays count, so that
a promotion of a weekend is beside weekends. Margin is the contribution before ads, as in the book;
where refunds and fees aren't final it is an estimate.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Final

import narwhals as nw
import polars as pl

from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.finance import PROFIT
from metrics.judgement.exact import Where, rows_of
from metrics.judgement.money import in_one_currency
from metrics.judgement.series import as_of_today, last_known
from metrics.measures import IS_NORMAL
from metrics.months import summary
from metrics.period import Span
from metrics.values import E4, divided
from metrics.views.profit import profit_lines
from metrics.views.profit_sums import BANDS, by_discount
from metrics.views.question import Question

KEYS: Final = ("currency", "sku_id")
AROUND: Final = timedelta(days=28)
PHASES: Final = ("before", "during", "after")
AMOUNTS: Final = ("item_amount_e4", "contribution_e4", "known_e4")


@dataclass(frozen=True, eq=False)
class Promotion:
    """Frames with a row per group and phase: units_a_day, gmv_a_day, margin_a_day, covers.

    `by_sku`: of each sku; `by_band`: of each discount band (`above`, `up_to`: shares of the list
    price; both null where the discount is unknown). margin_a_day is of the lines whose cost is
    known, null where none is; `covers` is their share of GMV, null without GMV. `days`: phase → how
    many days of it count; a phase of which none is over has nulls.
    """

    by_sku: pl.DataFrame
    by_band: pl.DataFrame
    days: dict[str, int]
    currency: str | None


def promotion(
    facts: Facts, during: Span, where: Where | None = None, *, currency: str | None = None
) -> Promotion:
    """Of the promotion on the days of `during`; days that aren't over or covered don't count.

    Raises:
        MetricError: several currencies and none to convert to.
        FilterError: a word that lines lack.
    """
    cut, calendar = Cut.read([], where or {}), _calendar(during, facts, where or {})
    sums = _sums(facts, cut, calendar)
    sums, code = in_one_currency(sums, AMOUNTS, "placed_on", facts, currency)
    banded = sums.join(calendar, on="placed_on")
    days = {name: calendar.filter(phase=name).height for name in PHASES}
    by_band = _summed(banded, "band", days)
    edges = pl.DataFrame(
        {
            "band": range(len(BANDS) + 1),
            "above": [None, *BANDS],
            "up_to": [*BANDS, None],
        },
        schema={"band": pl.Int64, "above": pl.Float64, "up_to": pl.Float64},
    )
    named = by_band.join(edges, on="band", how="left", maintain_order="left").drop("band")
    by_sku = _summed(banded.rename({"sku_id": "sku"}), "sku", days)
    return Promotion(
        by_sku, named.select("above", "up_to", pl.exclude("above", "up_to")), days, code
    )


def _sums(facts: Facts, cut: Cut, days: pl.DataFrame) -> pl.DataFrame:
    """`by_discount` of these days, by SKU and currency."""
    first, last = (getattr(days["placed_on"], end)() for end in ("min", "max"))
    span = Span(first or date.min, last or date.min, "")
    shops = replace(cut, where={**cut.where, "shop": tuple(cut.shops(facts))})
    has_profit = days.height and all(table in facts.tables for table in PROFIT.reads)
    held = summary("discounts", facts, span, shops) if has_profit else None
    if held is None:
        return by_discount(_lines(facts, cut, days, span), KEYS)
    return held.select("placed_on", *KEYS, "band", "units", *AMOUNTS)


def _lines(facts: Facts, cut: Cut, days: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Lines of these days with what they bring; unknown where costs or statements aren't loaded.

    Whole orders are looked at first, because their fees are shared among their lines.
    """
    shops = Cut.read(cut.where_other, {"shop": cut.shops(facts)})
    lines = rows_of("order_lines", facts, shops, IS_NORMAL)
    placed = lines.filter(nw.col("placed_on").is_in(days["placed_on"].to_list()))
    if any(table not in facts.tables for table in PROFIT.reads):
        known = facts.read(placed).with_columns(contribution_e4=pl.lit(None, pl.Int64))
    else:
        tables = {name: facts.tables[name] for name in facts.tables} | {
            "order_lines": placed.to_native()
        }
        some = replace(facts, tables=tables, remembered=None)
        known = profit_lines(Question(some, [span], shops))
    kept = cut.filters("profit_lines", facts)
    return nw.from_native(known).filter(reduce(and_, kept)).to_native() if kept else known


def _calendar(during: Span, facts: Facts, where: Where) -> pl.DataFrame:
    """placed_on, phase: the days that count."""
    around = Span(during.first - AROUND, during.last + AROUND, during.label, today=during.today)
    whole, cut = as_of_today(around, facts), Cut.read([], where)
    last = last_known(CATALOG["gmv"], facts, whole, cut)
    covered = facts.coverage.get("order_lines", {})
    mine = [covered[shop] for shop in cut.shops(facts) if shop in covered]
    first = max([whole.first, *(days[0] for days in mine if days[0] <= during.last)])
    weekdays = {day.weekday() for day in during.each_day()}
    span = replace(during, first=first, last=last)
    kept = set(cut.calendar(span)["on"]) if first <= last else set()
    rows = [
        (day, PHASES[(day >= during.first) + (day > during.last)])
        for day in span.each_day()
        if day.weekday() in weekdays and day in kept
    ]
    return pl.DataFrame(rows, schema={"placed_on": pl.Date, "phase": pl.String}, orient="row")


def _summed(lines: pl.DataFrame, word: str, days: dict[str, int]) -> pl.DataFrame:
    """A row per value of the word and phase; a phase in which nothing was sold is 0."""
    margin = pl.col("contribution_e4")
    sums = lines.group_by(word, "phase").agg(
        units=pl.col("units").sum(),
        gmv=pl.col("item_amount_e4").sum(),
        margin=pl.when(margin.is_not_null().any()).then(margin.sum()),
        known=pl.col("known_e4").sum(),
    )
    phases = pl.DataFrame({"phase": PHASES, "days": [days[name] for name in PHASES]})
    grid = lines.select(word).unique().join(phases, how="cross")
    full = grid.join(sums, on=[word, "phase"], how="left", nulls_equal=True)
    sold = pl.col("units").is_not_null()
    has_days = pl.col("days") > 0

    def a_day(name: str, below: int) -> pl.Expr:
        total = pl.when(sold).then(name).otherwise(0)
        return pl.when(has_days).then(divided(total, below) / pl.col("days"))

    order = pl.col("phase").replace_strict(PHASES, range(len(PHASES)), return_dtype=pl.Int64)
    return full.sort(word, order, nulls_last=True).select(
        word,
        "phase",
        units_a_day=a_day("units", 1),
        gmv_a_day=a_day("gmv", E4),
        margin_a_day=a_day("margin", E4),
        covers=pl.when(pl.col("gmv") > 0).then(pl.col("known") / pl.col("gmv")),
    )
