"""Every way to count GMV that TikTok's pages, files and partners use, to be tested against a shop.

Source: `reference/metric-definitions.md`, section 1. What isn't in the metric book is only ever
compared, so it stands here.
"""

from collections.abc import Sequence
from typing import Final

import narwhals as nw

from metrics.catalog import CATALOG
from metrics.measures import (
    CANCELLED_SALES,
    ITEM_SALES,
    PAID_LINES,
    PAID_ORDERS,
    count,
    known,
    money,
)
from metrics.metric import N_, Better, Measure, Metric, Term, Unit, total

TAX: Final = money(PAID_ORDERS, "tax_e4")
PLATFORM_DISCOUNT: Final = money(PAID_LINES, "platform_discount_e4")
PAYMENT: Final = money(PAID_ORDERS, "order_amount_e4")
HAS_TAX: Final = known("tax_e4")


def _variant(
    name: str, label: str, meaning: str, value: tuple[Term, ...], known_part: nw.Expr | None = None
) -> Metric:
    whole = count(PAID_ORDERS)
    covers: tuple[Measure, Measure] | None = None
    if known_part is not None:
        covers = (count(PAID_ORDERS, known_part), whole)
    return Metric(
        name=name, label=label, meaning=meaning, unit=Unit.MONEY, better=Better.HIGHER,
        value=value, covers=covers,
    )  # fmt: skip


VARIANTS: Final[Sequence[Metric]] = (
    CATALOG["gmv"],
    CATALOG["gmv_with_shipping"],
    CATALOG["gmv_cofunded"],
    CATALOG["customer_payment"],
    _variant(
        "gmv_with_tax",
        N_("GMV with tax"),
        N_("GMV plus the tax of its orders."),
        total(ITEM_SALES, TAX),
        HAS_TAX,
    ),
    _variant(
        "gross_revenue",
        N_("Gross revenue (ads)"),
        N_("Customer payment less tax plus platform discount: what ads call gross revenue."),
        total(PAYMENT, PLATFORM_DISCOUNT, less=(TAX,)),
        known("order_amount_e4", "tax_e4"),
    ),
    _variant(
        "gmv_less_cancelled",
        N_("GMV less cancelled"),
        N_("GMV without lines that were cancelled since."),
        total(ITEM_SALES, less=(CANCELLED_SALES,)),
    ),
    CATALOG["net_sales"],
    CATALOG["list_sales"],
)
"""The first is preferred where several are the same."""
