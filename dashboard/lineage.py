"""Rows behind a figure as a table that people read and take away."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from dashboard import text
from dashboard.sources import TABLE_LABELS
from dashboard.text import _
from metrics.answer import EPOCH
from metrics.behind import PER, VALUE, Tally
from metrics.counted import IDS
from metrics.cut import Cut
from metrics.metric import ADDITIVE, N_, Kind, Measure, Metric, Unit
from reports import formats
from reports.tables import PER_ROW, Column, Table

SIDES: Final[Mapping[str, str]] = {VALUE: N_("What it counts"), PER: N_("What it is divided by")}
ID_LABELS: Final[Mapping[str, str]] = {
    "order_id": N_("Order"),
    "line_id": N_("Line"),
    "sku_id": N_("SKU"),
    "return_id": N_("Return"),
    "review_id": N_("Review"),
    "product_id": N_("Product"),
    "conversation_id": N_("Chat"),
    "agent": N_("Agent"),
    "campaign_id": N_("Campaign"),
    "adgroup_id": N_("Ad group"),
    "ad_id": N_("Ad"),
    "content_type": N_("Content"),
    "statement_id": N_("Statement"),
    "transaction_id": N_("Transaction"),
    "type": N_("Kind"),
    "warehouse": N_("Warehouse"),
}
VIEW_LABELS: Final[Mapping[str, str]] = {
    "open_orders": TABLE_LABELS["orders"],
    "filled_orders": TABLE_LABELS["orders"],
    "parcels": TABLE_LABELS["orders"],
    "judged_days": TABLE_LABELS["orders"],
    "losses": TABLE_LABELS["orders"],
    "priced_lines": TABLE_LABELS["order_lines"],
    "sample_lines": TABLE_LABELS["order_lines"],
    "profit_lines": TABLE_LABELS["order_lines"],
    "unsettled_lines": TABLE_LABELS["order_lines"],
    "stock_held": TABLE_LABELS["stock"],
    "stock_by_sku": TABLE_LABELS["stock"],
    "stock_at_cost": TABLE_LABELS["stock"],
    "visits": TABLE_LABELS["traffic"],
    "visited_days": TABLE_LABELS["traffic"],
}
"""View → what its rows are."""


def said(tally: Tally, metric: Metric, currency: str | None) -> str:
    """How many rows, what they add up to, and of how many it isn't known."""
    return " ".join(_said(tally, metric, currency))


def _said(tally: Tally, metric: Metric, currency: str | None) -> Iterator[str]:
    rows = formats.exact(tally.rows, "count", language=text.language())
    if not tally.rows:
        yield _("No row is counted: each of them would add 0.")
    elif tally.sums:
        yield _("{rows} rows, which add up to {sums}.").format(
            rows=rows, sums=text.listed([_sum(*one) for one in tally.sums])
        )
    else:
        yield _("{rows} rows.").format(rows=rows)
    if tally.unknown:
        count = formats.exact(tally.unknown, "count", language=text.language())
        yield _("What {n} of them add isn't known.").format(n=count)
    if currency and any(own not in (None, currency) for own, _total in tally.sums):
        yield _("Rows are in their own currency; the figure is converted to {currency}.").format(
            currency=currency
        )
    if metric.per_day:
        yield _("The figure is their sum ÷ the days of the period that are over.")


def _sum(currency: str | None, total: float) -> str:
    unit = "money" if currency else "number" if total % 1 else "count"
    return formats.exact(total, unit, currency, text.language())


def table_of(
    rows: pl.DataFrame,
    metric: Metric,
    measures: Sequence[Measure],
    shop_names: Mapping[str, str],
    title: str,
    notes: Sequence[tuple[str, str]],
) -> Table:
    """`rows` as `behind.page` gives them, of these measures."""
    read = [one.rows.table for one in measures]
    ids = dict.fromkeys(name for table in read for name in IDS[table])
    labels = {table: _(VIEW_LABELS.get(table) or TABLE_LABELS[table]) for table in read}
    frame = rows.with_columns(
        pl.col("shop_id").replace(dict(shop_names)),
        pl.col("rows_of").replace(labels),
        *([_as_day()] if metric.unit is Unit.DATE else []),
    )
    columns = [
        _part(metric, measures),
        *([Column("currency", _("Currency"))] if any(one.money for one in measures) else []),
        *([Column("rows_of", _("Made from"))] if len(set(labels.values())) > 1 else []),
        Column("day", _("Day"), "date"),
        Column("shop_id", _("Shop")),
        *(Column(name, _(ID_LABELS[name]), "id") for name in ids),
        Column("source_file", _("File")),
        Column("source_row", _("Row"), "count"),
    ]
    kept = [one for one in columns if one.name not in ids or _is_said(frame[one.name])]
    return Table(title, frame.select(one.name for one in kept), kept, notes)


def measures_of(
    metric: Metric, side: str, where: Mapping[str, Sequence[str | None]]
) -> list[Measure]:
    """The measures on one side of a metric, as they are cut."""
    cut = Cut.read((), where)
    return [cut.measured(one) for _sign, one in (metric.per if side == PER else metric.value)]


def _part(metric: Metric, measures: Sequence[Measure]) -> Column:
    """What a row adds: money, a count, or its own value."""
    if any(one.money for one in measures):
        return Column("part", _("Adds"), "money", PER_ROW)
    if all(one.kind in {*ADDITIVE, Kind.DISTINCT} for one in measures):
        return Column("part", _("Adds"), "count")
    return Column("part", _("Value"), metric.unit.value)


def _as_day() -> pl.Expr:
    return pl.lit(EPOCH).dt.offset_by(pl.format("{}d", pl.col("part").cast(pl.Int64))).alias("part")


def _is_said(values: pl.Series) -> bool:
    return not values.drop_nulls().is_in([""]).all()
