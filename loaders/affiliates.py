"""Who sold an order line, and for what commission: from the affiliate orders export.

Source: Affiliate Center → Affiliate orders → Export (sheet `Sheet1`): reference section 4.

Quirks of the source:
- one row is one (order, SKU);
- days are DD/MM/YYYY in every market, the US included; the zone is not said: the shop's;
- the commission is the standard one plus the one of Shop Ads, of each the actual payment if it is
  above zero, else the estimate; co-funded creator bonuses are in neither;
- a row with the status Ineligible earned nothing and was sold by nobody: it is kept as a line
  without affiliate, so that it replaces an earlier row of the same line;
- amounts are in the shop's currency; a row in another one belongs to another shop.
"""

from typing import Final

import polars as pl

from loaders.affiliate_columns import FIELDS
from loaders.reading import amounts, cells, values
from loaders.reading.merge import merge
from loaders.reading.values import clean
from loaders.sheet import Given, Kind, Parsed
from metrics.metric import N_

KEY: Final = ("order_id", "line_id")
SAID: Final = ("creator", "content_id", "content_type")
STANDARD: Final = ("standard_actual", "standard_estimated")
SHOP_ADS: Final = ("shop_ads_actual", "shop_ads_estimated")

INELIGIBLE: Final = ("ineligible", "không đủ điều kiện", "tidak memenuhi syarat", "不符合条件")
CONTENT: Final = {
    "live": r"live|phát trực tiếp|直播",
    "video": r"video|视频",
    "product_card": r"showcase|product card|shop tab|etalase|kartu produk|thẻ sản phẩm|橱窗|商品卡",
}


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row an (order, SKU) → one row of `affiliations`; commissions of equal keys are summed."""
    currency = given.shop.currency
    columns = [
        *(values.identifier(name) for name in (*KEY, "seller_sku", "content_id")),
        values.day("created_on", "%d/%m/%Y"),
        *(values.text(name) for name in ("creator", "content_type", "status")),
        amounts.own_currency(currency),
        *(values.money(name, currency) for name in (*STANDARD, *SHOP_ADS)),
    ]
    read, refused = cells.read_present(_with_sku(rows), columns, KEY)
    eligible = ~pl.col("status").str.to_lowercase().is_in(INELIGIBLE).fill_null(value=False)
    lines = read.with_columns(
        *(_content_type(name) for name in ("content_type",) if name in read.columns),
        affiliate=eligible if "status" in read.columns else pl.lit(value=True),
        **_commission(read),
    )
    said = [name for name in (*SAID, "commission_e4", "is_estimated") if name in lines.columns]
    days = [name for name in ("created_on",) if name in lines.columns]
    merged, keys = merge(
        lines.select(
            *("source_row", *KEY, *days, "affiliate"),
            *(pl.when("affiliate").then(name).alias(name) for name in said),
        ),
        KEY,
        ["commission_e4"],
        {name: pl.col(name).any() for name in ("affiliate", "is_estimated")},
    )
    return Parsed({"affiliations": merged}, "affiliations", refused, keys)


def _with_sku(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Lines are known by SKU id; one without goes by the seller's SKU, as in the order export."""
    if "seller_sku" not in rows.collect_schema().names():
        return rows
    return rows.with_columns(line_id=pl.coalesce(clean("line_id"), clean("seller_sku")))


def _content_type(name: str) -> pl.Expr:
    """live, video or product_card, in whatever language; another kind in its own words."""
    said = pl.col(name).str.to_lowercase()
    kind = pl.coalesce(
        pl.when(said.str.contains(words)).then(pl.lit(word)) for word, words in CONTENT.items()
    )
    return pl.coalesce(kind, said).alias(name)


def _commission(read: pl.DataFrame) -> dict[str, pl.Expr]:
    """`commission_e4` and `is_estimated`, where the file has any commission at all."""
    parts = [_part(read, *pair) for pair in (STANDARD, SHOP_ADS)]
    found = [part for part in parts if part is not None]
    if not found:
        return {}
    each = [amount for amount, _ in found]
    known = pl.any_horizontal(amount.is_not_null() for amount in each)
    return {
        "commission_e4": pl.when(known).then(pl.sum_horizontal(each)),
        "is_estimated": pl.any_horizontal(guess for _, guess in found),
    }


def _part(read: pl.DataFrame, actual: str, estimated: str) -> tuple[pl.Expr, pl.Expr] | None:
    """One commission's amount, and whether it is only an estimate above zero."""
    if actual not in read.columns and estimated not in read.columns:
        return None
    none = pl.lit(None, dtype=pl.Int64)
    paid = pl.col(actual) if actual in read.columns else none
    guess = pl.col(estimated) if estimated in read.columns else none
    is_paid = (paid > 0).fill_null(value=False)
    amount = pl.when(is_paid).then(paid).otherwise(pl.coalesce(guess, paid))
    return amount, ~is_paid & (guess > 0).fill_null(value=False)


AFFILIATE_ORDERS: Final = Kind(
    name="affiliate_orders",
    tables=("affiliations",),
    source=N_("Affiliate Center → Affiliate orders → Export"),
    fields=FIELDS,
    parse=parse,
)

KINDS: Final = (AFFILIATE_ORDERS,)
