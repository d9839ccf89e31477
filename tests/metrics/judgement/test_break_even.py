"""What a conversion may cost, by eye and against the book."""

from collections.abc import Callable
from datetime import date

import pytest

from metrics.catalog import find
from metrics.compute import compute
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.break_even import break_even_cpa
from metrics.period import Span
from tests.metrics.judgement.test_creators import WEEK, facts_of, line

MakeFacts = Callable[..., Facts]
RandomFacts = Callable[[int, int], Facts]


def test_it_is_what_an_average_order_leaves(make_facts: MakeFacts) -> None:
    """Each of two orders leaves 100 − 20 kept − 30 of goods; one has a second line of no cost."""
    lines = [line(1, None), line(2, None), line(2, None, line_id="2", unit_cost_e4=None)]
    told = break_even_cpa(facts_of(make_facts, *lines), WEEK)
    assert told
    assert (told.cpa, told.currency) == (50, "USD")
    assert told.covers == pytest.approx(2 / 3)


def test_words_of_ads_are_left_aside_and_others_kept_to(make_facts: MakeFacts) -> None:
    lines = [line(1, None, product_id="p"), line(2, None, product_id="q", unit_cost_e4=500_000)]
    facts = facts_of(make_facts, *lines)
    whole = break_even_cpa(facts, WEEK, {"campaign": ["1"]})
    part = break_even_cpa(facts, WEEK, {"product": ["p"], "campaign": ["1"]})
    assert whole
    assert part
    assert (whole.cpa, part.cpa) == (40, 50)


def test_an_order_that_leaves_nothing_pays_for_no_ad(make_facts: MakeFacts) -> None:
    assert break_even_cpa(facts_of(make_facts, line(1, None, unit_cost_e4=800_000)), WEEK) is None
    assert break_even_cpa(facts_of(make_facts, line(1, None, unit_cost_e4=None)), WEEK) is None


def test_currencies_are_never_added(make_facts: MakeFacts) -> None:
    facts = facts_of(make_facts, line(1, None), line(2, None, currency="GBP"))
    with pytest.raises(MetricError, match="GBP, USD"):
        break_even_cpa(facts, WEEK)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_contribution_of_the_book_per_order(seed: int, random_facts: RandomFacts) -> None:
    facts = random_facts(seed, 80)
    span = Span(date(2026, 9, 28), date(2026, 10, 10), "x")
    only = {"currency": ["USD"]}
    margin = compute(find(["margin_before_ads"]), facts, span, (), only)["value"].item()
    told = break_even_cpa(facts, span, only)
    assert (told is None) == (margin is None or margin <= 0)
    if told:
        orders = margin / told.cpa
        assert orders == pytest.approx(round(orders))
        assert orders >= 1
