"""What the store holds: for which days, how fresh, and what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from dashboard import data, text
from dashboard.data import Situation
from dashboard.filters import Chosen
from dashboard.sources import TABLE_LABELS
from dashboard.text import _
from reports.tables import Column, Table

EVERY_DAY: Final = ("orders", "ad_performance", "traffic", "stock", "platform_figures")
NOW_AND_THEN: Final = ("returns", "reviews", "conversations", "settlements")


@dataclass(frozen=True, eq=False)
class Calendar:
    """How many rows each line (a shop) has on each day; `rows`: line, day, rows.

    `daily`: a day without rows is a gap, not just a quiet day.
    """

    rows: pl.DataFrame
    lines: Sequence[str]
    days: Sequence[date]
    daily: bool


def daily_tables(at: Situation) -> list[str]:
    """The loaded tables of which days can be counted, those without a gap by nature first."""
    known = [*EVERY_DAY, *NOW_AND_THEN]
    return [table for table in known if at.store.days.get(table)]


def calendar(at: Situation, chosen: Chosen, table: str) -> Calendar:
    """The days of the chosen period, a line for each chosen shop."""
    counted = data.rows_by_day(at, table, chosen.span)
    if chosen.shops:
        counted = counted.filter(pl.col("shop").is_in(chosen.shops))
    lines = [_shop_name(at, shop) for shop in counted["shop"]]
    rows = counted.select(pl.Series("line", lines, dtype=pl.String), "day", "rows")
    return Calendar(
        rows, list(dict.fromkeys(lines)), list(chosen.span.each_day()), table in EVERY_DAY
    )


def calendar_in_words(calendar: Calendar) -> str:
    """How many days of each line lack rows."""
    without = calendar.rows.filter(pl.col("rows") == 0).group_by("line", maintain_order=True).len()
    if without.is_empty():
        return _("Every day has data.")
    said = [_("{line}: {n} days").format(line=line, n=n) for line, n in without.iter_rows()]
    return _("Days without rows: {list}.").format(list=text.listed(said))


def calendar_key(calendar: Calendar) -> str:
    """What the colours mean."""
    if calendar.daily:
        return _("Blue: rows, the darker the more. Orange: no rows. Empty: outside the data.")
    return _("Blue: rows, the darker the more. Grey: no rows. Empty: outside the data.")


def coverage(at: Situation, notes: Sequence[tuple[str, str]]) -> Table:
    """A row for each shop and table: its days, rows, days without a row, newest file."""
    rows = [
        {
            "shop": _shop_name(at, row["shop"]),
            "table": table_label(row["table"]),
            "first": date.fromisoformat(row["from"]),
            "last": date.fromisoformat(row["to"]),
            "rows": row["rows"],
            "without": row["days_without"],
            "newest": _instant(row["newest_file"]),
        }
        for row in data.checked(at)["coverage"]
    ]
    columns = (
        Column("shop", _("Shop")),
        Column("table", _("Data")),
        Column("first", _("From"), "date"),
        Column("last", _("To"), "date"),
        Column("rows", _("Rows"), "count"),
        Column("without", _("Days without rows"), "count"),
        Column("newest", _("Newest file (UTC)"), "instant"),
    )
    return Table(_("Coverage and freshness"), _frame(rows, columns), columns, notes)


def doubts(at: Situation) -> list[tuple[str, int]]:
    """What is not to be trusted blindly, and in how many orders (or rows)."""
    found = data.checked(at)
    counted = [(row["what"], row["orders"], row["shop"]) for row in found["doubts"]]
    return [(f"{_(what)} · {_shop_name(at, shop)}", n) for what, n, shop in counted]


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> pl.DataFrame:
    types = {"date": pl.Date, "count": pl.Int64, "instant": pl.Datetime("us", "UTC")}
    schema = {column.name: types.get(column.unit, pl.String) for column in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _shop_name(at: Situation, shop: str) -> str:
    return at.shop_names.get(shop, shop or _("All shops"))


def table_label(table: str) -> str:
    """What a table is called."""
    return _(TABLE_LABELS.get(table, table))
