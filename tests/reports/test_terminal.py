"""Answers as text: aligned, dated, and never a zero for the unknown."""

from typing import Any

import pytest

from reports.terminal import Bar, answer_text, sections, spans, table

UNITS = {"gmv": "money", "refund_rate": "share"}


def told(*rows: dict[str, Any], compared: bool = True) -> dict[str, Any]:
    return {
        "period": {"from": "2026-10-01", "to": "2026-10-31", "label": "2026-10"},
        "compare": {"from": "2026-09-01", "to": "2026-09-30", "label": "previous"}
        if compared
        else None,
        "currency": "USD",
        "rows": list(rows),
    }


def row(metric: str, value: float | None, previous: float | None, **by: Any) -> dict[str, Any]:
    change = None if value is None or previous is None else value - previous
    ratio = change / previous if change is not None and previous else None
    figures = {"value": value, "previous": previous, "change": change, "change_ratio": ratio}
    return {"metric": metric, "by": by} | figures


def test_both_spans_are_dated_and_numbers_stand_under_each_other() -> None:
    text = answer_text(
        told(row("gmv", 1250.5, 1000, shop="us"), row("refund_rate", 0.05, 0.04, shop="us")),
        UNITS,
        unfinished=False,
    )
    assert text.splitlines() == [
        "2026-10: 2026-10-01 to 2026-10-31",
        "compared with previous: 2026-09-01 to 2026-09-30",
        "",
        "metric       shop      value   previous    change",
        "gmv          us    $1,250.50  $1,000.00    +25.0%",
        "refund_rate  us        5.00%      4.00%  +1.00 pp",
    ]


def test_unknown_is_a_dash_and_a_group_without_a_name_too() -> None:
    text = answer_text(told(row("gmv", None, 3, shop=None)), UNITS, unfinished=False)
    assert text.splitlines()[-1].split() == ["gmv", "–", "–", "$3.00", "–"]


def test_without_comparison_only_values_are_shown() -> None:
    text = answer_text(told(row("gmv", 1, None), compared=False), UNITS, unfinished=True)
    assert text.splitlines()[0] == "2026-10: 2026-10-01 to 2026-10-31 (unfinished)"
    assert text.splitlines()[-2:] == ["metric  value", "gmv     $1.00"]


def test_spans_are_a_line_each_and_the_second_only_where_there_is_one() -> None:
    october = {"from": "2026-10-01", "to": "2026-10-31", "label": "2026-10"}
    assert spans(october, None, unfinished=True) == [
        "2026-10: 2026-10-01 to 2026-10-31 (unfinished)"
    ]
    assert spans(october, october | {"label": "x"}, unfinished=False)[1:] == [
        "compared with x: 2026-10-01 to 2026-10-31"
    ]


def test_money_of_a_row_is_in_the_currency_of_the_row() -> None:
    several = told(row("gmv", 5, None, currency="VND"), compared=False) | {"currency": None}
    assert "₫5" in answer_text(several, UNITS, unfinished=False)


def test_chinese_characters_take_two_columns() -> None:
    assert table(["店铺", "n"], [["a", "1"], ["旗舰店", "2"]], numbers=1).splitlines() == [
        "店铺    n",
        "a       1",
        "旗舰店  2",
    ]


def test_a_bar_writes_nothing_where_there_is_no_terminal(capsys: pytest.CaptureFixture) -> None:
    with Bar() as bar:
        bar("orders.csv", 0.5)
    assert capsys.readouterr() == ("", "")


def test_lists_that_grow_with_time_end_in_their_newest_and_others_are_whole() -> None:
    rows = [{"day": f"day {n}"} for n in range(100)]
    said = sections({"coverage": rows, "reconciliation": rows, "doubts": []})
    coverage, reconciliation = said.split("\n\n")
    assert [line.strip() for line in coverage.splitlines()[2:]] == [row["day"] for row in rows]
    assert reconciliation.startswith("reconciliation (the last 30 of 100)\n")
    assert "day 99" in reconciliation
    assert "day 69" not in reconciliation
