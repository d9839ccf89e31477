"""The cards of every page say what `shoppulse kpis` says, whatever is chosen beside it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cli import shoppulse
from dashboard.navigation import PLACES
from metrics.catalog import CATALOG
from reports import formats
from tests.dashboard.conftest import Open

Address = Mapping[str, str]
Kpis = Callable[..., list[dict[str, Any]]]

LABELS: Final = {metric.label: metric.name for metric in CATALOG.values()}
OTHERS: Final = {"data", "metric_book", "health"}
"""Without cards; those of account health are of TikTok's windows: see test_health."""
PAGES: Final = [name for name in PLACES if name not in OTHERS]
FINANCE: Final = "Finance & profit"
"""Some of its cards are no metrics, but of what is to come and what if: see test_finance."""
UNCHANGED: Final = {"refund_rate_amount", "unsettled_amount", "unclaimed_losses"}
"""They have a card that says something else in place of a change."""
CURRENCIES: Final = {"demo-uk": "GBP", "demo-us": "USD"}
CHOICES: Final[tuple[Address, ...]] = (
    {"period": "2026-09"},
    {"period": "2026-09", "shop": "demo-uk", "compare": "previous-year"},
    {"period": "last-7-days", "currency": "EUR", "compare": "none"},
    {"period": "2026-09", "shop": "demo-us", "clock": "shipped"},
)
DRILLED: Final[Mapping[str, tuple[str, str]]] = {
    "overview": ("category", "gmv"),
    "sales": ("region", "gmv"),
    "content": ("content_type", "gmv"),
    "advertising": ("campaign_type", "ad_cost"),
    "products": ("product", "gmv"),
    "orders": ("sku", "orders"),
    "fulfilment": ("carrier", "delivered_orders"),
    "after_sales": ("reason", "requests"),
    "feedback": ("product", "reviews"),
    "finance": ("product", "margin_before_ads"),
    "review": ("category", "gmv"),
}
"""Page → the dimension that it is kept to the greatest group of, by that metric."""


@pytest.fixture
def kpis(demo: Path) -> Kpis:
    """Asks the command as somebody would who looks at an address; its rows."""

    def run(names: list[str], address: Address, *more: str) -> list[dict[str, Any]]:
        asked = ["--home", str(demo), "kpis", address["period"], "--format", "json", *more]
        asked += ["--metric", ",".join(names)]
        asked += [] if "shop" in address else ["--currency", address.get("currency", "USD")]
        if (compare := address.get("compare", "previous")) != "none":
            asked += ["--compare", compare]
        for word, value in address.items():
            if word not in ("period", "compare", "currency", "clock"):
                asked += ["--where", f"{word}={value}"]
        said = CliRunner().invoke(shoppulse, asked)
        assert said.exit_code == 0, said.output
        return json.loads(said.stdout)["rows"]

    return run


def check(page: AppTest, kpis: Kpis, address: Address, at_least: int) -> None:
    """Each card says the figure that the command says, and how it changed."""
    assert not page.exception
    shown = [(one.label.replace("\\", ""), one) for one in page.metric]
    assert page.title[0].value == FINANCE or {label for label, _one in shown} <= {*LABELS}
    cards = [(LABELS[label], one) for label, one in shown if label in LABELS]
    names = {name for name, _one in cards}
    assert len(names) >= at_least
    clock = address.get("clock")
    dated = [one for one in sorted(names) if clock and CATALOG[one].redatable]
    rest = sorted(names - {*dated})
    rows = kpis(rest, address) if rest else []
    rows += kpis(dated, address, "--clock", str(clock)) if dated else []
    currency = CURRENCIES.get(address.get("shop", ""), address.get("currency", "USD"))
    said = {row["metric"]: row for row in rows}
    for name, one in cards:
        row, unit = said[name], CATALOG[name].unit
        assert one.value.replace("\\", "") == formats.compact(row["value"], unit, currency), name
        changed = formats.change(row.get("change"), row.get("change_ratio"), unit) or ""
        is_nothing = row.get("change") == 0 or changed[:1] not in "+-"
        assert one.delta in (
            "0" if is_nothing else changed,
            *([""] if name in UNCHANGED else []),
        ), name


@pytest.mark.parametrize("address", CHOICES, ids=str)
@pytest.mark.parametrize("name", PAGES)
def test_cards_say_what_the_command_says(
    name: str, address: Address, demo: Path, open_page: Open, kpis: Kpis
) -> None:
    check(open_page(name, demo, **address), kpis, address, 4)


@pytest.mark.parametrize("name", PAGES)
def test_cards_of_a_part_say_what_the_command_says_of_it(
    name: str, demo: Path, open_page: Open, kpis: Kpis
) -> None:
    word, metric = DRILLED[name]
    whole = {"period": "2026-09", "shop": "demo-us"}
    groups = [row for row in kpis([metric], whole, "--by", word) if row["by"][word]]
    largest = max(groups, key=lambda row: row["value"] or 0)["by"][word]
    address = {**whole, word: str(largest)}
    check(open_page(name, demo, **address), kpis, address, 1)


def test_scores_of_a_shop_say_what_the_command_says(
    demo: Path, open_page: Open, kpis: Kpis
) -> None:
    """On account health: ours, in the period, beside TikTok's."""
    address = {"period": "2026-09", "shop": "demo-us"}
    page = open_page("health", demo, **address)
    table = next(one.value for one in page.dataframe if "ours" in one.value.columns)
    ours = dict(zip(table["metric"], table["ours"], strict=True))
    (row,) = kpis(["late_dispatch_rate"], address)
    assert ours["Late dispatch"] == pytest.approx(100 * row["value"])
