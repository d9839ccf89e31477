"""Bridges as drawings and tables: of hand-made steps."""

import polars as pl

from dashboard import bridges, charts, look
from metrics.catalog import CATALOG
from metrics.errors import Reason
from metrics.judgement.bridge import Amounts, bridge
from metrics.judgement.steps import Step

DOLLARS = charts.Scale(CATALOG["gmv"], "USD")
STEPS = (
    Step("list_sales", "Sales at list price", "total", 1_000_000),
    Step("seller_discount", "Seller discount", "change", -300_000),
    Step("expected", "Deductions to be expected", "change", -50_000, is_estimate=True),
    Step("adjustments", "Adjustments", "change", 100_000),
    Step("due", "Settled and not yet settled", "total", 750_000),
)


def bars(chain: pl.DataFrame) -> list[tuple[float, float]]:
    """Where each bar starts and ends, from left to right."""
    drawn = next(one for one in charts.waterfall(DOLLARS, chain).data if one.type == "bar")
    ends = (sorted((base, base + x)) for base, x in zip(drawn.base, drawn.x, strict=True))
    return [(left, right) for left, right in ends]


def test_a_change_starts_where_the_step_before_ended_and_a_total_at_nothing() -> None:
    assert bars(bridges.rows(STEPS)) == [(0, 100), (70, 100), (65, 70), (65, 75), (0, 75)]


def test_less_and_more_have_colours_of_their_own_and_an_estimate_is_hatched() -> None:
    figure = charts.waterfall(DOLLARS, bridges.rows(STEPS))
    drawn = next(one for one in figure.data if one.type == "bar")
    assert list(drawn.marker.color) == [
        look.NEUTRAL, look.bad(), look.bad(), look.good(), look.NEUTRAL,
    ]  # fmt: skip
    assert list(drawn.marker.pattern.shape) == ["", "", "/", "", ""]
    assert list(drawn.text) == ["$100.00", "-$30.00", "≈ -$5.00", "$10.00", "$75.00"]


def test_what_is_unknown_has_no_bar_but_a_dash_and_its_reason() -> None:
    unknown = Amounts("USD", {"list_sales": 10_000}, None, {"seller_discount": Reason("No <file>")})
    chain = bridges.rows(bridge(unknown)[:3])
    figure = charts.waterfall(DOLLARS, chain)
    assert bars(chain) == [(0, 1)]
    texts = figure.data[-1]
    assert list(texts.text) == ["–", "–"]
    assert texts.customdata[0] == "Seller discount<br>–<br>No &lt;file&gt;"
    assert "Seller discount –" in charts.waterfall_in_words(DOLLARS, chain)


def test_a_known_change_after_an_unknown_one_is_written_but_starts_nowhere() -> None:
    steps = (STEPS[0], Step("x", "Unknown", "change", None), STEPS[1])
    chain = bridges.rows(steps)
    assert bars(chain) == [(0, 100)]
    texts = charts.waterfall(DOLLARS, chain).data[-1]
    assert list(texts.text) == ["–", "-$30.00"]


def test_a_side_branch_stands_below_with_a_gap() -> None:
    figure = charts.waterfall(DOLLARS, bridges.rows(STEPS), bridges.rows(STEPS[:2]))
    assert list(figure.layout.yaxis.tickvals) == [0, 1, 2, 3, 4, 6, 7]
    assert figure.layout.xaxis.range[0] == 0


def test_no_steps_make_an_empty_drawing() -> None:
    assert charts.waterfall(DOLLARS, bridges.rows(())).layout.height > 0


def test_the_table_says_what_is_a_sum_an_estimate_or_unknown() -> None:
    steps = (STEPS[0], STEPS[2], Step("x", "Refunded", "change", None, reason=Reason("No file")))
    table = bridges.table([bridges.rows(steps)], "USD", "Bridge", ())
    assert table.frame.select("label", "amount", "kind", "note").rows() == [
        ("Sales at list price", 100.0, "Sum", ""),
        ("Deductions to be expected", -5.0, "", "estimate"),
        ("Refunded", None, "", "No file"),
    ]


def test_the_table_stands_beside_what_it_was_before_and_says_shares() -> None:
    now, old = bridges.rows(STEPS[:2]), bridges.rows((STEPS[0], Step("s", "New", "change", 1)))
    table = bridges.table([now, now], "USD", "Bridge", (), [old, old], "Of the first")
    assert table.frame.select("share", "before", "change").rows() == [
        (1, 100, 0), (-0.3, None, None), (1, 100, 0), (-0.3, None, None),
    ]  # fmt: skip


def test_what_stands_far_right_is_written_on_its_left() -> None:
    steps = (STEPS[0], STEPS[1], Step("none", "Refunded", "change", 0))
    figure = charts.waterfall(DOLLARS, bridges.rows(steps))
    drawn = next(one for one in figure.data if one.type == "bar")
    assert list(zip(drawn.base, drawn.x, strict=True)) == [(0, 100), (100, -30)]
    assert (figure.data[-1].text, figure.data[-1].textposition) == (("$0",), ("middle left",))
