"""Text cells into values."""

from datetime import date

import polars as pl
import pytest

from loaders.reading import values


def rows(*texts: str | None) -> pl.LazyFrame:
    return pl.LazyFrame({"x": list(texts)}, schema={"x": pl.String}).with_row_index(
        "source_row", offset=2
    )


def one(column: values.Column, text: str | None) -> object:
    good, refused = values.read(rows(text), [column])
    assert refused.is_empty(), refused
    return good["x"].item()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("19.99", 199_900),
        ("1.00005", 10_000),
        ("1.00015", 10_002),
        ("-3.5", -35_000),
        ("1,234.50", 12_345_000),
        ("1.234,50", 12_345_000),
        ("1.234.567,5", 12_345_675_000),
        ("1234,50", 12_345_000),
        ("12,345", 123_450_000),
        ("(5,000)", -50_000_000),
        ("-$5", -50_000),
        ("$ 5.25\t", 52_500),
        ("SGD 12.30", 123_000),
        ("S$12.30", 123_000),
        ("R$ 35,91", 359_100),
        ("1.00K", 10_000_000),
        ("1.74M", 17_400_000_000),
        ("0", 0),
        ("-", None),
        ("—", None),
        ("/", None),
        ("", None),
        (None, None),
    ],
)
def test_amounts_are_read_as_written(text: str | None, amount: int | None) -> None:
    assert one(values.money("x", "USD"), text) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("448.500", 4_485_000_000),
        ("6,830,000.01₫", 68_300_000_100),
        ("627.840.078₫", 6_278_400_780_000),
        ("1,7tr", 17_000_000_000),
        ("Rp588,7RB", 5_887_000_000),
        ("Rp1,7JT", 17_000_000_000),
        ("IDR 1,234.50", 12_345_000),
        ("448500", 4_485_000_000),
    ],
)
def test_a_dot_groups_thousands_where_the_currency_has_no_minor_unit(
    text: str, amount: int
) -> None:
    assert one(values.money("x", "IDR"), text) == amount


@pytest.mark.parametrize("text", ["abc", "12 apples and 3", "1.2.3,4,5", "--5", "31/12/2026"])
def test_what_is_no_amount_is_refused_and_quoted(text: str) -> None:
    good, refused = values.read(rows("1", text), [values.money("x", "USD")])
    assert good["source_row"].to_list() == [2]
    assert refused.rows() == [(3, f'x: "{text}" is not an amount')]


def test_whole_numbers() -> None:
    assert one(values.whole("x"), "1,234") == 1234
    assert one(values.whole("x"), "12.0") == 12
    assert one(values.whole("x"), "1.00K") == 1000
    _, refused = values.read(rows("1.5"), [values.whole("x")])
    assert refused["reason"].item() == 'x: "1.5" is not a whole number'


def test_an_id_keeps_its_digits_and_one_in_scientific_notation_is_refused() -> None:
    assert one(values.identifier("x"), "577000000000000001\t") == "577000000000000001"
    _, refused = values.read(rows("9.4E+21"), [values.identifier("x")])
    assert "spreadsheet" in refused["reason"].item()


def test_a_day_that_does_not_exist_is_refused() -> None:
    assert one(values.day("x", "%Y-%m-%d"), "2026-10-17 00:00:00") == date(2026, 10, 17)
    _, refused = values.read(rows("2026-02-30"), [values.day("x", "%Y-%m-%d")])
    assert refused["reason"].item() == 'x: "2026-02-30" is not a day (%Y-%m-%d)'
