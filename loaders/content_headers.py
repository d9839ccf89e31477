"""Headers of the video, creator and product lists, by language and year (reference 5.3, 5.4)."""

from typing import Final

from loaders.reading.headers import with_currency
from loaders.sheet import Field

REFUNDS: Final = with_currency("Refunds", "Reembolsos")
COMMISSION: Final = with_currency("Est. commission", "Commission", "Comissão estimada")
CREATOR: Final = ("Creator name", "Nome do criador")

VIDEOS: Final = (
    Field("video_id", ("Video ID", "ID do vídeo"), required=True),
    Field(
        "gmv",
        with_currency(
            *("Creator video-attributed GMV", "Affiliate video-attributed GMV"),
            *("Video-attributed GMV", "Video Revenue", "GMV atribuído a vídeo de afiliados"),
        ),
        required=True,
    ),
    Field("title", ("Video title", "Video Info", "Título do vídeo")),
    Field("creator", CREATOR),
    Field("product_id", ("Product ID", "ID do produto")),
    Field("started_at", ("Post date", "Time", "Data de publicação")),
    Field("refunds", REFUNDS),
    Field("commission", COMMISSION),
    Field("orders", ("Video-attributed orders", "Orders", "Pedidos atribuídos a vídeos")),
    Field("units", ("Video-attributed items sold", "Unit Sales")),
    Field("customers", ("Customers", "Buyers")),
    Field("views", ("Video views", "VV", "Visualizações de vídeo")),
    Field("product_impressions", ("Video product impressions", "Product impressions")),
    Field(
        "product_clicks",
        ("Video product clicks", "Product clicks", "Cliques no produto do vídeo"),
    ),
)

CREATORS: Final = (
    Field("creator", CREATOR, required=True),
    Field(
        "gmv",
        with_currency(
            *("Creator-attributed GMV", "Affiliate-attributed GMV", "Affiliate GMV"),
            "GMV atribuído ao criador",
        ),
        required=True,
    ),
    Field("refunds", REFUNDS),
    Field("commission", COMMISSION),
    Field("orders", ("Attributed orders", "Affiliate orders", "Pedidos atribuídos")),
    Field(
        "units",
        (
            *("Creator-attributed items sold", "Affiliate-attributed items sold"),
            "Itens vendidos atribuídos ao criador",
        ),
    ),
    Field("customers", ("Customers", "Clientes")),
    Field("views", ("Video views",)),
    Field("product_impressions", ("Product impressions",)),
    Field("samples", ("Samples shipped",)),
)

PRODUCTS: Final = (
    Field("product_id", ("Product ID", "ID", "ID sản phẩm"), required=True),
    Field("title", ("Product Name", "Product", "Tên", "Sản phẩm"), required=True),
    Field("gmv", with_currency("GMV", "Revenue"), required=True),
    Field("refunds", with_currency("Refunds", "Hoàn tiền")),
    Field("commission", COMMISSION),
    Field("orders", ("Orders", "Đơn hàng")),
    Field("sku_orders", ("SKU orders", "Đơn hàng SKU")),
    Field("units", ("Items sold", "Product sales", "Số món bán ra")),
    Field("customers", ("Est. customers", "Buyers", "Số lượng khách hàng ước tính")),
    Field("product_impressions", ("Product impressions", "Lượt hiển thị sản phẩm")),
    Field("product_clicks", ("Product clicks", "Lượt nhấp vào sản phẩm")),
)
