"""What made-up shops sold each day, and the traffic and platform figures that go with it."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl

from loaders.demo.content import LIVE, Sold
from loaders.demo.fate import NORMAL, Fate
from loaders.demo.lines import Lines
from loaders.demo.markets import MARKETS
from loaders.demo.orders import Placed
from loaders.demo.products import Catalogue
from loaders.demo.random import Floats, scatter, words


def totals(
    placed: Placed, fate: Fate, lines: Lines, sold: Sold, catalogue: Catalogue
) -> pl.DataFrame:
    """What each product sold on each local day of payment, and what each shop sold in all
    (product −1): shop, day, product, gmv_e4, live_e4, orders (SKU orders of a product), buyers.
    """
    paid = np.nan_to_num(fate.placed) * 60
    day = placed.day + ((placed.second + paid) // 86_400).astype(np.int64)
    order, counts = lines.order, (fate.kind == NORMAL) & ~np.isnan(fate.placed)
    frame = pl.DataFrame({
        "shop": placed.shop[order], "day": day[order], "product": catalogue.product[lines.sku],
        "order": order, "buyer": placed.buyer[order], "gmv_e4": lines.item_e4,
        "live_e4": np.where(sold.content[order] == LIVE, lines.item_e4, 0),
    }).filter(pl.Series(counts[order] & ~lines.is_gift))  # fmt: skip
    sums = {
        "gmv_e4": pl.col("gmv_e4").sum(), "live_e4": pl.col("live_e4").sum(),
        "orders": pl.col("order").n_unique(), "buyers": pl.col("buyer").n_unique(),
    }  # fmt: skip
    shop = frame.group_by("shop", "day", maintain_order=True).agg(**sums)
    product = frame.group_by("shop", "day", "product", maintain_order=True).agg(**sums)
    return pl.concat([shop.with_columns(product=pl.lit(-1, pl.Int64)), product], how="diagonal")


def by_day(sold: pl.DataFrame, name: str, days: int) -> Floats:
    """One of the totals of whole shops (shops × days)."""
    grid = np.zeros((len(MARKETS), days))
    whole = sold.filter(pl.col("product") == -1, pl.col("day") < days)
    np.add.at(grid, (whole["shop"].to_numpy(), whole["day"].to_numpy()), whole[name].to_numpy())
    return grid


def traffic_rows(
    sold: pl.DataFrame, first: date, catalogue: Catalogue, rng: np.random.Generator
) -> pl.DataFrame:
    """Rows of `traffic`: the shop's and each product's, on days with a sale."""
    size = sold.height
    is_shop = pl.col("product") == -1
    product_id = pl.Series(catalogue.names["product_id"])
    products = pl.DataFrame({"product": catalogue.product, "product_id": product_id}).unique()
    buyers = sold["buyers"].to_numpy()
    visitors = np.ceil(buyers / 0.034 * scatter(rng, size, 0.15)).astype(np.int64)
    views = np.ceil(visitors * (2.3 + rng.random(size))).astype(np.int64)
    clicks = np.ceil(views * 0.62).astype(np.int64)
    known = sold.join(products, on="product", how="left", maintain_order="left").with_columns(
        page_views=pl.Series(views),
        product_clicks=pl.Series(clicks),
        product_impressions=pl.Series(clicks * rng.integers(14, 30, size)),
        visitors=pl.when(is_shop).then(pl.Series(visitors)),
        buyers=pl.when(is_shop).then("buyers").cast(pl.Int64),
    )
    return known.select(
        _shop_id(known["shop"]),
        *("page_views", "product_clicks", "product_impressions", "visitors", "buyers"),
        date=pl.lit(first) + pl.duration(days="day"),
        scope=pl.when(is_shop).then(pl.lit("shop")).otherwise(pl.lit("product")),
        product_id=pl.col("product_id").fill_null(""),
        content_type=pl.lit(""),
    )


def figure_rows(sold: pl.DataFrame, first: date, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of `platform_figures`: GMV and orders as the platform counts them, nearly as we do."""
    whole = sold.filter(pl.col("product") == -1)
    shop = whole["shop"].to_numpy()
    off = rng.random(len(shop)) < 0.07
    gap = np.where(off, 1 + rng.uniform(-0.004, 0.002, len(shop)), 1.0)
    gmv = np.round(whole["gmv_e4"].to_numpy() * gap / 100) / 100
    common = whole.select(
        _shop_id(whole["shop"]), date=pl.lit(first) + pl.duration(days="day"), scope=pl.lit("shop")
    )
    currencies = words([market.shop.currency for market in MARKETS], shop)
    orders = pl.col("orders").cast(pl.Float64).alias("value")
    return pl.concat([
        common.with_columns(figure=pl.lit("gmv"), value=pl.Series(gmv), currency=currencies),
        common.with_columns(whole.select(orders), figure=pl.lit("orders")),
    ], how="diagonal")  # fmt: skip


def _shop_id(shop: pl.Series) -> pl.Series:
    return words([market.shop.id for market in MARKETS], shop.to_numpy()).alias("shop_id")


def together(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The totals of several runs of months as one (a day may have orders from two of them)."""
    key = ("shop", "day", "product")
    return pl.concat(parts).group_by(key, maintain_order=True).sum().sort(key)
