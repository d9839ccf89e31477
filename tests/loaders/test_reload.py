"""Files that come again, as a folder that is loaded every day brings them."""

from pathlib import Path

import pytest

from loaders.load import FileReport, load_paths
from loaders.settings import Home, Shop, add_shop, real_home
from loaders.store import Store

ORDERS = """\
Order ID,Order Status,Quantity,SKU ID,SKU Subtotal After Discount,Created Time,Warehouse Name
577000000000000001,Completed,2,1729,19.99,10/05/2026 09:00:00 AM,{warehouse}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    add_shop(tmp_path / "home", Shop("us", "Main", "US", "USD", "America/Los_Angeles"))
    return real_home(tmp_path / "home")


def load(home: Home, name: str, warehouse: str) -> FileReport:
    path = home.path.parent / name
    path.write_text(ORDERS.format(warehouse=warehouse))
    [report] = load_paths(home, [str(path)])
    return report


def warehouse(home: Home) -> str | None:
    return Store(home.store).scan("orders").collect()["warehouse"].item()


def test_an_older_file_that_comes_again_does_not_bring_back_what_a_newer_one_cleared(
    home: Home,
) -> None:
    older, newer = ("All order-2026-10-10.csv", "East"), ("All order-2026-10-12.csv", "")
    load(home, *older)
    load(home, *newer)
    before = Store(home.store).manifest()
    assert load(home, *older).unchanged == load(home, *newer).unchanged == 1
    assert warehouse(home) is None
    assert Store(home.store).manifest() == before
