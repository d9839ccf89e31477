"""Refused rows: kept with their reasons until they are corrected."""

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from loaders.load import FileReport, load_paths
from loaders.settings import Home, Shop, add_shop, real_home
from loaders.store import Store

ORDERS = """\
Order ID,Order Status,Quantity,SKU ID,SKU Subtotal After Discount,Created Time,Buyer Username
577000000000000001,Completed,2,1729,19.99,10/05/2026 09:00:00 AM,alice
577000000000000002,Completed,-1,1729,5.00,10/05/2026 10:00:00 AM,bob
"""
RETURNS = """\
Return Order ID,Order ID,SKU ID,Return Type,Time Requested,Return Reason,Return Status
4001,577000000000000001,1729,Refund,20/10/2026 10:00:00,Damaged,Completed
4002,577000000000000001,1729,Refund,some day,Damaged,Completed
4003,577000000000000001,1729,Refund,some day,,Completed
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    add_shop(tmp_path / "home", Shop("us", "Main", "US", "USD", "America/Los_Angeles"))
    return real_home(tmp_path / "home")


def load(home: Home, content: str, name: str = "exports.csv") -> FileReport:
    path = home.path.parent / name
    path.write_text(content)
    [report] = load_paths(home, [str(path)])
    return report


def download(report: FileReport) -> list[Mapping[str, str]]:
    with Path(str(report.refused_file)).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def still_open(home: Home) -> int:
    entries = Store(home.store).scan("quarantine")
    return entries.filter(pl.col("closed_at").is_null()).collect().height


def test_the_reasons_are_those_of_the_refusal_also_where_the_file_has_reasons_of_its_own(
    home: Home,
) -> None:
    for row in download(load(home, RETURNS)):
        assert row["reasons"].startswith('requested_at: "some day" is not a date and time')
        assert row["Return Reason"] in ("Damaged", "")


def test_a_corrected_download_closes_its_entries_and_the_old_file_does_not_open_them_again(
    home: Home,
) -> None:
    report = load(home, ORDERS)
    assert still_open(home) == 1
    content = Path(str(report.refused_file)).read_text("utf-8-sig").replace(",-1,", ",1,")
    corrected = load(home, content, "corrected.csv")
    assert (corrected.inserted, corrected.refused, still_open(home)) == (1, 0, 0)
    before = Store(home.store).manifest()
    assert load(home, ORDERS).refused == 1
    assert still_open(home) == 0
    assert Store(home.store).manifest() == before


GOOD_RETURN = (
    RETURNS.splitlines()[0]
    + """
4002,577000000000000001,1729,Refund,20/10/2026 10:00:00,Damaged,Completed
"""
)


def test_a_good_row_of_the_same_key_closes_what_was_refused(home: Home) -> None:
    load(home, RETURNS)
    assert still_open(home) == 2
    load(home, GOOD_RETURN, "later.csv")
    assert still_open(home) == 1


STATEMENT = """\
Statement date,Statement ID,Currency,Type,Order/adjustment ID,SKU ID,Total settlement amount
2026/10/05,s1,USD,Order,577000000000000001,1729,{amount}
2026/10/05,s1,USD,Order,577000000000000002,1729,7.00
"""


def test_a_good_row_of_another_transaction_of_the_same_sku_closes_nothing(home: Home) -> None:
    assert load(home, STATEMENT.format(amount="seven")).refused == 1
    load(home, STATEMENT.format(amount="eight"), "later.csv")
    assert still_open(home) == 2


COMPASS = "Date,GMV ($),Orders,Visitors\n20/10/2026,abc,x,70\n"


def test_a_row_corrected_in_part_waits_once_and_is_gone_when_it_is_right(home: Home) -> None:
    first = Path(str(load(home, COMPASS).refused_file)).read_text("utf-8-sig")
    second = load(home, first.replace("abc", "5.00"), "half.csv")
    assert (second.refused, still_open(home)) == (1, 1)
    again = Path(str(second.refused_file)).read_text("utf-8-sig")
    assert load(home, again.replace(",x,", ",4,"), "right.csv").inserted == 1
    assert still_open(home) == 0


def test_a_download_that_comes_back_as_it_was_still_waits(home: Home) -> None:
    for content in (COMPASS, ORDERS):
        report = load(home, content)
        before = still_open(home)
        returned = Path(str(report.refused_file)).read_text("utf-8-sig")
        assert load(home, returned, "same.csv").refused == report.refused
        assert still_open(home) == before
