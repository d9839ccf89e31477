"""Cards and drawings of hand-made answers."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboard import cards, charts, look, tables, text
from dashboard.charts.scale import cut
from dashboard.labels import bare, told_apart
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.period import Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
SEPTEMBER = Span(date(2026, 9, 1), date(2026, 9, 30), "previous")
NUMBERS = ("value", "previous", "change", "change_ratio")


def answer(rows: list[dict], by: tuple[str, ...] = (), currency: str | None = "USD") -> Answer:
    usual = dict.fromkeys(NUMBERS) | {"complete": True, "covers": None}
    floats = dict.fromkeys((*NUMBERS, "covers"), pl.Float64)
    frame = pl.DataFrame([usual | row for row in rows]).cast(dict(floats))
    words = [name for name in frame.columns if name not in {*usual, "metric"}]
    frame = frame.select("metric", *words, *usual)
    return Answer(OCTOBER, SEPTEMBER, currency, datetime(2026, 11, 1, tzinfo=UTC), by, frame)


LATER = date(2027, 1, 31)


def card(today: date = LATER, **row: object) -> cards.Card:
    whole = answer([row])
    return cards.card(whole.rows.row(0, named=True), whole, (), today)


DAYS = answer(
    [
        {"metric": "gmv", "day": "2026-10-01", "value": 100.0, "previous": 80.0},
        {"metric": "gmv", "day": "2026-10-02", "value": None, "previous": 90.0},
        {"metric": "gmv", "day": "2026-10-03", "value": 250.5, "complete": False},
        {"metric": "orders", "day": "2026-10-01", "value": 4.0},
        {"metric": "orders", "day": "2026-10-03", "value": 9.0},
    ],
    by=("day",),
)


def test_card_says_value_change_and_what_it_is_against() -> None:
    shown = card(
        metric="gmv", value=1234567.0, previous=1000000.0, change=234567.0, change_ratio=0.234567
    )
    assert (shown.value, shown.change, shown.beside) == ("$1.23M", "+23.5%", "vs Sep 1 – 30")
    assert r"\$1,234,567.00" in shown.rule
    assert r"\$1,000,000.00" in shown.rule


def test_card_of_the_unknown_shows_a_dash_and_no_change() -> None:
    shown = card(metric="gmv")
    assert (shown.value, shown.change, shown.beside) == ("–", None, "not known for these days")


def test_card_of_no_change_is_neither_good_nor_bad() -> None:
    assert (
        card(metric="orders", value=5.0, previous=5.0, change=0.0, change_ratio=0.0).change == "0"
    )


@pytest.mark.parametrize(
    ("name", "colour"), [("gmv", "normal"), ("cpa", "inverse"), ("ad_cost", "off")]
)
def test_card_knows_which_way_is_good(name: str, colour: str) -> None:
    assert card(metric=name, value=1.0).colour == colour


def test_card_marks_what_is_partial_and_what_covers_less_than_the_whole() -> None:
    assert card(metric="gmv", value=1.0, complete=False).beside == "partial"
    assert card(metric="cpm", value=2.0, covers=0.2).beside == "covers 20%"
    assert "20%" in card(metric="cpm", value=2.0, covers=0.2).rule


def test_a_figure_that_still_settles_says_so_and_is_neither_good_nor_bad() -> None:
    soon, later = date(2026, 11, 5), date(2026, 12, 5)
    young = card(soon, metric="refund_rate", value=0.02)
    assert (young.beside, young.colour) == ("still settling", "off")
    assert "30 days" in young.rule
    grown = card(later, metric="refund_rate", value=0.08)
    assert (grown.beside, grown.colour) == ("", "inverse")
    assert card(soon, metric="gmv", value=1.0).beside == ""


def test_money_in_several_currencies_is_a_table_and_no_card() -> None:
    several = answer(
        [
            {"metric": "gmv", "currency": "VND", "value": 12345678.0, "change_ratio": 0.5},
            {"metric": "gmv", "currency": "USD", "value": 7.0},
            {"metric": "orders", "currency": None, "value": 2.0},
        ],
        currency=None,
    )
    (shown,) = cards.cards_of(several, several, LATER)
    assert shown.label == "Orders"
    table = tables.by_currency(several, "Money", ())
    assert table is not None
    assert table.frame.rows() == [("USD", 7.0, None), ("VND", 12345678.0, 0.5)]
    assert tables.by_currency(answer([{"metric": "gmv", "value": 1.0}]), "Money", ()) is None


def test_course_of_a_card_leaves_out_the_unknown() -> None:
    totals = answer([{"metric": "gmv", "value": 350.5}])
    assert cards.cards_of(totals, DAYS, LATER)[0].course == (100.0, 250.5)


def test_trend_draws_the_values_with_gaps_and_the_comparison_beside() -> None:
    course = tables.course(DAYS, "gmv")
    figure = charts.trend(course, charts.Scale(CATALOG["gmv"], "USD"), ("October", "September"))
    values, before = figure.data
    assert list(values.x) == ["Oct 1, 2026", "Oct 2, 2026", "Oct 3, 2026"]
    assert course["value"].to_list() == [100.0, None, 250.5]
    assert [values.name, before.name] == ["October", "September"]
    assert values.customdata[0] == "$100.00"
    assert "part of the days" in values.customdata[2]
    assert not values.connectgaps


def test_trend_without_comparison_is_one_line() -> None:
    figure = charts.trend(
        tables.course(DAYS, "orders"), charts.Scale(CATALOG["orders"]), ("October", None)
    )
    assert len(figure.data) == 1


def test_trend_is_told_in_a_sentence() -> None:
    told = charts.trend_in_words(tables.course(DAYS, "gmv"), charts.Scale(CATALOG["gmv"], "USD"))
    assert told == (
        "GMV (goods) over time: lowest $100.00 (Oct 1, 2026), highest $250.50 (Oct 3, 2026)."
    )


def test_axis_ends_on_a_round_number_above_the_greatest_value() -> None:
    course = tables.course(DAYS, "gmv")
    figure = charts.trend(course, charts.Scale(CATALOG["gmv"], "USD"), ("a", None))
    assert list(figure.layout.yaxis.ticktext) == ["$0", "$100", "$200", "$300"]


def test_calendar_tells_none_from_some_and_from_outside_the_data() -> None:
    days = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]
    rows = pl.DataFrame({"line": ["US", "US"], "day": days[:2], "rows": [0, 8]})
    (heat,) = charts.coverage(rows, ["US"], days, daily=True).data
    assert list(heat.z[0]) == [0, 1.0, None]
    assert list(heat.customdata[0][:2]) == ["no rows", "8 rows"]


def test_names_in_a_drawing_are_shown_as_they_stand() -> None:
    days = [date(2026, 10, 1)]
    rows = pl.DataFrame({"line": ["<b>A&B</b>"], "day": days, "rows": [8]})
    (heat,) = charts.coverage(rows, ["<b>A&B</b>"], days, daily=True).data
    assert list(heat.y) == ["&lt;b&gt;A&amp;B&lt;/b&gt;"]


GROUPS = pl.DataFrame(
    {"label": ["A", "B", "C"], "value": [90.0, 20.0, None], "previous": [None, 80.0, None]}
)


def test_the_value_of_a_short_bar_stands_beside_it_and_of_a_long_one_in_it() -> None:
    bars, _before = charts.ranking(GROUPS, charts.Scale(CATALOG["orders"]), ("now", "before")).data
    assert dict(zip(bars.text, bars.textposition, strict=True)) == {
        "90": "inside", "20": "outside", "–": "outside",
    }  # fmt: skip


def test_names_alike_are_told_apart_by_as_little_of_their_ids_as_does() -> None:
    names = {"17280001": "Cup", "17290001": "Cup", "17290002": "Lid", "7": "Box", "17": "Box"}
    assert told_apart(names) == {
        "17280001": "Cup (…80001)", "17290001": "Cup (…90001)", "17290002": "Lid",
        "7": "Box (7)", "17": "Box (17)",
    }  # fmt: skip
    assert [bare(name, one) for one, name in told_apart(names).items()] == [*names.values()]
    assert cut("Wide-leg trousers (…0001)", 20) == "Wide-leg tr… (…0001)"


def test_shares_of_an_axis_have_decimals_only_where_they_tell() -> None:
    scale = charts.Scale(CATALOG["refund_rate"])
    assert scale.ticks([0.0, 0.2, 0.29]) == ["0%", "20%", "29%"]
    assert scale.ticks([0.0, 0.025]) == ["0.00%", "2.50%"]


def test_a_card_of_how_things_stood_says_when() -> None:
    stood = {"metric": "at_risk_orders", "value": 47.0, "previous": 34.0}
    assert card(LATER, **stood).beside == "end of Oct 31 · vs Sep 30"
    assert r"Oct 31, 2026\: 47" in card(LATER, **stood).rule
    assert card(OCTOBER.last, **stood).beside == "now · vs Sep 30"
    assert card(metric="gmv", previous=5.0).beside == "not known for these days"


@pytest.mark.parametrize("name", ["margin", "seller_fault_return_rate", "negative_review_rate"])
def test_what_rests_on_returns_and_reviews_settles_too(name: str) -> None:
    assert card(date(2026, 11, 3), metric=name, value=0.1, change=0.1).colour == "off"


def test_limits_are_alarms_in_every_language() -> None:
    rows = pl.DataFrame({"label": ["A"], "used": [3.0], "said": [""], "about": ["A"]})
    text.speak("zh")
    try:
        assert look.good_is_red()
        assert list(charts.bullets(rows).data[1].marker.color) == [look.ALARM]
    finally:
        text.speak("en")
