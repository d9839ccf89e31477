"""Review page: scorecard, why, caveats, and all of it as a workbook."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from dashboard import caveats, charts, data, look, review, scorecard
from dashboard.filters import Chosen
from dashboard.scorecard import Line
from dashboard.view import View
from loaders.settings import open_home
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.judgement.pace import Pace
from metrics.period import Span
from records.records import Records
from reports import formats
from reports.export import to_xlsx
from tests.dashboard.conftest import Open
from tests.dashboard.test_finance import facts_of

AUGUST = Span(date(2026, 8, 1), date(2026, 8, 31), "2026-08")
SEPTEMBER = Span(date(2026, 9, 1), date(2026, 9, 30), "2026-09")


def now() -> datetime:
    return datetime(2026, 11, 1, 12, tzinfo=UTC)


def line(
    name: str,
    value: float,
    before: float,
    *,
    settles: bool = False,
    target: float | None = None,
    gap: float | None = None,
    pace: Pace | None = None,
) -> Line:
    change = value - before
    row = {
        "value": value, "previous": before, "change": change, "change_ratio": change / before,
        "complete": True, "covers": None,
    }  # fmt: skip
    return Line("Sales", CATALOG[name], "USD", row, settles, target, gap, pace)


def view_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setenv("SHOPPULSE_HOME", str(home))
    chosen = Chosen(("demo-us",), SEPTEMBER, AUGUST, "previous", "USD")
    return View(data.situation(), chosen, "Review", "review")


def test_the_scorecard_says_what_the_metrics_say(demo: Path, open_page: Open) -> None:
    page = open_page("review", demo, period="2026-09", shop="demo-us")
    assert not page.exception
    rows = ask(
        find(scorecard.NAMES), facts_of(demo), SEPTEMBER, AUGUST, where={"shop": ["demo-us"]}
    ).rows
    table = next(one.value for one in page.markdown if one.value.startswith("| Metric"))
    for row in rows.iter_rows(named=True):
        metric = CATALOG[row["metric"]]
        said = [formats.compact(row[name], metric.unit, "USD") for name in ("value", "previous")]
        found = next(
            one
            for one in table.replace("\\", "").splitlines()
            if one.startswith(f"| {metric.label} ")
        )
        assert found.split(" | ")[1].removesuffix(" (partial)") == said[0]
        assert found.rstrip(" |").split(" | ")[3] == said[1]


def test_headings_stand_in_the_order_of_an_evaluation(demo: Path, open_page: Open) -> None:
    page = open_page("review", demo, period="2026-09", shop="demo-us")
    titles = [one.value for one in page.subheader]
    assert titles == [
        "What got better, and what worse", "Scorecard", "What changed, and why", "Caveats",
        "Downloads",
    ]  # fmt: skip


def test_a_period_without_comparison_or_data_is_no_error(demo: Path, open_page: Open) -> None:
    alone = open_page("review", demo, period="2026-09", compare="none")
    assert not alone.exception
    assert not any("Before" in one.value for one in alone.markdown)
    before = open_page("review", demo, period="1999")
    assert not before.exception
    assert not before.get("plotly_chart")


@pytest.mark.parametrize(
    ("name", "value", "before", "settles", "is_better"),
    [
        ("gmv", 110, 100, False, True),
        ("refund_rate", 0.1, 0.2, False, True),
        ("refund_rate", 0.2, 0.1, False, False),
        ("refund_rate", 0.2, 0.1, True, None),
        ("ad_cost", 110, 100, False, None),
        ("gmv", 100, 100, False, None),
    ],
)
def test_what_is_better_depends_on_the_metric_and_on_its_age(
    name: str, value: float, before: float, settles: bool, is_better: bool | None
) -> None:
    assert line(name, value, before, settles=settles).is_better is is_better


def test_a_change_is_coloured_signed_and_starred() -> None:
    better = scorecard._row(line("gmv", 110, 100))
    assert better[3] == ":green[▲\u00a0\\+10.0%]"
    young = scorecard._row(line("net_revenue", 90, 100, settles=True))
    assert young[3] == "▼\u00a0-10.0%\u00a0\\*"


def test_a_target_is_told_by_what_is_missing_or_by_where_it_will_end() -> None:
    missed = scorecard._row(line("gmv", 90, 80, target=100.0, gap=-10.0))
    assert missed[4:] == ["\\$100.00", ":red[▼\u00a0-10.0%]"]
    pace = Pace(date(2026, 9, 20), 10, 60.0, 95.0, 90.0, 99.0, 100.0, 0.6, 4.0)
    under_way = scorecard._row(line("gmv", 60, 80, target=100.0, gap=-40.0, pace=pace))
    assert under_way[5].replace("\\", "") == (
        "60.00% reached, heading for $95.00; $4.00 a day needed"
    )


def test_targets_come_from_the_records_and_only_of_shops_that_are_seen(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of(demo, monkeypatch)
    home = open_home(demo)
    assert data.targets(view.at) == []
    assert not (home.path / "records.db").exists()
    try:
        records = Records(home.records_url(), now)
        first, last = SEPTEMBER.first, SEPTEMBER.last
        records.set_target("gmv", "demo-us", "2026-09", first, last, "1000.5", "USD", "ann")
        records.set_target("gmv", "gone", "2026-09", first, last, "7", "USD", "ann")
        records.close()
        (one,) = data.targets(view.at)
        assert (one.shop, one.value, one.currency) == ("demo-us", Decimal("1000.5"), "USD")
        (gmv,) = scorecard.lines(view, ["gmv"], now().date())
        assert gmv.target == 1000.5
        assert gmv.gap == pytest.approx(gmv.row["value"] - 1000.5)
        assert gmv.pace is not None
    finally:
        for file in home.path.glob("records.db*"):
            file.unlink()


def test_the_whole_review_is_one_workbook(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(demo, monkeypatch)
    made = review.workbook(view, ["gmv", "refund_rate", "margin"], ["gmv"], now().date())
    sheets = fastexcel.read_excel(to_xlsx(made)).sheet_names
    assert sheets == [
        "About",
        "Scorecard",
        "GMV (goods) – what made it…",
        "Over time",
        "Caveats",
    ]
    assert (made[0].title, made[-1].title) == ("Scorecard", "Caveats")
    assert made[0].frame["label"].to_list() == [
        CATALOG[name].label for name in ("gmv", "refund_rate", "margin")
    ]


def test_caveats_name_what_is_young_partial_and_estimated(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of(demo, monkeypatch)
    young = line("refund_rate", 0.1, 0.2, settles=True)
    whole = line("gmv", 1, 2)
    partial = replace(whole, row={**whole.row, "complete": False})
    said = " ".join(caveats.said(view, [young, partial]))
    assert "Still settling until Oct 30, 2026: Refund rate (orders)." in said
    assert "Partial, for lack of data of some shops or days: GMV (goods)." in said


def test_bars_of_changes_are_cut_off_but_say_the_whole() -> None:
    rows = pl.DataFrame(
        {
            "label": ["GMV", "<b>Rate</b>"], "ratio": [2.5, -0.1], "is_better": [True, False],
            "said": ["+250.0%", "-1.00 pp"], "about": ["1 → 3.5", "10% → 9%"],
        }
    )  # fmt: skip
    figure = charts.changes(rows)
    better, worse, neither = figure.data
    assert (list(better.x), list(better.text)) == ([1.0], ["+250.0%"])
    assert (worse.marker.color, worse.marker.pattern.shape) == (look.bad(), "/")
    assert not len(neither.y)
    assert "&lt;b&gt;" in str(figure.layout.yaxis.ticktext)
    assert charts.changes_in_words(rows) == "better: GMV +250.0%; worse: <b>Rate</b> -1.00 pp"


def test_a_period_that_is_not_over_stands_beside_the_whole_of_the_one_before(
    demo: Path, open_page: Open
) -> None:
    """On 1 November: October of the quarter is over."""
    over, whole = (
        Span(date(2026, first, 1), date(2026, last, days), "")
        for first, last, days in ((10, 10, 31), (7, 9, 30))
    )
    orders, where = find(["orders"]), {"shop": ["demo-us"]}
    now, before = (
        ask(orders, facts_of(demo), one, where=where).rows["value"].item() for one in (over, whole)
    )
    page = open_page("review", demo, period="this-quarter", shop="demo-us")
    said = [one.value.replace("\\", "") for one in page.markdown if one.value.startswith("- GMV")]
    assert said[0].splitlines()[1] == (
        f"- Orders: {now:,.0f} so far, {now / before:.2%} of all of Jul 1 – Sep 30, 2026 "
        f"(days over: 31 of 92); per day {now / 31 / (before / 92) - 1:+.1%}."
    )


@pytest.mark.parametrize(
    "address",
    [{"period": "2026-09"}, {"period": "this-month"}, {"period": "this-quarter", "weekday": "1"}],
    ids=str,
)
def test_days_that_cannot_stand_beside_a_whole_have_no_such_lines(
    address: dict[str, str], demo: Path, open_page: Open
) -> None:
    """The first of the month isn't over yet."""
    page = open_page("review", demo, shop="demo-us", **address)
    assert not page.exception
    assert not [one.value for one in page.markdown if "days over" in one.value]


def test_money_of_several_currencies_has_no_line(demo: Path, open_page: Open) -> None:
    page = open_page("review", demo, period="this-quarter", currency="own", language="zh")
    lines = [one.value for one in page.markdown if "全期" in one.value]
    assert len(lines) == 1
    assert lines[0].startswith("- 订单数")
    assert "GMV" not in lines[0]
