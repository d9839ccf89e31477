"""The European Central Bank's rates."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from loaders.sheet import Parsed

ParseFile = Callable[..., tuple[str, Parsed]]


def test_each_day_has_a_rate_a_currency_that_was_quoted(parse_file: ParseFile) -> None:
    kind, parsed = parse_file("fx_ecb.csv")
    rates = parsed.tables["fx_rates"]
    assert kind == "fx_rates"
    usd = rates.filter(pl.col("currency") == "USD")
    assert usd.select("date", "rate").rows() == [
        (date(2026, 10, 16), 1.1654),
        (date(2026, 10, 15), 1.1642),
    ]
    assert rates.filter(pl.col("currency") == "CHF")["date"].to_list() == [date(2026, 10, 16)]


def test_currencies_that_shops_do_not_use_are_left_out(parse_file: ParseFile) -> None:
    _, parsed = parse_file("fx_ecb.csv")
    assert not parsed.tables["fx_rates"]["currency"].is_in(["CYP", ""]).any()


def test_a_large_rate_keeps_its_digits(parse_file: ParseFile) -> None:
    _, parsed = parse_file("fx_ecb.csv")
    idr = parsed.tables["fx_rates"].filter(pl.col("currency") == "IDR")
    assert idr["rate"].to_list() == [19_323.44, 19_310.02]


def test_a_day_is_one_data_row_however_many_rates_it_brings(parse_file: ParseFile) -> None:
    _, parsed = parse_file("fx_ecb.csv")
    assert parsed.tables["fx_rates"]["source_row"].unique().to_list() == [2, 3]


def test_a_file_of_ones_own_needs_a_day_and_one_currency(
    tmp_path: Path, parse_file: ParseFile
) -> None:
    own = tmp_path / "rates.csv"
    own.write_text("Date,VND\n2026-10-16,30500\n")
    kind, parsed = parse_file(str(own))
    assert kind == "fx_rates"
    assert parsed.tables["fx_rates"].select("currency", "rate").rows() == [("VND", 30_500)]
