"""Whose an ad report is: of the shop that the settings give its account, where none is named."""

from pathlib import Path

import pytest

from loaders.errors import LoadError
from loaders.load import load_paths
from loaders.settings import Home, Shop, add_shop, real_home
from loaders.settings_file import FILE

HEADER = (
    "By Day,Account ID,Campaign name,Campaign ID,Currency,Cost,Impressions,Clicks (Destination)"
)
ROW = "2026-11-01,{account},Summer,9,USD,10,1000,10"
ORDERS = (
    "Order ID,Order Status,Quantity,SKU ID,SKU Subtotal After Discount,Created Time\n"
    "577000000000000001,Completed,1,1729,19.99,10/05/2026 09:00:00 AM\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    for name in ("east", "west"):
        add_shop(tmp_path / "home", Shop(name, name, "US", "USD", "America/New_York"))
    file = tmp_path / "home" / FILE
    told = '[ads.111]\nshop = "east"\n[ads.222]\nshop = "west"\n[ads.333]\nshop = "west"\n'
    file.write_text(file.read_text() + told)
    return real_home(tmp_path / "home")


def ads(home: Home, *accounts: str) -> str:
    path = home.path.parent / f"ads {' '.join(accounts)}.csv"
    path.write_text("\n".join([HEADER, *(ROW.format(account=one) for one in accounts), ""]))
    return str(path)


def orders(home: Home) -> str:
    path = home.path.parent / "orders.csv"
    path.write_text(ORDERS)
    return str(path)


def test_a_report_goes_to_the_shop_of_its_accounts(home: Home) -> None:
    paths = [ads(home, "111"), ads(home, "222", "333")]
    assert [one.shop for one in load_paths(home, paths)] == ["east", "west"]


def test_the_shop_that_is_named_wins(home: Home) -> None:
    assert [one.shop for one in load_paths(home, [ads(home, "111")], shop="west")] == ["west"]


@pytest.mark.parametrize("accounts", [("111", "222"), ("111", "999"), ("-",)])
def test_accounts_of_several_shops_or_of_none_that_is_known_need_a_name(
    home: Home, accounts: tuple[str, ...]
) -> None:
    with pytest.raises(LoadError, match="name the shop with --shop: one of east, west"):
        load_paths(home, [ads(home, *accounts)])


def test_other_files_still_need_a_name(home: Home) -> None:
    loaded, told = load_paths(home, [ads(home, "111"), orders(home)])
    assert told.failed
    assert "name the shop with --shop" in told.message
    assert (told.shop, loaded.shop) == (None, "east")
    with pytest.raises(LoadError, match="name the shop with --shop"):
        load_paths(home, [orders(home)])
