"""Columns of the affiliate orders export: English, Vietnamese and Indonesian (reference 4)."""

from typing import Final

from loaders.sheet import Field

FIELDS: Final = (
    Field("order_id", ("Order ID", "ID đơn hàng", "ID Pesanan"), required=True),
    Field("line_id", ("SKU ID", "ID SKU", "ID Sku"), required=True),
    Field(
        "creator",
        ("Creator Username", "Tên người dùng nhà sáng tạo", "Nama pengguna kreator"),
        required=True,
    ),
    Field("seller_sku", ("Seller SKU", "Sku người bán", "Penjual Sku")),
    Field("created_on", ("Time Created", "Thời gian đã tạo", "Waktu Dibuat")),
    Field("status", ("Order Status", "Trạng thái đơn hàng", "Status Pesanan")),
    Field("content_type", ("Content Type", "Loại nội dung", "Jenis Konten")),
    Field("content_id", ("Content ID", "Id nội dung", "ID Konten")),
    Field("currency", ("Currency", "Đơn vị tiền tệ", "Mata Uang")),
    Field(
        "standard_actual",
        (
            "Actual Commission Payment",
            "Thanh toán hoa hồng thực tế",
            "Pembayaran Komisi Aktual",
        ),
    ),
    Field(
        "standard_estimated",
        (
            "Est. standard commission payment",
            "Thanh toán hoa hồng tiêu chuẩn ước tính",
            "Perkiraan pembayaran komisi standar",
        ),
    ),
    Field(
        "shop_ads_actual",
        (
            "Actual Shop Ads commission payment",
            "Thanh toán hoa hồng Quảng cáo cửa hàng thực tế",
            "Pembayaran komisi Iklan Toko aktual",
        ),
    ),
    Field(
        "shop_ads_estimated",
        (
            "Est. Shop Ads commission payment",
            "Thanh toán hoa hồng Quảng cáo cửa hàng ước tính",
            "Perkiraan pembayaran komisi Iklan Toko",
        ),
    ),
)
