"""PostgreSQL as a source: Arrow batches (ADBC) against rows (SQLAlchemy, psycopg).

`python -m benchmarks.postgres URL [ROWS]` fills a table of order-like rows in that database, reads
it both ways, each in a process of its own, and writes the result to `benchmarks/postgres.md`.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from loaders import database
from loaders.settings import Shop
from loaders.sheet import Given
from loaders.sql import answer as sql_answer
from loaders.sql import connections

ZONE = "America/Los_Angeles"
FILL = """
create table shoppulse_bench as
select 576460000000000000 + i as order_id, 'buyer-' || i % 400000 as customer_id,
    timestamptz '2026-01-01' + i * interval '25 seconds' as created_at,
    timestamptz '2026-01-01' + i * interval '25 seconds' + interval '5 minutes' as paid_at,
    timestamp '2026-01-03' + i * interval '25 seconds' as shipped_at,
    (i % 9000 / 100.0)::numeric(12, 2) as order_amount, (i % 500 / 100.0)::numeric as shipping_fee,
    'USD' as currency, 'Credit card' as payment_method, 'UPS' as carrier, i % 50 = 0 as is_cod
from generate_series(1, :rows) as i
"""
SQL = "select * from shoppulse_bench where created_at >= :since"


def main(url: str, rows: int) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table if exists shoppulse_bench")
        connection.execute(sa.text(FILL), {"rows": rows})
    times = {
        (way, until): subprocess.run(
            [sys.executable, "-m", "benchmarks.postgres", url, way, until],
            check=True, capture_output=True, text=True,
        ).stdout.split()
        for way in ("arrow", "rows")
        for until in ("read", "typed")
    }  # fmt: skip
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table shoppulse_bench")
    engine.dispose()
    lines = [
        "# PostgreSQL as a source",
        "",
        f"{rows:,} rows × 11 columns over loopback, `python -m benchmarks.postgres URL`. Typed: "
        "the answer as checked rows of `orders`. Memory: the whole process at its peak.",
        "",
        "| | read, s | typed, s | memory, MB |",
        "|---|---|---|---|",
    ]
    for way, name in (("arrow", "Arrow batches (ADBC)"), ("rows", "rows (SQLAlchemy, psycopg)")):
        (read, _), (typed, memory) = times[way, "read"], times[way, "typed"]
        lines.append(f"| {name} | {read} | {typed} | {memory} |")
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")


def measure(url: str, way: str, until: str) -> str:
    """Seconds, and the process's peak memory in MB."""
    read = database.by_arrow if way == "arrow" else database.by_row
    start = time.perf_counter()
    batches = read(connections.parse(url, Path()), SQL, None, ZONE)
    if until == "read":
        sum(batch.height for batch in batches)
    else:
        _typed(batches)
    seconds = time.perf_counter() - start
    return f"{seconds:.1f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}"


def _typed(batches: Iterator[pl.DataFrame]) -> None:
    shop = Shop("us", "US", "US", "USD", ZONE)
    now = datetime.now(UTC)
    given = Given(shop, now, now, b"secret")
    sql_answer.read("orders", batches, sql_answer.Owners({"us": shop}, "us"), given)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        sys.stdout.write(measure(*sys.argv[1:]))
    else:
        main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
