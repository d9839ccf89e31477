"""What is kept beside files gives exactly what the tables themselves give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.catalog import available
from metrics.compute import compute
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.judgement.cash import unsettled
from metrics.kept import Kept, Lasting
from metrics.period import Span
from metrics.tables import TABLES
from metrics.views import KEPT, VIEWS, finance, waiting
from metrics.views.question import Question
from metrics.worklists import prices

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")


def with_kept(facts: Facts) -> Facts:
    """The facts with what is kept of two halves of each table, as of two files."""
    kept = {}
    for name, one in KEPT.items():
        if one.table in facts.tables:
            rows = facts.tables[one.table].collect()
            halves = rows[: rows.height // 2], rows[rows.height // 2 :]
            made = [one.of(nw.from_native(half.lazy())).to_native() for half in halves]
            kept[name] = pl.concat(made)
    return replace(facts, kept=kept)


def as_loaded(facts: Facts) -> Facts:
    """Lines know of their orders what a load brings in, and carriers lose some of the orders."""
    orders = (
        facts.tables["orders"]
        .collect()
        .with_columns(cancel_fault=pl.when(pl.col("order_key") % 3 > 0).then(pl.lit("logistics")))
    )
    of_order = ["shipped_on", "delivered_on", "is_cancelled"]
    lines = facts.tables["order_lines"].collect()
    told = lines.drop(of_order).join(
        orders.select("order_key", *of_order), on="order_key", how="inner"
    )
    tables = {"orders": orders.lazy(), "order_lines": told.select(lines.columns).lazy()}
    return replace(facts, tables={**facts.tables, **tables})


@pytest.mark.parametrize(
    ("by", "where"),
    [
        ((), {}),
        (("day",), {}),
        (("week", "shop"), {}),
        (("carrier", "reason"), {}),
        (("sku",), {"shop": ["b"]}),
        (("status", "currency"), {"region": ["CA"]}),
        (("month",), {"fulfilment_type": ["seller"], "day": ["2026-10-02"]}),
    ],
)
@pytest.mark.parametrize("rows", [0, 120])
def test_every_metric_is_the_same(
    random_facts: Callable[[int, int], Facts],
    by: Sequence[str],
    where: Mapping[str, Sequence[str | None]],
    rows: int,
) -> None:
    facts = as_loaded(random_facts(11, rows))
    metrics = available(by, where)
    assert_frame_equal(
        compute(metrics, with_kept(facts), WEEK, by, where),
        compute(metrics, facts, WEEK, by, where),
        check_exact=True,
    )


def test_how_british_shops_are_judged_is_the_same(
    random_facts: Callable[[int, int], Facts],
) -> None:
    facts = replace(as_loaded(random_facts(11, 120)), markets=dict.fromkeys("ab", "GB"))
    asked = [one for one in available() if one.name == "ldr_tiktok"]
    found = compute(asked, with_kept(facts), WEEK, ["shop"])
    assert_frame_equal(found, compute(asked, facts, WEEK, ["shop"]), check_exact=True)
    assert found["value"].null_count() == 0


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("orders_under_way", "stuck_parcels"),
        ("settled_days", "unsettled_amount"),
        ("lost_orders", "unclaimed_losses"),
        ("judged_by_shipped_on", "vtr_tiktok"),
        ("sold_by_sku", "stock_cover_days"),
    ],
)
def test_what_is_kept_is_what_is_read(
    random_facts: Callable[[int, int], Facts], name: str, metric: str
) -> None:
    facts = with_kept(as_loaded(random_facts(11, 120)))
    spoilt = replace(facts, kept={**facts.kept, name: facts.kept[name].clear()})
    asked = [one for one in available() if one.name == metric]
    # rows of October are all old by then
    late = Span(date(2026, 12, 1), date(2026, 12, 31), "2026-12")
    span = late if name in ("orders_under_way", "lost_orders") else WEEK
    given_, spoilt_ = (compute(asked, some, span)["value"].to_list() for some in (facts, spoilt))
    assert given_ != spoilt_


@pytest.mark.parametrize("work", [prices.off_list, prices.below_floor])
def test_lines_off_their_price_are_the_same_of_what_is_kept(
    random_facts: Callable[[int, int], Facts], work: Callable[..., pl.DataFrame]
) -> None:
    plain = random_facts(11, 300)
    listed = plain.tables["skus"].with_columns(valid_from=pl.lit(WEEK.first))
    priced = replace(plain, tables={**plain.tables, "skus": listed})
    ours, whole = (work(one, WEEK) for one in (with_kept(priced), priced))
    assert_frame_equal(ours, whole, check_row_order=False, check_exact=True)
    assert not ours.is_empty()


def test_cash_to_come_is_the_same_of_what_is_kept_and_reads_it(
    random_facts: Callable[[int, int], Facts],
) -> None:
    plain = as_loaded(random_facts(11, 120))
    kept = with_kept(plain)
    spoilt = replace(
        kept, kept={**kept.kept, "unsettled_lines": kept.kept["unsettled_lines"].clear()}
    )
    late = Span(date(2026, 12, 1), date(2026, 12, 31), "2026-12")
    ours, whole, none = (
        unsettled(one, late, {"currency": ["USD"]}).orders for one in (kept, plain, spoilt)
    )
    assert_frame_equal(ours, whole, check_row_order=False, check_exact=True)
    assert ours.height > none.height


SHOPS = {"a": "America/Los_Angeles", "b": "Asia/Ho_Chi_Minh"}
FIRST = datetime(2026, 6, 1, tzinfo=UTC)
INSTANT = st.one_of(
    st.none(), st.integers(0, 200 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
)
ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "shop_id": st.sampled_from([*SHOPS]),
            "status": st.sampled_from([None, "awaiting_shipment", "in_transit", "completed"]),
            "is_cancelled": st.booleans(),
            "placed_at": INSTANT,
            "shipped_at": INSTANT,
            "delivered_at": INSTANT,
            "cancelled_at": INSTANT,
            "settled_at": INSTANT,
        }
    ),
    max_size=30,
)
DAY = st.integers(0, 220).map(lambda days: FIRST.date() + timedelta(days=days))


def facts_of(rows: list[dict[str, Any]]) -> Facts:
    """The orders, and a line of each."""
    tables = {}
    for name in ("orders", "order_lines"):
        schema = TABLES[name].create_empty().schema
        full = []
        for n, row in enumerate(rows):
            days = {
                f"{at.removesuffix('_at')}_on": row[at] and row[at].date()
                for at in row
                if at.endswith("_at")
            }
            full.append(
                {c: ({"order_key": n, "sku_id": str(n)} | row | days).get(c) for c in schema}
            )
        tables[name] = pl.DataFrame(full, schema=schema, orient="row").lazy()
    covered = dict.fromkeys(SHOPS, (FIRST.date(), date(2026, 12, 31)))
    as_of = datetime(2027, 1, 20, tzinfo=UTC)
    coverage = dict.fromkeys(tables, covered)
    return Facts(tables, coverage, dict.fromkeys(SHOPS, "US"), as_of, zones=SHOPS)


@given(rows=ORDERS, first=DAY, other=DAY, length=st.integers(0, 9), by_day=st.booleans())
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize(
    ("lasting", "at"),
    [(waiting.WAITING, "at"), (waiting.UNDER_WAY, "at"), (finance.UNSETTLED, "as_of_on")],
)
def test_rows_that_lasted_are_open_at_every_moment_after_their_files(
    rows: list[dict[str, Any]],
    first: date,
    other: date,
    length: int,
    by_day: bool,
    lasting: Lasting,
    at: str,
) -> None:
    facts = facts_of(rows)
    length = min(length, abs((first - other).days) - 1) if first != other else 0
    spans = [Span(day, day + timedelta(days=max(length, 0)), "") for day in {first, other}]
    cut = Cut(("day",) if by_day else (), {})
    found = []
    for some in (facts, with_kept(facts)):
        question = Question(some, spans, cut)
        own = "sku_id" if lasting.table == "order_lines" else "order_key"
        columns = ["shop_id", own, lasting.since]
        open_rows = question.read(question.open_rows(lasting, columns, at))
        spread = question.during(open_rows, lasting.since, "until", at=at)
        found.append(spread.sort(spread.columns))
    assert_frame_equal(*found)


@given(rows=ORDERS, first=DAY, other=DAY)
@settings(max_examples=60, deadline=None)
def test_few_moments_are_told_apart_as_many_are(
    rows: list[dict[str, Any]], first: date, other: date
) -> None:
    """Against a plain loop over rows and moments."""
    facts = facts_of(rows)
    spans = [Span(day, day, "") for day in {first, other}]
    question = Question(facts, spans, Cut((), {}))
    orders = facts.tables["orders"].select("shop_id", "order_key", "placed_at", "shipped_at")
    found = question.during(orders.collect(), "placed_at", "shipped_at")
    expected = {
        (order["order_key"], moment["as_of_on"], moment["at"])
        for order in orders.collect().iter_rows(named=True)
        for moment in question.moments.iter_rows(named=True)
        if order["shop_id"] == moment["shop_id"]
        and order["placed_at"] is not None
        and order["placed_at"] <= moment["at"]
        and (order["shipped_at"] is None or order["shipped_at"] > moment["at"])
    }
    assert sorted(found.select("order_key", "as_of_on", "at").rows()) == sorted(expected)


def test_of_a_file_with_too_many_rows_nothing_is_kept() -> None:
    small = Kept("small", "orders", lambda rows: rows.filter(nw.col("n") > 8), is_sum=False)
    few, many = pl.LazyFrame({"n": range(10)}), pl.LazyFrame({"n": [9, 9, 1]})
    kept = small.part(few)
    assert kept is not None
    assert kept["n"].to_list() == [9]
    assert small.part(many) is None


def test_what_is_kept_has_a_name_of_its_own_and_a_table() -> None:
    assert all(kept.table in TABLES for kept in KEPT.values())
    assert not {*KEPT} & {*TABLES, *VIEWS} - {"unsettled_lines"}
