"""Orders to check page: which orders can't be right, or will cost money if they are shipped so?"""

from typing import Final

from dashboard import breakdown, checks, todo
from dashboard.parts import later
from dashboard.text import _
from dashboard.todo_kinds import CHECKS
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "orders", "price_mismatch_orders", "below_floor_orders", "oversold_orders",
    "cancelled_before_shipping", "unpaid_rate",
)  # fmt: skip
WRONG: Final = ("price_mismatch_orders", "below_floor_orders", "cancelled_before_shipping")
BY: Final = ("shop", "product", "sku", "creator", "content_type")


METRICS: Final = tuple(dict.fromkeys((*HEADLINES, *WRONG, *todo.metrics(CHECKS))))


@framed(N_("Orders to check"), "orders")
def page(view: View) -> None:
    known = view.known(METRICS)
    view.cards([one for one in HEADLINES if one in known])
    later(lambda: checks.show(view, CHECKS))
    todo.show(view, CHECKS, _("The orders"))
    wrong = [one for one in WRONG if one in known]
    breakdown.show(view, _("Where prices are wrong"), wrong, BY, "orders")
    later(lambda: checks.doubts(view))


if __name__ == "__main__":
    page()
