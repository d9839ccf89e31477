"""Overview page: how are we doing, against before, and how did it go day by day?"""

from typing import Final

from dashboard import course
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "gmv",
    "orders",
    "net_revenue",
    "aov",
    "refund_rate",
    "shipped_within_48h",
    "fulfilment_hours_median",
    "average_rating",
    "ad_cost",
    "cpa",
    "cpm",
    "cpc",
)


@framed(N_("Overview"), "overview")
def page(view: View) -> None:
    view.cards(HEADLINES, linked=True)
    course.show(view, _("Over time"), HEADLINES, "overview")
