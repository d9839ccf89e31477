"""A month's headline numbers with comparison and daily series: ours beside DuckDB's SQL.

`python -m benchmarks.month ours|duckdb STORE` prints the seconds of one cold run and the median of
warm ones; both read the same Parquet files, and both print GMV and orders so that a difference
would show.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measure import typical
from loaders.store import Store

HEADLINES = (
    "gmv", "net_revenue", "orders", "units_sold", "customers", "aov", "cancellation_rate",
    "refund_rate", "fulfilment_hours_median", "shipped_within_48h", "ad_cost", "cpa",
)  # fmt: skip
DAILY = ("gmv", "orders")
RUNS = 15


def ours(store: Store, last: date) -> Callable[[], dict[str, Any]]:
    """The question put to `ask`, from the manifest on."""
    from metrics.answer import ask
    from metrics.catalog import find
    from metrics.period import comparison, resolve

    span = resolve("last-month", last)
    before = comparison(span, "previous", last)
    headlines, daily = find(HEADLINES), find(DAILY)

    def question() -> dict[str, Any]:
        facts = store.facts()
        cards = ask(headlines, facts, span, before).rows
        ask(daily, facts, span, before, by=["day"])
        gmv = cards.filter(cards["metric"] == "gmv").sort("currency")
        orders = cards.filter(cards["metric"] == "orders")
        return {"gmv": gmv["value"].to_list(), "orders": orders["value"].item()}

    return question


def duckdb(store: Store, last: date) -> Callable[[], dict[str, Any]]:
    """The same question in SQL by hand: one query a table for the cards, two for the days."""
    import duckdb as engine
    from deltalake import DeltaTable

    from metrics.period import comparison, resolve

    span = resolve("last-month", last)
    before = comparison(span, "previous", last)
    at = store.manifest()
    tables = ("orders", "order_lines", "returns", "ad_performance")

    connection = engine.connect()
    connection.execute("SET enable_progress_bar = false")

    def open_tables() -> None:
        for table in tables:
            files = DeltaTable(str(store.path(table)), version=at.tables[table]).file_uris()
            listed = ", ".join(f"'{file}'" for file in files)
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet([{listed}])")

    def question() -> dict[str, Any]:
        if not connection.execute("FROM duckdb_views() WHERE NOT internal").fetchone():
            open_tables()
        days = {"a": before.first, "b": span.first, "c": span.last}
        cards = [connection.execute(query, days).fetchall() for query in CARDS]
        for query in DAYS:
            connection.execute(query, {"a": before.first, "c": span.last}).fetchall()
        goods, orders = cards[0], cards[1]
        found = sorted((row[1], row[2]) for row in goods if row[0])
        return {"gmv": [gmv for _, gmv in found], "orders": next(r[1] for r in orders if r[0])}

    return question


NOW = "placed_on >= $b"
SPAN = "placed_on BETWEEN $a AND $c AND order_kind = 'normal'"
CARDS = (
    f"""SELECT {NOW}, currency, sum(item_amount_e4) / 10000, sum(quantity),
        sum(list_e4 - seller_discount_e4)
          - sum(list_e4 - seller_discount_e4) FILTER (is_cancelled)
    FROM order_lines WHERE {SPAN} GROUP BY ALL""",
    f"""SELECT {NOW}, count(*), count(DISTINCT customer_key), count(*) FILTER (is_cancelled),
        count(*) FILTER (has_refund AND NOT is_cancelled), count(*) FILTER (NOT is_cancelled),
        median(minutes_to_ship) FILTER (fulfilment_type IS DISTINCT FROM 'tiktok'),
        count(*) FILTER (minutes_to_ship <= 2880 AND minutes_seen >= 2880
          AND coalesce(minutes_to_cancel >= 2880, true) AND fulfilment_type != 'tiktok'),
        count(*) FILTER (minutes_seen >= 2880 AND coalesce(minutes_to_cancel >= 2880, true)
          AND fulfilment_type != 'tiktok')
    FROM orders WHERE {SPAN} GROUP BY ALL""",
    f"SELECT {NOW}, currency, count(*) FROM orders WHERE {SPAN} GROUP BY ALL",
    f"""SELECT {NOW}, currency, sum(counted_revenue_e4) FROM returns
    WHERE {SPAN} AND NOT is_cancelled GROUP BY ALL""",
    """SELECT date >= $b, currency, sum(cost_e4), sum(conversions),
        sum(cost_e4) FILTER (conversions IS NOT NULL)
    FROM ad_performance WHERE date BETWEEN $a AND $c AND counts GROUP BY ALL""",
)
DAYS = (
    f"""SELECT placed_on, currency, sum(item_amount_e4) FROM order_lines
    WHERE {SPAN} GROUP BY ALL ORDER BY ALL""",
    f"SELECT placed_on, count(*) FROM orders WHERE {SPAN} GROUP BY ALL ORDER BY ALL",
)


def main() -> None:
    """Prints one line of JSON."""
    who, root = sys.argv[1:]
    store = Store(Path(root))
    last = max(day for shops in store.manifest().days.values() for _, day in shops.values())
    question = {"ours": ours, "duckdb": duckdb}[who](store, last)
    start = time.perf_counter()
    answer = question()
    cold = time.perf_counter() - start
    told = {"cold": cold, "warm": typical(RUNS, question), "answer": answer}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
