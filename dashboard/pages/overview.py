"""Overview page: how are we doing, what changed and why, and what is to be done today?"""

from typing import Final

import streamlit as st

from dashboard import breakdown, course, why
from dashboard.text import _
from dashboard.view import View, framed, later
from metrics.metric import N_

HEADLINES: Final = ("gmv", "orders", "net_revenue", "ad_cost_share")
SLOW: Final = ("margin", "refund_rate_amount", "at_risk_orders", "unsettled_amount")
"""Worked out from prices, statements and what is under way: shown when they are there."""
COURSE: Final = (
    "gmv", "orders", "net_revenue", "aov", "refund_rate", "shipped_within_48h",
    "fulfilment_hours_median", "average_rating", "ad_cost", "cpa", "cpm", "cpc",
)  # fmt: skip
BY: Final = ("shop", "category", "product", "sku", "content_type")


@framed(N_("Overview"), "overview")
def page(view: View) -> None:
    with st.container(border=True):
        st.subheader(_("What changed, and why"), anchor=False)
        explained = view.known(why.LOOKED_AT)
        later(lambda: why.show(view, explained))
    view.cards(HEADLINES, linked=True)
    slow = view.known(SLOW)
    later(lambda: view.cards(slow, linked=True))
    course.show(view, _("Over time"), COURSE, "overview")
    breakdown.show(view, _("Where it comes from"), COURSE, BY, "overview")
