"""Orders that the seam of an export in parts goes through."""

from itertools import permutations
from pathlib import Path

import pytest

from loaders.load import FileReport, load_paths
from loaders.settings import Home, Shop, add_shop, real_home
from loaders.store import Store

HEADER = (
    "Order ID,Order Status,SKU ID,Quantity,SKU Subtotal After Discount,Created Time,Paid Time,"
    "Cancelled Time,Cancel Reason\n"
)
CREATED = "10/05/2026 09:00:00 AM,10/05/2026 09:01:00 AM"
PAID = f"577000000000000001,Shipped,1,1,19.99,{CREATED},,\n"
GIFT = f"577000000000000001,Shipped,2,1,0.00,{CREATED},,\n"
DROPPED = f"577000000000000001,Canceled,3,1,5.00,{CREATED},10/07/2026 09:00:00 AM,Out of stock\n"
PARTS = [*permutations([PAID, GIFT, DROPPED])]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    add_shop(tmp_path / "home", Shop("us", "Main", "US", "USD", "America/Los_Angeles"))
    return real_home(tmp_path / "home")


def load(home: Home, rows: str, name: str) -> FileReport:
    path = home.path.parent / f"All order-2026-10-17-14_05 {name}.csv"
    path.write_text(HEADER + rows)
    [report] = load_paths(home, [str(path)])
    return report


def told(home: Home) -> tuple[object, ...]:
    columns = ["order_kind", "status", "is_cancelled", "cancelled_on", "cancel_reason", "units"]
    return Store(home.store).scan("orders").select(columns).collect().row(0)


@pytest.mark.parametrize("parts", PARTS)
def test_the_parts_of_an_order_say_together_what_became_of_it(
    home: Home, parts: tuple[str, ...]
) -> None:
    for number, rows in enumerate(parts):
        load(home, rows, str(number))
    assert told(home) == ("normal", "in_transit", False, None, None, 3)
    before = Store(home.store).manifest()
    for number, rows in enumerate(parts):
        assert load(home, rows, str(number)).unchanged == 1
    assert Store(home.store).manifest() == before


def test_an_order_of_which_all_parts_are_cancelled_is_cancelled(home: Home) -> None:
    for name, sku in (("a", "3"), ("b", "4")):
        load(home, DROPPED.replace(",3,", f",{sku},"), name)
    kind, status, is_cancelled, *_ = told(home)
    assert (kind, status, is_cancelled) == ("normal", "cancelled", True)


def test_a_later_export_that_cancels_the_whole_order_does(home: Home) -> None:
    load(home, PAID, "a")
    load(home, DROPPED.replace(",3,", ",1,"), "b")
    assert told(home)[1:3] == ("cancelled", True)
