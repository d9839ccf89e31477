"""Views: rows that metrics count and sum as if they were tables, worked out when asked for.

A table says what happened; a view says how things stood (which orders were waiting, what lay in
stock) at the end of each group of days, or puts prices, costs and fees beside the lines of the
period. Views are small beside the tables: they hold the period's rows, or what was open then.
"""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from metrics.kept import Kept
from metrics.views import finance, judged, prices, profit, samples, stock, visits, waiting
from metrics.views.question import Question

VIEWS: Final[Mapping[str, Callable[[Question], pl.DataFrame]]] = {
    "open_orders": waiting.open_orders,
    "filled_orders": waiting.filled_orders,
    "parcels": waiting.parcels,
    "priced_lines": prices.priced_lines,
    "sample_lines": samples.sample_lines,
    "visited_days": visits.visited_days,
    "visits": visits.visits,
    "stock_held": stock.stock_held,
    "stock_by_sku": stock.stock_by_sku,
    "stock_at_cost": stock.stock_at_cost,
    "unsettled_lines": finance.unsettled_lines,
    "losses": finance.losses,
    "profit_lines": profit.profit_lines,
    "judged_days": judged.judged_days,
}
"""Name → how it is worked out."""

KEPT: Final[Mapping[str, Kept]] = {
    kept.name: kept for kept in (*waiting.KEPT, *finance.KEPT, *judged.KEPT, *stock.KEPT)
}
"""Name → what they keep beside each file of a table."""
