"""Columns of the income and statement exports, by every header that they go by.

English, Indonesian, Vietnamese and Portuguese Seller Center: reference section 3. Totals stand
beside their parts: what is listed under one column of `settlements` is one level only, its parts
never overlap.
"""

from collections.abc import Mapping
from typing import Final

from loaders.sheet import Field

FEES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "platform_commission_e4": {
        "commission": (
            *("TikTok Shop commission fee", "Platform commission fee", "Biaya komisi platform"),
            *("Phí hoa hồng của TikTok Shop", "Phí hoa hồng", "Taxa de comissão TikTok Shop"),
        ),
        "referral": ("Referral fee",),
        "referral_refund": ("Refund administration fee",),
        "referral_discount": ("Ads referral fee discount",),
        "dynamic_commission": ("Dynamic commission", "Komisi dinamis"),
        "item_commission": ("Fee per item sold", "Taxa por item vendido"),
    },
    "transaction_fee_e4": {
        "transaction_fee": ("Transaction fee", "Phí giao dịch"),
        "payment_fee": ("Payment fee", "Biaya Pembayaran"),
        "instalment_fee": (
            "Credit card installment - Handling fee",
            "Credit card installment - Interest rate cost",
        ),
    },
    "affiliate_e4": {
        "affiliate": (
            *("Affiliate commission", "Komisi Afiliasi", "Hoa hồng liên kết"),
            "Comissão de afiliado",
        ),
        "affiliate_partner": (
            *("Affiliate partner commission", "Komisi mitra afiliasi"),
            *("Hoa hồng của đối tác liên kết", "Comissão de parceiro afiliado"),
        ),
        "affiliate_ads": (
            *("Affiliate Shop Ads commission", "Komisi Iklan Toko afiliasi"),
            *("Hoa hồng liên kết Quảng cáo cửa hàng", "Comissão de anúncios de afiliados"),
        ),
        "affiliate_partner_ads": (
            *("Affiliate Partner shop ads commission", "Komisi iklan toko Mitra Afiliasi"),
            "Hoa hồng quảng cáo cửa hàng của Đối tác liên kết",
        ),
        "affiliate_deposit": (
            *("Affiliate commission deposit", "Deposit komisi afiliasi"),
            "Tiền cọc hoa hồng liên kết",
        ),
        "affiliate_refund": (
            *("Affiliate commission refund", "Pengembalian dana komisi afiliasi"),
            "Hoàn hoa hồng liên kết",
        ),
    },
    "ads_e4": {"gmv_max": ("GMV Max ad fee", "Biaya iklan GMV Max", "Phí quảng cáo GMV Max")},
    "taxes_e4": {
        "gst": ("GST or SST", "GST", "SST"),
        "vat": ("Platform VAT", "VAT withheld by TikTok Shop", "Thuế GTGT do TikTok Shop khấu trừ"),
        "income_tax": (
            *("Platform income tax", "PIT withheld by TikTok Shop"),
            *("Thuế TNCN do TikTok Shop khấu trừ", "Article 22 Income Tax withheld"),
            "PPh Pasal 22 dipungut",
        ),
        "referral_tax": ("Sales tax on referral fees",),
        "promotion_tax": ("Smart Promotion fee tax",),
        "coupon_tax": ("Thuế bán hàng của voucher GMV Max", "Pajak penjualan atas voucher GMV Max"),
        "managed_service_tax": (
            "Managed service plan (Sales tax)",
            "Gói dịch vụ được quản lý (thuế bán hàng)",
        ),
        "icms_difal": ("ICMS DIFAL",),
        "icms_penalty": ("ICMS penalty", "Penalidade ICMS"),
    },
    "shipping_e4": {
        "shipping": (
            *("Seller shipping fee", "Shipping cost", "Ongkir", "Phí vận chuyển của người bán"),
            *("Shipping", "Frete"),
        ),
    },
}
"""Column of `settlements` → parts that are added. Any fee that isn't listed is a service fee."""

REVENUE: Final = (
    *("Total revenue", "Total Pendapatan", "Tổng doanh thu", "Net sales", "Vendas líquidas"),
)
REFUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "refund_after_discounts": (
        "Refund subtotal after seller discounts",
        "Subtotal pengembalian dana setelah diskon penjual",
        "Tổng phụ của khoản hoàn tiền sau giảm giá của người bán",
    ),
    "refund_before_discounts": (
        *("Refund subtotal before seller discounts", "Gross sales refund"),
        *("Tổng phụ hoàn tiền trước giảm giá của người bán", "Subtotal de reembolso"),
    ),
    "refunded_discounts": (
        *("Refund of seller discounts", "Seller discount refund"),
        *("Khoản hoàn tiền giảm giá của người bán", "Reembolso de descontos do vendedor"),
    ),
}

COMMON: Final = (
    Field(
        "transaction_id",
        (
            *("Order/adjustment ID", "Order\\adjustment ID", "ID Pesanan/Penyesuaian"),
            *("ID đơn hàng/điều chỉnh", "ID do pedido/ajuste"),
        ),
        required=True,
    ),
    Field(
        "settled",
        (
            *("Total settlement amount", "Jumlah penyelesaian pembayaran"),
            *("Tổng số tiền quyết toán", "Valor total de liquidação"),
        ),
        required=True,
    ),
    Field("type", ("Type", "Transaction type", "Jenis transaksi", "Loại giao dịch", "Tipo")),
    Field("currency", ("Currency", "Mata uang", "Đơn vị tiền tệ", "Moeda")),
    Field(
        "related_id",
        (
            *("Related order ID", "ID pesanan terkait", "ID đơn hàng liên quan"),
            "ID do pedido relacionado",
        ),
    ),
    Field("revenue", REVENUE),
    *(Field(name, headers) for name, headers in REFUNDS.items()),
    Field("total_fees", ("Total fees", "Total Biaya", "Tổng phí", "Fees", "Taxas")),
    Field(
        "adjustment",
        (
            *("Adjustment amount", "Ajustment amount", "Jumlah penyesuaian"),
            *("Số tiền điều chỉnh", "Valor de ajuste"),
        ),
    ),
    *(Field(name, headers) for parts in FEES.values() for name, headers in parts.items()),
)
"""Fields of both exports; each adds the day that dates its rows."""

INCOME_DAY: Final = (
    *("Order settled time", "Order settled time(UTC)", "Order settled time (UTC)"),
    *("Waktu pembayaran pesanan", "Thời gian quyết toán đơn hàng"),
)
STATEMENT_DAY: Final = ("Statement date", "Statement date (UTC)", "Data do extrato")
