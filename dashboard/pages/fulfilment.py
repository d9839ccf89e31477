"""Fulfilment page: where do orders stand, and who is slow?"""

from typing import Final

from dashboard import todo
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "awaiting_shipment", "shipped_within_48h", "fulfilment_hours_median", "late_dispatch_rate",
    "on_time_delivery_rate", "delivery_hours_median",
)  # fmt: skip
LISTS: Final = ("overdue", "at_risk", "stuck", "unclaimed")


@framed(N_("Fulfilment"), "fulfilment")
def page(view: View) -> None:
    view.cards(HEADLINES)
    todo.show(view, todo.TODAY, _("Do today"))
