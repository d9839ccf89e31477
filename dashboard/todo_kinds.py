"""The worklists: what each is called, by which rule, and what it shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from metrics.metric import N_
from metrics.worklists import losses, orders, prices, repeats, stock, suspect, unusual

Listed = Callable[..., pl.DataFrame]


@dataclass(frozen=True)
class Kind:
    """A worklist. `metric`: whose sources and dimensions it shares, and mostly its rule.

    `at`: as things stand `now`, by the `stock` of the last day with orders, or of orders placed in
    the `period`. `ids`: the column to copy. `worth`: the column of its money.
    """

    title: str
    work: Listed
    metric: str
    shown: Sequence[str]
    instants: Mapping[str, str] = field(default_factory=dict)
    at: Literal["now", "stock", "period"] = "now"
    ids: str = "order_id"
    worth: str | None = None
    rule: str | None = None


_PLACED: Final = {"since": N_("Placed at"), "due": N_("Ship by")}
_SENT: Final = {"since": N_("Shipped at"), "due": N_("Promised by")}
_WAITING: Final = ("order_id", "shop", "due", "hours_left", "since", "order_amount_e4")
_PRICED: Final = ("quantity", "sku_id", "placed_at")
_LINE: Final = ("order_id", "shop", "called")
_AT: Final = {"placed_at": N_("Placed at")}
_STOCK: Final = ("sku_id", "called", "shop")
KINDS: Final[Mapping[str, Kind]] = {
    "at_risk": Kind(
        N_("About to be late"), orders.about_to_be_late, "at_risk_orders", _WAITING, _PLACED,
        worth="order_amount_e4",
    ),
    "overdue": Kind(
        N_("Overdue to ship"), orders.overdue, "at_risk_orders", _WAITING, _PLACED,
        worth="order_amount_e4",
        rule=N_(
            "Orders waiting to ship, past the dispatch deadline. Seller-fulfilled orders only."
        ),
    ),
    "oversold": Kind(
        N_("Oversold orders"), orders.oversold, "oversold_orders", _WAITING, _PLACED,
        worth="order_amount_e4",
    ),
    "stuck": Kind(
        N_("Stuck in transit"), orders.stuck, "stuck_parcels",
        ("order_id", "shop", "carrier", "tracking_id", "since", "days", "due", "order_amount_e4"),
        _SENT, worth="order_amount_e4",
    ),
    "unclaimed": Kind(
        N_("To claim from carriers"), losses.unclaimed, "unclaimed_losses",
        ("order_id", "shop", "lost_on", "carrier", "tracking_id", "lost_e4"), worth="lost_e4",
    ),
    "below_floor": Kind(
        N_("Below floor price"), prices.below_floor, "below_floor_orders",
        (*_LINE, "price_e4", "listed_e4", *_PRICED), _AT, "period",
    ),
    "out_of_stock": Kind(
        N_("Out of stock"), stock.out_of_stock, "out_of_stock_skus",
        (*_STOCK, "empty_since", "inbound", "pace", "lost_e4"), at="stock", ids="sku_id",
        worth="lost_e4",
    ),
    "reorder": Kind(
        N_("Reorder now"), stock.to_reorder, "reorder_by",
        (*_STOCK, "reorder_by", "available", "inbound", "pace", "cover_days"), at="stock",
        ids="sku_id",
    ),
    "off_list": Kind(
        N_("Price mismatches"), prices.off_list, "price_mismatch_orders",
        (*_LINE, "price_e4", "listed_e4", *_PRICED), _AT, "period",
    ),
    "unknown_sku": Kind(
        N_("Unknown SKU"), suspect.unknown_sku, "price_mismatch_orders",
        (*_LINE, "goods_e4", *_PRICED), _AT,
        "period", worth="goods_e4",
        rule=N_("Lines of a SKU that is not in the shop's price list."),
    ),
    "odd_price": Kind(
        N_("Unusual price"), unusual.odd_price, "units_sold",
        (*_LINE, "price_e4", "usual_e4", *_PRICED), _AT, "period",
        rule=N_(
            "Lines sold, after seller discount, for less than half or more than twice the SKU's "
            "median price of the 90 days up to the period's end; SKUs with fewer than 20 lines in "
            "them are not judged."
        ),
    ),
    "odd_quantity": Kind(
        N_("Unusual quantity"), unusual.odd_quantity, "units_sold",
        (*_LINE, "quantity", "usual", "sku_id", "placed_at"), _AT, "period",
        rule=N_(
            "Orders with at least 5 units of a SKU, and more than 3 times what 19 in 20 orders "
            "with it held in the 90 days up to the period's end; SKUs with fewer than 20 orders in "
            "them are not judged."
        ),
    ),
    "repeated": Kind(
        N_("Ordered twice"), repeats.repeated, "customer_payment",
        ("order_id", "shop", "other_order_id", "minutes", "called", "sku_id", "placed_at",
         "quantity"),
        _AT, "period",
        rule=N_("Orders with a SKU that the same buyer had ordered within the hour before."),
    ),
    "parts": Kind(
        N_("Parts don't add up"), suspect.parts_off, "customer_payment",
        ("order_id", "shop", "placed_at", "order_amount_e4", "parts_e4"), _AT, "period",
        rule=N_(
            "Orders whose amount differs from lines + tax + shipping + buyer fees − payment "
            "discount by more than a cent."
        ),
    ),
}  # fmt: skip
CHECKS: Final = (
    "unknown_sku", "below_floor", "off_list", "odd_price", "odd_quantity", "repeated", "parts",
    "oversold",
)  # fmt: skip
"""What to check of orders before they are shipped."""
TODAY: Final = (
    "overdue", "at_risk", "oversold", "stuck", "out_of_stock", "reorder", "below_floor",
    "unclaimed",
)  # fmt: skip
"""What to do today, the most urgent first."""
