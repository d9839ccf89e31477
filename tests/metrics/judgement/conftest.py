"""What tests of judgements share: the facts as tables of DuckDB."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import duckdb
import pytest

from metrics.facts import Facts

Sql = Callable[[Facts, str], list[tuple[Any, ...]]]


@pytest.fixture
def sql() -> Sql:
    """Rows of a query over the tables of facts."""

    def rows(facts: Facts, query: str) -> list[tuple[Any, ...]]:
        with closing(duckdb.connect()) as connection:
            for name, table in facts.tables.items():
                connection.register(name, table.collect().to_arrow())
            return connection.execute(query).fetchall()

    return rows
