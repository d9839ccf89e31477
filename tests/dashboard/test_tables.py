"""Answers as tables: a row each day, group, currency or metric; and how a page shows them."""

from datetime import date

import polars as pl
import pytest

from dashboard import grids, tables
from metrics.period import Span
from reports import formats
from reports.export import to_csv
from tests.dashboard.test_drawn import DAYS, OCTOBER, answer


def test_a_share_of_money_by_currency_is_a_share_and_changes_by_points() -> None:
    row = {"metric": "ad_cost_share", "currency": "USD", "value": 0.14, "change": -0.02}
    table = tables.by_currency(answer([row], currency=None), "Money", ())
    assert table is not None
    assert table.frame.rows() == [("USD", 0.14, pytest.approx(-2))]
    assert [(one.label, one.unit) for one in table.columns[1:]] == [
        ("Ad cost share", "share"),
        ("Ad cost share, change (pp)", "number"),
    ]


def test_table_over_time_has_a_row_a_day_and_a_column_a_metric() -> None:
    table = tables.by_time(DAYS, "Over time", ())
    assert [column.heading for column in table.columns] == ["Day", "GMV (goods) (USD)", "Orders"]
    assert table.frame.rows() == [
        (date(2026, 10, 1), 100.0, 4.0),
        (date(2026, 10, 2), None, None),
        (date(2026, 10, 3), 250.5, 9.0),
    ]


def test_table_over_time_keeps_currencies_apart() -> None:
    several = answer(
        [
            {"metric": "gmv", "day": "2026-10-01", "currency": "USD", "value": 1.0},
            {"metric": "gmv", "day": "2026-10-01", "currency": "VND", "value": 25000.0},
            {"metric": "orders", "day": "2026-10-01", "currency": None, "value": 2.0},
        ],
        by=("day",),
        currency=None,
    )
    table = tables.by_time(several, "Over time", ())
    assert [(column.heading, column.currency) for column in table.columns[1:]] == [
        ("GMV (goods) (USD)", "USD"),
        ("GMV (goods) (VND)", "VND"),
        ("Orders", None),
    ]
    assert table.frame.row(0)[1:] == (1.0, 25000.0, 2.0)


def test_headlines_carry_the_unit_and_currency_of_each_row() -> None:
    table = tables.headlines(
        answer([{"metric": "gmv", "value": 5.0}, {"metric": "refund_rate", "value": 0.1}]), "T", ()
    )
    assert table.frame.select("label", "unit", "currency", "value").rows() == [
        ("GMV (goods)", "money", "USD", 5.0),
        ("Refund rate (orders)", "share", None, 0.1),
    ]
    assert "GMV (goods),5," in to_csv(table).decode()


@pytest.mark.parametrize(
    ("days", "word"), [(1, "day"), (93, "day"), (94, "week"), (400, "week"), (731, "month")]
)
def test_long_periods_are_drawn_in_longer_steps(days: int, word: str) -> None:
    last = date.fromordinal(OCTOBER.first.toordinal() + days - 1)
    assert tables.grain(Span(OCTOBER.first, last, "")) == word


def test_the_change_of_a_share_is_tabled_in_percentage_points() -> None:
    rows = [
        {"metric": "refund_rate", "shop": "us", "value": 0.05, "previous": 0.04, "change": 0.01,
         "change_ratio": 0.25},
    ]  # fmt: skip
    table = tables.by_group(answer(rows, by=("shop",)), {"us": "US"}, "T", ())
    assert [(one.heading, one.unit) for one in table.columns] == [
        ("Shop", "text"), ("Refund rate (orders)", "share"),
        ("Refund rate (orders), change (pp)", "number"),
    ]  # fmt: skip
    assert table.frame["change"].to_list() == [1.0]


def test_a_column_of_time_says_in_what() -> None:
    assert tables.column("transit_hours_median", None).heading == "Transit time, median (hours)"


def test_a_group_without_a_name_and_without_a_figure_is_left_out() -> None:
    rows = [
        {"metric": "cancelled_orders", "reason": "late", "value": 4.0},
        {"metric": "cancelled_orders", "reason": None, "value": 0.0, "previous": 0.0},
    ]
    shown = tables.without_nothing(answer(rows, by=("reason",)))
    assert shown.rows["reason"].to_list() == ["late"]
    rows[1]["previous"] = 3.0
    assert tables.without_nothing(answer(rows, by=("reason",))).rows.height == 2


def test_times_are_rounded_in_tables_as_on_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole minutes often end halfway between two tenths of an hour."""
    shown: list[pl.DataFrame] = []
    monkeypatch.setattr(grids.st, "dataframe", lambda frame, **_options: shown.append(frame))
    minutes = [1317, 1323, 1329]
    frame = pl.DataFrame({"median": [one / 60 for one in minutes]})
    grids.show(tables.Table("Steps", frame, [tables.Column("median", "Median", "hours")]))
    on_cards = [formats.compact(one / 60, "hours", language="en") for one in minutes]
    assert [f"{one:.1f} hr" for one in shown[0]["median"]] == on_cards
