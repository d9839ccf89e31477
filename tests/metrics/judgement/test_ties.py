"""Which GMV ties to Seller Center, and the orders behind what is left."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import duckdb
import polars as pl
import pytest

from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement import ties as judged
from metrics.judgement.gmv_variants import VARIANTS
from metrics.judgement.tie_orders import explained, orders_behind
from metrics.judgement.ties import said, ties, verdict
from metrics.period import Span

MakeFacts = Callable[..., Facts]
FIRST = date(2026, 10, 5)
DAYS = [FIRST + timedelta(days=n) for n in range(8)]
LATER = datetime(2026, 10, 20, tzinfo=UTC)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def order(key: int, day: date, amount: int, **more: Any) -> dict[str, Any]:
    """A row of `orders` and of `order_lines` alike; amounts in currency units."""
    row = {
        "order_key": key, "order_id": str(key), "line_id": "1", "sku_id": "s",
        "created_on": day, "placed_on": day, "paid_on": day, "placed_at": noon(day), "hour": 12,
        "version_at": noon(day), "seen_at": LATER, "item_amount_e4": amount * 10_000,
        "list_e4": amount * 12_000, "seller_discount_e4": amount * 1_000,
        "platform_discount_e4": amount * 1_000, "order_amount_e4": amount * 11_500,
        "shipping_fee_e4": amount * 500, "tax_e4": amount * 1_000,
    }  # fmt: skip
    return row | more


def figure(day: date, value: float, **more: Any) -> dict[str, Any]:
    row = {"shop_id": "a", "figure": "gmv", "scope": "shop", "date": day, "value": value}
    return row | {"currency": "USD", "made_at": LATER} | more


def facts_of(
    make_facts: MakeFacts, orders: Sequence[dict[str, Any]], figures: Sequence[dict[str, Any]]
) -> Facts:
    """Rows that are orders and lines in one."""
    return make_facts(orders=orders, order_lines=orders, returns=[], platform_figures=figures)


ORDERS = [order(n, day, 100 + n) for n, day in enumerate(DAYS)]
PER_100 = {
    "gmv": 100, "gmv_with_shipping": 105, "gmv_cofunded": 110, "customer_payment": 115,
    "gmv_with_tax": 110, "gross_revenue": 115, "gmv_less_cancelled": 100, "net_sales": 100,
    "list_sales": 120,
}  # fmt: skip
"""What an order of 100 is by each variant, on the rows above."""


@pytest.mark.parametrize(("variant", "per_100"), PER_100.items())
def test_the_variant_that_the_platform_counts_by_is_the_one_that_ties(
    make_facts: MakeFacts, variant: str, per_100: int
) -> None:
    figures = [figure(day, (100 + n) * per_100 / 100) for n, day in enumerate(DAYS)]
    found = ties(facts_of(make_facts, ORDERS, figures), "a")
    first = next(name for name, per in PER_100.items() if per == per_100)
    assert found.verdict.tied == first
    assert {first, *found.verdict.same} == {n for n, per in PER_100.items() if per == per_100}
    assert variant in {first, *found.verdict.same}
    assert found.verdict.gap == 0
    assert found.verdict.days == 8
    assert found.days.filter(variant=variant)["residual_e4"].to_list() == [0] * 8


def test_the_verdict_is_said_with_its_numbers(make_facts: MakeFacts) -> None:
    figures = [figure(day, (100 + n) * 1.005) for n, day in enumerate(DAYS)]
    found = ties(facts_of(make_facts, ORDERS, figures), "a")
    assert said(found) == "GMV (goods) ties: it is off by 0.50% on the median of 8 days."
    assert said(ties(facts_of(make_facts, ORDERS, []), "a")).startswith("No GMV of Seller Center")


def test_every_variant_is_tried() -> None:
    assert [metric.name for metric in VARIANTS] == [*PER_100]


def test_the_gap_is_the_median_of_days_so_that_one_odd_day_does_not_count(
    make_facts: MakeFacts,
) -> None:
    figures = [figure(day, 100 + n) for n, day in enumerate(DAYS)]
    figures[3] = figure(DAYS[3], 200)
    found = ties(facts_of(make_facts, ORDERS, figures), "a")
    assert found.verdict.tied == "gmv"
    odd = found.days.filter(variant="gmv", date=DAYS[3])
    assert odd.select("platform_e4", "ours_e4", "residual_e4", "gap").row(0) == (
        2_000_000, 1_030_000, -970_000, 0.485,
    )  # fmt: skip


def test_with_fewer_than_seven_days_no_tie_is_claimed(make_facts: MakeFacts) -> None:
    figures = [figure(day, 100 + n) for n, day in enumerate(DAYS[:6])]
    found = ties(facts_of(make_facts, ORDERS, figures), "a").verdict
    assert (found.tied, found.says, found.days) == (None, judged.TOO_FEW, 6)


def test_beyond_one_per_cent_no_tie_is_claimed_and_the_nearest_is_named(
    make_facts: MakeFacts,
) -> None:
    figures = [figure(day, (100 + n) * 1.02) for n, day in enumerate(DAYS)]
    found = ties(facts_of(make_facts, ORDERS, figures), "a").verdict
    assert (found.tied, found.variant, found.says) == (None, "gmv", judged.TOO_FAR)
    assert found.gap == pytest.approx(0.02 / 1.02)


def test_without_figures_it_says_what_to_load(make_facts: MakeFacts) -> None:
    for rows in ([], [figure(DAYS[0], 100, figure="orders")]):
        found = ties(facts_of(make_facts, ORDERS, rows), "a")
        assert (found.verdict.tied, found.verdict.says) == (None, judged.NO_FIGURES)
        assert found.days.is_empty()
    with pytest.raises(MetricError, match="nowhere"):
        ties(facts_of(make_facts, ORDERS, []), "nowhere")


def test_only_days_that_were_over_on_both_sides_are_compared(make_facts: MakeFacts) -> None:
    figures = [figure(day, 100 + n) for n, day in enumerate(DAYS)]
    figures[0] = figure(DAYS[0], 50, made_at=noon(DAYS[0]))
    seen = datetime(2026, 10, 11, 18, tzinfo=UTC)
    orders = [row | {"seen_at": seen} for row in ORDERS]
    facts = facts_of(make_facts, orders, figures)
    compared = ties(facts, "a").days.filter(variant="gmv")["date"].to_list()
    assert compared == DAYS[1:6], "the 11th isn't over in our newest file, the 5th wasn't in theirs"
    zone = replace(facts, zones={"a": "Asia/Bangkok"})
    later = ties(zone, "a").days.filter(variant="gmv")["date"].to_list()
    assert later == DAYS[1:7], "in Bangkok the 11th is over at 17:00 UTC"
    covered = {"orders": {"a": (DAYS[3], DAYS[-1])}, "order_lines": {"a": (DAYS[3], DAYS[-1])}}
    short = replace(facts, coverage={**facts.coverage, **covered})
    assert ties(short, "a").days.filter(variant="gmv")["date"].to_list() == DAYS[3:6]


def test_a_day_without_sales_at_the_platform_has_a_residual_and_no_gap(
    make_facts: MakeFacts,
) -> None:
    figures = [figure(day, 100 + n if n else 0) for n, day in enumerate(DAYS)]
    found = ties(facts_of(make_facts, ORDERS, figures), "a")
    first = found.days.filter(variant="gmv").row(0, named=True)
    assert (first["residual_e4"], first["gap"]) == (1_000_000, None)
    assert found.verdict.days == 7


def test_a_variant_is_not_compared_on_days_when_a_part_of_it_is_unknown(
    make_facts: MakeFacts,
) -> None:
    orders = [row | ({"tax_e4": None} if n < 3 else {}) for n, row in enumerate(ORDERS)]
    figures = [figure(day, 100 + n) for n, day in enumerate(DAYS)]
    days = ties(facts_of(make_facts, orders, figures), "a").days
    assert days.filter(variant="gmv_with_tax")["date"].to_list() == DAYS[3:]
    assert days.filter(variant="gmv").height == 8


def test_only_money_of_the_figures_currency_is_compared(make_facts: MakeFacts) -> None:
    other = order(99, DAYS[0], 1_000, currency="GBP")
    figures = [figure(day, 100 + n) for n, day in enumerate(DAYS)]
    assert ties(facts_of(make_facts, [*ORDERS, other], figures), "a").verdict.gap == 0
    mixed = [figures[0] | {"currency": "GBP"}, *figures[1:]]
    found = ties(facts_of(make_facts, ORDERS, mixed), "a")
    assert (found.currency, found.verdict.days) == ("USD", 7)


BY_SQL = """
select o.day, g.goods, g.goods + o.shipping, g.goods + g.platform, o.paid, g.goods + o.tax,
  o.paid - o.tax + g.platform, g.kept, g.kept - coalesce(r.refunded, 0), g.list
