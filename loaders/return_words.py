"""Words of the returns export into the vocabularies of `metrics.tables`.

English words of all shapes were seen; the localised ones are the platform's own menus' words.
"""

from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

_STATUSES: Final = (
    ("withdrawn", r"cancel|withdr|closed by buyer|ยกเลิก|dibatalkan|đã h[ủu]|已取消|撤销"),
    ("rejected", r"reject|refus|declin|ปฏิเสธ|ditolak|từ chối|拒绝"),
    ("completed", r"complete|refunded|success|เสร็จ|สำเร็จ|selesai|hoàn tất|hoàn thành|已完成"),
    ("approved", r"approv|accepted|to return|shipped|transit|อนุมัติ|disetujui|đã duyệt|已同意"),
    (
        "requested",
        r"progress|process|pending|request|review|await|wait|ดำเนินการ|diproses|xử lý|处理",
    ),
)
"""Status and what its words hold; the first that fits. Completed, Cancelled, Rejected and In
progress were seen in files."""

_KINDS: Final = (
    ("refund", r"refund only|without return|only refund|仅退款"),
    ("exchange", r"replace|exchange|เปลี่ยน|tukar|penggantian|đổi hàng|换货|补发"),
    ("return", r"return|คืนสินค้า|pengembalian barang|trả hàng|退货"),
    ("refund", r"refund|คืนเงิน|pengembalian dana|hoàn tiền|退款"),
)


def status(names: Collection[str]) -> pl.Expr:
    """requested, approved, rejected, withdrawn or completed; null where the words are none of them.

    What is in progress may be approved already: the sub status tells.
    """
    coarse = _first_match(pl.col("status"), _STATUSES)
    if "substatus" not in names:
        return coarse
    fine = _first_match(pl.col("substatus"), _STATUSES)
    approved = (coarse == "requested") & (fine == "approved")
    return pl.when(approved).then(fine).otherwise(pl.coalesce(coarse, fine))


def kind(text: pl.Expr) -> pl.Expr:
    """refund, return or exchange; null where the text is none of them."""
    return _first_match(text, _KINDS)


def _first_match(text: pl.Expr, patterns: Sequence[tuple[str, str]]) -> pl.Expr:
    said = text.str.to_lowercase()
    return pl.coalesce(
        pl.when(said.str.contains(pattern)).then(pl.lit(word)) for word, pattern in patterns
    )
