"""Where orders stand and how carriers compare: hand-made rows, and the demo beside the metrics."""

from pathlib import Path

import polars as pl
import pytest

from dashboard import carrier_cells, carrier_regions, carriers, data, stages
from dashboard.charts.scorecard import Cell, scorecard, scorecard_in_words
from dashboard.charts.stages import stages as funnel_figure
from dashboard.charts.stages import stages_in_words
from metrics.period import resolve
from tests.dashboard.conftest import Open
from tests.dashboard.test_drawn import answer
from tests.dashboard.test_todo import view

AFTER = "Cancelled after shipping: refused, lost, undeliverable"
ORDERS = {"awaiting_shipment": 10, "in_transit": 20, "completed": 60, "cancelled": 8, None: 2}


def test_the_funnel_counts_every_order_that_came_so_far() -> None:
    names, numbers = stages.funnel(ORDERS)
    assert names == [
        "Orders placed", "Orders ready to ship", "Orders shipped", "Orders delivered",
        "Orders completed",
    ]  # fmt: skip
    assert numbers == [100, 80, 80, 60, 60]
    drawn = funnel_figure(names, numbers).data[0]
    assert list(drawn.text) == ["100 · 100%", "80 · 80%", "80 · 80%", "60 · 60%", "60 · 60%"]
    assert "Orders shipped 80 · 80%" in stages_in_words(names, numbers)


@pytest.mark.parametrize(
    ("before", "after", "cancelled"),
    [(6, 2, [("Cancelled before shipping", 6), (AFTER, 2)]), (6, 1, [("Cancelled", 8)])],
)  # fmt: skip
def test_states_add_up_to_all_orders(before: int, after: int, cancelled: list) -> None:
    table = stages.by_state(ORDERS, before, after, "States", [])
    rows = table.frame.select("state", "orders").rows()
    assert [row for row in rows if row[0].startswith("Cancelled")] == cancelled
    assert ("not known", 2) in rows
    assert table.frame["orders"].sum() == 100
    assert table.frame["share"].sum() == pytest.approx(1)


def test_steps_show_mean_median_and_slowest_beside_the_median_before() -> None:
    told = answer(
        [
            {"metric": "transit_hours_mean", "value": 60.0},
            {"metric": "transit_hours_median", "value": 50.0, "previous": 40.0},
            {"metric": "transit_hours_p90", "value": 99.0},
        ]
    )
    rows = {row[0]: row[1:] for row in stages.by_step(told, "Steps", []).frame.rows()}
    assert rows["Shipped → delivered"] == (60.0, 50.0, 99.0, 40.0)
    assert rows["Placed → shipped"] == (None, None, None, None)


def row(size: float, hours: float, on_time: float, problems: float) -> dict[str, float]:
    return {
        "delivered_orders": size, "transit_hours_median": hours, "on_time_delivery_rate": on_time,
        "problem_parcel_rate": problems,
    }  # fmt: skip


NAMES = ("delivered_orders", *carrier_cells.TIMED)
BY_MARKET: dict[carriers.Key, carrier_cells.Row] = {
    ("US",): row(1_000, 50, 0.9, 0.02),
    ("VN",): row(100, 20, 0.8, 0.0),
}
BY_CARRIER: dict[carriers.Key, carrier_cells.Row] = {
    ("US", "UPS"): row(600, 40, 0.95, 0.02),
    ("US", "USPS"): row(300, 75, 0.6, 0.05),
    ("US", "Veho"): row(10, 10, 0.9, 0.0),
    ("US", None): row(90, 10, 0.1, 0.0),
    ("VN", "GHN"): row(100, 20, 0.8, 0.0),
    ("VN", "BEST"): row(0, 1, 0, 0.0),
}


