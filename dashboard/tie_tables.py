"""Our GMV beside Seller Center's own, as tables: by shop, by day, and the orders of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from dashboard import text
from dashboard.data import Situation
from dashboard.text import _
from metrics.judgement.gmv_variants import VARIANTS
from metrics.judgement.tie_orders import REASONS, Explained
from metrics.judgement.ties import Ties, said
from metrics.values import E4, divided
from reports import formats
from reports.tables import PER_ROW, Column, Table

FIGURES: Final = "platform_figures"
Notes = Sequence[tuple[str, str]]
LABELS: Final[Mapping[str, str]] = {metric.name: metric.label for metric in VARIANTS}
"""Way of counting GMV → what it is called."""


def variant_of(found: Ties) -> str:
    """The way of counting that ties, else the nearest, else GMV."""
    return found.verdict.variant or VARIANTS[0].name


def comparable(at: Situation, shops: Sequence[str]) -> list[str]:
    """Those of the shops (of all, where none are named) that have data, if any figure is there."""
    if FIGURES not in at.store.tables:
        return []
    loaded = {shop for by_shop in at.store.days.values() for shop in by_shop}
    return [shop for shop in shops or at.shops if shop in loaded]


def sentence(found: Ties, name: str) -> str:
    """What ties at the shop of this name, in the reader's language."""
    return said(replace(found, shop=name), _)


def days_of(found: Ties, variant: str) -> pl.DataFrame:
    """date, platform, ours, residual (currency units), gap (share): by one way of counting."""
    rows = found.days.filter(variant=variant).sort("date")
    amounts = {name: divided(pl.col(f"{name}_e4"), E4) for name in ("platform", "ours", "residual")}
    return rows.select("date", **amounts, gap="gap")


def by_shop(found: Mapping[str, Ties], names: Mapping[str, str], notes: Notes) -> Table:
    """A row each shop: what ties there, and all its compared days together."""
    rows = []
    for shop, one in found.items():
        days = one.days.filter(variant=variant_of(one))
        compared = one.verdict.variant is not None
        rows.append(
            {
                "shop": names[shop],
                "variant": _(LABELS[variant_of(one)]) if compared else None,
                "days": one.verdict.days,
                **{name: _total(days[f"{name}_e4"]) for name in ("platform", "ours", "residual")},
                "gap": one.verdict.gap,
                "currency": one.currency,
                "says": sentence(one, names[shop]),
            }
        )
    columns = (
        Column("shop", _("Shop")),
        Column("variant", _("Nearest way of counting")),
        Column("days", _("Days compared"), "count"),
        Column("platform", _("Seller Center"), "money", PER_ROW),
        Column("ours", _("Ours"), "money", PER_ROW),
        Column("residual", _("Ours less theirs"), "money", PER_ROW),
        Column("gap", _("Median gap"), "share"),
        Column("currency", _("Currency")),
        Column("says", _("Verdict")),
    )
    return Table(_("Reconciliation by shop"), _framed(rows, columns), columns, notes)


def by_day(found: Ties, variant: str, title: str, notes: Notes) -> Table:
    """A row each day: theirs, ours by the variant, what is between, and ours by the others."""
    frame = days_of(found, variant)
    money = found.currency
    columns = [
        Column("date", _("Day"), "date"),
        Column("platform", _("Seller Center"), "money", money),
        Column("ours", _(LABELS[variant]), "money", money),
        Column("residual", _("Ours less theirs"), "money", money),
        Column("gap", _("Gap"), "share"),
    ]
    for name, label in LABELS.items():
        other = days_of(found, name).select("date", pl.col("ours").alias(name))
        if name != variant and other.height:
            frame = frame.join(other, on="date", how="left", maintain_order="left")
            columns.append(Column(name, _(label), "money", money))
    return Table(title, frame.reverse(), columns, notes)


def _total(amounts_e4: pl.Series) -> float | None:
    """In currency units; None where no amount is known."""
    known = amounts_e4.drop_nulls()
    return int(known.sum()) / E4 if known.len() else None


def by_variant(found: Ties, notes: Notes) -> Table:
    """A row each way of counting, the nearest first."""
    known = found.days.group_by("variant").agg(
        days=pl.len(),
        median=pl.col("gap").median(),
        off=(pl.col("residual_e4") != 0).sum().cast(pl.Int64),
        residual=divided(pl.col("residual_e4").sum(), E4),
    )
    labels = pl.col("variant").replace_strict({name: _(one) for name, one in LABELS.items()})
    place = pl.col("variant").replace_strict({name: n for n, name in enumerate(LABELS)})
    frame = known.sort("median", place, nulls_last=True).with_columns(
        label=labels, days=pl.col("days").cast(pl.Int64)
    )
    columns = (
        Column("label", _("Way of counting")),
        Column("days", _("Days compared"), "count"),
        Column("off", _("Days that differ"), "count"),
        Column("median", _("Median gap"), "share"),
        Column("residual", _("Ours less theirs"), "money", found.currency),
    )
    return Table(_("Ways of counting GMV"), frame, columns, notes)


def orders(found: Explained, currency: str | None, title: str, notes: Notes) -> Table:
    """The orders that a usual difference would move in or out of the day; the likely ones first."""
    reasons = {name: _(reason) for name, reason in REASONS.items()}
    marks = {True: _("yes"), False: ""}
    frame = found.orders.select(
        "order_id",
        reason=pl.col("reason").replace_strict(reasons, return_dtype=pl.String),
        amount=divided(pl.col("amount_e4"), E4),
        explains=pl.col("explains").replace_strict(marks, return_dtype=pl.String),
    )
    columns = (
        Column("order_id", _("Order"), "id"),
        Column("reason", _("Why it may differ")),
        Column("amount", _("Amount"), "money", currency),
        Column("explains", _("Explains it")),
    )
    return Table(title, frame, columns, notes)


def _framed(rows: Sequence[dict], columns: Sequence[Column]) -> pl.DataFrame:
    types = {"count": pl.Int64, "money": pl.Float64, "share": pl.Float64}
    schema = {column.name: types.get(column.unit, pl.String) for column in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


def explained_in_words(found: Explained, currency: str | None) -> str:
    """How much of a day's residual the marked orders are."""
    return _(
        "Ours less theirs: {residual}. The orders that are marked explain {part}; {rest} remains. "
        "Click a bar or a row for another day."
    ).format(
        residual=amount(found.residual_e4, currency),
        part=amount(found.residual_e4 - found.unexplained_e4, currency),
        rest=amount(found.unexplained_e4, currency),
    )


def amount(e4: int, currency: str | None) -> str:
    """Ten-thousandths as people write the amount."""
    return formats.exact(e4 / E4, "money", currency, text.language())


def nothing() -> str:
    """Said where there is nothing to compare with."""
    return _(
        "There is no GMV of Seller Center to compare with: load a daily export of Shop Analytics "
        "(Compass), or type the figure of a day on the Data page."
    )


def listed(names: Sequence[str]) -> str:
    """Ways of counting, by what they are called."""
    return text.listed([_(LABELS[name]) for name in names])
