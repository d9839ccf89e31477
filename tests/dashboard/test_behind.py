"""The rows behind a figure: nothing until they are asked for; then a page of them, and files."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import lineage, text
from metrics import behind
from metrics.behind import Tally
from metrics.catalog import CATALOG
from metrics.counted import SCHEMA
from reports.export import to_csv
from tests.dashboard.conftest import Open

NAMES = {"a": "Main shop"}


def opened(app: AppTest, name: str = "sales") -> AppTest:
    app.session_state[f"{name} rows"] = True
    return app.run()


def test_nothing_is_worked_out_before_the_box_is_opened(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "tallies", None)
    app = open_page("sales", small_shop, period="2026-09")
    assert not app.exception
    assert [one.label for one in app.expander][-1] == "Rows behind a figure"


def test_a_figure_is_told_with_its_rule_and_the_rows_that_add_up_to_it(
    small_shop: Path, open_page: Open
) -> None:
    app = opened(open_page("sales", small_shop, period="2026-09"))
    said = " ".join(one.value for one in app.markdown).replace("\\", "")
    assert "**GMV (goods): $81.00**" in said
    assert "2 rows, which add up to $81.00." in said
    rows = app.dataframe[-1].value
    assert rows["part"].to_list() == [36.0, 45.0]
    assert rows["order_id"].to_list() == ["577000000000000001", "577000000000000002"]
    assert rows["shop_id"].to_list() == ["Main shop"] * 2
    assert rows["source_file"].str.endswith("orders.csv").all()
    assert rows["source_row"].to_list() == [2, 3]


def test_the_rows_keep_to_what_the_page_is_kept_to(small_shop: Path, open_page: Open) -> None:
    app = opened(open_page("sales", small_shop, period="2026-09", sku="sku Tea cup"))
    assert app.dataframe[-1].value["part"].to_list() == [45.0]


def test_both_sides_of_a_ratio_can_be_seen(small_shop: Path, open_page: Open) -> None:
    app = opened(open_page("sales", small_shop, period="2026-09"))
    app.session_state["sales rows of"] = "aov"
    app.session_state["sales rows side aov"] = "per"
    app.run()
    rows = app.dataframe[-1].value
    assert rows["part"].to_list() == [1, 1]
    assert "currency" not in rows.columns


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_of_the_demo_shows_its_rows(demo: Path, open_page: Open, lang: str) -> None:
    app = opened(open_page("overview", demo, period="2026-09", language=lang), "overview")
    (choice,) = [one for one in app.selectbox if one.key == "overview rows of"]
    for name in choice.options:
        app = choice.select(name).run()
        (choice,) = [one for one in app.selectbox if one.key == "overview rows of"]
        assert not app.exception, name


def test_a_long_list_is_shown_page_by_page(demo: Path, open_page: Open) -> None:
    app = opened(open_page("sales", demo, period="2026-09"))
    assert len(app.dataframe[-1].value) == 100
    assert app.get("pagination")


def rows(**columns: list) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    full = {name: columns.get(name, [None] * height) for name in SCHEMA}
    return pl.DataFrame(full, schema=SCHEMA | {"part": pl.Float64()})


def test_a_downloaded_row_says_its_file_and_keeps_its_id_whole() -> None:
    gmv = CATALOG["gmv"]
    some = rows(
        part=[36.0], currency=["USD"], rows_of=["order_lines"], day=[date(2026, 9, 3)],
        shop_id=["a"], order_id=["577000000000000001"], line_id=["1"], sku_id=["s"],
        source_file=["=orders.csv"], source_row=[2],
    )  # fmt: skip
    table = lineage.table_of(some, gmv, lineage.measures_of(gmv, "value", {}), NAMES, "Rows", [])
    first, second = to_csv(table).decode("utf-8-sig").splitlines()
    assert first == "Adds,Currency,Day,Shop,Order,Line,SKU,File,Row"
    assert second == "36,USD,2026-09-03,Main shop,577000000000000001\t,1,s,'=orders.csv,2"


def test_rows_of_a_day_are_days() -> None:
    by = CATALOG["reorder_by"]
    some = rows(part=[20_722.0], rows_of=["stock_at_cost"], day=[date(2026, 9, 3)], sku_id=["s"])
    table = lineage.table_of(some, by, lineage.measures_of(by, "value", {}), NAMES, "Rows", [])
    assert table.frame["part"].to_list() == [date(2026, 9, 26)]


@pytest.mark.parametrize(
    ("tally", "currency", "expected"),
    [
        (Tally("value", 0, 0, ()), None, "No row is counted: each of them would add 0."),
        (Tally("value", 3, 0, ()), None, "3 rows."),
        (
            Tally("value", 5, 2, ((None, 7.0),)),
            None,
            "5 rows, which add up to 7. What 2 of them add isn't known.",
        ),
        (
            Tally("value", 2, 0, (("EUR", 1.5), ("USD", 2.0))),
            "USD",
            "2 rows, which add up to €1.50, $2.00. Rows are in their own currency; the figure is "
            "converted to USD.",
        ),
    ],
    ids=str,
)
def test_what_the_rows_come_to_is_said(tally: Tally, currency: str | None, expected: str) -> None:
    text.speak("en")
    assert lineage.said(tally, CATALOG["gmv"], currency) == expected