from (select placed_on as day, coalesce(sum(shipping_fee_e4), 0) as shipping,
    coalesce(sum(order_amount_e4), 0) as paid, coalesce(sum(tax_e4), 0) as tax
  from orders where order_kind = 'normal' and shop_id = 'a' group by all) o
join (select placed_on as day, sum(item_amount_e4) as goods, sum(platform_discount_e4) as platform,
    coalesce(sum(item_amount_e4) filter (where not is_cancelled), 0) as kept, sum(list_e4) as list
  from order_lines where order_kind = 'normal' and shop_id = 'a' group by all) g using (day)
left join (select placed_on as day, sum(counted_goods_e4) as refunded from returns
  where order_kind = 'normal' and shop_id = 'a' and not is_cancelled and status = 'completed'
    and kind <> 'exchange' group by all) r using (day)
"""


@pytest.mark.parametrize("seed", range(3))
def test_every_variant_of_every_day_equals_its_sql(
    random_facts: Callable[[int, int], Facts], make_facts: MakeFacts, seed: int
) -> None:
    made = random_facts(seed, 300)
    amounts = pl.col("^.*_e4$").fill_null(7)
    tables = {
        name: made.tables[name].with_columns(amounts)
        for name in ("orders", "order_lines", "returns")
    }
    week = [date(2026, 9, 30) + timedelta(days=n) for n in range(8)]
    figures = [figure(day, 500 + n) for n, day in enumerate(week)]
    theirs = make_facts(platform_figures=figures)
    facts = replace(
        made, tables={**tables, **theirs.tables}, coverage={**made.coverage, **theirs.coverage}
    )
    found = ties(facts, "a")
    with duckdb.connect() as database:
        for name, frame in tables.items():
            database.register(name, frame.collect())
        expected = {row[0]: row[1:] for row in database.execute(BY_SQL).fetchall()}
    compared = found.days.filter(variant="gmv")["date"].to_list()
    assert len(compared) == 8
    for place, metric in enumerate(VARIANTS):
        rows = found.days.filter(variant=metric.name)
        assert rows["ours_e4"].to_list() == [expected[day][place] for day in compared], metric.name
        gaps = [abs(expected[day][place] / 1e4 - (500 + n)) / (500 + n)
                for n, day in enumerate(week)]  # fmt: skip
        assert median(rows["gap"].to_list()) == pytest.approx(median(gaps))
    least = found.days.group_by("variant").agg(pl.col("gap").median()).sort("gap")
    assert found.verdict.gap == least["gap"][0]


DAY = DAYS[3]
AFTER = DAYS[4]
LATE = datetime(2026, 10, 8, 23, 30, tzinfo=UTC)
CASES = [
    ("unpaid", -7, {"placed_on": None, "paid_on": None, "placed_at": None}),
    ("sample", -7, {"order_kind": "sample"}),
    ("cancelled", 7, {"is_cancelled": True}),
    ("refunded", 2, {"refunded_goods_e4": 20_000}),
    ("cash_on_delivery", 7, {"is_cod": True, "paid_on": AFTER}),
    ("cash_on_delivery", -7, {"is_cod": True, "placed_on": DAYS[0], "created_on": DAYS[0]}),
    ("created_another_day", 7, {"created_on": DAYS[2]}),
    ("created_another_day", -7, {"placed_on": AFTER}),
    ("near_midnight", 7, {"hour": 23, "placed_at": LATE}),
    (
        "near_midnight",
        -7,
        {
            "hour": 23, "placed_at": LATE - timedelta(days=1),
            "placed_on": DAYS[2], "created_on": DAYS[2], "paid_on": DAYS[2],
        },
    ),
    ("changed_later", 7, {"version_at": LATER + timedelta(hours=1)}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "residual", "more"), CASES)
def test_an_order_that_the_platform_counts_otherwise_is_found_by_its_reason(
    make_facts: MakeFacts, reason: str, residual: int, more: dict[str, Any]
) -> None:
    odd = order(50, DAY, 7) | more
    orders = [*ORDERS, odd]
    counted = odd["placed_on"] == DAY and odd.get("order_kind") != "sample"
    # The platform: the same but for the residual.
    theirs = 103 + (7 if counted else 0) - residual
    figures = [figure(day, theirs if day == DAY else 1) for day in DAYS]
    found = ties(facts_of(make_facts, orders, figures), "a")
    behind = orders_behind(found, facts_of(make_facts, orders, figures), DAY, "gmv")
    assert behind.residual_e4 == residual * 10_000
    assert behind.orders.row(0) == ("50", reason, residual * 10_000, True)
    assert behind.unexplained_e4 == 0


@pytest.mark.parametrize(
    ("variant", "reason", "more"),
    [
        ("gmv_less_cancelled", "cancelled", {"is_cancelled": True}),
        ("net_sales", "cancelled", {"is_cancelled": True}),
        ("net_sales", "refunded", {"refunded_goods_e4": 70_000}),
    ],
)
def test_what_a_variant_leaves_out_and_the_platform_does_not_is_missing(
    make_facts: MakeFacts, variant: str, reason: str, more: dict[str, Any]
) -> None:
    orders = [*ORDERS, order(50, DAY, 7) | more]
    back = {"return_id": "r", "order_key": 50, "placed_on": DAY, "counted_goods_e4": 70_000}
    figures = [figure(day, 110 if day == DAY else 1) for day in DAYS]
    facts = make_facts(
        orders=orders, order_lines=orders, platform_figures=figures,
        returns=[back] if reason == "refunded" else [],
    )  # fmt: skip
    behind = orders_behind(ties(facts, "a"), facts, DAY, variant)
    assert behind.orders.row(0) == ("50", reason, -70_000, True)
    assert (behind.residual_e4, behind.unexplained_e4) == (-70_000, 0)


def test_a_line_cancelled_by_itself_counts_for_its_own_amount(make_facts: MakeFacts) -> None:
    lines = [*ORDERS, order(3, DAY, 9, line_id="2", is_cancelled=True)]
    figures = [figure(day, 103 if day == DAY else 1) for day in DAYS]
    facts = make_facts(orders=ORDERS, order_lines=lines, returns=[], platform_figures=figures)
    behind = orders_behind(ties(facts, "a"), facts, DAY, "gmv")
    assert behind.orders.row(0) == ("3", "cancelled", 90_000, True)
    assert behind.unexplained_e4 == 0


def candidates(*rows: tuple[str, str, int]) -> pl.DataFrame:
    schema = {"order_id": pl.String, "reason": pl.String, "amount_e4": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_one_order_of_exactly_the_residual_comes_first() -> None:
    found = explained(
        DAY,
        "gmv",
        70,
        candidates(("1", "refunded", 90), ("2", "cancelled", 70), ("3", "unpaid", -70)),
    )
    assert found.orders.rows() == [("2", "cancelled", 70, True), ("1", "refunded", 90, False)]
    assert found.unexplained_e4 == 0


def test_else_all_orders_of_a_reason_that_add_up_to_it() -> None:
    some = candidates(("1", "refunded", 60), ("2", "cancelled", 40), ("3", "cancelled", 30))
    found = explained(DAY, "gmv", 70, some)
    assert found.orders.filter("explains")["order_id"].to_list() == ["2", "3"]
    assert found.unexplained_e4 == 0


def test_else_the_largest_that_fit_each_order_once_and_the_rest_is_said() -> None:
    some = candidates(
        ("1", "refunded", -90), ("2", "cancelled", -50), ("2", "refunded", -50),
        ("3", "cancelled", -15), ("4", "unpaid", 5),
    )  # fmt: skip
    found = explained(DAY, "gmv", -70, some)
    assert found.orders.filter("explains").select("order_id", "amount_e4").rows() == [
        ("2", -50), ("3", -15),
    ]  # fmt: skip
    assert found.unexplained_e4 == -5
    assert explained(DAY, "gmv", 0, some).orders.is_empty()


def test_a_day_that_was_not_compared_is_refused(make_facts: MakeFacts) -> None:
    facts = facts_of(make_facts, ORDERS, [figure(day, 1) for day in DAYS])
    with pytest.raises(MetricError, match="was not compared"):
        orders_behind(ties(facts, "a"), facts, date(2026, 1, 1))


def test_a_span_keeps_to_its_days(make_facts: MakeFacts) -> None:
    facts = facts_of(make_facts, ORDERS, [figure(day, 100 + n) for n, day in enumerate(DAYS)])
    some = ties(facts, "a", Span(DAYS[1], DAYS[2], "x"))
    assert some.days["date"].unique().sort().to_list() == DAYS[1:3]
    assert verdict(some.days).tied is None
