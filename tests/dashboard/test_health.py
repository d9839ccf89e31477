"""Account health page: TikTok's windows and limits as `standings` has them."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import charts, look
from metrics.health import Standing, faulty, standings
from metrics.health_rules import Rule
from tests.dashboard.conftest import LAST_DAY, Open
from tests.dashboard.test_finance import facts_of, shown, table_with


def test_the_table_holds_every_standing(demo: Path, open_page: Open) -> None:
    page = open_page("health", demo, period="2026-10", shop="demo-us")
    assert not page.exception
    found = standings(facts_of(demo), LAST_DAY, ["demo-us"])
    table = table_with(page, "to_limit")
    assert sorted(table["value"]) == pytest.approx(sorted(100 * (one.value or 0) for one in found))
    assert sorted(table["left"].drop_nulls()) == sorted(
        one.faults_left for one in found if one.faults_left is not None
    )
    limited = [one for one in found if one.rule.limit is not None]
    broken = [one for one in limited if (one.used or 0) > 1]
    assert shown(page)["Beyond their limit"] == f"{len(broken)} / {len(limited)}"


def test_the_faults_of_the_chosen_metric_are_listed(demo: Path, open_page: Open) -> None:
    page = open_page("health", demo, period="2026-10", shop="demo-us")
    chosen = next(one for one in page.selectbox if one.key == "health moved")
    chosen.select_index(chosen.options.index("Returns, not buyer's fault")).run()
    assert not page.exception
    expected = faulty(facts_of(demo), "demo-us", "nbfr_tiktok", LAST_DAY)
    assert expected.height
    assert table_with(page, "until")["order_id"].to_list() == expected["order_id"].to_list()


def test_a_market_without_rules_has_no_empty_drawing(demo: Path, open_page: Open) -> None:
    page = open_page("health", demo, period="2026-10", shop="demo-de")
    assert not page.exception
    assert not page.get("plotly_chart")


def test_what_a_file_must_bring_is_said(small_shop: Path, open_page: Open) -> None:
    page = open_page("health", small_shop, period="2026-10")
    assert not page.exception
    assert any("Seller Center exports no reviews" in one.value for one in page.caption)
    assert "Negative reviews" not in str([one.value for one in page.dataframe])


ROWS = pl.DataFrame(
    {
        "label": ["A\nLate", "<i>B</i>\nTracking"],
        "used": [0.4, 3.0],
        "said": ["4% · ≤ 10%", "85% · ≥ 95%"],
        "about": ["A", "B"],
    }
)


def test_a_bar_beyond_the_limit_is_cut_off_hatched_and_named() -> None:
    figure = charts.bullets(ROWS)
    bars = figure.data[1]
    assert list(bars.x) == [1.6, 0.4]
    assert list(bars.marker.pattern.shape) == ["/", ""]
    assert list(bars.marker.color) == [look.bad(), look.NEUTRAL]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;i&gt;B&lt;/i&gt;<br>Tracking", "A<br>Late"]
    assert charts.bullets_in_words(ROWS) == (
        "Against their limits: A Late: 4% · ≤ 10%, <i>B</i> Tracking: 85% · ≥ 95%."
    )


@pytest.mark.parametrize(
    ("metric", "part", "limit", "left", "said"),
    [
        ("ldr_tiktok", 4, 0.10, 6, "4.00% · ≤ 10% · 6 left"),
        ("vtr_tiktok", 80, 0.95, 0, "80.00% · ≥ 95% · beyond"),
    ],
)
def test_a_bar_says_value_limit_and_what_is_left(
    metric: str, part: int, limit: float, left: int, said: str
) -> None:
    from dashboard.shop_health import _written

    day = date(2026, 10, 9)
    rule = Rule(metric, ("US",), day, 7, "shipped_on", True, limit, None, "said")
    one = Standing("a", metric, rule, part, 100, part / 100, None, left, 0, 0, is_rebuilt=False)
    assert _written(one) == said
