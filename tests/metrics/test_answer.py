"""What an answer says: comparison, groups, order of rows, JSON and CSV."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from metrics.answer import ask, to_csv, to_json
from metrics.catalog import find
from metrics.facts import Facts
from metrics.period import Span

MakeFacts = Callable[..., Facts]
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 3), "2026-10-01..2026-10-03")
SEPTEMBER = Span(date(2026, 9, 1), date(2026, 9, 3), "previous")


def day(number: int, month: int = 10) -> date:
    return date(2026, month, number)


def test_change_is_exact_to_the_last_digit(make_facts: MakeFacts) -> None:
    now = {"placed_on": day(1), "item_amount_e4": 199_900}
    facts = make_facts(order_lines=[now, now | {"placed_on": day(1, 9), "item_amount_e4": 199_000}])
    row = ask(find(["gmv"]), facts, OCTOBER, SEPTEMBER).rows.row(0, named=True)
    assert (row["value"], row["previous"], row["change"]) == (19.99, 19.9, 0.09)
    assert row["change_ratio"] == 0.09 / 19.9


def test_change_ratio_of_nothing_is_unknown(make_facts: MakeFacts) -> None:
    facts = make_facts(orders=[{"placed_on": day(1)}])
    row = ask(find(["orders"]), facts, OCTOBER, SEPTEMBER).rows.row(0, named=True)
    assert (row["previous"], row["change"], row["change_ratio"]) == (0, 1, None)


def test_days_are_compared_by_their_place_in_the_span(make_facts: MakeFacts) -> None:
    orders = [{"placed_on": d} for d in (day(1), day(3), day(3), day(2, 9), day(3, 9))]
    rows = ask(find(["orders"]), make_facts(orders=orders), OCTOBER, SEPTEMBER, ["day"]).rows
    assert rows.select("day", "value", "previous").rows() == [
        ("2026-10-01", 1, 0),
        ("2026-10-02", 0, 1),
        ("2026-10-03", 2, 1),
    ]


def test_weekdays_are_compared_by_name(make_facts: MakeFacts) -> None:
    orders = [{"placed_on": day(1)}, {"placed_on": day(3, 9)}]
    rows = ask(find(["orders"]), make_facts(orders=orders), OCTOBER, SEPTEMBER, ["weekday"]).rows
    assert rows.select("weekday", "value", "previous").rows() == [
        (4, 1, 1),
        (5, 0, None),
        (6, 0, None),
    ]


def test_labels_of_days_are_those_of_the_calendar(make_facts: MakeFacts) -> None:
    facts = make_facts(orders=[{"placed_on": date(2027, 1, 1)}])
    span = Span(date(2026, 12, 31), date(2027, 1, 1), "new year")
    words = ["day", "week", "month", "quarter", "year", "weekday"]
    assert ask(find(["orders"]), facts, span, by=words).rows.select(words).rows() == [
        ("2026-12-31", "2026-W53", "2026-12", "2026-Q4", "2026", 4),
    ]


def test_groups_of_either_span_are_in_the_answer_and_null_comes_last(
    make_facts: MakeFacts,
) -> None:
    orders = [
        {"placed_on": day(1), "region": None},
        {"placed_on": day(1), "region": "TX"},
        {"placed_on": day(1, 9), "region": "CA"},
        {"placed_on": day(1, 8), "region": "WA"},
    ]
    rows = ask(find(["orders"]), make_facts(orders=orders), OCTOBER, SEPTEMBER, ["region"]).rows
    assert rows.select("region", "value", "previous").rows() == [
        ("CA", 0, 1),
        ("TX", 1, 0),
        (None, 1, 0),
    ]


def test_a_product_has_a_row_for_every_day(make_facts: MakeFacts) -> None:
    line = {"placed_on": day(2), "product_id": "p", "item_amount_e4": 10_000}
    rows = ask(find(["gmv"]), make_facts(order_lines=[line]), OCTOBER, by=["product", "day"]).rows
    assert rows.select("product", "day", "value").rows() == [
        ("p", "2026-10-01", 0),
        ("p", "2026-10-02", 1),
        ("p", "2026-10-03", 0),
    ]


def test_json_is_what_the_command_prints(make_facts: MakeFacts) -> None:
    facts = make_facts(
        orders=[{"placed_on": day(1), "hour": 9}],
        order_lines=[{"placed_on": day(1), "hour": 9, "item_amount_e4": 199_900}],
        coverage={"order_lines": dict.fromkeys("ab", (day(2, 9), day(3)))},
        as_of=datetime(2026, 11, 1, 12, 30, tzinfo=UTC),
    )
    answer = ask(find(["gmv", "orders", "aov"]), facts, OCTOBER, SEPTEMBER, ["hour"])
    assert to_json(answer) == {
        "period": {"from": "2026-10-01", "to": "2026-10-03", "label": OCTOBER.label},
        "compare": {"from": "2026-09-01", "to": "2026-09-03", "label": "previous"},
        "currency": "USD",
        "as_of": "2026-11-01T12:30:00Z",
        "complete": False,
        "rows": [
            {
                "metric": "gmv",
                "by": {"hour": 9},
                "value": 19.99,
                "previous": 0,
                "change": 19.99,
                "change_ratio": None,
                "complete": False,
            },
            {
                "metric": "orders",
                "by": {"hour": 9},
                "value": 1,
                "previous": 0,
                "change": 1,
                "change_ratio": None,
            },
            {
                "metric": "aov",
                "by": {"hour": 9},
                "value": 19.99,
                "previous": None,
                "change": None,
                "change_ratio": None,
            },
        ],
    }


def test_json_without_comparison_says_so_and_names_what_it_covers(make_facts: MakeFacts) -> None:
    shown = {"date": day(1), "cost_e4": 10_000, "impressions": 1_000}
    facts = make_facts(ad_performance=[shown, shown | {"impressions": None, "cost_e4": 30_000}])
    said = to_json(ask(find(["cpm"]), facts, OCTOBER))
    assert said["compare"] is None
    assert said["rows"] == [
        {
            "metric": "cpm",
            "by": {},
            "value": 1,
            "previous": None,
            "change": None,
            "change_ratio": None,
            "covers": 0.25,
        }
    ]


def test_csv_has_the_words_asked_for_and_whole_counts(make_facts: MakeFacts) -> None:
    line = {"placed_on": day(1), "item_amount_e4": 199_900, "product_id": "p,1", "order_key": 1}
    answer = ask(find(["gmv", "orders"]), make_facts(order_lines=[line]), OCTOBER, by=["product"])
    assert to_csv(answer).splitlines() == [
        "metric,product,value,previous,change,change_ratio",
        'gmv,"p,1",19.99,,,',
        'orders,"p,1",1,,,',
    ]
