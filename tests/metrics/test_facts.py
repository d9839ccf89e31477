"""Facts of some shops: as if there had never been any other."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.answer import ask
from metrics.catalog import CATALOG
from metrics.facts import NO_SHOP, Facts
from metrics.period import Span

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")
BEFORE = Span(date(2026, 9, 28), date(2026, 9, 30), "2026-09-28..2026-09-30")

SAYS_SHOPS = {
    "tables", "coverage", "markets", "daily", "kept", "zones", "currencies", "seen",
    "remembered",
}  # fmt: skip
SAYS_NONE = {"as_of", "now", "engine", "rate_days"}

Random = Callable[[int, int], Facts]


def without_b(facts: Facts) -> Facts:
    """The same facts, made of the rows of shop a (and of no shop) alone."""
    own = {
        name: rows.filter(pl.col("shop_id").is_in(["a", NO_SHOP]))
        for name, rows in facts.tables.items()
    }
    days = {
        name: {shop: span for shop, span in by_shop.items() if shop != "b"}
        for name, by_shop in facts.coverage.items()
    }
    return replace(facts, tables=own, coverage=days, markets={"a": facts.markets["a"]})


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("by", [(), ("shop",), ("product",)], ids=str)
def test_every_metric_is_what_it_would_be_without_the_other_shops(
    random_facts: Random, seed: int, by: tuple[str, ...]
) -> None:
    facts = random_facts(seed, 150)
    names = [one for one in CATALOG.values() if not by or one.name in {"gmv", "orders", "aov"}]
    seen = ask(names, facts.of_shops(["a"]), WEEK, BEFORE, by)
    alone = ask(names, without_b(facts), WEEK, BEFORE, by)
    assert_frame_equal(seen.rows, alone.rows)
    assert seen.notes == alone.notes
    assert not seen.rows.equals(ask(names, facts, WEEK, BEFORE, by).rows)


def test_a_table_that_only_other_shops_have_was_never_loaded(
    make_facts: Callable[..., Facts],
) -> None:
    days = (date(2026, 10, 1), date(2026, 10, 7))
    facts = make_facts(
        {"orders": {"a": days, "b": days}, "returns": {"b": days}},
        orders=[{"shop_id": "a"}, {"shop_id": "b"}],
        returns=[{"shop_id": "b"}],
    )
    seen = facts.of_shops(["a"])
    assert [*seen.tables] == ["orders"]
    assert "returns" not in seen.tables
    assert seen.tables["orders"].collect()["shop_id"].to_list() == ["a"]
    assert seen.coverage == {"orders": {"a": days}}
    assert seen.shops() == ["a"]
    assert facts.of_shops([]).shops() == []


def test_rates_are_of_no_shop_and_stay(make_facts: Callable[..., Facts]) -> None:
    facts = make_facts(fx_rates=[{"shop_id": NO_SHOP, "currency": "USD"}])
    assert facts.of_shops(["a"]).tables["fx_rates"].collect().height == 1


def test_a_frame_that_does_not_say_its_shop_is_kept_from_whoever_sees_some_only(
    make_facts: Callable[..., Facts],
) -> None:
    facts = make_facts(orders=[{"shop_id": "a"}])
    nameless = replace(facts, daily={"orders": pl.LazyFrame({"value": [1]})})
    assert "orders" not in nameless.of_shops(["a"]).daily


def test_whatever_facts_hold_is_known_to_say_shops_or_not() -> None:
    """Whoever adds a field to Facts decides here, and in `of_shops`, whether it tells of shops."""
    assert {one.name for one in fields(Facts)} == SAYS_SHOPS | SAYS_NONE
