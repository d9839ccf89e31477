"""The rows behind every figure: their parts add up to it, and each says where it came from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from loaders.demo.fill import fill
from loaders.settings import open_home
from loaders.store import Store
from metrics.behind import PER, VALUE, page, sides, tallies
from metrics.catalog import CATALOG
from metrics.compute import compute, compute_spans
from metrics.counted import COLUMNS, IDS
from metrics.cut import Cut
from metrics.dimensions import DIMENSIONS
from metrics.facts import Facts
from metrics.judgement.exact import terms_of
from metrics.metric import Kind, Metric
from metrics.period import Span

WEEK = Span(date(2026, 10, 1), date(2026, 10, 7), "2026-10-01..2026-10-07")
SPREADS: dict[Kind, Callable[[pl.Series], object]] = {
    Kind.MEAN: lambda part: part.mean(),
    Kind.MEDIAN: lambda part: part.median(),
    Kind.P90: lambda part: part.quantile(0.9, interpolation="linear"),
    Kind.LEAST: lambda part: part.min(),
}
Where = dict[str, list[str | None]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    home = tmp_path_factory.mktemp("demo")
    fill(home, orders=1_500, seed=7, until=date(2026, 10, 20))
    found = open_home(home)
    return Store(found.store).facts(found.settings.shops.values(), now=found.now())


def terms(facts: Facts, metric: Metric, where: Where, side: str, clock: str | None) -> list[int]:
    """What the terms of a side come to, as `compute` has them: whole numbers; unknown left out."""
    some = [one for one in terms_of(metric) if one.name.startswith(side)]
    some = [replace(one, redatable=metric.redatable) for one in some]
    cut = Cut.read([], where)
    (frame,) = compute_spans(some, facts, [WEEK], cut, clock=clock).frames
    return frame["e4"].drop_nulls().to_list()


def check(facts: Facts, metric: Metric, where: Where, clock: str | None = None) -> int:
    """Compares every side of a metric with what is computed of it; how many rows were there."""
    height = 0
    for side in sides(facts, metric, WEEK, where, clock=clock):
        rows = side.read(0, 1_000_000)
        assert rows.columns == [*COLUMNS]
        assert rows["day"].null_count() == 0
        assert rows["day"].is_between(WEEK.first, WEEK.last).all(), metric.name
        height += rows.height
        if side.adds_up:
            expected = terms(facts, metric, where, side.name, clock)
            assert rows["part"].sum() == sum(expected), (metric.name, side.name)
        else:
            ((_, measure),) = metric.value
            (value,) = compute([metric], facts, WEEK, (), where)["value"]
            assert SPREADS[measure.kind](rows["part"]) == pytest.approx(value), metric.name
        tally = side.tally()
        assert (tally.rows, tally.unknown) == (rows.height, rows["part"].null_count())
        if side.adds_up and not side.money and rows["part"].count():
            assert tally.sums == ((None, rows["part"].sum()),)
    return height


@pytest.mark.parametrize("name", CATALOG)
def test_the_parts_of_the_demo_add_up_to_the_figure(name: str, demo: Facts) -> None:
    for shop in demo.shops():
        check(demo, CATALOG[name], {"shop": [shop]})


def test_most_figures_of_the_demo_have_rows(demo: Facts) -> None:
    without = [
        one.name
        for one in CATALOG.values()
        if not any(tally.rows for tally in tallies(demo, one, WEEK))
    ]
    assert len(without) < len(CATALOG) // 8, without


@pytest.mark.parametrize(("seed", "rows"), [(0, 0), (1, 1), (2, 8), (3, 80)])
def test_the_parts_of_rows_full_of_holes_add_up_to_every_figure(
    random_facts: Callable[[int, int], Facts], seed: int, rows: int
) -> None:
    facts = random_facts(seed, rows)
    for metric in CATALOG.values():
        for shop in facts.shops():
            check(facts, metric, {"shop": [shop]})


@pytest.mark.parametrize(
    "where",
    [
        {"carrier": ["UPS", None]},
        {"product": ["p1"]},
        {"weekday": ["4", "5"]},
        {"day": ["2026-10-03"]},
    ],
    ids=str,
)
def test_the_parts_of_what_a_page_is_kept_to_add_up(
    random_facts: Callable[[int, int], Facts], where: Where
) -> None:
    facts = random_facts(6, 100)
    cut = Cut.read((), where)
    fitting = [one for one in CATALOG.values() if cut.missing(one) is None]
    assert sum(check(facts, one, where | {"shop": ["a"]}) for one in fitting) > 100


@pytest.mark.parametrize("clock", ["created", "shipped", "settled"])
def test_the_parts_of_sales_by_another_day_add_up(
    random_facts: Callable[[int, int], Facts], clock: str
) -> None:
    facts = random_facts(7, 100)
    dated = [one for one in CATALOG.values() if one.redatable]
    assert sum(check(facts, one, {"shop": ["a"]}, clock) for one in dated) > 100


def test_every_table_and_view_says_what_tells_its_rows_apart() -> None:
    read = {m.rows.table for metric in CATALOG.values() for m in metric.measures()}
    assert read <= IDS.keys() <= DIMENSIONS.keys()


ORDERS = [
    {"order_id": "101", "order_key": 1, "placed_on": date(2026, 10, 2), "is_cancelled": True},
    {"order_id": "102", "order_key": 2, "placed_on": date(2026, 10, 3)},
    {"order_id": "103", "order_key": 3, "placed_on": date(2026, 10, 9)},
]
LINES = [
    {"order_id": "101", "order_key": 1, "line_id": "a", "sku_id": "s", "item_amount_e4": 105_000,
     "placed_on": date(2026, 10, 2), "source_file": "orders.csv", "source_row": 7},
    {"order_id": "102", "order_key": 2, "line_id": "a", "sku_id": "s", "item_amount_e4": 20_000,
     "placed_on": date(2026, 10, 3), "source_file": "orders.csv", "source_row": 8},
    {"order_id": "102", "order_key": 2, "line_id": "b", "sku_id": "t", "item_amount_e4": 0,
     "placed_on": date(2026, 10, 3), "source_file": "orders.csv", "source_row": 9},
]  # fmt: skip


def test_each_row_says_what_it_adds_and_the_file_and_row_that_it_came_from(
    make_facts: Callable[..., Facts],
) -> None:
    facts = make_facts(orders=ORDERS, order_lines=LINES)
    rows = page(facts, CATALOG["gmv"], WEEK)
    told = rows.select(
        "part", "currency", "order_id", "line_id", "source_file", "source_row"
    ).rows()
    assert told == [
        (10.5, "USD", "101", "a", "orders.csv", 7),
        (2.0, "USD", "102", "a", "orders.csv", 8),
    ]


def test_both_sides_of_a_ratio_are_told(make_facts: Callable[..., Facts]) -> None:
    facts = make_facts(orders=ORDERS, order_lines=LINES)
    value, per = tallies(facts, CATALOG["aov"], WEEK)
    assert (value.side, value.rows, value.sums) == (VALUE, 2, (("USD", 12.5),))
    assert (per.side, per.rows, per.sums) == (PER, 2, ((None, 2.0),))
    orders = page(facts, CATALOG["aov"], WEEK, side=PER)
    assert orders["order_id"].to_list() == ["101", "102"]


def test_a_value_that_is_counted_once_adds_1_at_its_first_row(
    make_facts: Callable[..., Facts],
) -> None:
    facts = make_facts(orders=ORDERS, order_lines=LINES)
    rows = page(facts, CATALOG["orders"], WEEK, {"sku": ["s", "t"]})
    assert rows.select("order_id", "line_id", "part").rows() == [
        ("101", "a", 1.0), ("102", "a", 1.0), ("102", "b", 0.0)
    ]  # fmt: skip


def test_rows_are_read_page_by_page(make_facts: Callable[..., Facts]) -> None:
    day = {"placed_on": date(2026, 10, 2)}
    some = [{"order_id": f"{n:04}", "order_key": n} | day for n in range(250)]
    facts = make_facts(orders=some)
    read = [page(facts, CATALOG["orders"], WEEK, offset=n, limit=100) for n in (0, 100, 200, 300)]
    assert [one.height for one in read] == [100, 100, 50, 0]
    assert pl.concat(read)["order_id"].to_list() == [one["order_id"] for one in some]


def test_a_figure_without_a_source_has_no_rows(make_facts: Callable[..., Facts]) -> None:
    facts = make_facts(orders=ORDERS)
    assert tallies(facts, CATALOG["gmv"], WEEK) == []
    assert page(facts, CATALOG["gmv"], WEEK).is_empty()


def test_nothing_tells_one_buyer_from_another() -> None:
    assert not {one for one in COLUMNS if "customer" in one or "buyer" in one or "tracking" in one}
