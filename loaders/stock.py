"""SKUs with their prices and costs, and how many of each can be sold.

Sources: Products → Manage products → Batch edit (`Tiktoksellercenter_batchedit_….xlsx`: reference
6), and a cost sheet of our own, since no export knows what goods cost.

Quirks of the batch-edit file:
- row 1 holds machine names, rows 2 to 5 explain them; data starts where product_id is a number;
- whoever exports may leave out the quantity: then nothing is known of the stock, it is not 0;
- the quantity is what can still be sold, not what lies in the warehouse;
- a category ends in its code in brackets.
"""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from loaders import amounts, cells, templates, values
from loaders.sheet import Field, Given, Kind, Parsed

SINCE_EVER: Final = date(1970, 1, 1)
"""A cost without a day holds for all days before the next one."""


def parse_batch_edit(
    rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]
) -> Parsed:
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
            values.money("list_price_e4", given.shop.currency, "price"),
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


def parse_costs(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a SKU and a day from which its costs and prices hold → `skus`.

    Prices are in the shop's currency; unit cost and freight in `cost_currency`, else in the shop's.
    """
    names = rows.collect_schema().names()
    rows = templates.without_notes(rows, "sku_id")
    own = given.shop.currency
    columns = [
        values.identifier("sku_id"),
        values.text("seller_sku"),
        amounts.money(rows, "unit_cost_e4", own, "unit_cost"),
        amounts.money(rows, "freight_e4", own, "freight"),
        amounts.currency(),
        values.money("list_price_e4", own, "list_price"),
        values.money("floor_price_e4", own, "floor_price"),
        values.whole("lead_days"),
        values.text("category"),
    ]
    if "valid_from" in names:
        rows, valid_from = cells.day_of_file(rows, "valid_from")
        columns.append(valid_from)
    good, refused = cells.read_present(rows, columns, required=["sku_id"])
    given_day = [pl.col("valid_from")] if "valid_from" in names else []
    given_code = [pl.col("currency")] if "currency" in names else []
    skus = good.with_columns(
        valid_from=pl.coalesce(*given_day, pl.lit(SINCE_EVER)),
        cost_currency=pl.coalesce(*given_code, pl.lit(own)),
        currency=pl.lit(own),
    )
    return Parsed({"skus": skus}, counted="skus", refused=refused)


def cost_template() -> bytes:
    """The cost sheet to fill in: a CSV with its header and one row that explains it."""
    return templates.template(
        COSTS,
        [
            "SKU ID as in the order export",
            "your own code (optional)",
            "2026-01-01: first day on which this row holds; empty: always",
            "12.50: what one unit costs you",
            "CNY: currency of cost and freight; empty: the shop's",
            "29.90: list price (optional)",
            "19.90: never sell below (optional)",
            "0.80: first-leg freight per unit (optional)",
            "30: days from order to stock (optional)",
            "Phone cases (optional)",
        ],
    )


def _without_code(name: str) -> pl.Expr:
    return pl.col(name).str.replace(r"\s*\(\d+\)$", "")


BATCH_EDIT = Kind(
    name="batch_edit",
    tables=("skus", "stock"),
    source="Seller Center → Products → Manage products → Batch edit → Download",
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
    parse=parse_batch_edit,
)

COSTS = Kind(
    name="cost_sheet",
    tables=("skus",),
    source="your own figures, in the cost template that the Data page offers",
    fields=(
        Field("sku_id", ("sku_id", "SKU ID", "SKU编号", "SKU 编号", "规格ID"), required=True),
        Field("seller_sku", ("seller_sku", "Seller SKU", "商家SKU", "商家编码")),
        Field("valid_from", ("valid_from", "Valid from", "生效日期", "生效日")),
        Field(
            "unit_cost",
            ("unit_cost", "Unit cost", "Cost", "COGS", "单位成本", "成本", "采购成本"),
            required=True,
        ),
        Field("currency", ("cost_currency", "Cost currency", "成本币种", "币种")),
        Field("list_price", ("list_price", "List price", "标价", "原价", "划线价")),
        Field("floor_price", ("floor_price", "Floor price", "最低价", "底价", "破价线")),
        Field("freight", ("freight", "Freight", "头程运费", "头程")),
        Field("lead_days", ("lead_days", "Lead days", "Lead time", "备货天数", "交期")),
        Field("category", ("category", "Category", "类目", "品类")),
    ),
    parse=parse_costs,
)

KINDS = (BATCH_EDIT, COSTS)
