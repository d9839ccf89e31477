"""What is remembered of months gives exactly what the lines of the period give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.answer import ask
from metrics.catalog import CATALOG, available
from metrics.engine import InProcess
from metrics.facts import Facts
from metrics.judgement.break_even import break_even_cpa
from metrics.judgement.creators import by_creator
from metrics.judgement.losing import Losing, sold_at_a_loss
from metrics.judgement.promotion import promotion
from metrics.month_totals import numbers
from metrics.months import work_out
from metrics.period import Span
from metrics.rates import at_rates_of
from metrics.remembered import Remembered

WEEKS = Span(date(2026, 9, 24), date(2026, 10, 7), "2026-09-24..2026-10-07")
BEFORE = Span(date(2026, 9, 10), date(2026, 9, 23), "2026-09-10..2026-09-23")
OF_ORDER = ("shop_id", "currency", "placed_on", "order_kind")


@pytest.fixture
def facts(random_facts: Callable[[int, int], Facts]) -> Facts:
    """All lines and returns of an order are of one shop, currency and day, as loads make them; no
    rate is missing."""
    made = random_facts(5, 150)
    lines = made.tables["order_lines"].collect()
    whole = lines.select("order_key", *OF_ORDER).unique("order_key", keep="first")
    told = lines.drop(OF_ORDER).join(whole, on="order_key").select(lines.columns)
    returns = made.tables["returns"].collect()
    days = whole.select("order_key", "placed_on")
    dated = returns.drop("placed_on").join(days, on="order_key", how="left").select(returns.columns)
    skus = made.tables["skus"].with_columns(cost_currency=pl.lit("USD"))
    tables = {"order_lines": told.lazy(), "returns": dated.lazy(), "skus": skus}
    return replace(made, tables={**made.tables, **tables})


def remembering(facts: Facts) -> Facts:
    """The facts with all of their months worked out."""
    held = replace(facts, remembered=Remembered())
    assert [*work_out(held, 25)]
    return held


def of_lines() -> list[str]:
    """The metrics that look at lines of a period with their prices, costs or fees."""
    every = CATALOG.values()
    return [one.name for one in every if any(m.rows.is_of_lines for m in one.measures())]


def _numbers(found: Losing) -> tuple[int, int, int, Mapping[str, int]]:
    return found.orders, found.judged, found.unknown, found.lost_e4


@pytest.mark.parametrize(
    ("by", "where"),
    [
        ((), {}),
        (("day",), {"shop": ["b"]}),
        (("week", "shop", "currency"), {}),
        (("market",), {"weekday": ["1", "3"]}),
        (("sku",), {}),
        (("product", "month"), {"category": [None]}),
        (("creator", "affiliate"), {}),
        (("carrier",), {}),
        (("content_type", "sku"), {}),
        ((), {"fulfilment_type": ["seller"]}),
    ],
)
@pytest.mark.parametrize("currency", [None, "USD"])
def test_every_metric_is_the_same(
    facts: Facts, by: Sequence[str], where: Mapping[str, Sequence[str | None]], currency: str | None
) -> None:
    asked = [one for one in available(by, where) if one.name in of_lines()]
    held = remembering(facts)
    plain = ask(asked, facts, WEEKS, BEFORE, by, where, currency=currency)
    found = ask(asked, held, WEEKS, BEFORE, by, where, currency=currency)
    assert_frame_equal(found.rows, plain.rows, check_exact=True)
    assert found.notes == plain.notes


def test_what_is_remembered_is_what_is_read(facts: Facts) -> None:
    held = remembering(facts)
    asked = [CATALOG[name] for name in of_lines()]
    first = ask(asked, held, WEEKS)
    without_lines = {**facts.tables, "order_lines": facts.tables["order_lines"].clear()}
    again = ask(asked, replace(held, tables=without_lines), WEEKS)
    assert_frame_equal(again.rows, first.rows)
    assert first.rows["value"].null_count() < first.rows.height


def test_judgements_of_profit_are_the_same(facts: Facts) -> None:
    held = remembering(facts)
    for some in (facts, held):
        assert break_even_cpa(some, WEEKS, currency="USD") == break_even_cpa(
            facts, WEEKS, currency="USD"
        )
    for where in ({}, {"shop": ["a"]}, {"category": [None], "weekday": ["2"]}):
        found, plain = (promotion(one, WEEKS, where, currency="USD") for one in (held, facts))
        assert_frame_equal(found.by_sku, plain.by_sku)
        assert_frame_equal(found.by_band, plain.by_band)
        creators, others = (by_creator(one, WEEKS, where, currency="USD") for one in (held, facts))
        assert_frame_equal(creators[0], others[0])
        losses, plain_losses = (
            sold_at_a_loss(one, WEEKS, where, currency="USD") for one in (held, facts)
        )
        assert_frame_equal(losses.rows, plain_losses.rows)
        assert _numbers(losses) == _numbers(plain_losses)
        assert losses.judged


def test_other_facts_have_none_of_it(facts: Facts) -> None:
    held = replace(facts, remembered=Remembered())
    assert held.of_shops(["a"]).remembered is None
    assert at_rates_of(held, WEEKS, BEFORE).remembered is None


def test_a_missing_rate_is_told_of_the_days_that_are_asked_for(facts: Facts) -> None:
    """The list of prices is in euros; rates end in the middle of the month."""
    last = date(2026, 9, 29)
    rates = facts.tables["fx_rates"].filter(pl.col("date") <= last - pl.duration(days=8))
    prices = facts.tables["skus"].with_columns(currency=pl.lit("GBP"), cost_currency=pl.lit("GBP"))
    facts = replace(facts, tables={**facts.tables, "fx_rates": rates, "skus": prices})
    held = remembering(facts)
    margin = [CATALOG["margin_before_ads"]]
    found, plain = (ask(margin, one, WEEKS) for one in (held, facts))
    assert found.notes == plain.notes
    assert any("GBP" in note for note in plain.notes)
    assert_frame_equal(found.rows, plain.rows)


def worked_out(held: Remembered) -> list[date]:
    """The months that were."""
    months = [date(2026, n, 1) for n in range(1, 13)]
    return [one for one in months if held.has(("profit_lines", one))]


def test_a_month_is_worked_out_once_it_is_asked_for_again(facts: Facts) -> None:
    held = Remembered()
    facts, margin = replace(facts, remembered=held), [CATALOG["margin"]]
    first = ask(margin, facts, WEEKS)
    assert worked_out(held) == []
    again = ask(margin, facts, WEEKS)
    assert worked_out(held) == [date(2026, 9, 1), date(2026, 10, 1)]
    assert_frame_equal(again.rows, first.rows)


def test_a_day_alone_works_out_no_month(facts: Facts) -> None:
    held = Remembered()
    day = Span(date(2026, 10, 1), date(2026, 10, 1), "2026-10-01")
    for _ in range(2):
        ask([CATALOG["margin"]], replace(facts, remembered=held), day)
    assert worked_out(held) == []


def test_a_long_period_looks_at_months_with_lines_only(facts: Facts) -> None:
    held = Remembered()
    covered = dict.fromkeys("ab", (date(2026, 9, 20), date(2026, 10, 9)))
    facts = replace(facts, coverage={**facts.coverage, "order_lines": covered}, remembered=held)
    for _ in range(2):
        ask([CATALOG["margin"]], facts, Span(date(2000, 1, 1), date(2026, 12, 31), "2000..2026"))
    assert worked_out(held) == [date(2026, 9, 1), date(2026, 10, 1)]


def test_a_shop_without_prices_and_statements_has_months_of_neither(facts: Facts) -> None:
    tables = {name: facts.tables[name] for name in ("orders", "order_lines", "returns")}
    held = replace(facts, tables=tables, remembered=Remembered())
    assert len([*work_out(held, 3)]) == 3
    assert worked_out(held.remembered or Remembered()) == []


def test_lines_of_a_server_are_not_worked_out_ahead(facts: Facts) -> None:
    server = replace(facts, remembered=Remembered(), engine=InProcess())
    assert [*work_out(server, 25)] == []


def test_every_measure_of_profit_and_of_checked_prices_is_kept() -> None:
    measures = [m for one in CATALOG.values() for m in one.measures() if m.rows.is_of_lines]
    assert {one for one in measures if one in numbers(one.rows)} == {*measures}


def test_two_who_ask_at_once_work_it_out_once() -> None:
    held, begun, made = Remembered(), Barrier(2, timeout=10), []

    def work() -> list[pl.DataFrame]:
        made.append(1)
        return [pl.DataFrame({"a": [1]})]

    def asks() -> None:
        begun.wait()
        held.once("key", work)

    threads = [Thread(target=asks) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == [1]


def test_what_failed_is_tried_again() -> None:
    held = Remembered()

    def fails() -> list[pl.DataFrame]:
        raise OSError("no such file")

    with pytest.raises(OSError, match="no such file"):
        held.once("key", fails)
    assert not held.has("key")
    assert held.once("key", lambda: [pl.DataFrame({"a": [1]})])[0]["a"].to_list() == [1]


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    frame = pl.DataFrame({"a": range(1000)})
    held = Remembered(most=2 * int(frame.estimated_size()))
    for key in ("one", "two", "one", "three"):
        held.once(key, lambda: [frame])
    assert [key for key in ("one", "two", "three") if held.has(key)] == ["one", "three"]
