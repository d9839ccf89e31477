"""Overview page: how are we doing, what changed and why, and what is to be done today?"""

from typing import Final

import streamlit as st

from dashboard import breakdown, course, tie_strip, todo, why
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "gmv", "orders", "net_revenue", "ad_cost_share", "refund_rate_amount", "margin",
    "at_risk_orders", "unsettled_amount",
)  # fmt: skip
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
    tie_strip.strip(view)
    view.cards(HEADLINES, linked=True)
    todo.show(view)
    course.show(view, _("Over time"), COURSE, "overview")
    breakdown.show(view, _("Where it comes from"), COURSE, BY, "overview")
