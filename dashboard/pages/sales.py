"""Sales page: from list price to net revenue, and where it comes from."""

from typing import Final

from dashboard import breakdown, course
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = ("gmv", "seller_revenue", "net_revenue", "orders", "customers", "aov")
COURSE: Final = (*HEADLINES, "units_sold", "discount_rate", "cancelled_gmv", "refunded_gmv")
BY: Final = ("shop", "category", "product", "sku", "region", "hour", "weekday")


@framed(N_("Sales"), "sales")
def page(view: View) -> None:
    view.cards(HEADLINES)
    course.show(view, _("Over time"), COURSE, "sales")
    breakdown.show(view, _("Where it comes from"), COURSE, BY, "sales")
