"""Products & stock page: what sells, what comes back, what runs out, and what lies dead?"""

from typing import Final

from dashboard import breakdown, stock_levels, todo
from dashboard.parts import later
from dashboard.text import _
from dashboard.view import View, framed
from metrics.metric import N_

HEADLINES: Final = (
    "gmv", "units_sold", "stock_cover_days", "out_of_stock_skus", "stockout_loss",
    "dead_stock_value",
)  # fmt: skip
OF_PRODUCTS: Final = (
    "gmv", "units_sold", "refund_rate_units", "margin_before_ads", "average_rating", "asp",
    "stock_units", "stock_cover_days", "stockout_loss", "dead_stock_value",
)  # fmt: skip
BY: Final = ("product", "sku", "category", "shop")
LISTS: Final = ("out_of_stock", "reorder")


METRICS: Final = tuple(dict.fromkeys((*HEADLINES, *OF_PRODUCTS, *todo.metrics(LISTS))))


@framed(N_("Products & stock"), "products")
def page(view: View) -> None:
    known = view.known(METRICS)
    later(lambda: view.cards([one for one in HEADLINES if one in known]))
    later(lambda: stock_levels.show(view))
    todo.show(view, LISTS, _("SKUs to act on"))
    some = [one for one in OF_PRODUCTS if one in known]
    later(lambda: breakdown.show(view, _("Products"), some, BY, "products"))


if __name__ == "__main__":
    page()
