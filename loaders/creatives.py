"""GMV Max creatives: what each video or product card cost and sold over a span.

Source: the creative list of Seller Center ads or Ads Manager, in English, Chinese and Indonesian
(`creative data for product campaigns 2026-08-01 00 ~ 2026-08-07 23.xlsx`; reference 5.5).

Quirks of the source:
- no days and no shop in it; the span stands in the file's name;
- a video serves several campaigns and products: each of them is a row, and stays one;
- product cards have no video: their id is -1 or blank;
- gross revenue holds organic orders too, and the rates are worked out anew from sums.
"""

import polars as pl

from loaders import lists
from loaders.reading import amounts, cells, values
from loaders.reading.spans import span
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_

NO_VIDEO = "-1"


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a creative of a campaign and product → `content` of kind gmv_max_creative.

    The content_id is `campaign:product:video`. Raises `LoadError` without a span.
    """
    days = span(preamble, KIND.source)
    columns = [
        *(values.identifier(name) for name in ("campaign_id", "product_id", "video_id")),
        *(values.text(name) for name in ("title", "creator")),
        amounts.currency(),
        *lists.figures(rows, given.shop.currency),
    ]
    good, refused = cells.read_present(rows, columns, required=["campaign_id"])
    product = pl.col("product_id") if "product_id" in good.columns else pl.lit("")
    good = good.with_columns(
        content_id=pl.format(
            "{}:{}:{}",
            "campaign_id",
            product.fill_null(""),
            pl.col("video_id").fill_null(NO_VIDEO),
        )
    )
    return lists.parsed(
        good.drop("video_id"), refused, "gmv_max_creative", given.shop.currency, days
    )


KIND = Kind(
    name="gmv_max_creatives",
    tables=("content",),
    source=N_("Ads Manager → GMV Max → Creatives → Export"),
    fields=(
        Field("campaign_id", ("Campaign ID", "广告计划 ID", "ID Campaign"), required=True),
        Field("video_id", ("Video ID", "视频 ID", "ID video"), required=True),
        Field(
            "creative_type",
            ("Creative type", "创意作品类型", "Jenis materi iklan"),
            required=True,
        ),
        Field("cost", ("Cost", "成本", "Biaya"), required=True),
        Field("revenue", ("Gross revenue", "总收入", "Pendapatan kotor")),
        Field("sku_orders", ("SKU orders", "Orders (SKU)", "SKU 订单数", "Pesanan SKU")),
        Field("product_id", ("Product ID", "商品 ID", "ID produk")),
        Field("title", ("Video title", "视频标题", "Judul video")),
        Field("creator", ("TikTok account", "TikTok 账号", "Akun TikTok")),
        Field(
            "product_impressions",
            ("Product ad impressions", "商品广告曝光数", "Impresi iklan produk"),
        ),
        Field(
            "product_clicks", ("Product ad clicks", "商品广告点击数", "Jumlah klik iklan produk")
        ),
        Field("currency", ("Currency", "货币", "Mata uang")),
    ),
    parse=parse,
)
