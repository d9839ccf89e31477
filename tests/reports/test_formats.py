"""Numbers as people read them, in English and Chinese."""

from datetime import date

import pytest

from reports.formats import change, compact, exact, symbol


@pytest.mark.parametrize(
    ("value", "unit", "currency", "english", "chinese"),
    [
        (1234567.5, "money", "USD", "$1,234,567.50", "US$1,234,567.50"),
        (-85.4, "money", "USD", "-$85.40", "-US$85.40"),
        (12345678, "money", "VND", "₫12,345,678", "₫12,345,678"),
        (5000.4, "money", "IDR", "IDR\u00a05,000", "IDR\u00a05,000"),
        (99.5, "money", "THB", "THB\u00a099.50", "THB\u00a099.50"),
        (0.05234, "share", None, "5.23%", "5.23%"),
        (18.44, "hours", None, "18.4 hr", "18.4小时"),
        (1234567, "count", None, "1,234,567", "1,234,567"),
        (4.333, "number", None, "4.33", "4.33"),
        (date(2026, 10, 17), "date", None, "Oct 17, 2026", "2026年10月17日"),
        (None, "money", "USD", "–", "–"),
        (0, "count", None, "0", "0"),
    ],
    ids=str,
)
def test_tables_show_the_whole_number(
    value: float | date | None, unit: str, currency: str | None, english: str, chinese: str
) -> None:
    assert exact(value, unit, currency, "en") == english
    assert exact(value, unit, currency, "zh") == chinese


@pytest.mark.parametrize(
    ("value", "unit", "currency", "english", "chinese"),
    [
        (1234567.5, "money", "USD", "$1.23M", "US$123.46万"),
        (123456789, "money", "IDR", "IDR\u00a0123.46M", "IDR\u00a01.23亿"),
        (12345.678, "money", "USD", "$12,346", "US$12,346"),
        (36.421, "money", "USD", "$36.42", "US$36.42"),
        (99_999, "count", None, "99,999", "99,999"),
        (1234567, "count", None, "1.23M", "123.46万"),
        (0.05234, "share", None, "5.23%", "5.23%"),
        (None, "count", None, "–", "–"),
    ],
    ids=str,
)
def test_cards_show_a_few_characters(
    value: float | None, unit: str, currency: str | None, english: str, chinese: str
) -> None:
    assert compact(value, unit, currency, "en") == english
    assert compact(value, unit, currency, "zh") == chinese


def test_shares_change_by_points_and_all_else_by_percent() -> None:
    assert change(0.008, 0.2, "share", "en") == "+0.80 pp"
    assert change(-0.008, -0.2, "share", "zh") == "-0.80 个百分点"
    assert change(-30, -0.0312, "money") == "-3.1%"
    assert change(-1, -0.0004, "money") == "0.0%"
    assert change(-0.00004, -0.1, "share") == "0.00 pp"
    assert change(1e9, 12.5, "count") == "+1,250.0%"


def test_a_change_from_zero_or_from_the_unknown_is_unknown() -> None:
    assert change(3, None, "count") is None
    assert change(None, None, "share") is None


def test_a_code_is_set_off_and_a_sign_is_not() -> None:
    assert (symbol("USD"), symbol("THB")) == ("$", "THB ")