def test_carriers_are_judged_beside_their_own_market() -> None:
    names, cells = carriers.board(BY_CARRIER, BY_MARKET, NAMES)
    assert names == [
        "US · all carriers", "US · UPS", "US · USPS", "US · Veho", "VN · all carriers", "VN · GHN",
    ]  # fmt: skip
    better = {name: [cell.better for cell in some] for name, some in zip(names, cells, strict=True)}
    assert better["US · all carriers"] == [None] * 4
    assert better["US · UPS"] == [None, pytest.approx(0.2), pytest.approx(0.5), 0.0]
    assert better["US · USPS"] == [None, pytest.approx(-0.5), -1.0, -1.0]
    assert better["US · Veho"] == [None] * 4
    assert better["VN · GHN"] == [None, 0.0, 0.0, None]
    assert [cell.said for cell in cells[2]] == ["300", "75.0", "60.0%", "5.0%"]


def test_a_rate_is_not_judged_where_hardly_any_did_or_should_have_gone_wrong() -> None:
    whole = row(1_000, 50, 0.9, 0.02)
    assert carrier_cells.cell("problem_parcel_rate", row(249, 1, 1, 0.0), whole).better is None
    assert carrier_cells.cell("problem_parcel_rate", row(250, 1, 1, 0.0), whole).better == 1.0
    assert carrier_cells.cell("problem_parcel_rate", row(50, 1, 1, 0.1), whole).better == -1.0


def test_a_scorecard_says_better_and_worse_without_colour_and_shows_markup_as_text() -> None:
    cells = [[Cell("1", "one", 0.5), Cell("2", "two", -0.5), Cell("–", "–")]]
    figure = scorecard(["<b>UPS</b>"], ["Fast", "On time", "Nordrhein-Westfalen <i>"], cells)
    assert list(figure.data[1].text) == ["1 ✓", "2 !", "–"]
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;UPS&lt;/b&gt;",)
    assert figure.layout.xaxis.ticktext == (
        "Fast",
        "On time",
        "Nordrhein-<br>Westfalen<br>&lt;i&gt;",
    )
    assert figure.data[0].customdata[0][1] == "&lt;b&gt;UPS&lt;/b&gt; · On time: two"
    said = scorecard_in_words(["UPS"], ["Fast", "On time", "Cost"], cells)
    assert said == "Worse than the whole: UPS: On time 2."
    assert scorecard_in_words([], [], []) == "Nothing stands out as worse."


def test_carriers_by_region_are_those_with_a_delivery() -> None:
    told = answer(
        [
            {"metric": "delivered_orders", "carrier": "UPS", "region": "Ohio", "value": 3.0},
            {"metric": "transit_hours_median", "carrier": "UPS", "region": "Ohio", "value": 9.0},
            {"metric": "delivered_orders", "carrier": "UPS", "region": "Utah", "value": 0.0},
            {"metric": "delivered_orders", "carrier": None, "region": "Ohio", "value": 5.0},
        ],
        by=("carrier", "region"),
    )
    table = carrier_regions.table(told, "transit_hours_median", "Carriers", [])
    assert table.frame.rows() == [(None, "Ohio", 5.0, None), ("UPS", "Ohio", 3.0, 9.0)]


def test_the_page_shows_what_the_metrics_say(demo: Path, open_page: Open) -> None:
    page = open_page("fulfilment", demo, period="2026-10", shop="demo-us")
    assert not page.exception
    tables = [one.value for one in page.dataframe]
    states = next(one for one in tables if "state" in one)
    at = view(demo).at
    span = resolve("2026-10", at.home.today())
    where = {"shop": ["demo-us"]}
    orders = data.answer(at, ["orders"], span, where=where).rows["value"][0]
    assert states["orders"].sum() == orders
    shown = next(one for one in tables if "carrier" in one and "market" in one)
    by_carrier = data.answer(at, ["delivered_orders"], span, by=["carrier"], where=where).rows
    told = dict(by_carrier.select("carrier", "value").filter(pl.col("value") > 0).iter_rows())
    assert dict(zip(shown["carrier"], shown["delivered_orders"], strict=True)) == told


def test_without_carriers_that_is_said_and_nothing_empty_is_drawn(
    small_shop: Path, open_page: Open
) -> None:
    page = open_page("fulfilment", small_shop, period="2026-09")
    assert not page.exception
    assert [one.value for one in page.info] == [
        "No order delivered in these days says which carrier took it."
    ]
    assert not [one for one in page.dataframe if "carrier" in one.value]
