"""Lists of what sold in made-up shops: LIVEs by day; videos, creators and products by month."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.calendar import Calendar
from loaders.demo.content import LIVE, SELLERS, VIDEO, Sold, content_id
from loaders.demo.fate import NORMAL, Fate
from loaders.demo.lines import Lines
from loaders.demo.markets import MARKETS
from loaders.demo.orders import MINUTE, Placed
from loaders.demo.products import Catalogue
from loaders.demo.random import Ints, scatter, words

BESIDE_MINUTES: Final = 15
"""A LIVE starts before its first order and ends after its last one."""
FIGURES: Final = {
    "gmv_e4": pl.col("gmv_e4").sum(),
    "commission_e4": pl.col("commission_e4").sum(),
    "orders": pl.col("order").n_unique().cast(pl.Int64),
    "sku_orders": pl.len().cast(pl.Int64),
    "units": pl.col("units").sum(),
    "customers": pl.col("buyer").n_unique().cast(pl.Int64),
}
FIRST, LAST = pl.col("created").min(), pl.col("created").max()


def content_rows(
    placed: Placed,
    fate: Fate,
    lines: Lines,
    sold: Sold,
    earned: Ints,
    catalogue: Catalogue,
    calendar: Calendar,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Rows of `content` from whole months of orders; an order counts on the day it was created."""
    sales = _sales(placed, fate, lines, sold, earned, catalogue, calendar)
    lists = (_lives(sales), _videos(sales), _creators(sales), _products(sales))
    table = pl.concat(lists, how="diagonal")
    views = np.ceil(table["orders"].to_numpy() * 55 * scatter(rng, table.height, 0.4))
    clicks = np.ceil(views * 0.3)
    return table.with_columns(
        views=pl.Series(views).cast(pl.Int64),
        product_clicks=pl.Series(clicks).cast(pl.Int64),
        product_impressions=pl.Series(clicks * 9).cast(pl.Int64),
    )


def _sales(
    placed: Placed,
    fate: Fate,
    lines: Lines,
    sold: Sold,
    earned: Ints,
    catalogue: Catalogue,
    calendar: Calendar,
) -> pl.DataFrame:
    """Lines of paid orders, with what sold them and the days of their month."""
    order = lines.order
    shop, paid = placed.shop[order], (fate.kind == NORMAL) & ~np.isnan(fate.placed)
    names, sku = catalogue.names, lines.sku
    months = [_month_of(day, calendar.days) for day in calendar.days]
    spans = pl.DataFrame(months, orient="row", schema=SPAN)
    opened = pl.Series([calendar.days[day] for day in calendar.opened]).gather(shop)
    frame = pl.DataFrame({
        "shop_id": words([market.shop.id for market in MARKETS], shop),
        "currency": words([market.shop.currency for market in MARKETS], shop),
        "order": order, "buyer": placed.buyer[order], "created": placed.created[order],
        "content": sold.content[order], "seller": words(SELLERS, sold.seller[order]),
        "work": content_id(sold, placed.day)[order], "by_creator": sold.by_creator[order],
        "product_id": names["product_id"].gather(sku),
        "product_name": names["product_name"].gather(sku),
        "units": lines.quantity, "gmv_e4": lines.item_e4, "commission_e4": earned,
    }).with_columns(spans[placed.day[order]])  # fmt: skip
    frame = frame.with_columns(date_from=pl.max_horizontal("date_from", opened))
    return frame.filter(pl.Series(paid[order] & ~lines.is_gift))


SPAN: Final = {"day": pl.Date, "date_from": pl.Date, "date_to": pl.Date}


def _month_of(day: date, days: Sequence[date]) -> tuple[date, date, date]:
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return day, day.replace(day=1), min(last, days[-1])


def _lives(sales: pl.DataFrame) -> pl.DataFrame:
    """One row a LIVE, on its own day."""
    beside = BESIDE_MINUTES * MINUTE
    rows = sales.filter(pl.col("content") == LIVE).with_columns(date_from="day", date_to="day")
    seconds = (LAST - FIRST + 2 * beside) // 10**6
    start = (FIRST - beside).cast(pl.Datetime("us", "UTC"))
    key = {"creator": "seller", "content_id": pl.col("work").cast(pl.String)}
    return _listed(rows, "live", key, started_at=start, duration_seconds=seconds).with_columns(
        title=pl.format("LIVE {}", "date_from")
    )


def _videos(sales: pl.DataFrame) -> pl.DataFrame:
    rows = sales.filter(pl.col("content") == VIDEO)
    key = {"creator": "seller", "content_id": pl.col("work").cast(pl.String)}
    return _listed(rows, "video", key).with_columns(title=pl.format("Video {}", "content_id"))


def _creators(sales: pl.DataFrame) -> pl.DataFrame:
    key = {"creator": "seller", "content_id": "seller"}
    return _listed(sales.filter("by_creator"), "creator", key)


def _products(sales: pl.DataFrame) -> pl.DataFrame:
    key = {"product_id": "product_id", "content_id": "product_id", "title": "product_name"}
    return _listed(sales, "product", key)


def _listed(
    sales: pl.DataFrame, kind: str, key: dict[str, str | pl.Expr], **more: pl.Expr
) -> pl.DataFrame:
    """The figures of each LIVE, video, … of each shop over each span."""
    whose = ("shop_id", "currency", "date_from", "date_to")
    grouped = sales.group_by(*whose, maintain_order=True, **key)
    return grouped.agg(**FIGURES, **more).with_columns(kind=pl.lit(kind))
