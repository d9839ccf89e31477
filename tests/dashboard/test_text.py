"""Every word has a Chinese one, and what is compiled is what people read."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from gettext import GNUTranslations

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from dashboard import text
from dashboard.filters import CLOCK_LABELS
from dashboard.labels import VALUE_LABELS, WORD_LABELS
from dashboard.sources import kind_label
from loaders.kinds import KINDS
from metrics.catalog import CATALOG
from metrics.errors import Reason
from metrics.judgement.money import currency_error
from metrics.period import Span
from metrics.rates import NO_RATE
from tests.dashboard.conftest import ROOT

CATALOGUE = ROOT / "locale/zh_CN/LC_MESSAGES/shoppulse.po"
MARKS = {"_": None, "N_": None}
BRANDS = {"CSV", "Excel", "GMV Max ROI"}


@pytest.fixture
def _chinese() -> Iterator[None]:
    text.speak("zh")
    yield
    text.speak("en")


def marked() -> set[str]:
    """Every text that the code marks for translation."""
    folders = [ROOT / name for name in ("dashboard", "loaders", "metrics", "reports")]
    found = {one[2] for folder in folders for one in extract_from_dir(folder, keywords=MARKS)}
    found |= {one[1] for one in extract_from_file("python", ROOT / "app.py", keywords=MARKS)}
    return {one for one in found if isinstance(one, str)}


def translated() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def test_every_marked_text_has_a_chinese_one_and_none_is_left_over() -> None:
    assert set(translated()) == marked()
    assert [text for text, chinese in translated().items() if not chinese] == []


def test_what_values_and_clocks_are_called_is_no_metric_s_label() -> None:
    """In Chinese a metric's label says what it counts: 妥投订单数 for “Delivered”."""
    values = [said for labels in VALUE_LABELS.values() for said in labels.values()]
    texts = {*WORD_LABELS.values(), *CLOCK_LABELS.values(), *values}
    assert not texts & {metric.label for metric in CATALOG.values()}


def test_chinese_texts_keep_their_places_to_fill() -> None:
    place = re.compile(r"{\w+(?:!r)?}")
    for english, chinese in translated().items():
        assert set(place.findall(chinese)) == set(place.findall(english)), english


def test_bold_ends_before_a_mark_where_no_blank_follows() -> None:
    """Markdown shows the stars of `**…。**下`: they could as well begin something."""
    ends = re.compile(r"\*\*[^*]+[^\w\s]\*\*\w")
    assert [chinese for chinese in translated().values() if ends.search(chinese)] == []


def test_every_metric_has_a_chinese_name_and_rule() -> None:
    known = translated()
    for metric in CATALOG.values():
        for words in (metric.label, metric.meaning):
            assert words in BRANDS or re.search(r"[\u4e00-\u9fff]", known[words]), words


def test_every_kind_of_file_has_a_name() -> None:
    assert [kind.name for kind in KINDS if kind_label(kind.name) == kind.name] == []


def test_the_compiled_catalogue_is_the_one_that_people_read() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for english, chinese in translated().items():
        assert compiled.gettext(english) == chinese, (
            "compile it: pybabel compile -d locale -D shoppulse"
        )


@pytest.mark.usefixtures("_chinese")
def test_words_and_spans_are_in_the_language_of_the_run() -> None:
    assert text._("Overview") == "总览"
    assert text.span(Span(date(2026, 10, 1), date(2026, 10, 17), "")) == "2026年10月1日 – 17日"
    assert text.listed(["a", "b"]) == "a、b"


@pytest.mark.usefixtures("_chinese")
def test_errors_and_notes_are_in_the_language_of_the_run() -> None:
    several = currency_error(["EUR", "USD"])
    assert text.said(several) == (
        "金额涉及多种币种（EUR, USD）：请只看其中一种（筛选 currency=EUR，或只选一家店铺），"
        "或指定换算币种。"
    )
    rate = Reason(NO_RATE, {"currency": "VND", "first": "2026-10-01", "last": "2026-10-02"})
    assert text.said(rate).startswith("2026-10-01 至 2026-10-02 没有 VND 的汇率")
    assert text.said(ValueError("as it stands")) == "as it stands"


def test_spans_name_each_year_once() -> None:
    period = Span(date(2026, 10, 1), date(2026, 10, 31), "")
    assert text.span(period) == "Oct 1 – 31, 2026"
    assert text.span(Span(date(2026, 10, 1), date(2026, 10, 1), "")) == "Oct 1, 2026"
    assert text.short_span(Span(date(2026, 9, 1), date(2026, 9, 30), ""), period) == "Sep 1 – 30"
    year_before = Span(date(2025, 10, 1), date(2025, 10, 31), "")
    assert text.short_span(year_before, period) == "Oct 1 – 31, 2025"


def test_names_that_people_typed_are_shown_as_they_stand() -> None:
    assert text.plain("[a](b) $1 $2 <i>") == r"\[a\](b) \$1 \$2 \<i\>"
    assert text.plain("1) Cup (2)\n 2) Jug") == "1\\) Cup (2)\n 2\\) Jug"


def test_no_text_is_marked_inside_an_f_string() -> None:
    """What collects the texts doesn't look into them before Python 3.12."""
    inside = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("dashboard", "loaders", "metrics", "reports")
        for path in (ROOT / folder).rglob("*.py")
        for joined in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in MARKS and isinstance(call.args[0], ast.Constant)
    ]
    assert not inside


@pytest.mark.parametrize("name", ["http://a.example", "HTTPS://a.example/b", "www.a.example"])
def test_no_address_in_a_name_is_one_that_markdown_links(name: str) -> None:
    assert not re.search(r"https?\\?://|www\.", text.plain(name), re.IGNORECASE)
    assert text.plain(name).replace("\\", "").replace("\N{WORD JOINER}", "") == name
