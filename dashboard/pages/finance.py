"""Finance & profit page: what became of the money, what is still to come, and what is left."""

from functools import partial
from typing import Final

from dashboard import breakdown, losses, settling, what_if
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "settled_amount", "unsettled_amount", "fee_rate", "days_to_settle_median", "margin",
    "margin_rate",
)  # fmt: skip
PROFIT: Final = (
    "margin", "margin_rate", "margin_before_ads", "net_revenue", "gmv", "estimated_fee_share",
)  # fmt: skip
BY: Final = ("shop", "category", "product", "sku")


@framed(N_("Finance & profit"), "finance")
def page(view: View) -> None:
    view.cards(HEADLINES)
    view.known([*settling.FEES, *PROFIT])
    for draw in (settling.show_bridge, settling.show_fees, settling.show_coming, _profit):
        later(partial(draw, view))
    for draw in (losses.show, what_if.show):
        later(partial(draw, view))


def _profit(view: View) -> None:
    breakdown.show(view, _("Profit by shop, category, product and SKU"), PROFIT, BY, "finance")


if __name__ == "__main__":
    page()
