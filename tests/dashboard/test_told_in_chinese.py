"""What a page says of wrong input is said in the reader's language; here in Chinese."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from dashboard import data, text
from loaders.settings import real_home
from records.records import Records
from tests.dashboard.conftest import CUT_ID, ORDERS, Open, order_file
from tests.dashboard.test_data_page import ERP, EXPORTS, WORKBOOK, erp, with_sources

ENGLISH = re.compile(r"[a-z']{2,},? [a-z']{2,},? [a-z']{2,}")
"""Three small words in a row: no name, no path, no column."""

ID = "编号（字母、数字、-）"


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """AppTest asks here what options are called."""
    text.speak("zh")
    yield
    text.speak("en")


def button(page: AppTest, icon: str) -> Button:
    return next(one for one in page.button if one.icon == f":material/{icon}:")


def told(page: AppTest) -> str:
    """What the page says went wrong, all in Chinese."""
    assert not page.exception
    boxes = (*page.error, *page.warning, *page.info)
    said = "\n".join(one.value.replace("\\", "") for one in boxes)
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert not ENGLISH.search(said), said
    return said


def uploaded(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].upload(name, content)
    return button(page, "upload").click().run()


def mixed() -> bytes:
    """Orders whose days are written in two ways."""
    return order_file(*ORDERS).replace(b"10/05/2026", b"25/05/2026").replace(
        b"09/03/2026", b"09/23/2026"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("picture.csv", b"ab\0" * 50, "picture.csv：与扩展名不符，不是文本"),
        ("orders.xlsx", WORKBOOK, "orders.xlsx：无法作为 Excel 工作簿打开"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(200), "old.xls：无法作为 Excel 工作簿打开"),
        ("empty.csv", b"", "empty.csv：是空文件（0 字节）：请重新导出。"),
        ("blank.csv", b"\n\n", "blank.csv：是空文件：请重新导出。"),
        ("broken.zip", b"PK\x03\x04 no archive", "broken.zip：已损坏、不完整或不是 zip 压缩包"),
        ("page.csv", b"<!doctype html><html></html>", "page.csv 不是可识别的文件"),
        ("mine.csv", b"Order ID,Order Status\n1,2\n", "Seller Center → 订单 → 订单管理 → 导出"),
        ("ads.csv", b"Date,Cost\n2026-10-01,5\n", "文件缺少这些列："),
        ("days.csv", mixed(), "days.csv：“created_at”列混用了不同的日期格式：第 2 行为"),
    ],
)
def test_a_file_that_cannot_be_loaded(
    small_shop: Path, open_page: Open, name: str, content: bytes, said: str
) -> None:
    page = uploaded(open_page("data", small_shop, language="zh"), name, content)
    assert said in told(page)


def test_a_file_that_cannot_be_loaded_beside_one_that_can(
    small_shop: Path, open_page: Open
) -> None:
    page = open_page("data", small_shop, language="zh")
    page.file_uploader[0].upload("orders.csv", order_file(*ORDERS))
    assert "empty.csv：是空文件" in told(uploaded(page, "empty.csv", b""))


def test_what_a_person_should_know_of_a_file(small_shop: Path, open_page: Open) -> None:
    content = order_file(*ORDERS).replace(b",Completed,", b",Lost,", 1)
    page = uploaded(open_page("data", small_shop, language="zh"), "orders.csv", content)
    assert '无法识别订单状态 "Lost"，改按订单的各个时间判断' in told(page)


def test_rows_that_are_refused(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop, language="zh")
    content = order_file(*ORDERS, CUT_ID).replace(b",2,20,40,", b",two,20,40,")
    page = uploaded(page, "orders.csv", content)
    told(page)
    rows = next(one.value for one in page.dataframe if "reasons" in one.value.columns)
    assert [*rows["reasons"]] == [
        "quantity：“two”不是整数",
        "order_id：“9.4E+21”不是完整的 ID：表格软件截断了它的位数，"
        "请重新导出文件，不要打开，直接导入",
    ]
    (held,) = data.waiting(data.situation())
    assert b'"order_id: ""9.4E+21"" is not an id: a spreadsheet has cut' in held.content


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        (ID, "us main!", "店铺 ID“us main!”：只能使用字母、数字、“-”和“_”。"),
        (ID, "us-main", "店铺“us-main”已在"),
        (
            "时区",
            "Mars/Olympus",
            "店铺“gb”：未知时区“Mars/Olympus”：请使用类似 Asia/Bangkok 的名称。",
        ),
    ],
)
def test_a_shop_that_cannot_be_added(
    small_shop: Path, open_page: Open, label: str, typed: str, said: str
) -> None:
    page = open_page("data", small_shop, language="zh")
    fields = {one.label: one for one in page.text_input}
    fields[ID].input("gb")
    fields[label].input(typed)
    assert said in told(button(page, "add").click().run())


def test_a_figure_that_cannot_be_typed(small_shop: Path, open_page: Open) -> None:
    page = open_page("data", small_shop, language="zh")
    next(one for one in page.number_input).set_value(4.0)
    page.date_input[0].set_value(date(2026, 11, 20))
    page = button(page, "edit").click().run()
    assert "2026-11-20 还没到：Main shop 当地今天是 2026-11-01。" in told(page)


def test_sources_that_fail(
    small_shop: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = erp(small_shop).replace("made as created_at", "made as creatd_at")
    with_sources(small_shop, broken, EXPORTS)
    page = button(open_page("data", small_shop, language="zh"), "sync").click().run()
    said = told(page)
    assert "erp 失败：数据源“erp”的表 orders：未知列“creatd_at”。 您是指“created_at”吗？" in said
    assert f"exports 失败：{small_shop}/exports 不存在：请检查路径。" in said
    reports = next(one.value for one in page.dataframe if "message" in one.value.columns)
    assert not [one for one in reports["message"] if ENGLISH.search(one)]
    english = open_page("data", small_shop, language="en")
    errors = [one.value.replace("\\", "") for one in english.error]
    assert f"exports failed: {small_shop}/exports does not exist: check the path." in errors


def test_a_run_from_before_its_parts_were_kept_is_told_as_it_was(
    small_shop: Path, open_page: Open
) -> None:
    with_sources(small_shop, EXPORTS)
    home = real_home(small_shop)
    records = Records(home.records_url(), home.now)
    records.finish_run(records.start_run("exports", None), {}, 'source "exports": it is gone.')
    records.close()
    page = open_page("data", small_shop, language="zh")
    assert [one.value.replace("\\", "") for one in page.error] == [
        'exports 失败：source "exports": it is gone.'
    ]


def test_settings_that_cannot_be_used(small_shop: Path, open_app: Open) -> None:
    with_sources(small_shop, ERP.replace('kind = "database"', 'kind = "databse"'))
    page = open_app(small_shop, language="zh")
    assert "shoppulse.toml：数据源“erp”：未知类型“databse”。 您是指“database”吗？" in told(page)


def test_a_source_that_lacks_a_variable(small_shop: Path, open_page: Open) -> None:
    with_sources(small_shop, ERP.replace("{file}", "${NOT_SET_ANYWHERE}"))
    page = button(open_page("data", small_shop, language="zh"), "sync").click().run()
    assert "数据源“erp” 需要 ${NOT_SET_ANYWHERE}：请设置后重新运行。" in told(page)
