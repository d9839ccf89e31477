"""What was sold and what of it was refunded after how many days: the matter of `maturity`."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import narwhals as nw
import polars as pl

from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.judgement.exact import PER, Where, rows_of, terms_of, whole_numbers
from metrics.judgement.money import in_one_currency
from metrics.judgement.series import as_of_today, last_known
from metrics.measures import IS_REFUND, RETURNS_OF_PLACED
from metrics.metric import Metric
from metrics.period import Span

RATE = CATALOG["refund_rate_amount"]
YEARS = timedelta(days=2 * 365 + 1)
LATELY = timedelta(days=90)
"""A shop without a day in the last so many isn't waited for."""


@dataclass(frozen=True, eq=False)
class Refunds:
    """As known at the end of the day `until`, in one currency.

    `sold`: placed_on, sold_e4 (not cancelled), a row per day that is covered by lines and returns.
    `back`: placed_on, refunded_on, back_e4 (goods of completed refunds, at most the line's amount).
    """

    sold: pl.DataFrame
    back: pl.DataFrame
    until: date
    currency: str | None
    begun: date | None = None
    """Before this day some shop has no data: nothing is learnt from it."""

    def known_by(self, day: date) -> "Refunds":
        """What was known at the end of an earlier day."""
        return replace(
            self,
            sold=self.sold.filter(pl.col("placed_on") <= day),
            back=self.back.filter(pl.col("refunded_on") <= day),
            until=min(day, self.until),
        )

    def sold_e4(self, first: date, last: date) -> int:
        """What was sold on these days."""
        days, up_to = self._sold_up_to
        begin = bisect_left(days, first)
        return up_to[max(begin, bisect_right(days, last))] - up_to[begin]

    def back_e4(self, first: date, last: date, after: date | None = None, within: int = 0) -> int:
        """Refunds of what was sold on these days; only those after a day, `within` so many days."""
        kept = pl.col("placed_on").is_between(first, last)
        if after:
            age = (pl.col("refunded_on") - pl.col("placed_on")).dt.total_days()
            kept &= (pl.col("refunded_on") > after) & (age <= within)
        return self.back.select(pl.col("back_e4").filter(kept).sum()).item()

    @cached_property
    def _sold_up_to(self) -> tuple[list[date], list[int]]:
        """The days on which something was sold, and what was sold before each and after all."""
        sold = self.sold.sort("placed_on")
        return sold["placed_on"].to_list(), [0, *sold["sold_e4"].cum_sum().to_list()]


def refunds(
    facts: Facts, span: Span, where: Where | None = None, *, currency: str | None = None
) -> Refunds:
    """From two years before `span` up to the last day that is over and covered for its shops.

    Raises:
        MetricError: several currencies and none to convert to; returns were never loaded.
    """
    now = as_of_today(replace(span, last=date.max), facts).today or span.last
    recent = Span(now - LATELY, now, span.label, unfinished=True, today=now)
    known = replace(recent, first=span.first - YEARS)
    cut = Cut.read(["day"], where or {})
    terms: Sequence[Metric] = [one for one in terms_of(RATE) if one.name.startswith(PER)]
    computed = whole_numbers(terms, facts, [known], cut, currency)
    rows = computed.frames[0].drop_nulls("e4").with_columns(placed_on=pl.col("day").str.to_date())
    sold = rows.group_by("placed_on").agg(sold_e4=pl.col("e4").sum()).sort("placed_on")
    came = _back(facts, cut, known).join(sold, on="placed_on", how="semi")
    came, _ = in_one_currency(came, ["back_e4"], "placed_on", facts, currency)
    back = came.group_by("placed_on", "refunded_on").agg(pl.col("back_e4").sum())
    begun, last = _begun(facts, cut), last_known(RATE, facts, recent, cut)
    return Refunds(sold, back, last, computed.currency, begun).known_by(last)


def _begun(facts: Facts, cut: Cut) -> date | None:
    """The day from which lines and returns of every shop are known."""
    firsts = [
        facts.coverage[table][shop][0]
        for table in ("order_lines", "returns")
        for shop in cut.shops(facts)
        if shop in facts.coverage.get(table, {})
    ]
    return max(firsts, default=None)


def _back(facts: Facts, cut: Cut, span: Span) -> pl.DataFrame:
    """placed_on, refunded_on, currency, back_e4."""
    only = RETURNS_OF_PLACED.only
    assert only is not None
    rows = rows_of("returns", facts, cut, only & IS_REFUND, span)
    known = rows.filter(~nw.col("refunded_on").is_null(), ~nw.col("counted_goods_e4").is_null())
    back = known.group_by("placed_on", "refunded_on", "currency")
    return facts.read(back.agg(back_e4=nw.col("counted_goods_e4").sum()))
