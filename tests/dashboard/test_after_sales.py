"""After-sales page: young rates are told with what is expected; reasons by product by hand."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import after_sales, cards, charts, reasons, text
from dashboard.pages.after_sales import HEADLINES
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.judgement.maturity import Maturity
from metrics.judgement.refund_curves import Curve, Outlook, outlook
from metrics.period import resolve
from reports import formats
from reports.export import to_csv
from tests.dashboard.conftest import Open
from tests.dashboard.test_drawn import LATER, answer

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
YOUNG = Maturity(
    FIRST, LAST, LAST, 1000.0, 0.016, 0.034, 0.03, 0.038, is_mature=False, currency="USD"
)
OLD = Maturity(
    FIRST, LAST, LAST, 1000.0, 0.035, 0.035, 0.035, 0.035, is_mature=True, currency="USD"
)
CURVE = Curve(FIRST, LAST, (0.0, 0.01, 0.016))
BEFORE = (Curve(date(2026, 8, 1), date(2026, 8, 31), (0.0, 0.02, 0.03)),)


@pytest.fixture(autouse=True)
def english() -> None:
    text.speak("en")


def test_a_young_rate_is_told_with_what_is_expected_and_its_range() -> None:
    assert charts.outcome(YOUNG) == "so far 1.60%, expected 3.40% (3.00% to 3.80%)"
    assert charts.outcome(OLD) == "complete: 3.50%"
    text.speak("zh")
    assert charts.outcome(YOUNG) == "目前 1.60%，预计最终 3.40%（3.00%～3.80%）"


def test_the_card_of_a_young_rate_says_so_in_place_of_a_change() -> None:
    totals = answer([{"metric": "refund_rate_amount", "value": 0.016, "previous": 0.034,
                      "change": -0.018, "change_ratio": -0.5}])  # fmt: skip
    courses = answer([{"metric": "refund_rate_amount", "day": "2026-10-01"}], by=("day",))
    told = Outlook(YOUNG, (YOUNG,), CURVE, BEFORE)
    (card,) = cards.cards_of(totals, courses, LATER, remarks=after_sales.remarks(told))
    assert card.change is None
    assert card.beside == "so far 1.60%, expected 3.40% (3.00% to 3.80%)"
    assert after_sales.remarks(Outlook(OLD, (OLD,), CURVE, BEFORE)) == {}


def test_the_drawing_ends_at_what_is_expected() -> None:
    figure = charts.ripening(Outlook(YOUNG, (YOUNG,), CURVE, BEFORE))
    before, now, expected = figure.data
    assert list(now.y) == [0.0, 0.01, 0.016]
    assert list(before.y) == [0.0, 0.02, 0.03]
    assert (list(expected.x), list(expected.y)) == ([2, 90], [0.016, 0.034])
    assert expected.error_y.array[1] == pytest.approx(0.004)
    assert expected.error_y.arrayminus[1] == pytest.approx(0.004)
    assert len(charts.ripening(Outlook(OLD, (OLD,), CURVE, BEFORE)).data) == 2


def test_the_weeks_are_a_table_the_newest_first() -> None:
    table = after_sales.by_week(Outlook(YOUNG, (OLD, YOUNG), CURVE, BEFORE), [])
    assert table.frame["state"].to_list() == ["still settling", "complete"]
    assert table.frame["so_far"].to_list() == [0.016, 0.035]
    assert table.columns[2].heading == "Sold (USD)"


PAIRS = answer(
    [
        {"metric": "requests", "product": "p", "reason": "Broken", "value": 2.0},
        {"metric": "requests", "product": "q", "reason": None, "value": 5.0},
        {"metric": "refund_amount", "product": "p", "reason": "Broken", "value": 12.5},
    ],
    by=("product", "reason"),
)
CALLED: dict[str, dict[str | None, str]] = {
    "product": {"p": "Pan", "q": "=Quilt"},
    "reason": {"Broken": "Broken", None: "not known"},
}


def test_reasons_by_product_are_a_table_the_most_first() -> None:
    rows = to_csv(reasons.pairs(PAIRS, CALLED, [])).decode("utf-8-sig").splitlines()
    assert rows == [
        "Product,Id,Reason,After-sales requests,Refund amount (USD)",
        "'=Quilt,q,not known,5,",
        "Pan,p,Broken,2,12.5",
    ]


def test_the_heat_map_says_each_pair_and_leaves_the_others_empty() -> None:
    cells = pl.DataFrame(
        {"row": ["Pan", "Quilt"], "column": ["Broken", "Late"], "value": [2.0, 5.0]}
    )
    scale = charts.Scale(CATALOG["requests"])
    (drawn,) = charts.heat(cells, ["Quilt", "Pan"], ["Broken", "Late"], scale).data
    assert [list(line) for line in drawn.z] == [[None, 5.0], [2.0, None]]
    assert [list(line) for line in drawn.text] == [["", "5"], ["2", ""]]
    assert drawn.customdata[1][0] == "Pan<br>Broken<br>2"
    assert (
        charts.heat_in_words(cells, scale)
        == "After-sales requests: the most is 5, Quilt with Late."
    )


def test_names_in_a_heat_map_are_data_and_long_ones_are_cut_off() -> None:
    cells = pl.DataFrame(
        {"row": ["<b>"], "column": ["Item doesn't match description or photos"], "value": [1.0]}
    )
    figure = charts.heat(cells, ["<b>"], [cells["column"][0]], charts.Scale(CATALOG["requests"]))
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;",)
    assert figure.layout.xaxis.ticktext == ("Item doesn't match description…",)


def test_the_page_shows_what_ask_and_the_judgement_answer(demo: Path, open_page: Open) -> None:
    home = open_home(demo)
    span = resolve("last-30-days", home.today())
    facts = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    rows = ask(find(HEADLINES), facts, span, currency="USD").rows
    app = open_page("after_sales", demo)
    assert not app.exception
    shown = {one.label.replace("\\", ""): one.value.replace("\\", "") for one in app.metric}
    for name, value in rows.select("metric", "value").iter_rows():
        metric = CATALOG[name]
        assert shown[metric.label] == formats.compact(value, metric.unit, "USD")
    told = outlook(facts, span, currency="USD")
    said = text.plain(charts.outcome(told.whole))
    assert [one.value for one in app.caption if one.value == said]


@pytest.mark.parametrize("currency", ["own", "USD"])
def test_the_page_opens_for_shops_of_several_currencies(
    demo: Path, open_page: Open, currency: str
) -> None:
    assert not open_page("after_sales", demo, currency=currency, period="2026-08").exception


def test_without_returns_the_page_says_which_file_brings_them(
    small_shop: Path, open_page: Open
) -> None:
    app = open_page("after_sales", small_shop, period="2026-09")
    assert not app.exception
    assert any("Manage returns" in one.value for one in app.caption)
    assert "How refunds arrive" not in [one.value for one in app.subheader]


def test_reasons_of_cancelling_have_no_rate(demo: Path, open_page: Open) -> None:
    page = open_page("after_sales", demo, period="2026-09")
    columns = [set(one.value.columns) for one in page.dataframe]
    by_reason = next(one for one in columns if "cancelled_before_shipping" in one)
    assert "cancellation_rate" not in by_reason
    reasons_told = next(one.value for one in page.dataframe if by_reason == set(one.value.columns))
    assert "not known" not in reasons_told["label"].to_list()


def test_a_period_without_a_known_sale_is_not_told_as_one_without_sales() -> None:
    unknown = Maturity(FIRST, LAST, LAST, 0.0, None, None, None, None, is_mature=False)
    assert charts.outcome(unknown) == "no sale of these days is known"
