"""SKUs with their list prices, and how many of each can be sold; what they cost: `loaders.costs`.

Source: Products → Manage products → Batch edit (`Tiktoksellercenter_batchedit_….xlsx`; reference
6).

Quirks of the source:
- row 1 holds machine names, rows 2 to 5 explain them; data starts where product_id is a number;
- whoever exports may leave out the quantity: then nothing is known of the stock, it is not 0;
- the quantity is what can still be sold, not what lies in the warehouse;
- a category ends in its code in brackets.
"""

from zoneinfo import ZoneInfo

import polars as pl

from loaders import costs
from loaders.reading import cells, values
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a SKU → `skus` from the day of the file on, and `stock` where it has quantities."""
    data = rows.filter(values.clean("product_id").str.contains(r"^\d"))
    good, refused = cells.read_present(
        data,
        [
            values.identifier("product_id"),
            values.identifier("sku_id"),
            values.text("seller_sku"),
            values.text("product_name"),
            values.text("variation", "variation_value"),
            values.text("category"),
            cells.money("list_price_e4", given.shop.currency, "price"),
            values.whole("available", "quantity"),
        ],
        required=["product_id", "sku_id"],
    )
    day = given.made_at.astimezone(ZoneInfo(given.shop.time_zone)).date()
    skus = good.drop("available", strict=False).with_columns(
        *([_without_code("category")] if "category" in good.columns else []),
        valid_from=pl.lit(day),
        currency=pl.lit(given.shop.currency),
    )
    tables = {"skus": skus}
    if "available" in good.columns:
        tables["stock"] = good.drop_nulls("available").select(
            *("source_row", "sku_id", "product_id", "available"),
            warehouse=pl.lit(""),
            date=pl.lit(day),
        )
    return Parsed(tables, counted="skus", refused=refused)


def _without_code(name: str) -> pl.Expr:
    return pl.col(name).str.replace(r"\s*\(\d+\)$", "")


BATCH_EDIT = Kind(
    name="batch_edit",
    tables=("skus", "stock"),
    source=N_("Seller Center → Products → Manage products → Batch edit → Download"),
    fields=(
        Field("product_id", ("product_id",), required=True),
        Field("sku_id", ("sku_id",), required=True),
        Field("price", ("price",), required=True),
        Field("quantity", ("quantity",)),
        Field("seller_sku", ("seller_sku",)),
        Field("product_name", ("product_name",)),
        Field("variation_value", ("variation_value",)),
        Field("category", ("category",)),
    ),
    parse=parse,
)

KINDS = (BATCH_EDIT, costs.KIND)
