"""The platform's own figures and every header that they go by: English, Portuguese, Spanish,
Vietnamese and Indonesian Seller Center, from 2023 on (reference 5.1).

A LIVE or video figure without `direct` or `indirect` is their sum, as the platform attributes it.
"""

from collections.abc import Mapping
from typing import Final

from loaders.reading.headers import with_currency

DATE: Final = ("Date", "Data", "Fecha", "Ngày", "Time", "Waktu", "Tanggal")

MONEY: Final[Mapping[str, tuple[str, ...]]] = {
    "gmv": with_currency(
        *("GMV", "Gross merchandise value", "Valor bruto da mercadoria"),
        *("Valor bruto de la mercancía", "Revenue", "Penghasilan"),
    ),
    "gmv_cofunded": with_currency(
        "Gross merchandise value (with TikTok co-funding)",
        "Valor bruto da mercadoria (com cofinanciamento do TikTok)",
    ),
    "gmv_with_tax": with_currency("GMV (with tax)", "GMV with tax"),
    "gross_revenue": with_currency("Gross revenue", "Receita bruta", "Tổng doanh thu"),
    "refunds": with_currency(
        "Refunds", "Reembolsos", "Reembolso", "Hoàn tiền", "Pengembalian Uang"
    ),
    "aov": with_currency("AOV"),
    "tax": with_currency("Tax"),
    "shipping_fees": with_currency("Shipping fees"),
    "live_gmv": with_currency("LIVE-attributed GMV"),
    "creator_live_gmv": with_currency(
        "Creator LIVE-attributed GMV", "GMV nhờ buổi LIVE của nhà sáng tạo"
    ),
    "creator_live_direct_gmv": with_currency("Creator LIVE GMV", "GMV LIVE của nhà sáng tạo"),
    "creator_live_indirect_gmv": with_currency(
        "Creator LIVE indirect GMV", "GMV gián tiếp từ buổi LIVE của nhà sáng tạo"
    ),
    "linked_account_live_gmv": with_currency(
        "Linked account LIVE-attributed GMV", "GMV nhờ buổi LIVE của tài khoản kết nối"
    ),
    "seller_live_direct_gmv": with_currency("Seller LIVE GMV", "GMV LIVE của người bán"),
    "seller_live_indirect_gmv": with_currency(
        "Seller LIVE indirect GMV", "GMV gián tiếp từ buổi LIVE của người bán"
    ),
    "video_gmv": with_currency("Video-attributed GMV"),
    "creator_video_gmv": with_currency("Creator video-attributed GMV", "GMV đến từ video liên kết"),
    "creator_video_direct_gmv": with_currency("Creator video GMV", "GMV video của nhà sáng tạo"),
    "creator_video_indirect_gmv": with_currency(
        "Creator video indirect GMV", "GMV gián tiếp từ video của nhà sáng tạo"
    ),
    "linked_account_video_gmv": with_currency(
        "Linked account video-attributed GMV", "GMV nhờ video của tài khoản kết nối"
    ),
    "seller_video_direct_gmv": with_currency("Seller video GMV", "GMV video của người bán"),
    "seller_video_indirect_gmv": with_currency(
        "Seller video indirect GMV", "GMV gián tiếp từ video của người bán"
    ),
    "product_card_gmv": with_currency("Product card GMV"),
    "shop_tab_gmv": with_currency(
        *("Shopping Center Revenue", "Penghasilan dari Pusat Belanja"),
        "Penghasilan dari Shop Tab",
    ),
    "affiliate_gmv": with_currency("Affiliate revenue", "Afiliasi"),
    "owned_media_gmv": with_currency("Owned media revenue", "Toko"),
}

COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "orders": ("Orders", "Pedidos", "Đơn hàng", "Pesanan"),
    "sku_orders": (
        *("SKU orders", "Pedidos de SKU", "Pedido de SKU", "Đơn hàng SKU"),
        "Pesanan SKU",
    ),
    "customers": (
        *("Customers", "Buyers", "Clientes", "Clientes únicos", "Khách hàng", "Pembeli"),
        "Pelanggan",
    ),
    "units": (
        *("Items sold", "Itens vendidos", "Artículos vendidos", "Số món bán ra", "Unit Sales"),
        "Penjualan",
    ),
    "units_cancelled_or_returned": ("Items canceled and returned", "Items cancelled and returned"),
    "units_refunded": ("Items refunded", "Itens reembolsados"),
    "page_views": (
        *("Page views", "Visualizações de página", "Visualizaciones de página"),
        *("Lượt xem trang", "Product Views", "Penayangan Produk"),
    ),
    "shop_page_visits": (
        "Shop page visits",
        "Visitas à página da loja",
        "Visitas a la página de la tienda",
    ),
    "visitors": ("Visitors", "Visitantes", "Khách truy cập", "Pengunjung"),
    "product_viewers": ("Product Reach", "Jangkauan Produk"),
    "product_impressions": (
        *("Product impressions", "Impressões do produto", "Impresiones del producto"),
        "Lượt hiển thị sản phẩm",
    ),
    "unique_product_impressions": (
        *("Unique product impressions", "Impressões únicas do produto"),
        "Lượt hiển thị sản phẩm độc nhất",
    ),
    "product_clicks": (
        *("Product clicks", "Cliques no produto", "Clics en el producto"),
        "Lượt nhấp vào sản phẩm",
    ),
    "unique_clicks": ("Unique clicks", "Cliques únicos", "Lượt nhấp độc nhất"),
}

SHARES: Final[Mapping[str, tuple[str, ...]]] = {
    "conversion_rate": (
        *("Conversion rate", "Taxa de conversão", "Tasa de conversión"),
        *("Tỷ lệ chuyển đổi", "Tingkat Konversi"),
    ),
    "negative_review_rate": ("Negative Review Rate", "Tingkat Ulasan Negatif"),
    "quality_return_rate": (
        "Rate of Returns for Quality Reasons",
        "Tingkat Pengembalian karena Alasan Kualitas",
    ),
    "complaint_rate": ("Complaint Rate", "Tingkat Pengaduan"),
}
