"""Lists of what sold: videos, creators and products over a span of days; LIVEs and creatives too.

Sources: Analytics → Product → Export; Affiliate Center → Transaction analysis → Export
(`Transaction_Analysis_Creator_List_20260901-20260930.xlsx`; reference 5.3 and 5.4). Rows answer
for exactly their span: lists have no days, and spans overlap.

Quirks of the sources:
- the days stand above the header or only in the file's name;
- a row below the header may explain the columns;
- amounts and counts may be abbreviated (`Rp588,7RB`, `1.74M`), `--` is unknown;
- a product's figures in all channels stand before those of each channel, under the same names;
- a video names all its products in one cell.
"""

import polars as pl

from loaders import creatives, lists, lives
from loaders.content_headers import CREATORS, PRODUCTS, VIDEOS
from loaders.reading import cells, values
from loaders.reading.instants import to_utc
from loaders.reading.spans import span
from loaders.sheet import Given, Kind, Parsed
from metrics.metric import N_


def parse_videos(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a video → `content` of kind video. Raises `LoadError` without a span."""
    days = span(preamble, VIDEO_LIST.source)
    columns = [
        values.identifier("content_id", "video_id"),
        *(values.text(name) for name in ("title", "creator", "product_id")),
        lists.without_time_in_doubt(cells.wall_time("started_at")),
        *lists.figures(rows, given.shop.currency),
    ]
    good, refused = cells.read_present(rows, columns, required=["content_id"])
    if "product_id" in good.columns:
        one = pl.col("product_id").str.contains(r"^\d+$")
        good = good.with_columns(product_id=pl.when(one).then("product_id"))
    if "started_at" in good.columns:
        good = to_utc(good, ["started_at"], given.shop.time_zone)
    return lists.parsed(good, refused, "video", given.shop.currency, days)


def parse_creators(
    rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]
) -> Parsed:
    """One row a creator → `content` of kind creator, known by name.

    Raises `LoadError` without a span.
    """
    days = span(preamble, CREATOR_LIST.source)
    columns = [values.text("creator"), *lists.figures(rows, given.shop.currency)]
    good, refused = cells.read_present(rows, columns, required=["creator"])
    good = good.with_columns(content_id="creator")
    return lists.parsed(good, refused, "creator", given.shop.currency, days)


def parse_products(
    rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]
) -> Parsed:
    """One row a product → `content` of kind product; a list of one day is its `traffic` too.

    Raises `LoadError` without a span.
    """
    days = span(preamble, PRODUCT_LIST.source)
    columns = [
        values.identifier("product_id"),
        values.text("title"),
        *lists.figures(rows, given.shop.currency),
    ]
    good, refused = cells.read_present(rows, columns, required=["product_id"])
    good = good.with_columns(content_id="product_id")
    parsed = lists.parsed(good, refused, "product", given.shop.currency, days)
    table = parsed.tables["content"]
    seen = [name for name in ("product_impressions", "product_clicks") if name in table.columns]
    if days[0] < days[1] or not seen:
        return parsed
    traffic = table.select(
        *("source_row", "product_id", *seen),
        date="date_from",
        scope=pl.lit("product"),
        content_type=pl.lit(""),
    )
    return Parsed({**parsed.tables, "traffic": traffic}, "content", refused, parsed.keys)


VIDEO_LIST = Kind(
    name="videos",
    tables=("content",),
    source=N_("Affiliate Center → Transaction analysis → Videos → Export"),
    fields=VIDEOS,
    parse=parse_videos,
)
CREATOR_LIST = Kind(
    name="creators",
    tables=("content",),
    source=N_("Affiliate Center → Transaction analysis → Creators → Export"),
    fields=CREATORS,
    parse=parse_creators,
)
PRODUCT_LIST = Kind(
    name="product_analytics",
    tables=("content", "traffic"),
    source=N_("Seller Center → Analytics → Product → Product list → Export"),
    fields=PRODUCTS,
    parse=parse_products,
)

KINDS = (lives.KIND, VIDEO_LIST, CREATOR_LIST, PRODUCT_LIST, creatives.KIND)
