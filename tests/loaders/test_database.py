"""Databases: every value as the database shows it, times in the right zone, and no password."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from loaders.database import ROWS, answer
from loaders.errors import LoadError

PACIFIC = "America/Los_Angeles"
SINCE = datetime(2026, 10, 17, 12, tzinfo=UTC)


def ask(url: str, sql: str, since: datetime | None = None, zone: str = PACIFIC) -> pl.DataFrame:
    return pl.concat(answer(url, Path("/"), sql, since, zone), how="vertical_relaxed")


def one(url: str, sql: str, since: datetime | None = None, zone: str = PACIFIC) -> dict[str, Any]:
    return ask(url, sql, since, zone).row(0, named=True)


def error(url: str, sql: str = "select 1") -> str:
    with pytest.raises(LoadError) as raised:
        ask(url, sql)
    return str(raised.value)


def run(url: str, *statements: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    connection = sqlite3.connect(tmp_path / "erp.db")
    connection.execute("create table orders (id, amount, note)")
    rows: Sequence[tuple[Any, ...]] = [(1, 20, b"a"), (2, 19.99, "b"), ("03", None, None)]
    connection.executemany("insert into orders values (?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return f"sqlite:///{tmp_path / 'erp.db'}"


def test_sqlite_columns_of_several_types_become_texts_that_lose_nothing(sqlite: str) -> None:
    found = ask(sqlite, "select * from orders")
    assert found.rows() == [("1", "20", "a"), ("2", "19.99", "b"), ("03", None, None)]


def test_an_answer_without_rows_still_has_its_columns(sqlite: str) -> None:
    assert ask(sqlite, "select id, note from orders where 0").columns == ["id", "note"]


def test_an_answer_longer_than_a_batch_comes_whole(sqlite: str) -> None:
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i <= {ROWS})"
    found = ask(sqlite, f"{numbers} select i from n")
    assert found["i"].sum() == (ROWS + 1) * (ROWS + 2) // 2


def test_since_is_bound_on_the_shops_clocks_and_other_colons_stay(sqlite: str) -> None:
    assert one(sqlite, "select :since as since, '12:30 :x' as text, 7 % 4 as rest", SINCE) == {
        "since": "2026-10-17 05:00:00",
        "text": "12:30 :x",
        "rest": 3,
    }
    assert one(sqlite, "select :since as since")["since"] == "1970-01-01 00:00:00"


def test_a_missing_database_file_is_named_and_not_made(tmp_path: Path) -> None:
    assert (
        error(f"sqlite:///{tmp_path}/none.db") == f"there is no database file {tmp_path}/none.db."
    )
    assert not (tmp_path / "none.db").exists()


def test_what_the_database_says_of_wrong_sql_is_shown(sqlite: str) -> None:
    assert "no such column: payed" in error(sqlite, "select payed from orders")
    assert "twice" in error(sqlite, "select id, id from orders")
    assert "write a select" in error(sqlite, "delete from orders")
    assert ask(sqlite, "select * from orders").height == 3


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@127.0.0.1:1/erp",
        "mysql://me:s3cret@127.0.0.1:1/erp",
        "mariadb://me:s3cret@no-such-host.invalid/erp",
        "postgresql://me:s3cret@no-such-host.invalid/erp",
        "postgresql+psycopg2://me:s3cret@127.0.0.1/erp",
        "nosuch://me:s3cret@127.0.0.1/erp",
        "postgresql://me:s3cret@127.0.0.1:port/erp",
        "s3cret",
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(url: str) -> None:
    assert "s3cret" not in error(url)


def test_a_wrong_password_is_said_but_not_shown(postgres: str, mariadb: str) -> None:
    for url in (postgres, mariadb):
        wrong = sa.make_url(url).set(password="wr0ng").render_as_string(hide_password=False)
        message = error(wrong)
        assert "tester" in message
        assert "wr0ng" not in message


def test_postgres_numbers_keep_their_digits_and_times_their_zone(postgres: str) -> None:
    sql = """
        select 12345678901234567.8901::numeric as amount, 576461413038785752 as id,
            'x'::char(3) as padded, true as flag, date '2026-10-01' as day,
            timestamp '2026-10-01 12:00' as wall, timestamptz '2026-10-01 12:00+00' as instant,
            (timestamptz '2026-10-01 12:00+00')::timestamp as here
        where timestamp '2026-10-17 05:00:00' >= :since and '2026-10-17 05:00:01' >= :since
            and timestamptz '2026-10-17 12:00+00' >= :since and date '2026-10-17' >= :since;
    """
    assert one(postgres, sql, SINCE) == {
        "amount": "12345678901234567.8901",
        "id": 576461413038785752,
        "padded": "x  ",
        "flag": True,
        "day": date(2026, 10, 1),
        "wall": datetime(2026, 10, 1, 12),  # noqa: DTZ001
        "instant": datetime(2026, 10, 1, 12, tzinfo=UTC),
        "here": datetime(2026, 10, 1, 5),  # noqa: DTZ001
    }


def test_postgres_types_without_an_arrow_twin_are_read_too(postgres: str) -> None:
    sql = """
        select '{"a": 1}'::json ->> 'a' as text, 12.5::money as money, '{1,2}'::int[] as list,
            12.50::numeric as amount, timestamptz '2026-10-01 12:00+00' as instant, 7 % 4 as rest
        where now() >= :since and now() >= :since::timestamptz
    """
    assert one(postgres, sql, SINCE) == {
        "text": "1",
        "money": "$12.50",
        "list": "[1, 2]",
        "amount": Decimal("12.50"),
        "instant": datetime(2026, 10, 1, 12, tzinfo=UTC),
        "rest": 3,
    }


def test_postgres_enums_and_nulls_are_read(postgres: str) -> None:
    run(postgres, "drop type if exists state", "create type state as enum ('paid', 'sent')")
    found = one(postgres, "select 'sent'::state as state, null::numeric as amount -- nothing else")
    assert found == {"state": "sent", "amount": None}


def test_postgres_says_what_is_wrong_with_the_sql(postgres: str) -> None:
    for sql in ("select * from nowhere", "select * from nowhere, json_each('{}')"):
        message = error(postgres, sql)
        assert 'relation "nowhere" does not exist' in message
        assert "tester" not in message


def test_mariadb_timestamps_are_instants_and_datetimes_are_shop_time(mariadb: str) -> None:
    run(
        mariadb,
        "create or replace table o"
        " (ts timestamp null, dt datetime, cod bit(1), amount decimal(9,2))",
        "insert into o values ('2026-10-01 21:00:00', '2026-10-01 12:00:00', b'1', 19.99)",
    )
    sql = "select ts, dt, cod, amount, 'a%' as text from o where dt >= :since"
    assert one(mariadb, sql) == {
        "ts": datetime(2026, 10, 1, 12, tzinfo=UTC),
        "dt": datetime(2026, 10, 1, 12),  # noqa: DTZ001
        "cod": True,
        "amount": Decimal("19.99"),
        "text": "a%",
    }
    assert one(mariadb, sql, zone="Asia/Bangkok")["ts"] == datetime(2026, 10, 1, 19)  # noqa: DTZ001


def test_mariadb_dates_of_zeros_are_texts_that_mean_nothing(mariadb: str) -> None:
    run(
        mariadb,
        "create or replace table z (ts timestamp null, dt datetime)",
        "set sql_mode = ''",
        "insert into z values ('2026-10-01 21:00:00', '2026-10-01 12:00:00'),"
        " ('0000-00-00 00:00:00', '0000-00-00 00:00:00')",
    )
    assert ask(mariadb, "select * from z order by dt desc").rows() == [
        ("2026-10-01 12:00:00Z", "2026-10-01 12:00:00"),
        ("0000-00-00 00:00:00Z", "0000-00-00 00:00:00"),
    ]


def test_mariadb_says_what_is_wrong_with_the_sql(mariadb: str) -> None:
    message = error(mariadb, "select payed from nowhere")
    assert "nowhere' doesn't exist" in message
    password = sa.make_url(mariadb).password
    assert str(password) not in message
