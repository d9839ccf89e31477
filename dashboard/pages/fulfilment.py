"""Fulfilment page: where do orders stand, how fast are they, and which carrier keeps its word?"""

from typing import Final

from dashboard import breakdown, carrier_cells, carrier_regions, carriers, course, stages, todo
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
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


METRICS: Final = tuple(
    dict.fromkeys((*HEADLINES, *COURSE, *SLOW, *carrier_cells.METRICS, *todo.metrics(LISTS)))
)


@framed(N_("Fulfilment"), "fulfilment")
def page(view: View) -> None:
    known = view.known(METRICS)
    later(lambda: view.cards([one for one in HEADLINES if one in known]))
    later(lambda: stages.show(view))
    todo.show(view, LISTS, _("Orders to act on"))
    later(lambda: carriers.show(view))
    later(lambda: carrier_regions.show(view))
    later(lambda: stages.times(view))
    over_time, slow = ([one for one in some if one in known] for some in (COURSE, SLOW))
    course.show(view, _("Over time"), over_time, "fulfilment")
    breakdown.show(view, _("Where it is slow"), slow, BY, "fulfilment")


if __name__ == "__main__":
    page()
