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
    said = [metric.label, metric.meaning, TIKTOK.get(metric.name, "")]
    words = [metric.name, text.label(metric), *said, *(_(one) for one in said if one)]
    return wanted.strip().lower() in " ".join(words).lower()


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
    """Two columns, which a phone has room for: what it is called and counted in, and the rest."""
    columns = (Column("name", _("Metric")), Column("rule", _("Rule")))
    rows = [(_named(one), _ruled(one)) for one in table.frame.iter_rows(named=True)]
    frame = pl.DataFrame(rows, {"name": pl.String, "rule": pl.String}, orient="row")
    return Table(table.title, frame, columns)


def _named(one: Mapping[str, str]) -> str:
    return "\n".join([one["label"], one["id"], f"{one['unit']} {one['better']}"])


def _ruled(one: Mapping[str, str]) -> str:
    said = [one["meaning"], _("Example: {sum}").format(sum=one["example"])]
    if one["tiktok"]:
        said.append(_("TikTok: {said}").format(said=one["tiktok"]))
    return "\n".join([*said, _("Made from: {tables}").format(tables=one["tables"])])


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
