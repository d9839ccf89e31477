"""Content & affiliates page: what showed the goods, who sold them, and what creators leave."""

from typing import Final

from dashboard import breakdown, content_lists, course, creators, judging, two_cuts
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "gmv", "affiliate_gmv_share", "commission_rate", "samples_shipped", "page_views",
    "conversion_rate",
)  # fmt: skip
COURSE: Final = (
    *HEADLINES, "orders", "refund_rate", "product_clicks", "visitors_per_day", "sample_cost",
)  # fmt: skip
BY: Final = ("content_type", "affiliate", "creator", "shop", "product")
LISTS: Final = ("live", "video", "creator", "product")


@framed(N_("Content & affiliates"), "content")
def page(view: View) -> None:
    later(lambda: view.cards(HEADLINES))
    asked = judging.in_one_currency(view, "content")
    two_cuts.show(view, asked)
    course.show(view, _("Over time"), COURSE, "content")
    breakdown.show(view, _("By content, seller and product"), COURSE, BY, "content")
    view.known(creators.NEEDS)
    later(lambda: creators.show(view, asked))
    content_lists.show(view, LISTS, "content")


if __name__ == "__main__":
    page()
