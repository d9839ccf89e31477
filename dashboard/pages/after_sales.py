"""After-sales page: what comes back, of which products and why, and what is still to come."""

from functools import partial
from typing import Final

from dashboard import after_sales, breakdown, course, reasons
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "refund_rate_amount", "refund_amount", "requests", "hours_to_refund_median",
    "cancellation_rate", "cod_rejection_rate",
)  # fmt: skip
COURSE: Final = (
    "refund_amount", "refunds", "requests", "refund_only_share", "rejected_share",
    "hours_to_refund_median", "hours_to_refund_p90", "cancellation_rate",
    "seller_fault_return_rate", "over_refunds", "short_refunds",
)  # fmt: skip
RETURNED: Final = (
    "refund_amount", "requests", "refunds", "refund_rate_amount", "refund_rate_units",
    "return_rate", "replacement_rate", "request_rate", "hours_to_refund_median",
    "hours_to_refund_p90",
)  # fmt: skip
CANCELLED: Final = (
    "cancelled_orders", "cancellation_rate", "seller_fault_cancellation_rate",
    "cancelled_before_shipping", "cancelled_after_shipping", "cod_rejection_rate",
)  # fmt: skip


@framed(N_("After-sales"), "after_sales")
def page(view: View) -> None:
    view.known([*HEADLINES, *RETURNED])
    later(partial(_refunds, view))
    course.show(view, _("Over time"), COURSE, "after_sales")
    later(partial(reasons.show, view))
    words = ("reason", "payment_method", "region", "carrier", "shop")
    breakdown.show(view, _("Cancelled and refused"), CANCELLED, words, "cancelled")


def _refunds(view: View) -> None:
    """The headlines, with what young refunds will come to; how they arrive; and of what, beside
    what it was before only once all of it has come back."""
    told = after_sales.of_view(view)
    view.cards(HEADLINES, remarks=after_sales.remarks(told))
    if told:
        after_sales.ripening(view, told)
    words = ("product", "reason", "kind", "category", "sku", "shop", "region", "carrier")
    is_settled = told is None or told.whole.is_mature
    breakdown.show(
        view, _("Where it comes back from"), RETURNED, words, "after_sales", compared=is_settled
    )


if __name__ == "__main__":
    page()
