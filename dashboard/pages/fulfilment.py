"""Fulfilment page: where do orders stand, how fast are they, and which carrier keeps its word?"""

from typing import Final

from dashboard import breakdown, carrier_regions, carriers, course, stages, todo
from dashboard.text import _
from dashboard.view import View, framed, later
from metrics.metric import N_

HEADLINES: Final = (
    "awaiting_shipment", "shipped_within_48h", "fulfilment_hours_median", "late_dispatch_rate",
    "on_time_delivery_rate", "stuck_parcels",
)  # fmt: skip
COURSE: Final = (
    "shipped_within_48h", "shipped_within_24h", "late_dispatch_rate", "on_time_delivery_rate",
    "fulfilment_hours_median", "transit_hours_median", "delivery_hours_median", "shipped_orders",
    "delivered_orders",
)  # fmt: skip
SLOW: Final = (
    "shipped_within_48h", "late_dispatch_rate", "on_time_delivery_rate", "fulfilment_hours_median",
    "fulfilment_hours_p90", "delivery_hours_median", "shipped_orders", "cancellation_rate",
)  # fmt: skip
BY: Final = ("shop", "region", "warehouse", "carrier", "fulfilment_type", "weekday")
LISTS: Final = ("overdue", "at_risk", "stuck", "unclaimed")


@framed(N_("Fulfilment"), "fulfilment")
def page(view: View) -> None:
    view.cards(HEADLINES)
    stages.show(view)
    todo.show(view, LISTS, _("Orders to act on"))
    later(lambda: carriers.show(view))
    later(lambda: carrier_regions.show(view))
    stages.times(view)
    course.show(view, _("Over time"), COURSE, "fulfilment")
    breakdown.show(view, _("Where it is slow"), SLOW, BY, "fulfilment")
