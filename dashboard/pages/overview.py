"""Overview page: how are we doing, what changed and why, and what is to be done today?"""

from typing import Final

import streamlit as st

from dashboard import after_sales, breakdown, course, tie_strip, todo, why
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = ("gmv", "orders", "net_revenue", "ad_cost_share")
IN_THE_END: Final = ("refund_rate_amount", "margin", "at_risk_orders", "unsettled_amount")
"""What comes back, what is left, and what is still to be done and paid."""
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
    strip = st.container()
    view.cards(HEADLINES, linked=True)
    view.known(IN_THE_END)
    later(lambda: _in_the_end(view))
    todo.show(view)
    course.show(view, _("Over time"), COURSE, "overview")
    breakdown.show(view, _("Where it comes from"), COURSE, BY, "overview")
    with strip:  # while the rest is worked out, which takes longer
        tie_strip.strip(view)


def _in_the_end(view: View) -> None:
    told = after_sales.of_view(view)
    view.cards(IN_THE_END, linked=True, remarks=after_sales.remarks(told))


if __name__ == "__main__":
    page()
