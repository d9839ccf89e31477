"""Traffic of the shop and its products, by the shop's day.

Each figure is read at the coarsest scope that has the dimensions asked for; visitors are known of
the whole shop only, and those of different days can't be added.
"""

from dataclasses import replace
from typing import Final

import narwhals as nw

from metrics.measures import count, units
from metrics.metric import N_, Better, Measure, Metric, Rows, Unit, total

SCOPE: Final = nw.col("scope")

OF_SHOP: Final = Rows("traffic", "date", SCOPE == "shop", is_source=True)
OF_PRODUCTS: Final = Rows("traffic", "date", SCOPE == "product", is_source=True)
OF_CONTENT: Final = Rows("traffic", "date", SCOPE == "product×content", is_source=True)
VISITED: Final = Rows("visited_days", "date", reads=("traffic",))
VISITED_DAYS: Final = Rows("visited_days", "date", distinct=("date",), reads=("traffic",))
VISITS: Final = Rows("visits", "date", reads=("traffic", "orders"))
"""A day of a shop, with its visitors and how many people bought."""


def _of_traffic(column: str) -> Measure:
    return replace(
        units(OF_SHOP, column),
        finer=(
            (frozenset({"content_type"}), units(OF_CONTENT, column)),
            (frozenset({"product"}), units(OF_PRODUCTS, column)),
        ),
    )


METRICS: Final = (
    Metric(
        name="page_views",
        label=N_("Page views"),
        meaning=N_("Views of product pages."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(_of_traffic("page_views")),
    ),
    Metric(
        name="product_clicks",
        label=N_("Product clicks"),
        meaning=N_("Clicks on products."),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(_of_traffic("product_clicks")),
    ),
    Metric(
        name="visitors_per_day",
        label=N_("Visitors a day"),
        meaning=N_(
            "Mean of daily visitors, of days whose visitors are known; visitors of different days "
            "are not additive."
        ),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        value=total(units(VISITED, "visitors")),
        per=total(count(VISITED_DAYS)),
    ),
    Metric(
        name="conversion_rate",
        label=N_("Conversion"),
        meaning=N_(
            "Buyers of each day ÷ visitors of the same day, summed over days whose visitors are "
            "known. Compass counts a person once a week, so its weekly figure differs."
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        value=total(units(VISITS, "buyers")),
        per=total(units(VISITS, "visitors")),
        same_days=True,
    ),
)
"""In the order of the metric book."""
