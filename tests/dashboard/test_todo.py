"""Lists to act on: as long as the metrics say, with ids to copy."""

from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from dashboard import data, downloads, text, todo, worklist
from dashboard.data import Situation
from dashboard.filters import Chosen
from dashboard.view import View
from loaders.settings import open_home
from loaders.store import Store
from metrics.catalog import CATALOG
from metrics.period import resolve
from reports.tables import Table
from tests.dashboard.conftest import Open

SAME = {
    "at_risk": "at_risk_orders",
    "oversold": "oversold_orders",
    "stuck": "stuck_parcels",
    "below_floor": "below_floor_orders",
    "out_of_stock": "out_of_stock_skus",
}
"""Lists of exactly the rows that a metric counts."""


def view(home: Path, period: str = "2026-10", **where: tuple[str, ...]) -> View:
    at = Situation(open_home(home), Store(open_home(home).store).manifest())
    span = resolve(period, at.home.today())
    return View(at, Chosen((), span, None, "none", None, None, where), "Page", "page")


@pytest.mark.parametrize("kind", SAME)
def test_a_list_is_as_long_as_its_metric_says(
    kind: str, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the end of the last day with data: then both are known."""
    page = view(demo)
    last = resolve("2026-10-31", page.at.home.today())
    monkeypatch.setattr(todo, "_span", lambda *_: last)
    answer = data.answer(page.at, [SAME[kind]], last)
    (count,) = todo.counts(page, [kind])
    assert count.rows == answer.rows["value"][0]


def test_what_is_not_compensated_adds_up_to_the_metric(demo: Path) -> None:
    page = view(demo)
    lost = todo.rows(page, "unclaimed").group_by("currency").agg(pl.col("lost_e4").sum())
    by_currency = data.answer(
        page.at, ["unclaimed_losses"], resolve("2026-10-31", page.at.home.today())
    )
    told = dict(by_currency.rows.select("currency", "value").iter_rows())
    assert {code: e4 / 10_000 for code, e4 in lost.iter_rows()} == pytest.approx(told)


def test_lists_without_their_source_are_left_out_of_the_counts(small_shop: Path) -> None:
    kinds = [one.kind for one in todo.counts(view(small_shop))]
    assert kinds == ["overdue", "at_risk", "stuck"]


def test_lists_that_know_no_such_part_are_left_out_of_the_counts(demo: Path) -> None:
    kinds = [one.kind for one in todo.counts(view(demo, sku=("none",)))]
    assert kinds == ["out_of_stock", "reorder", "below_floor"]


def test_worth_is_told_in_one_currency_only(demo: Path) -> None:
    (all_shops,) = todo.counts(view(demo), ["unclaimed"])
    (one_shop,) = todo.counts(view(demo, shop=("demo-us",)), ["unclaimed"])
    assert all_shops.worth is None
    assert (one_shop.worth or "").startswith("$")


def test_instants_are_told_in_the_zone_of_the_rows_shop(demo: Path) -> None:
    page = view(demo)
    rows = todo.rows(page, "stuck")
    told = worklist.local(rows, ["since"], page.at)["since"]
    zones = [ZoneInfo(page.at.shops[shop].time_zone) for shop in rows["shop_id"]]
    expected = [one.astimezone(zone) for one, zone in zip(rows["since"], zones, strict=True)]
    assert told.to_list() == [f"{one:%Y-%m-%d %H:%M %Z}" for one in expected]


@pytest.mark.parametrize("kind", todo.KINDS)
def test_tables_show_money_in_units_and_their_ids(kind: str, demo: Path) -> None:
    page = view(demo)
    one, told, rows = todo.KINDS[kind], todo.table(page, kind), todo.rows(page, kind)
    assert told.frame[one.ids].to_list() == rows[one.ids].to_list()
    for column in told.columns:
        if column.unit == "money":
            exact = [None if e4 is None else e4 / 10_000 for e4 in rows[column.name]]
            assert told.frame[column.name].to_list() == exact


def test_ids_are_one_a_line_to_copy(demo: Path, open_page: Open) -> None:
    page = open_page("fulfilment", demo)
    assert not page.exception
    chosen = page.session_state["fulfilment list"]
    ids = todo.rows(view(demo, "last-30-days"), chosen)[todo.KINDS[chosen].ids]
    assert page.code[0].value.split("\n") == ids.unique(maintain_order=True).to_list()


def test_lists_that_are_not_shown_are_made_for_the_workbook_only(
    demo: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue, made = text._catalogue("zh"), []
    offered: list[Callable[[], list[Table]]] = []
    table = worklist.table
    monkeypatch.setattr(worklist, "table", lambda *asked: made.append(asked[2]) or table(*asked))
    monkeypatch.setattr(downloads, "offer_page", lambda tables, *_: offered.append(tables))
    page = open_page("fulfilment", demo, language="zh")
    assert not page.exception
    (shown,) = made
    known = {catalogue.gettext(one.title) for one in todo.KINDS.values()}
    sheets = [one.title for one in copy_context().run(offered[0])]
    lists = [one for one in sheets if one in known]
    assert shown in lists
    assert len(lists) > 1
    assert len(made) == 1 + len(lists)


def test_every_kind_goes_by_a_metric() -> None:
    assert {one.metric for one in todo.KINDS.values()} <= CATALOG.keys()
