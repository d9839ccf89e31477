"""Advertising page: what ads cost and bring, campaign by campaign, GMV Max apart."""

from typing import Final

import streamlit as st

from dashboard import breakdown, campaigns, content_lists, course, figures, judging
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "ad_cost", "ad_cost_share", "cpa", "roas", "gmv_max_cost_per_order", "gmv_max_roi",
)  # fmt: skip
COURSE: Final = (
    *HEADLINES, "impressions", "clicks", "conversions", "cpm", "cpc", "ctr", "cvr", "ad_revenue",
    "budget_used",
)  # fmt: skip
FIGURES: Final = (*COURSE, "break_even_roas")
BY: Final = ("campaign_type", "campaign", "adgroup", "ad", "shop", "platform")
LISTS: Final = ("gmv_max_creative",)
HONEST: Final = N_(
    "Ads count orders by their own rules: a sale that would have come without them counts too, "
    "and GMV Max counts organic orders. Don't add ad revenue to GMV, nor read ROI as what ads "
    "brought on top."
)


@framed(N_("Advertising"), "advertising")
def page(view: View) -> None:
    view.cards(HEADLINES)
    if view.known(FIGURES):
        st.caption(_(HONEST))
    asked = judging.in_one_currency(view, "advertising")
    later(lambda: campaigns.show(view, campaigns.OTHER, asked))
    campaigns.show(view, campaigns.GMV_MAX, asked)
    later(lambda: figures.show(view, _("All ad figures and what they cover"), FIGURES, "figures"))
    course.show(view, _("Over time"), COURSE, "advertising")
    breakdown.show(view, _("By campaign and ad"), COURSE, BY, "advertising")
    content_lists.show(view, LISTS, "advertising")


if __name__ == "__main__":
    page()
