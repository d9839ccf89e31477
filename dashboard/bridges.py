"""Bridges: steps that lead from one amount to another, drawn and as a table."""

from collections.abc import Sequence

import polars as pl

from dashboard import charts, plots
from dashboard.text import _
from metrics.catalog import CATALOG
from metrics.judgement.steps import Step
from metrics.values import E4
from reports.tables import Column, Table

MONEY = CATALOG["gmv"]


def rows(steps: Sequence[Step]) -> pl.DataFrame:
    """A row each step: label, amount (currency units), kind, is_estimate, reason (text or null)."""
    told = [
        {
            "label": _(step.label),
            "amount": None if step.amount_e4 is None else step.amount_e4 / E4,
            "kind": step.kind,
            "is_estimate": step.is_estimate,
            "reason": step.reason.said(_) if step.reason else None,
        }
        for step in steps
    ]
    schema = {
        "label": pl.String, "amount": pl.Float64, "kind": pl.String, "is_estimate": pl.Boolean,
        "reason": pl.String,
    }  # fmt: skip
    return pl.DataFrame(told, schema=schema)


def draw(currency: str | None, *chains: pl.DataFrame, key: str) -> None:
    """The drawing of the first chain of `rows`; the others stand below it as its side branches."""
    scale = charts.Scale(MONEY, currency)
    plots.show(
        charts.waterfall(scale, *chains),
        alt=charts.waterfall_in_words(scale, *chains),
        key=key,
    )


def table(
    chains: Sequence[pl.DataFrame],
    currency: str | None,
    title: str,
    notes: Sequence[tuple[str, str]],
    before: Sequence[pl.DataFrame] = (),
    share: str = "",
) -> Table:
    """The steps with their amounts, and of each whether it is a total, an estimate, or unknown.

    `before`: the same chains of the comparison. `share`: what to call the share that each amount
    has of the first; there is none without a name.
    """
    steps = _numbered(chains)
    columns = [
        Column("label", _("Step")),
        Column("amount", _("Amount"), "money", currency),
    ]
    if share:
        first = pl.col("amount").first()
        steps = steps.with_columns(share=pl.when(first != 0).then(pl.col("amount") / first))
        columns.append(Column("share", share, "share"))
    if before:
        old = _numbered(before).select("chain", "label", before="amount")
        steps = steps.join(old, on=["chain", "label"], how="left", maintain_order="left")
        ratio = pl.col("amount") / pl.when(pl.col("before") != 0).then("before") - 1
        steps = steps.with_columns(change=ratio)
        columns.append(Column("before", _("Before"), "money", currency))
        columns.append(Column("change", _("Change in %"), "share"))
    columns.append(Column("kind", _("Kind")))
    steps = steps.with_columns(_kind(), _note())
    if any(steps["note"]):
        columns.append(Column("note", _("Remark")))
    return Table(title, steps, columns, notes)


def _numbered(chains: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(one.with_columns(chain=pl.lit(n)) for n, one in enumerate(chains))


def _kind() -> pl.Expr:
    is_total = pl.col("kind") == "total"
    return pl.when(is_total).then(pl.lit(_("Sum"))).otherwise(pl.lit("")).alias("kind")


def _note() -> pl.Expr:
    estimated = pl.when("is_estimate").then(pl.lit(_("estimate")))
    return pl.coalesce("reason", estimated, pl.lit("")).alias("note")
