"""Orders to check page: which orders can't be right, or will cost money if they are shipped so?"""

from typing import Final

from dashboard import breakdown, checks, todo
from dashboard.text import _
from dashboard.todo_kinds import CHECKS
from dashboard.view import View, framed, later
from metrics.metric import N_

HEADLINES: Final = (
    "orders", "price_mismatch_orders", "below_floor_orders", "oversold_orders",
    "cancelled_before_shipping", "unpaid_rate",
)  # fmt: skip
WRONG: Final = ("price_mismatch_orders", "below_floor_orders", "cancelled_before_shipping")
BY: Final = ("shop", "product", "sku", "creator", "content_type")


@framed(N_("Orders to check"), "orders")
def page(view: View) -> None:
    view.cards(HEADLINES)
    later(lambda: checks.show(view, CHECKS))
    todo.show(view, CHECKS, _("The orders"))
    breakdown.show(view, _("Where prices are wrong"), WRONG, BY, "orders")
    later(lambda: checks.doubts(view))
