"""Words of the order export into the vocabularies of `metrics.tables`.

English is what nearly every file holds; statuses are localised in TH, VN and ID files. Thai and two
Indonesian words were seen in files, the other localised words are the platform's own menus' words.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from loaders.affiliates import CONTENT
from metrics.errors import Reason
from metrics.metric import N_

STATUSES: Final = (
    "unpaid", "on_hold", "awaiting_shipment", "awaiting_collection", "in_transit", "delivered",
    "completed", "cancelled",
)  # fmt: skip
"""In the order in which an order goes through them."""

_STATUS_WORDS: Final[Mapping[str, str]] = {
    "unpaid": (
        "unpaid|awaiting payment|ค้างชำระ|belum dibayar|chưa thanh toán|chờ thanh toán|未付款|待付款"
    ),
    "on_hold": "on hold|onhold|ระงับ|ditahan|tạm giữ|暂停|风控中",
    "awaiting_shipment": (
        "awaiting shipment|to ship|ที่จะจัดส่ง|รอจัดส่ง|รอการจัดส่ง|perlu dikirim|menunggu pengiriman|"
        "cần gửi|chờ vận chuyển|chờ gửi hàng|chờ giao hàng|待发货"
    ),
    "awaiting_collection": (
        "awaiting collection|รอรับพัสดุ|รอเข้ารับ|รอการรับ|menunggu pengambilan|menunggu penjemputan|"
        "menunggu kurir|chờ lấy hàng|chờ thu gom|待揽收"
    ),
    "in_transit": (
        "in transit|shipped|จัดส่งแล้ว|ระหว่างการขนส่ง|อยู่ระหว่างการขนส่ง|dikirim|dalam perjalanan|"
        "dalam pengiriman|sedang transit|đã gửi|đã vận chuyển|đang vận chuyển|đang giao|"
        "运输中|已发货"
    ),
    "delivered": "delivered|จัดส่งสำเร็จ|ส่งแล้ว|นำส่งแล้ว|terkirim|đã giao|đã giao hàng|已送达|已签收",
    "completed": "completed|เสร็จสมบูรณ์|selesai|đã hoàn tất|hoàn thành|đã hoàn thành|已完成",
    "cancelled": "canceled|cancelled|ยกเลิกแล้ว|dibatalkan|đã hủy|đã huỷ|已取消",
}

_ACTORS: Final[Mapping[str, str]] = {
    "buyer": "buyer|user|customer|ผู้ซื้อ|pembeli|pengguna|người mua|买家|用户",
    "seller": "seller|shop|ผู้ขาย|penjual|người bán|卖家|商家",
    "system": "system|ระบบ|sistem|hệ thống|系统",
    "platform": "operator|platform|tiktok|tiktok shop|แพลตฟอร์ม|nền tảng|平台",
}

_COD: Final = (
    r"cash on delivery|\bcod\b|cash_on_delivery|pay on delivery|เก็บเงินปลายทาง|ชำระเงินปลายทาง|"
    r"bayar di tempat|thanh toán khi nhận hàng|thanh toán khi giao hàng|货到付款"
)
_PREPAID: Final = (
    r"card|credit|debit|visa|master|paypal|apple|google|klarna|affirm|afterpay|venmo|cash ?app|"
    r"pay ?later|installment|transfer|virtual account|wallet|bank|balance|gopay|dana|ovo|linkaja|"
    r"shopeepay|qris|momo|zalo ?pay|vnpay|napas|atm|true ?money|promptpay|rabbit|gcash|maya|"
    r"grab ?pay|boost|touch|fpx|paynow|online|บัตร|โอน|พร้อมเพย์|ธนาคาร|วอลเล็ท|kartu|saldo|"
    r"thẻ|chuyển khoản|ví|信用卡|借记卡"
)
COD_MARKETS: Final = frozenset(["ID", "MY", "PH", "SA", "TH", "VN"])

_FULFILMENT: Final[Mapping[str, str]] = {
    "tiktok": "tiktok|fbt|platform|แพลตฟอร์ม|平台",
    "seller": "seller|merchant|ผู้ขาย|penjual|người bán|卖家|商家",
}


def status(text: pl.Expr) -> pl.Expr:
    """A word of `STATUSES`; null where the text is none that we know."""
    return _translated(text, _STATUS_WORDS)


def unknown_statuses(said: pl.Series) -> tuple[Reason, ...]:
    """A warning that names the texts that are no status; empty where there are none."""
    texts = said.drop_nulls().unique().cast(pl.String).sort().to_frame("said")
    unknown = texts.filter(status(pl.col("said")).is_null()).to_series()
    if unknown.is_empty():
        return ()
    quoted = ", ".join(f'"{text}"' for text in unknown.head(5))
    text = N_("order status {texts} is not known: the times of the order tell it instead")
    return (Reason(text, {"texts": quoted}),)


def actor(text: pl.Expr) -> pl.Expr:
    """buyer, seller, system or platform; null where the text is none that we know."""
    return _translated(text, _ACTORS)


def content_type(text: pl.Expr) -> pl.Expr:
    """live, video or product_card, in whatever language; another channel in its own words."""
    said = text.str.to_lowercase()
    return pl.coalesce(_first_match(said, CONTENT), said)


def fulfilment_type(text: pl.Expr) -> pl.Expr:
    """seller or tiktok; null where the text says neither."""
    return _first_match(text.str.to_lowercase(), _FULFILMENT)


def is_cod(text: pl.Expr, market: str) -> pl.Expr:
    """Whether a payment method is cash on delivery.

    Null where that can't be told in a market that has it; false in the others.
    """
    said = text.str.to_lowercase()
    yes = said.str.contains(_COD)
    no = said.str.contains(_PREPAID) if market in COD_MARKETS else pl.lit(value=True)
    return pl.when(yes).then(pl.lit(value=True)).when(no).then(pl.lit(value=False))


def _translated(text: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    said = {said: word for word, all_said in words.items() for said in all_said.split("|")}
    lower = text.cast(pl.String).str.to_lowercase()
    return lower.replace_strict(said, default=None, return_dtype=pl.String)


def _first_match(said: pl.Expr, patterns: Mapping[str, str]) -> pl.Expr:
    return pl.coalesce(
        pl.when(said.str.contains(pattern)).then(pl.lit(word)) for word, pattern in patterns.items()
    )
