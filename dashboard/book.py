"""The metric book as tables, made from the catalogue."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from dashboard import text
from dashboard.sources import TABLE_LABELS
from dashboard.text import _
from metrics.book import EXAMPLES, TIKTOK
from metrics.catalog import SECTIONS
from metrics.metric import N_, Better, Metric, Unit
from reports.tables import Column, Table

SECTION_LABELS: Final[Mapping[str, str]] = {
    "sales": N_("Sales"),
    "fulfilment": N_("Fulfilment"),
    "returns": N_("After-sales"),
    "feedback": N_("Feedback and service"),
    "ads": N_("Advertising"),
    "traffic": N_("Traffic"),
    "stock": N_("Stock"),
    "finance": N_("Finance and profit"),
    "health": N_("Account health"),
}
DIRECTIONS: Final[Mapping[Better, str]] = {
    Better.HIGHER: N_("↑\u00a0higher"),
    Better.LOWER: N_("↓\u00a0lower"),
    Better.NEITHER: "·",
}
UNITS: Final[Mapping[Unit, str]] = {
    Unit.MONEY: N_("money"),
    Unit.SHARE: N_("share"),
    Unit.COUNT: N_("count"),
    Unit.NUMBER: N_("number"),
    Unit.HOURS: N_("hours"),
    Unit.MINUTES: N_("minutes"),
    Unit.DAYS: N_("days"),
    Unit.DATE: N_("date"),
}


def sections(wanted: str = "") -> list[Table]:
    """A table a subject, to be read, of the metrics whose id, name or rule holds the words."""
    found = [
        (_(SECTION_LABELS.get(name, name)), [one for one in metrics if _matches(one, wanted)])
        for name, metrics in SECTIONS.items()
    ]
    return [_to_read(_table(title, metrics)) for title, metrics in found if metrics]


def whole() -> Table:
    """All metrics in one table."""
    return _table(_("Metric book"), [one for metrics in SECTIONS.values() for one in metrics])


def _matches(metric: Metric, wanted: str) -> bool:
    words = (
        f"{metric.name} {metric.label} {text.label(metric)} {metric.meaning} {_(metric.meaning)}"
    )
    return wanted.strip().lower() in words.lower()


def _table(title: str, metrics: Sequence[Metric]) -> Table:
    rows = [_row(metric) for metric in metrics]
    columns = (
        Column("label", _("Metric")),
        Column("meaning", _("Rule")),
        Column("example", _("Example")),
        Column("tiktok", "TikTok"),
        Column("unit", _("Unit")),
        Column("better", _("Better")),
        Column("tables", _("Made from")),
        Column("id", _("Id")),
    )
    frame = pl.DataFrame(rows, schema=dict.fromkeys([c.name for c in columns], pl.String))
    return Table(title, frame, columns)


def _to_read(table: Table) -> Table:
    """Fewer and wider columns: the id below the name, the good direction below the unit."""
    kept = [one for one in table.columns if one.name not in {"better", "id"}]
    frame = table.frame.with_columns(
        label=pl.format("{}\n{}", "label", "id"), unit=pl.format("{}\n{}", "unit", "better")
    )
    return Table(table.title, frame.select(one.name for one in kept), kept)


def _row(metric: Metric) -> dict[str, str]:
    tables = sorted({table for measure in metric.measures() for table in measure.tables})
    return {
        "label": text.label(metric),
        "meaning": _(metric.meaning),
        "example": EXAMPLES[metric.name],
        "tiktok": _(TIKTOK[metric.name]) if metric.name in TIKTOK else "",
        "unit": _(UNITS[metric.unit]),
        "better": _(DIRECTIONS[metric.better]),
        "tables": text.listed([_(TABLE_LABELS.get(table, table)) for table in tables]),
        "id": metric.name,
    }
