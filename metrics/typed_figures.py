"""Figures of the platform that no file holds: people read them off a page and type them.

They are rows of `platform_figures` with an author. Source of the ranges: Seller Center's Account
health and Shop Performance Score pages (reference, metric definitions, section 8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import narwhals as nw
import polars as pl

from metrics.facts import Facts
from metrics.metric import N_, Unit

TABLE: Final = "platform_figures"
SHOP: Final = "shop"
"""The scope of a figure of the whole shop."""


@dataclass(frozen=True)
class TypedFigure:
    """What may be typed: from `low` to `high` (None: without an end), whole where a count.

    `scoped`: it is of something within the shop, which is named, such as a category.
    """

    label: str
    where: str
    unit: Unit
    low: float | None
    high: float | None
    scoped: bool = False


TYPED: Final[Mapping[str, TypedFigure]] = {
    "gmv": TypedFigure(
        N_("GMV of the day"),
        N_("Seller Center, Analytics → Shop Analytics, one day chosen"),
        Unit.MONEY,
        0,
        None,
    ),
    "shop_performance_score": TypedFigure(
        N_("Shop performance score"),
        N_("Seller Center, Account health → Shop performance score: 0 to 5"),
        Unit.NUMBER,
        0,
        5,
    ),
    "health_rating": TypedFigure(
        N_("Shop health rating"),
        N_("Seller Center, Account health: 0 to 1,000"),
        Unit.COUNT,
        0,
        1_000,
    ),
    "violation_points": TypedFigure(
        N_("Violation points"),
        N_("Seller Center, Account health → Violations: the sum that stands"),
        Unit.COUNT,
        0,
        None,
    ),
    "category_rank": TypedFigure(
        N_("Rank in its category"),
        N_("Seller Center, Analytics → Market or Compass: 1 is the first"),
        Unit.COUNT,
        1,
        None,
        scoped=True,
    ),
}


def typed_label(figure: str) -> str:
    """What a figure is called; its own name where it isn't one of ours any more."""
    return TYPED[figure].label if figure in TYPED else figure


def typed_figures(facts: Facts, shops: Sequence[str] = ()) -> pl.DataFrame:
    """The figures that people typed and that hold, the newest day first.

    Columns: shop_id, figure, scope, date, value (money in currency units), currency, author,
    made_at (when it was typed).
    """
    columns = (
        "shop_id", "figure", "scope", "date", "value", "currency", "author", "made_at",
    )  # fmt: skip
    if TABLE not in facts.tables:
        types = {"date": pl.Date, "value": pl.Float64, "made_at": pl.Datetime("us", "UTC")}
        return pl.DataFrame(schema={name: types.get(name, pl.String) for name in columns})
    rows = facts.table(TABLE).filter(~nw.col("author").is_null())
    if shops:
        rows = rows.filter(nw.col("shop_id").is_in(list(shops)))
    found = facts.read(rows.select(*columns))
    return found.sort("date", "shop_id", "figure", "scope", descending=[True, False, False, False])


def scores(facts: Facts, day: date, shops: Sequence[str] = ()) -> pl.DataFrame:
    """Of each shop's typed figures but money: the newest up to `day`.

    Columns: shop_id, figure, date, value, author, before (the value typed for an earlier day, null
    where there is none).
    """
    is_score = pl.col("currency").is_null() & (pl.col("scope") == SHOP) & (pl.col("date") <= day)
    key = ("shop_id", "figure")
    typed = typed_figures(facts, shops).filter(is_score).sort(*key, "date")
    told = typed.with_columns(before=pl.col("value").shift(1).over(key))
    newest = told.group_by(key, maintain_order=True).last()
    return newest.select(*key, "date", "value", "author", "before")
