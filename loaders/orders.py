"""Orders and their lines, from Seller Center's order export of any market.

Quirks of the source (seller-center-exports.md, section 1):
- one row is one SKU line; order-level amounts stand on every line of the order and are kept once;
- `Order Refund Amount` was seen per line in one Thai file: where an order's lines differ, it is
  summed;
- ids and times end in a tab; US files write MM/DD/YYYY hh:mm:ss AM, other markets DD/MM/YYYY
  HH:MM:SS, in the shop's zone; a workbook saved again holds ISO times;
- the paid time of a cash-on-delivery order is its delivery time;
- a part of an order can be cancelled: lines have their own status, and the order is cancelled when
  all of them are;
- samples have no mark of their own: a line with nothing to pay and no platform discount is one;
- names, phones, streets and messages are no fields here: they are never read.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from loaders import order_lines, order_rows, order_words
from loaders.order_fields import AMOUNTS, DISTINCT, FIELDS, IDS, TEXTS, TIMES
from loaders.reading import quick, values
from loaders.reading.instants import dialect
from loaders.reading.refusals import Why
from loaders.reading.refuse import refuse
from loaders.sheet import Given, Kind, Parsed
from metrics.metric import N_

MONTH_FIRST: Final = (
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M",
)  # fmt: skip
DAY_FIRST: Final = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M:%S %p")
ISO: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
SAMPLE: Final = 1_000


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...] = ()) -> Parsed:
    """Tables `orders` and `order_lines`; a data row stands for a line.

    Raises:
        LoadError: the file mixes date formats.
    """
    lines, refused = _read(rows, given)
    unknown = order_words.unknown_statuses(lines["status"])
    lines = order_lines.completed(lines)
    orders = order_rows.orders(lines, given)
    lines = order_lines.table(lines, given.shop.time_zone)
    lines, keys = order_lines.merged(lines)
    return Parsed(
        tables={"orders": orders, "order_lines": lines},
        counted="order_lines",
        refused=refused,
        keys=keys,
        warnings=unknown,
    )


def layouts(rows: pl.LazyFrame, market: str) -> tuple[str, ...]:
    """The file's way to write times, then others of the same order of day and month, and ISO.

    By `created_at`; where both orders read everything, the market's own. Raises `LoadError` where
    the file mixes them.
    """
    ways = (MONTH_FIRST, DAY_FIRST) if market == "US" else (DAY_FIRST, MONTH_FIRST)
    best = dialect(rows, "created_at", [*ways[0], *ISO, *ways[1]])
    return next((best, *way, *ISO) for way in (*ways, ISO) if best in way)


def _read(rows: pl.LazyFrame, given: Given) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed lines, and the refused ones.

    The way of writing times comes from the first rows; only where it doesn't read all of them, from
    the whole file, which is then read again.
    """
    names = set(rows.collect_schema().names())
    texts = [_text(name) for name in TEXTS if name in names]
    first = rows.select("source_row", "created_at").head(SAMPLE).collect()
    chosen = layouts(first.lazy(), given.shop.market)
    lines, refused = quick.read(rows, _columns(names, given, chosen), texts)
    if refused.get_column("reason").str.contains("created_at: ", literal=True).any():
        chosen = layouts(rows, given.shop.market)
        lines, refused = quick.read(rows, _columns(names, given, chosen), texts)
    return refuse(lines, refused, _rules(names))


def _text(name: str) -> values.Column:
    """Texts that repeat are kept as categories: a million lines take 0.4 GB less."""
    column = values.text(name)
    return column if name in DISTINCT else replace(column, typed=column.typed.cast(pl.Categorical))


def _columns(names: set[str], given: Given, chosen: Sequence[str]) -> list[quick.Quick]:
    currency = given.shop.currency
    return [
        *(quick.identifier(name) for name in IDS if name in names),
        *(quick.wall_time(name, chosen) for name in TIMES if name in names),
        *(quick.money(name, currency) for name in AMOUNTS if name in names),
        quick.whole("quantity"),
    ]


def _rules(names: set[str]) -> dict[str, pl.Expr]:
    order = pl.col("order_id")
    sku = [pl.col(name) for name in ("sku_id", "seller_sku") if name in names]
    missing = {name: pl.col(name).is_null() for name in ("order_id", "created_at", "quantity")}
    unpriced = pl.col("item_amount").is_null() & ~order_lines.has_parts(names)
    negative = {
        Why.NEGATIVE.format(column=name): pl.col(name) < 0
        for name in ("quantity", *AMOUNTS)
        if name in names
    }
    return {
        **{Why.MISSING.format(column=name): rule for name, rule in missing.items()},
        Why.ORDER_ID: ~order.str.contains(r"^\d+$"),
        Why.NO_SKU: pl.all_horizontal(column.is_null() for column in sku),
        Why.MISSING.format(column="item_amount"): unpriced,
        **negative,
    }


KINDS: Final = (
    Kind(
        name="orders",
        tables=("orders", "order_lines"),
        source=N_("Seller Center → Orders → Manage orders → Export"),
        fields=FIELDS,
        parse=parse,
        personal=("buyer",),
    ),
)
