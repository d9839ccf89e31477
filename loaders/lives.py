"""LIVEs: one row a room.

Source: Analytics → LIVE → Creator LIVE performance (`Creator-Live-Performance_….xlsx`), and the
LIVE list of Affiliate Center's transaction analysis (reference 5.2).

Quirks of the source:
- only files of 2026-09 on and Affiliate Center's name the room; before, a LIVE is known by its
  start and its title (2026) or its creator (2023), and would be stored again from a newer file;
- the end of a running LIVE is the time of the download: a LIVE belongs to the day on which it
  started, so that a later file replaces it;
- `Direct GMV` became `Attributed GMV`; `Gross revenue` was another figure and is gone;
- customers are people: those of several LIVEs can't be added.
"""

import polars as pl

from loaders import lists
from loaders.reading import cells, values
from loaders.reading.headers import with_currency
from loaders.reading.instants import to_utc
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a LIVE → `content` of kind live, on the shop's day of its start."""
    columns = [
        *(values.identifier(name) for name in ("room_id", "creator_id")),
        *(values.text(name) for name in ("title", "creator")),
        cells.wall_time("started_at"),
        cells.seconds("duration_seconds", "duration"),
        *lists.figures(rows, given.shop.currency),
    ]
    room = "room_id" in rows.collect_schema().names()
    required = ["room_id", "started_at"] if room else ["started_at"]
    good, refused = cells.read_present(rows, columns, required)
    started = pl.col("started_at")
    good = good.with_columns(
        content_id=pl.col("room_id") if room else _without_room(good),
        date_from=started.dt.date(),
        date_to=started.dt.date(),
    )
    zone = given.shop.time_zone
    good = to_utc(good.drop("room_id", "creator_id", strict=False), ["started_at"], zone)
    return lists.parsed(good, refused, "live", given.shop.currency)


def _without_room(good: pl.DataFrame) -> pl.Expr:
    who = next(name for name in ("creator_id", "title", "started_at") if name in good.columns)
    start = pl.col("started_at").dt.strftime("%Y-%m-%dT%H:%M:%S")
    return pl.concat_str(start, pl.col(who).cast(pl.String), separator=" ", ignore_nulls=True)


KIND = Kind(
    name="lives",
    tables=("content",),
    source=N_("Seller Center → Analytics → LIVE → Creator LIVE performance → Export"),
    fields=(
        Field("room_id", ("Room ID", "LIVE ID", "ID da LIVE")),
        Field("creator_id", ("Creator ID",)),
        Field("title", ("Room Title", "Livestream", "LIVE title", "Título da LIVE")),
        Field("creator", ("Creator", "Kreator", "Creator name", "Nome do criador")),
        Field(
            "started_at",
            (
                *("Start Time", "Launched Time", "Waktu Live", "LIVE start time"),
                "Horário de início da LIVE",
            ),
            required=True,
        ),
        Field("duration", ("Duration", "Durasi")),
        Field(
            "gmv",
            with_currency(
                *("Attributed GMV", "Direct GMV", "Revenue", "Penghasilan"),
                *("Creator LIVE-attributed GMV", "GMV atribuído à LIVE do criador"),
            ),
            required=True,
        ),
        Field(
            "orders",
            (
                *("Attributed orders", "Orders paid for", "Orders Paid", "Pesanan Dibayar"),
                *("LIVE-attributed orders", "Pedidos atribuídos à LIVE"),
            ),
        ),
        Field("sku_orders", ("Attributed SKU orders",)),
        Field("units", ("Attributed items sold", "Items sold", "Unit Sales", "Penjualan")),
        Field("customers", ("Customers", "Buyers", "Pembeli")),
        Field("views", ("Views", "Live Stream Dilihat")),
        Field("product_impressions", ("Product impressions", "Produk Dilihat")),
        Field("product_clicks", ("Product clicks", "Klik Produk", "Cliques no produto")),
        Field("cost", with_currency("Ads Cost")),
        Field("revenue", with_currency("Ads GMV")),
    ),
    parse=parse,
)
