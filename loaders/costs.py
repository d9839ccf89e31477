"""What a SKU costs, in a sheet of our own: no export of the platform knows it (reference 6)."""

from datetime import date
from typing import Final

import polars as pl

from loaders.reading import amounts, cells, templates, values
from loaders.reading.values import Column
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_

SINCE_EVER: Final = date(1970, 1, 1)
"""A row without a day holds for all days before the next one."""


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a SKU and a day from which its costs and prices hold → `skus`.

    Prices are in the shop's currency; unit cost and freight in `cost_currency`, else in the shop's.
    A row without a SKU id goes by its seller SKU, as an order line without one does.
    """
    rows = templates.without_notes(rows, "sku_id")
    columns = _columns(rows, given.shop.currency)
    dated = "valid_from" in rows.collect_schema().names()
    if dated:
        rows, valid_from = cells.day_of_file(rows, "valid_from")
        columns.append(valid_from)
    good, refused = cells.read_present(rows, columns, required=["sku_id"])
    own = pl.lit(given.shop.currency)
    paid_in = [pl.col("currency")] if "currency" in good.columns else []
    skus = good.with_columns(
        valid_from=pl.coalesce(*([pl.col("valid_from")] if dated else []), pl.lit(SINCE_EVER)),
        cost_currency=pl.coalesce(*paid_in, own),
        currency=own,
    )
    return Parsed({"skus": skus}, counted="skus", refused=refused)


def _columns(rows: pl.LazyFrame, own: str) -> list[Column]:
    paid = amounts.reader(rows, own)
    return [
        _sku(rows),
        values.text("seller_sku"),
        paid("unit_cost_e4", "unit_cost"),
        paid("freight_e4", "freight"),
        amounts.currency(),
        cells.money("list_price_e4", own, "list_price"),
        cells.money("floor_price_e4", own, "floor_price"),
        values.whole("lead_days"),
        values.text("category"),
    ]


def _sku(rows: pl.LazyFrame) -> Column:
    own = values.identifier("sku_id")
    if "seller_sku" not in rows.collect_schema().names():
        return own
    blank = values.clean("sku_id").is_null()
    typed = pl.when(blank).then(values.clean("seller_sku")).otherwise(own.typed)
    return Column("sku_id", "sku_id", typed, own.wrong)


def template() -> bytes:
    """The cost sheet to fill in: a CSV with its header and one row that explains it."""
    return templates.template(
        KIND,
        [
            "SKU ID as in the order export; empty: the seller SKU",
            "your own code",
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


KIND = Kind(
    name="cost_sheet",
    tables=("skus",),
    source=N_("your own figures, in the cost template that the Data page offers"),
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
    parse=parse,
)
