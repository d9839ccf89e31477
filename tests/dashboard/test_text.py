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
from dashboard.sources import kind_label
from loaders.kinds import KINDS
from metrics.catalog import CATALOG
from metrics.period import Span
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
    folders = [ROOT / name for name in ("dashboard", "metrics", "reports")]
    found = {one[2] for folder in folders for one in extract_from_dir(folder, keywords=MARKS)}
    found |= {one[1] for one in extract_from_file("python", ROOT / "app.py", keywords=MARKS)}
    return {one for one in found if isinstance(one, str)}


def translated() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def test_every_marked_text_has_a_chinese_one_and_none_is_left_over() -> None:
    assert set(translated()) == marked()
    assert [text for text, chinese in translated().items() if not chinese] == []


def test_no_text_is_marked_inside_a_text_where_the_catalogue_misses_it() -> None:
    """Babel finds no `_("…")` in the braces of an f-string."""
    for path in [ROOT / "app.py", *(ROOT / "dashboard").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FormattedValue):
                texts = [
                    one.args[0]
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "_"
                ]
                assert not [one for one in texts if isinstance(one, ast.Constant)], path


def test_chinese_texts_keep_their_places_to_fill() -> None:
    for english, chinese in translated().items():
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english)), english


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


def test_spans_name_each_year_once() -> None:
    period = Span(date(2026, 10, 1), date(2026, 10, 31), "")
    assert text.span(period) == "Oct 1 – 31, 2026"
    assert text.span(Span(date(2026, 10, 1), date(2026, 10, 1), "")) == "Oct 1, 2026"
    assert text.short_span(Span(date(2026, 9, 1), date(2026, 9, 30), ""), period) == "Sep 1 – 30"
    year_before = Span(date(2025, 10, 1), date(2025, 10, 31), "")
    assert text.short_span(year_before, period) == "Oct 1 – 31, 2025"


def test_names_that_people_typed_are_shown_as_they_stand() -> None:
    assert text.plain("[a](b) $1 $2 <i>") == r"\[a\]\(b\) \$1 \$2 \<i\>"


def test_no_text_is_marked_inside_an_f_string() -> None:
    """What collects the texts doesn't look into them before Python 3.12."""
    inside = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("dashboard", "metrics", "reports")
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
