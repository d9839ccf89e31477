"""What buyers say: product reviews, and how their chats were answered.

Sources: Data Compass → Service analysis (`Service….xlsx`: reference 7) and a review sheet of our
own, since no export of ratings is known (reference 8).

Quirks of the service file:
- one row is one agent on one day; header in row 3, `--` for nothing;
- it counts answers of people, the Shop API also automatic ones;
- it gives a satisfaction rate without the number of rated chats, which can't be added up: left out;
- the agent's name is personal and is not read.
"""

import polars as pl

from loaders.reading import cells, templates, values
from loaders.reading.instants import to_utc
from loaders.reading.refusals import What
from loaders.reading.values import Column
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_

INSTANTS = ("created_at", "replied_at")


def parse_service(
    rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]
) -> Parsed:
    """One row an agent and day → `conversations` with the day's totals.

    `first_response_minutes` is the agent's mean of the day, in whole minutes.
    """
    rows, opened_on = cells.day_of_file(rows, "opened_on")
    good, refused = cells.read_present(
        rows,
        [
            values.identifier("agent"),
            opened_on,
            values.whole("chats"),
            values.whole("needing_answer"),
            values.whole("answered_24h"),
            cells.seconds("first_response", "first_response"),
        ],
        required=["agent", "opened_on"],
    )
    table = good.drop("first_response", strict=False).with_columns(
        conversation_id=pl.format("{}:{}", "agent", "opened_on")
    )
    if "first_response" in good.columns:
        table = table.with_columns(first_response_minutes=good["first_response"] // 60)
    return Parsed({"conversations": table}, counted="conversations", refused=refused)


def parse_reviews(
    rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]
) -> Parsed:
    """One row a review → `reviews`. Times without a zone are the shop's."""
    rows = templates.without_notes(rows, "review_id")
    good, refused = cells.read_present(
        rows,
        [
            values.identifier("review_id"),
            values.whole("rating"),
            *(values.identifier(name) for name in ("order_id", "product_id", "sku_id")),
            *(column for name in INSTANTS for column in _instant(name)),
        ],
        required=["review_id", "created_at", "rating"],
    )
    table = _in_utc(good, given.shop.time_zone)
    return Parsed({"reviews": table}, counted="reviews", refused=refused)


def review_template() -> bytes:
    """The review sheet to fill in: a CSV with its header and one row that explains it."""
    return templates.template(
        REVIEWS,
        [
            "the review's id",
            "2026-10-17 14:05:00 in the shop's time zone",
            "5: stars, 1 to 5",
            "order ID (optional)",
            "product ID (optional)",
            "SKU ID (optional)",
            "2026-10-18 09:00:00: when you answered (optional)",
        ],
    )


def _instant(name: str) -> tuple[Column, Column]:
    """The time as UTC, though it may be the shop's, and whether the cell names its zone."""
    zoned = values.clean(name).str.to_datetime("%+", strict=False, time_unit="us")
    wall = cells.wall_time(name).typed
    day = values.instant(values.clean(name), "%Y-%m-%d")
    typed = pl.coalesce(zoned, pl.coalesce(wall, day).dt.replace_time_zone("UTC"))
    return (
        Column(name, name, typed, What.TIME.format(layout=cells.ISO)),
        Column(f"{name}_zoned", name, zoned.is_not_null()),
    )


def _in_utc(good: pl.DataFrame, zone: str) -> pl.DataFrame:
    names = [name for name in INSTANTS if name in good.columns]
    walls = good.select(pl.col(names).dt.replace_time_zone(None))
    local = to_utc(walls, names, zone)
    return good.with_columns(
        pl.when(f"{name}_zoned").then(name).otherwise(local[name]).alias(name) for name in names
    ).drop(f"{name}_zoned" for name in names)


SERVICE = Kind(
    name="customer_service",
    tables=("conversations",),
    source=N_("Seller Center → Data Compass → Service analysis → Export"),
    fields=(
        Field("agent", ("Agent ID",), required=True),
        Field("opened_on", ("Date", "Tanggal"), required=True),
        Field("chats", ("Allocated chats", "Alokasi obrolan"), required=True),
        Field(
            "needing_answer", ("Human response required chats", "Obrolan yang ditanggapi agen CS")
        ),
        Field(
            "answered_24h",
            ("24h human agent responded chats", "Obrolan yang ditanggapi agen CS dalam 24 jam"),
        ),
        Field("first_response", ("Avg. first response time", "Rata-rata waktu respons pertama")),
    ),
    parse=parse_service,
)

REVIEWS = Kind(
    name="review_sheet",
    tables=("reviews",),
    source=N_("your own list, in the review template that the Data page offers"),
    fields=(
        Field("review_id", ("review_id", "Review ID", "评价ID", "评价编号"), required=True),
        Field("created_at", ("created_at", "Created at", "评价时间"), required=True),
        Field("rating", ("rating", "Rating", "Stars", "星级", "评分"), required=True),
        Field("order_id", ("order_id", "Order ID", "订单号", "订单编号")),
        Field("product_id", ("product_id", "Product ID", "商品ID", "商品 ID")),
        Field("sku_id", ("sku_id", "SKU ID", "SKU编号")),
        Field("replied_at", ("replied_at", "Replied at", "回复时间")),
    ),
    parse=parse_reviews,
)

KINDS = (SERVICE, REVIEWS)
