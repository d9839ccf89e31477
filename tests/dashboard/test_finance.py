"""Finance & profit page: what it shows is what the judgements say."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import charts, losses, settling
from dashboard.what_if import tried
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.facts import Facts
from metrics.judgement.bridge import bridge
from metrics.judgement.bridge_amounts import placed
from metrics.judgement.cash import unsettled
from metrics.judgement.losing import Losing, sold_at_a_loss
from metrics.judgement.steps import Step
from metrics.judgement.what_if import Asked, price
from metrics.period import Span
from reports import formats
from tests.dashboard.conftest import Open

SEPTEMBER = Span(date(2026, 9, 1), date(2026, 9, 30), "2026-09")
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31), "2026-10")
US = {"shop": ["demo-us"]}


def facts_of(home: Path) -> Facts:
    opened = open_home(home)
    return Store(opened.store).facts(opened.settings.shops.values(), now=opened.now())


def shown(page: AppTest) -> dict[str, str]:
    return {one.label.replace("\\", ""): one.value.replace("\\", "") for one in page.metric}


def table_with(page: AppTest, column: str) -> pl.DataFrame:
    return next(pl.from_pandas(one.value) for one in page.dataframe if column in one.value.columns)


@pytest.fixture(scope="module")
def facts(demo: Path) -> Facts:
    return facts_of(demo)


@pytest.fixture
def october(demo: Path, open_page: Open) -> AppTest:
    page = open_page("finance", demo, period="2026-10", shop="demo-us")
    assert not page.exception
    return page


def test_the_bridge_is_drawn_step_by_step(october: AppTest, facts: Facts) -> None:
    (one,) = placed(facts, OCTOBER, ["demo-us"])
    table = table_with(october, "kind")
    amounts = [step.amount_e4 for step in bridge(one.amounts)]
    assert [round(10_000 * one) for one in table["amount"]] == amounts
    drawing = next(chart for chart in october.get("plotly_chart") if "Paid out" in chart.proto.spec)
    assert "Net revenue" in drawing.proto.spec


def test_cash_to_come_is_what_unsettled_orders_should_bring(october: AppTest, facts: Facts) -> None:
    found = unsettled(facts, OCTOBER, US)
    cards = shown(october)

    def said(amount_e4: int) -> str:
        return formats.compact(amount_e4 / 10_000, "money", "USD")

    assert cards["Not yet settled"] == said(sum(found.orders["expected_e4"]))
    assert cards["Due in 14 days"] == said(sum(found.ahead()["expected_e4"]))
    assert cards["Overdue"] == said(sum(found.overdue["expected_e4"].drop_nulls()))
    assert table_with(october, "expected_on")["order_id"].to_list() == (
        found.orders["order_id"].to_list()
    )


def test_orders_sold_at_a_loss_are_listed(demo: Path, open_page: Open, facts: Facts) -> None:
    page = open_page("finance", demo, period="2026", shop="demo-us")
    span = Span(date(2026, 1, 1), date(2026, 11, 1), "2026")
    found = sold_at_a_loss(facts, span, US)
    assert found.orders
    ids = table_with(page, "contribution")["order_id"]
    assert ids.to_list() == found.rows["order_id"].to_list()
    assert any(f"{found.orders:,} of " in one.value for one in page.markdown)


def test_a_change_is_tried_on_the_real_orders(october: AppTest, facts: Facts) -> None:
    effect = price(Asked(facts, OCTOBER, US, "USD"), Decimal("0.05"))
    assert effect.margin is not None
    assert effect.effect is not None
    cards = shown(october)
    assert cards["Contribution profit as it is"] == formats.compact(effect.margin, "money", "USD")
    assert cards["Effect"] == f"+{formats.compact(effect.effect, 'money', 'USD')}"
    assert tried(facts, OCTOBER, US, "USD", "price", "5.0", "", ()) == effect


def test_cards_say_what_the_metrics_say(october: AppTest, facts: Facts) -> None:
    rows = ask(find(["settled_amount", "fee_rate"]), facts, OCTOBER, where=US).rows
    settled, rate = rows["value"]
    assert shown(october)["Settled"] == formats.compact(settled, "money", "USD")
    assert shown(october)["Fee rate"] == formats.exact(rate, "share")


def test_each_shop_s_own_currency_is_told_apart(demo: Path, open_page: Open) -> None:
    page = open_page("finance", demo, period="2026-10", currency="own")
    assert not page.exception
    assert [one.label for one in page.selectbox].count("Currency") >= 3
    assert not any("nan" in one.value for one in page.metric)


def test_a_shop_without_statements_says_what_brings_them(small_shop: Path, open_page: Open) -> None:
    page = open_page("finance", small_shop, period="2026-09")
    assert not page.exception
    assert any("the income export" in one.value for one in page.caption)


def test_what_was_lost_is_said_in_words() -> None:
    rows = pl.DataFrame()
    said = losses.said(Losing(3, 1_203, 200, {"EUR": 20_000, "USD": 1_234_500}, rows))
    assert said == [
        "3 of 1,003 orders lost €2.00, $123.45 together, before ads.",
        "For 200 more it isn't known: a cost, a list price or a fee is missing.",
    ]
    assert losses.said(Losing(0, 5, 0, {}, rows)) == ["None of 5 orders was sold at a loss."]
    assert losses.said(Losing(0, 5, 5, {}, rows)) == ["Of no order is it known what it cost."]


BARS = pl.DataFrame(
    {"label": ["0 – 7", "<b>8+</b>"], "value": [1200.0, None], "said": ["3 orders", "0 orders"]}
)


def test_columns_are_labelled_and_escaped() -> None:
    scale = charts.Scale(CATALOG["gmv"], "USD")
    (bars,) = charts.columns(BARS, scale).data
    assert list(bars.x) == ["0 – 7", "&lt;b&gt;8+&lt;/b&gt;"]
    assert list(bars.text) == ["$1,200", ""]
    assert charts.columns_in_words(BARS, scale) == "GMV (goods): 0 – 7 $1,200.00."
    assert charts.columns_in_words(BARS.head(0), scale) == "GMV (goods): nothing."


def test_the_bridge_ends_with_its_last_known_step() -> None:
    amounts = {"list": 9, "discount": 0, "revenue": 9, "refunded": None, "paid": None}
    steps = [
        Step(name, name, "total" if name in ("list", "revenue", "paid") else "change", amount)
        for name, amount in amounts.items()
    ]
    assert [one.name for one in settling.drawable(steps)] == ["list", "revenue"]
    assert settling.drawable(steps[3:]) == steps[3:]


def test_a_shop_without_statements_has_no_empty_part(small_shop: Path, open_page: Open) -> None:
    page = open_page("finance", small_shop, period="2026-10")
    assert not page.exception
    told = [one.value for one in page.subheader]
    assert "What the platform keeps, by kind" not in told
    assert "Not yet settled, and cash to come" not in told
    assert any("income export" in one.value for one in page.caption)
