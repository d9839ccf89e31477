"""What delivered orders without a statement should bring, and on which day.

An estimate: an order is expected to settle as many days after its delivery as half of the shop's
orders took, of those settled in the 60 days up to the day that is asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import narwhals as nw
import polars as pl

from metrics.cut import Cut
from metrics.facts import Facts
from metrics.judgement.money import in_one_currency
from metrics.measures import IS_NORMAL
from metrics.period import Span
from metrics.views.finance import SETTLED_DAYS, unsettled_lines
from metrics.views.question import Question

AHEAD: Final = 14
"""So many days ahead are looked at."""

AGES: Final = (7, 14, 21, 30)
"""Days since delivery at which a class of age ends."""


@dataclass(frozen=True, eq=False)
class Unsettled:
    """Orders delivered and without a statement at the end of `day`, in `currency`.

    `orders`, the oldest first: order_id, shop, currency (its own), delivered_on, age (days since),
    expected_on, expected_e4. Null is unknown: the day where none of the shop's orders settled
    lately, the amount where the shop has no settled revenue or the order no list price.
    """

    day: date
    currency: str | None
    orders: pl.DataFrame

    @property
    def overdue(self) -> pl.DataFrame:
        """Those that should have settled by the day."""
        return self.orders.filter(pl.col("expected_on") <= self.day)

    def due(self, days: int = AHEAD) -> pl.DataFrame:
        """Those that should settle within the next days."""
        last = self.day + timedelta(days=days)
        return self.orders.filter(pl.col("expected_on") > self.day, pl.col("expected_on") <= last)

    def ahead(self, days: int = AHEAD) -> pl.DataFrame:
        """on, expected_e4, orders: a row for each of the next days. 0 where no order is due, null
        where no amount of those that are is known.
        """
        on = [self.day + timedelta(days=n) for n in range(1, days + 1)]
        return pl.DataFrame(
            [(day, *expected(self.orders.filter(pl.col("expected_on") == day))) for day in on],
            {"on": pl.Date, "expected_e4": pl.Int64, "orders": pl.Int64},
            orient="row",
        )

    def by_age(self) -> pl.DataFrame:
        """first, last (days since delivery; null: and more), expected_e4, orders: a row a class.

        The amount as in `ahead`.
        """
        firsts = [0, *(age + 1 for age in AGES)]
        rows = []
        for first, last in zip(firsts, (*AGES, None), strict=True):
            age = pl.col("age")
            mine = self.orders.filter(age >= first if last is None else age.is_between(first, last))
            rows.append((first, last, *expected(mine)))
        names = ("first", "last", "expected_e4", "orders")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")


def expected(orders: pl.DataFrame) -> tuple[int | None, int]:
    """What the orders should bring (null where that is known of none of them), and their number."""
    known = orders["expected_e4"].drop_nulls().to_list()
    return sum(known) if known or orders.is_empty() else None, orders.height


def unsettled(
    facts: Facts,
    span: Span,
    where: Mapping[str, Sequence[str | None]] | None = None,
    *,
    currency: str | None = None,
) -> Unsettled:
    """What `unsettled_amount` is made of on the last day of `span` that has begun.

    Raises:
        MetricError: several currencies and none to convert to; a missing rate.
    """
    cut = Cut.read((), where or {})
    question = Question(facts, [span], cut)
    lines = nw.from_native(unsettled_lines(question, "order_id", "order_key"))
    shops = nw.col("shop_id").is_in(cut.shops(facts))
    mine = lines.filter(shops, IS_NORMAL, *cut.filters("unsettled_lines", facts)).to_native()
    orders = mine.lazy().group_by("order_id", "shop_id", "currency", "delivered_on", "as_of_on")
    worth = pl.when(pl.col("expected_e4").count() > 0).then(pl.col("expected_e4").sum())
    summed = orders.agg(expected_e4=worth).collect()
    converted, into = in_one_currency(summed, ["expected_e4"], "as_of_on", facts, currency)
    day = question.days[-1] if question.days else span.first
    usual = _days_to_settle(facts, day).lazy()
    rows = (
        converted.lazy()
        .join(usual, on="shop_id", how="left")
        .select(
            "order_id",
            "currency",
            "delivered_on",
            "expected_e4",
            shop="shop_id",
            age=(pl.col("as_of_on") - pl.col("delivered_on")).dt.total_days(),
            expected_on=pl.col("delivered_on") + pl.duration(days=pl.col("days")),
        )
    )
    return Unsettled(day, into, rows.sort("delivered_on", "order_id").collect())


def _days_to_settle(facts: Facts, day: date) -> pl.DataFrame:
    """shop_id, days: the median of the orders that first settled in the 60 days up to the day."""
    since = day - timedelta(days=SETTLED_DAYS - 1)
    settled = facts.read(
        facts.table("orders")
        .filter(nw.col("settled_on").is_between(since, day), IS_NORMAL)
        .filter(~nw.col("days_to_settle").is_null())
        .group_by("shop_id", "days_to_settle")
        .agg(orders=nw.len())
    )
    return (
        settled.sort("days_to_settle")
        .with_columns(
            before=pl.col("orders").cum_sum().over("shop_id"),
            whole=pl.col("orders").sum().over("shop_id"),
        )
        .filter(2 * pl.col("before") >= pl.col("whole"))
        .group_by("shop_id", maintain_order=True)
        .agg(days=pl.col("days_to_settle").first())
    )
