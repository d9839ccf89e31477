"""The metric book as it is read: two columns, found by what TikTok calls it, too."""

import pytest

from dashboard import book, text
from metrics.catalog import CATALOG


def test_a_metric_is_read_with_its_rule_example_tiktok_and_source() -> None:
    (section,) = book.sections("gmv_cofunded")
    assert section.title == "Sales"
    assert section.frame.rows() == [
        (
            "GMV with co-funding\ngmv_cofunded\nmoney ↑\u00a0higher",
            "GMV plus the discounts that the platform pays.\nExample: 85 + 5 = 90\n"
            "TikTok: Compass: GMV with TikTok co-funding.\nMade from: Order lines",
        )
    ]


def test_every_metric_is_read_once() -> None:
    names = [name for one in book.sections() for name in one.frame["name"]]
    assert sorted(name.split("\n")[1] for name in names) == sorted(CATALOG)


@pytest.mark.parametrize(
    ("words", "language"),
    [("COMPASS: gmv with", "en"), ("含平台共资", "zh"), (" gmv_cofunded ", "zh")],
)
def test_it_is_found_by_id_name_and_what_tiktok_says(words: str, language: str) -> None:
    text.speak(language)
    try:
        (section,) = book.sections(words)
    finally:
        text.speak("en")
    assert "gmv_cofunded" in section.frame["name"][0]
