"""Lines of samples and gifts beside what the price list says that they cost."""

from typing import Final

import narwhals as nw
import polars as pl

from metrics.views.prices import with_costs
from metrics.views.question import Question

LINE: Final = ("shop_id", "sku_id", "currency", "shipped_on", "quantity", "unit_cost_e4")


def sample_lines(question: Question) -> pl.DataFrame:
    """Lines of samples and gifts shipped in the period, with `cost_e4` in the line's currency.

    Units × what a source, else the price list of the day (where one was ever loaded), says that one
    costs. Null is unknown.
    """
    is_sample = nw.col("order_kind") == "sample"
    columns = [*question.columns("sample_lines"), *LINE]
    shipped = question.table("order_lines").filter(question.inside("shipped_on"), is_sample)
    lines = question.read(shipped.select(*dict.fromkeys(columns)))
    lines = lines.rename({"unit_cost_e4": "own_cost_e4"})
    unit = pl.col("own_cost_e4")
    if "skus" in question.facts.tables:
        lines = with_costs(lines, question, "shipped_on", "unit_cost_e4")
        unit = pl.coalesce(unit, pl.col("unit_cost_e4") * pl.col("cost_rate"))
    cost = (pl.col("quantity") * unit).round(mode="half_to_even").cast(pl.Int64)
    return lines.with_columns(cost_e4=cost)
