"""The bridge from list price to the bank, for the orders placed in a period and one currency.

Every total is exactly the sum of the steps before it, so whatever no step names stands in `other`.
An amount that can't be known is None with its reason, and so are the totals after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from metrics.errors import Reason
from metrics.judgement.steps import Chain, Step, less, minus
from metrics.metric import N_


@dataclass(frozen=True)
class Amounts:
    """The numbers of a bridge, in whole ten-thousandths. What has no number is unknown.

    `orders` (all but net_of_settled and expected are positive): list_sales, seller_discount,
    cancelled, refunded, platform_discount, gmv, net_of_settled (net revenue of orders with a
    statement), expected (what the other orders should bring). `statements`, with their own sign:
    settled, paid_out, and revenue and `KINDS` as far as the statements name them; None where they
    can't be known. `reasons`: name (`statements` for all of them) → why it is unknown.
    """

    currency: str
    orders: Mapping[str, int]
    statements: Mapping[str, int] | None
    reasons: Mapping[str, Reason] = field(default_factory=dict)


KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "shipping": (N_("Shipping in statements"), "settled_shipping"),
    "platform_commission": (N_("Platform commission"), "platform_commission"),
    "transaction_fees": (N_("Transaction fees"), "transaction_fees"),
    "service_fees": (N_("Service fees"), "service_fees"),
    "affiliate_fees": (N_("Affiliate commission paid"), "affiliate_fees"),
    "ads": (N_("Ads paid from GMV"), "settled_ads"),
    "taxes": (N_("Taxes withheld"), "settled_taxes"),
    "adjustments": (N_("Adjustments"), "settled_adjustments"),
    "reserve": (N_("Held in reserve"), "settled_reserve"),
}
"""What statements name between revenue and what was settled → label and metric."""


def bridge(amounts: Amounts) -> tuple[Step, ...]:
    """From list price to paid out."""
    chain = Chain(amounts.reasons)
    _sales(chain, amounts.orders)
    net = chain.sum
    settled = _statements(chain, amounts)
    _expected(chain, amounts.orders, net)
    chain.total("settled", N_("Settled"), metric="settled_amount")
    paid = amounts.statements.get("paid_out") if amounts.statements else None
    chain.change("not_yet_paid", N_("Not yet paid out"), less(paid, settled), reason="paid_out")
    chain.total("paid_out", N_("Paid out"))
    return tuple(chain.steps)


def sales_steps(amounts: Amounts) -> tuple[Step, ...]:
    """From list price to net revenue."""
    chain = Chain(amounts.reasons)
    _sales(chain, amounts.orders)
    return tuple(chain.steps)


def gmv_branch(amounts: Amounts) -> tuple[Step, ...]:
    """From seller revenue to GMV, which ties to Seller Center (`metrics.judgement.ties`)."""
    chain = Chain(amounts.reasons)
    orders = amounts.orders
    revenue = less(orders.get("list_sales"), orders.get("seller_discount"))
    discount = minus(orders.get("platform_discount"))
    chain.start("seller_revenue", N_("Seller revenue"), revenue, reason="list_sales")
    chain.change("platform_discount", N_("Platform discount"), discount, metric="platform_discount")
    rest = less(less(orders.get("gmv"), revenue), discount)
    chain.change("other", N_("Other"), rest, reason="platform_discount")
    chain.total("gmv", N_("GMV (goods)"), metric="gmv")
    return tuple(chain.steps)


def _sales(chain: Chain, orders: Mapping[str, int]) -> None:
    listed, discount = orders.get("list_sales"), orders.get("seller_discount")
    chain.start("list_sales", N_("Sales at list price"), listed, reason="list_sales")
    label = N_("Seller discount")
    chain.change("seller_discount", label, minus(discount), metric="seller_discount")
    chain.total("seller_revenue", N_("Seller revenue"), metric="seller_revenue")
    chain.change("cancelled", N_("Cancelled"), minus(orders.get("cancelled")))
    chain.change("refunded", N_("Refunded"), minus(orders.get("refunded")))
    chain.total("net_revenue", N_("Net revenue"), metric="net_revenue")


def _statements(chain: Chain, amounts: Amounts) -> int | None:
    """What the statements of settled orders make of their net revenue; gives what was settled."""
    ours = amounts.orders.get("net_of_settled")
    named = amounts.statements
    so_far = ours
    for name in ("revenue", *KINDS):
        if named is not None and name not in named:
            continue
        amount = named[name] if named else None
        label, metric = KINDS.get(name, ("", None))
        if name == "revenue":
            name, label = "statement_difference", N_("Statements' revenue beyond ours")
            amount = less(amount, ours)
        chain.change(name, label, amount, metric=metric, reason="statements")
        so_far = less(so_far, minus(amount))
    settled = named["settled"] if named else None
    chain.change("other", N_("Other"), less(settled, so_far), reason="statements")
    return settled


def _expected(chain: Chain, orders: Mapping[str, int], net: int | None) -> None:
    """What the orders without a statement should bring: in, and out again."""
    expected = orders.get("expected")
    is_estimate = expected != 0
    coming = less(net, orders.get("net_of_settled"))
    chain.change(
        "expected_deductions", N_("Deductions to be expected"), less(expected, coming),
        is_estimate=is_estimate, reason="expected",
    )  # fmt: skip
    chain.total("due", N_("Settled and not yet settled"), is_estimate=is_estimate)
    chain.change(
        "not_yet_settled", N_("Not yet settled"), minus(expected),
        metric="unsettled_amount", is_estimate=is_estimate, reason="expected",
    )  # fmt: skip
