"""Columns of ad reports, by every header that they go by: reference/ads-api.md, section 5.

English and Chinese Ads Manager, and GMV Max overviews in English, Chinese, Vietnamese, Indonesian
and Thai. Headers are compared without case; brackets may be full-width.
"""

from typing import Final

from loaders.sheet import Field

DATE: Final = Field(
    "date",
    (
        *("By Day", "Date", "Day", "Stat time", "按天", "统计周期", "日期"),
        *("Theo ngày", "Berdasarkan hari", "ตามวัน"),
    ),
)
COST: Final = Field(
    "cost",
    ("Cost", "Spend", "Amount spent", "消耗", "成本", "Chi phí", "Biaya", "ต้นทุน"),
    required=True,
)
CURRENCY: Final = Field(
    "currency",
    (
        *("Currency", "货币", "币种", "Tiền tệ", "Đơn vị tiền tệ", "Mata uang", "สกุลเงิน"),
        "Moeda",
    ),
)
NET_COST: Final = Field("net_cost", ("Net cost", "净消耗", "净成本", "Chi phí ròng"))
CAMPAIGN: Final = (
    Field("account_id", ("Account ID", "Advertiser ID", "账户ID", "账户 ID", "广告主ID")),
    Field(
        "campaign_id",
        (
            *("Campaign ID", "推广系列ID", "推广系列 ID", "广告计划 ID", "广告计划ID"),
            *("ID chiến dịch", "ID Kampanye"),
        ),
    ),
    Field(
        "campaign_name",
        (
            *("Campaign name", "推广系列名称", "系列名称", "广告计划名称"),
            *("Tên chiến dịch", "Nama kampanye"),
        ),
    ),
    Field(
        "campaign_kind",
        ("Campaign type", "Objective", "Advertising objective", "推广系列类型", "推广目标"),
    ),
)

ADS_MANAGER: Final = (
    DATE,
    COST,
    Field("impressions", ("Impressions", "Impression", "展示量", "展示次数"), required=True),
    CURRENCY,
    NET_COST,
    *CAMPAIGN,
    Field("adgroup_id", ("Ad group ID", "广告组ID", "广告组 ID")),
    Field("adgroup_name", ("Ad group name", "广告组名称")),
    Field("ad_id", ("Ad ID", "广告ID", "广告 ID")),
    Field("ad_name", ("Ad name", "广告名称")),
    Field("budget", ("Campaign budget", "推广系列预算")),
    Field("budget_type", ("Campaign budget type", "推广系列预算类型")),
    Field(
        "clicks",
        (
            *("Clicks (destination)", "Clicks（destination）", "Destination clicks", "Clicks"),
            *("点击量（目标页面）", "点击量(目标页面)"),
        ),
    ),
    Field("conversions", ("Conversions", "Conversion", "转化量", "转化数")),
    Field("purchases", ("Purchases (Shop)", "付费数（店铺）", "付费数(店铺)", "Purchases")),
    Field("sku_orders", ("SKU orders", "Orders (SKU)", "SKU 订单数")),
    Field(
        "revenue",
        (
            *("Gross revenue (Shop)", "总收入（店铺）", "总收入(店铺)", "Gross revenue"),
            "总收入",
        ),
    ),
)

GMV_MAX: Final = (
    Field(DATE.name, DATE.headers, required=True),
    COST,
    Field(
        "sku_orders",
        (
            *("SKU orders (Current shop)", "Orders (SKU) (Current shop)", "SKU orders"),
            *("Orders (SKU)", "SKU 订单数（当前店铺）", "SKU 订单数"),
            *("Số lượng đơn hàng SKU (Cửa hàng hiện tại)", "Số lượng đơn hàng SKU"),
            *("Pesanan SKU (Toko saat ini)", "Pesanan SKU", "คำสั่งซื้อ SKU (ร้านค้าปัจจุบัน)"),
        ),
        required=True,
    ),
    Field(
        "revenue",
        (
            *("Gross revenue (Current shop)", "Gross revenue", "总收入（当前店铺）", "总收入"),
            *("Doanh thu gộp (Cửa hàng hiện tại)", "Doanh thu gộp"),
            *("Pendapatan kotor (Toko saat ini)", "Penghasilan bruto (Toko saat ini)"),
            *("Pendapatan kotor", "รายได้ขั้นต้น (ร้านค้าปัจจุบัน)"),
        ),
        required=True,
    ),
    CURRENCY,
    NET_COST,
    *CAMPAIGN,
)
