"""What a row of a statement is: one word, whatever the language of the export."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from loaders.reading.values import clean

WORDS: Final[Mapping[str, str]] = {
    "pesanan": "order",
    "đơn_hàng": "order",
    "pedido": "order",
    "gmv_payment_for_tiktok_ads": "gmv_payment_for_ads",
    "gmv_payment_for_promote": "gmv_payment_for_ads",
    "pembayaran_gmv_untuk_iklan_tiktok": "gmv_payment_for_ads",
    "gmv_thanh_toán_cho_quảng_cáo_tiktok": "gmv_payment_for_ads",
    "tiktok_shop_reimbursement": "platform_reimbursement",
    "penggantian_dana_oleh_platform": "platform_reimbursement",
    "khoản_bồi_hoàn_của_nền_tảng": "platform_reimbursement",
    "penggantian_biaya_logistik": "logistics_reimbursement",
    "bồi_thường_do_vận_chuyển_kho_vận": "logistics_reimbursement",
    "các_khoản_giảm_trừ_do_người_bán_chịu": "deductions_incurred_by_seller",
    "charge_back": "chargeback",
    "violation_fee_settlement_fee": "violation_fee",
}
"""Spellings of the exports → the word that we keep; any other type keeps its own words."""

BOOKED_AS: Final[Mapping[str, str]] = {
    "gmv_payment_for_ads": "ads_e4",
    "top_up_for_ads": "ads_e4",
    "withholding_tax": "taxes_e4",
    "reserve": "reserve_e4",
}
"""Types whose whole amount is one kind of cost, though the file shows it as an adjustment."""


def transaction_type(text: str) -> pl.Expr:
    """`GMV Payment for TikTok Ads` → `gmv_payment_for_ads`; a blank cell is ""."""
    words = (
        clean(text)
        .str.normalize("NFC")
        .str.to_lowercase()
        .str.replace_all(r"[^\p{L}\p{M}\p{N}]+", "_")
        .str.strip_chars("_")
    )
    return words.replace(WORDS).fill_null("")
