"""Buyers that one source knows by username and another by id."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from loaders.check import check
from loaders.settings import add_shop, real_home
from loaders.store import Store
from tests.loaders.test_ingest import SHOP, load, order

Row = dict[str, Any]
ALICE, BOB, A1, B1 = 5, 7, -11, -13
"""Two usernames and their ids."""


def by_name(order_id: str, key: int) -> Row:
    return order(order_id, customer_key=key, customer_kind="username")


def by_id(order_id: str, key: int) -> Row:
    return order(order_id, customer_key=key, customer_kind="id")


FILE = [by_name("1", ALICE), by_name("2", ALICE), by_name("3", BOB)]
DATABASE = [by_id("2", A1), by_id("4", A1), by_id("5", B1)]


def buyers(store: Store) -> dict[str, int]:
    rows = store.scan("orders").select("order_id", "customer_key").collect()
    return dict(rows.iter_rows())


@pytest.mark.parametrize("parts", [*permutations([FILE, DATABASE[:1], DATABASE[1:]])])
def test_an_order_of_both_sources_makes_their_buyers_one(
    tmp_path: Path, parts: tuple[list[Row], ...]
) -> None:
    store = Store(tmp_path / "store")
    for rows in parts:
        load(store, orders=rows)
    assert buyers(store) == {"1": ALICE, "2": ALICE, "3": BOB, "4": ALICE, "5": B1}
    firsts = store.scan("orders").collect().filter("is_first_of_customer")
    assert sorted(firsts["order_id"]) == ["1", "3", "5"]


def test_buyers_that_are_one_stay_so_and_a_second_load_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    load(store, orders=FILE)
    load(store, orders=DATABASE)
    before = store.manifest()
    assert load(store, orders=DATABASE).unchanged == 3
    assert store.manifest() == before


def test_a_buyer_who_changed_the_username_is_one_by_the_id(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    load(store, orders=[by_name("1", ALICE), by_name("2", BOB)])
    load(store, orders=[by_id("1", A1), by_id("2", A1)])
    assert buyers(store) == {"1": ALICE, "2": ALICE}


def test_buyers_that_no_order_joins_are_said(tmp_path: Path) -> None:
    add_shop(tmp_path, SHOP)
    home = real_home(tmp_path)
    store = Store(home.store)
    load(store, orders=DATABASE)
    doubt = "orders whose buyer is known by an id only, which no order joins to a username"
    assert doubt not in [row["what"] for row in check(home)["doubts"]]
    load(store, orders=FILE)
    assert {row["what"]: row["orders"] for row in check(home)["doubts"]}[doubt] == 1
