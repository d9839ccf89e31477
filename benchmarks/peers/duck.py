"""The questions in SQL by hand."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.peers.formulas import answer
from benchmarks.peers.setting import Setting, covered, tables_and_files
from benchmarks.peers.totals import Answer, Found, by_day_and_shop

HERE = Path(__file__).parent
SETTINGS = """SET enable_progress_bar = false; SET preserve_insertion_order = false;
SET parquet_metadata_cache = true"""
MOMENTS = """CREATE TEMP TABLE moments (shop_id VARCHAR, now BOOLEAN, day DATE, moment TIMESTAMPTZ,
  market VARCHAR, currency VARCHAR, begun DATE, has_ads BOOLEAN)"""
COVERED = """CREATE TEMP TABLE covered (shop_id VARCHAR, table_name VARCHAR, first DATE,
  last DATE)"""
RULES = """CREATE TEMP TABLE rules (shop_id VARCHAR, now BOOLEAN, metric VARCHAR, clock VARCHAR,
  first DATE, day DATE, platform BOOLEAN)"""
OF_MONTH = (
    "orders", "order_lines", "returns", "reviews", "conversations", "ad_performance", "traffic",
    "stock", "skus", "fx_rates", "settlements",
)  # fmt: skip
OF_YEAR = ("orders", "order_lines", "returns", "ad_performance")


def month(setting: Setting, metrics: Sequence[str]) -> Callable[[], Answer]:
    """Every metric of the book, one after the other query of `month.sql`."""
    connection = _opened(setting, OF_MONTH)
    found = Found()
    for statement in _statements("month.sql"):
        result = connection.execute(statement)
        names = [column[0] for column in result.description or ()]
        if "now" in names:
            found.add(names, result.fetchall())
    told = answer(found, {True: setting.span.days, False: setting.before.days}, metrics)
    return lambda: told


def year(setting: Setting, metrics: Sequence[str]) -> Callable[[], Answer]:
    """The headline numbers by day and shop, in one query; the mapping is made of it afterwards."""
    connection = _opened(setting, OF_YEAR)
    *macros, question = _statements("year.sql")
    for macro in macros:
        connection.execute(macro)
    result = connection.execute(question)
    names = [column[0] for column in result.description or ()]
    rows = result.fetchall()
    assert {*metrics} < {*names}
    return lambda: by_day_and_shop([dict(zip(names, row, strict=True)) for row in rows])


def _statements(file: str) -> list[str]:
    text = (HERE / file).read_text("utf-8")
    return [part for part in text.split(";\n") if part.strip()]


def _opened(setting: Setting, tables: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """The tables as views over exactly the files of the newest manifest."""
    store = setting.store
    at = store.manifest()
    connection = duckdb.connect()
    connection.execute(SETTINGS)
    for table, files in tables_and_files(store, at, tables).items():
        listed = ", ".join(f"'{file}'" for file in files)
        connection.execute(f"CREATE VIEW {table} AS FROM read_parquet([{listed}])")
    _remember(connection, "a", setting.before.first)
    _remember(connection, "b", setting.span.first)
    _remember(connection, "c", setting.span.last)
    _remember(connection, "today", setting.home.now().date())
    _filled(connection, "moments", MOMENTS, setting.moments(at))
    _filled(connection, "covered", COVERED, covered(at, tables))
    _filled(connection, "rules", RULES, setting.rules())
    return connection


def _remember(connection: duckdb.DuckDBPyConnection, name: str, day: date) -> None:
    connection.execute(f"SET VARIABLE {name} = DATE '{day}'")


def _filled(
    connection: duckdb.DuckDBPyConnection, table: str, definition: str, rows: list[tuple[Any, ...]]
) -> None:
    connection.execute(definition)
    marks = ", ".join("(" + ", ".join("?" * len(row)) + ")" for row in rows)
    connection.execute(
        f"INSERT INTO {table} VALUES {marks}", [cell for row in rows for cell in row]
    )
