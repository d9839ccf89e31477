"""Sales page: from list price to net revenue, where it comes from, and who buys."""

from typing import Final

from dashboard import breakdown, buyers, course, discounts, gmv_factors, judging, sales_bridge
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = ("gmv", "seller_revenue", "net_revenue", "orders", "customers", "aov")
COURSE: Final = (
    *HEADLINES, "units_sold", "discount_rate", "cancelled_gmv", "refunded_gmv", "new_customers",
    "returning_customer_rate",
)  # fmt: skip
BY: Final = ("shop", "category", "product", "sku", "region", "hour", "weekday")


@framed(N_("Sales"), "sales")
def page(view: View) -> None:
    view.cards(HEADLINES)
    asked = judging.in_one_currency(view, "sales")
    later(lambda: sales_bridge.show(view, asked))
    later(lambda: gmv_factors.show(view, asked))
    course.show(view, _("Over time"), COURSE, "sales")
    breakdown.show(view, _("Where it comes from"), COURSE, BY, "sales")
    later(lambda: discounts.show(view, asked))
    later(lambda: buyers.show_cohorts(view))
    later(lambda: buyers.show_concentration(view, asked))


if __name__ == "__main__":
    page()
