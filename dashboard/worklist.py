"""A worklist as a table: shops and SKUs by their names, instants in the shop's own zone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from dashboard import data
from dashboard.data import Situation
from dashboard.text import _
from dashboard.view import View
from metrics.metric import N_
from metrics.period import Span
from metrics.values import E4, divided
from reports.tables import PER_ROW, Column, Table

NAMED_WITHIN: Final = 366
"""Days of orders in which the name of a SKU is looked for."""
COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "shop": (N_("Shop"), "text"),
    "order_id": (N_("Order"), "id"),
    "called": (N_("Product"), "text"),
    "sku_id": (N_("SKU id"), "id"),
    "lost_on": (N_("Lost or damaged on"), "date"),
    "empty_since": (N_("Empty since"), "date"),
    "reorder_by": (N_("Reorder by"), "date"),
    "hours_left": (N_("Hours to deadline"), "hours"),
    "days": (N_("Days under way"), "days"),
    "minutes": (N_("Minutes apart"), "number"),
    "other_order_id": (N_("After order"), "id"),
    "quantity": (N_("Units"), "count"),
    "usual": (N_("Usual"), "number"),
    "available": (N_("Available"), "count"),
    "inbound": (N_("Inbound"), "count"),
    "pace": (N_("Sold a day"), "number"),
    "cover_days": (N_("Days of cover"), "days"),
    "carrier": (N_("Carrier"), "text"),
    "tracking_id": (N_("Tracking id"), "id"),
    "price_e4": (N_("Price"), "money"),
    "listed_e4": (N_("By price list"), "money"),
    "usual_e4": (N_("Usual price"), "money"),
    "goods_e4": (N_("Goods"), "money"),
    "parts_e4": (N_("Sum of its parts"), "money"),
    "order_amount_e4": (N_("Customer payment"), "money"),
    "lost_e4": (N_("Lost"), "money"),
    "dead_e4": (N_("Dead stock"), "money"),
    "currency": (N_("Currency"), "text"),
}
"""Column of a worklist → what it is called, and its unit; instants are called by each list."""


def table(
    view: View, rows: pl.DataFrame, title: str, shown: Sequence[str], instants: Mapping[str, str]
) -> Table:
    """The columns `shown` of the rows, in that order. `instants`: column → what it is called."""
    frame = local(rows, instants, view.at)
    shops = [view.at.shop_names.get(one, one) for one in frame["shop_id"]]
    frame = frame.with_columns(pl.Series("shop", shops, dtype=pl.String))
    if "called" in shown:
        names = names_of_skus(view.at, frame["sku_id"].to_list(), view.chosen.span.last)
        called = [names.get(one) for one in frame["sku_id"]]
        frame = frame.with_columns(pl.Series("called", called, dtype=pl.String))
    money = [one for one in shown if one.endswith("_e4")]
    frame = frame.with_columns(divided(pl.col(money), E4))
    columns = [_column(one, instants) for one in shown]
    if money:
        after = [one.name for one in columns].index(money[-1]) + 1
        columns.insert(after, _column("currency", instants))
    return Table(title, frame, columns, view.notes)


def local(
    rows: pl.DataFrame, columns: Sequence[str] | Mapping[str, str], at: Situation
) -> pl.DataFrame:
    """Instants as text in the zone of the row's shop: `2026-11-25 14:03 PST`."""
    zones = {shop: one.time_zone for shop, one in at.shops.items()}
    parts = [
        part.with_columns(
            pl.col(name)
            .dt.convert_time_zone(zones.get(shop, "UTC"))
            .dt.strftime("%Y-%m-%d %H:%M %Z")
            for name in columns
        )
        for (shop,), part in rows.with_row_index("__place")
        .partition_by("shop_id", as_dict=True)
        .items()
    ]
    if not parts:
        return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in columns)
    return pl.concat(parts).sort("__place").drop("__place")


def names_of_skus(at: Situation, skus: Sequence[str], last: date) -> dict[str, str]:
    """SKU → its product and variation, as the orders up to `last` say; none where they don't."""
    first = date.fromordinal(last.toordinal() - NAMED_WITHIN)
    return data.called(at, "sku", [one for one in skus if one], Span(first, last, ""))


def _column(name: str, instants: Mapping[str, str]) -> Column:
    label, unit = (instants[name], "text") if name in instants else COLUMNS[name]
    return Column(name, _(label), unit, PER_ROW if unit == "money" else None)
