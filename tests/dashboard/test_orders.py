"""Orders to check: how many by check and shop, and the lists behind."""

from pathlib import Path

from dashboard import checks, todo
from dashboard.todo_kinds import CHECKS
from tests.dashboard.conftest import Open
from tests.dashboard.test_todo import view

COUNTS = {"off_list": {"a": 10, "b": 1}, "parts": {"a": 5}}


def test_shops_with_the_most_to_check_come_first() -> None:
    assert checks.ordered(COUNTS, ["c", "b", "a"]) == ["a", "b", "c"]


def test_cells_are_darker_the_more_there_is_to_check() -> None:
    cells = checks.cells_of(COUNTS, ["a", "b"])
    assert [[cell.said for cell in row] for row in cells] == [["10", "1"], ["5", "0"]]
    assert [[cell.better for cell in row] for row in cells] == [[-1.0, -0.1], [-0.5, None]]
    said = checks.in_words(["Price mismatches", "Parts"], ["A", "B"], cells)
    assert said == "Most to check: Price mismatches, A: 10, Parts, A: 5, Price mismatches, B: 1."


def test_the_table_has_a_row_each_shop_and_zero_where_nothing_is_wrong() -> None:
    table = checks.table(COUNTS, {"a": "Shop A", "b": "Shop B"}, "Checks", [])
    assert [column.label for column in table.columns] == [
        "Shop", "Price mismatches", "Parts don't add up",
    ]  # fmt: skip
    assert table.frame.rows() == [("Shop A", 10, 5), ("Shop B", 1, 0)]


def test_the_page_counts_the_orders_of_its_lists(demo: Path, open_page: Open) -> None:
    page = open_page("orders", demo, period="2026-10")
    assert not page.exception
    shown = next(one.value for one in page.dataframe if "off_list" in one.value)
    for count in todo.counts(view(demo), CHECKS):
        assert shown[count.kind].sum() == count.rows
    cards = {one.label: one.value for one in page.metric}
    assert cards["Price mismatches"] == f"{shown['off_list'].sum():,}"


def test_a_day_without_a_doubtful_order_says_so(small_shop: Path, open_page: Open) -> None:
    page = open_page("orders", small_shop, period="2026-09")
    assert not page.exception
    assert [one.value for one in page.success] == ["No order of these days stands out."]
    assert not page.code


def test_lists_of_a_product_leave_out_what_orders_alone_know(demo: Path, open_page: Open) -> None:
    page = open_page("orders", demo, period="2026-10", product="none")
    assert not page.exception
    kinds = [one.kind for one in todo.counts(view(demo, product=("none",)), CHECKS)]
    assert "parts" not in kinds
    assert "off_list" in kinds


def test_no_dimension_is_offered_that_no_figure_of_the_page_has(
    small_shop: Path, open_page: Open
) -> None:
    """A shop without a price list: what is left is cancellations, which aren't by product."""
    assert not open_page("orders", small_shop).exception
