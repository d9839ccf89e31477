"""Whose fault a return or a cancellation was, by its reason: our grouping, not TikTok's verdict.

Reasons are labels as in exports or codes as in the Shop API (shop-open-api.md, section 6.2). Null
where a reason says nothing of it ("Other") or isn't known.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

RETURN_FAULTS: Final[Mapping[str, str]] = {
    "logistics": (
        r"arrived? too late|arrive on time|estimated delivery date|late delivery|wasn't received|"
        r"not received|package lost|delivery failed|shipping box damaged|arrived_too_late|"
        r"not_arrive|missed_delivery|miss_estimated|late_delivery|not_received|package_lost|"
        r"delivery_failed|shipping_box_damaged|didn't arrive|didn't_arrive|return_proxy_app"
    ),
    "buyer": (
        r"no longer needed|_no_need|delivered_return_refund_reason1|doesn't fit|doesn't_fit|"
        r"not suit me|not_suit_me|too big|too small|too_big|too_small|multiple.sizes|"
        r"incorrect.size|unauthori[sz]ed.purchase|wrong delivery information|wrong_delivery_info|"
        r"changed? (my )?mind"
    ),
    "seller": (
        r"description|_not_match|missing (item|product|parts)|but (missing|some items)|missing_"
        r"(product|parts|item)|defective|wrong (item|product)|wrong_(item|product)|damage|"
        r"not.as.expected|counterfeit|expired|spoiled|not.frozen|quality"
    ),
}
"""Fault → what its reasons hold; the first that fits."""

CANCEL_FAULTS: Final[Mapping[str, str]] = {
    "seller": (
        r"out.of.stock|pricing error|wrong.price|n't shipped on time|not_shipped_on_time|"
        r"late.shipment|collection time ?out|shipping_timeout|untraceable|order_untracked|"
        r"unable to deliver|address_not_deliver|unable_to_deliver|inbound failed|"
        r"entry_warehouse_failed"
    ),
    "buyer": (
        r"no.longer.needed|by mistake|created_by_mistakes|better.price|coupons|"
        r"payment.method|discount.not|high.(shipping|delivery)|incorrect shipping address|"
        r"wrong.delivery.info|did ?n.t pay|n't paid|hasnt_paid|not_want_pay|payment overdue|"
        r"unpaid_time_?out|buyer.requested|delivery address|add_address_overtime|"
        r"package rejected|shipper_refused|changed? (my )?mind"
    ),
    "logistics": (
        r"package (lost|damaged|scrapped|delivery failed)|package_(lost|dam|scrap)|"
        r"returned_to_shipper|late delivery|threepl_breach|not delivered within|exceed_edt"
    ),
    "platform": (
        r"risk|anti_span|fraud|(order|automatically) cancell?ed by (the )?system|platform_cancel|"
        r"experience_related|nrr_related|sc_out_return"
    ),
}
"""Fault → what its reasons hold; the first that fits."""


def of_return(reason: pl.Expr) -> pl.Expr:
    """seller, buyer, logistics or platform, by the reason of a return or refund."""
    return _fault(reason, RETURN_FAULTS)


def of_cancellation(reason: pl.Expr, cancelled_by: pl.Expr) -> pl.Expr:
    """seller, buyer, logistics or platform, by the reason; without a telling one, by who did it.

    A system's cancellation without a telling reason is nobody's known fault.
    """
    actor = pl.when(cancelled_by.is_in(["buyer", "seller", "platform"])).then(cancelled_by)
    return pl.coalesce(_fault(reason, CANCEL_FAULTS), actor)


def _fault(reason: pl.Expr, faults: Mapping[str, str]) -> pl.Expr:
    said = reason.str.to_lowercase().str.replace_all("’", "'", literal=True)
    return pl.coalesce(
        pl.when(said.str.contains(pattern)).then(pl.lit(fault)) for fault, pattern in faults.items()
    )
