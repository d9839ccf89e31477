"""Why GMV changed: customers × orders per customer × units per order × price.

The four are of orders whose buyer is known; what unknown buyers bought is a part of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import factorial, prod
from typing import Final

from metrics.cut import Cut
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.drivers import Exact
from metrics.judgement.exact import Where, whole_numbers
from metrics.judgement.steps import Chain, Step
from metrics.measures import ITEM_SALES, PAID_LINES, buyers_where, known, money, orders_where, units
from metrics.metric import N_, Better, Measure, Metric, Unit, total
from metrics.period import Span
from metrics.values import E4

FACTORS = ("customers", "orders_per_customer", "units_per_order", "price")
LABELS: Final[Mapping[str, str]] = {
    "customers": N_("Customers"),
    "orders_per_customer": N_("Orders per customer"),
    "units_per_order": N_("Units per order"),
    "price": N_("Price per unit"),
}


@dataclass(frozen=True)
class Factors:
    """GMV of two spans, and the parts of its change: they sum to `now` − `before` exactly.

    `parts`: factor → its part; `unknown_buyers` is the part of orders without a known buyer.
    `before_factors`, `now_factors`: what the factors were.
    """

    currency: str | None
    before: Fraction
    now: Fraction
    parts: Mapping[str, Fraction]
    unknown_buyers: Fraction
    before_factors: Mapping[str, Fraction]
    now_factors: Mapping[str, Fraction]


def by_factor(before: Mapping[str, Exact], now: Mapping[str, Exact]) -> dict[str, Fraction]:
    """The change of a product, split by its factors: each one's mean over all orders (Shapley).

    >>> told = by_factor({"customers": 10, "price": 2}, {"customers": 12, "price": 3})
    >>> {name: int(part) for name, part in told.items()}
    {'customers': 5, 'price': 11}
    """
    parts = dict.fromkeys(before, Fraction(0))
    for order in permutations(before):
        values = {name: Fraction(value) for name, value in before.items()}
        for name in order:
            start = prod(values.values())
            values[name] = Fraction(now[name])
            parts[name] += prod(values.values()) - start
    return {name: part / factorial(len(parts)) for name, part in parts.items()}


def gmv_by_factor(
    facts: Facts,
    span: Span,
    compare: Span,
    where: Where | None = None,
    *,
    currency: str | None = None,
    clock: str | None = None,
) -> Factors:
    """The change of GMV from `compare` to `span`.

    Raises:
        MetricError: several currencies and none to convert to; a span without known buyers, units
            or data, in which there is nothing to multiply.
    """
    cut = Cut.read([], where or {})
    computed = whole_numbers(_TOTALS, facts, [compare, span], cut, currency, clock)
    sides = []
    for frame, day in zip(computed.frames, (compare, span), strict=True):
        side = dict(frame.select("metric", "e4").iter_rows())
        if not all(side.values()):
            raise MetricError(
                N_("No GMV of known buyers from {first} to {last}: there is nothing to multiply."),
                first=day.first, last=day.last,
            )  # fmt: skip
        sides.append(side)
    before, now = (_factors(side) for side in sides)
    gmv = [Fraction(side["gmv"], E4) for side in sides]
    unknown = [whole - prod(one.values()) for whole, one in zip(gmv, (before, now), strict=True)]
    return Factors(
        computed.currency, gmv[0], gmv[1], by_factor(before, now), unknown[1] - unknown[0], before,
        now,
    )  # fmt: skip


def factor_steps(factors: Factors) -> tuple[Step, ...]:
    """From GMV before to GMV now; rounded where the running sum is, so that they add up."""
    chain = Chain({})
    so_far = factors.before
    chain.start("before", N_("GMV before"), round(so_far * E4), reason="")
    parts = [(name, LABELS[name], factors.parts[name]) for name in FACTORS]
    if factors.unknown_buyers:
        parts.append(("unknown_buyers", N_("Unknown buyers"), factors.unknown_buyers))
    for name, label, part in parts:
        chain.change(name, label, round((so_far + part) * E4) - round(so_far * E4))
        so_far += part
    chain.total("now", N_("GMV now"))
    return tuple(chain.steps)


def _factors(side: Mapping[str, int]) -> dict[str, Fraction]:
    customers, orders, sold, sales = (
        side[name] for name in ("customers", "orders", "units", "sales")
    )
    values = (customers, Fraction(orders, customers), Fraction(sold, orders))
    price = Fraction(sales, sold * E4)
    return dict(zip(FACTORS, (*map(Fraction, values), price), strict=True))


def _whole(name: str, measure: Measure) -> Metric:
    return Metric(
        name=name,
        label=name,
        meaning=name,
        unit=Unit.MONEY,
        better=Better.NEITHER,
        value=total(measure),
        redatable=True,
    )


_HAS_BUYER = known("customer_key")
_TOTALS = (
    _whole("gmv", ITEM_SALES),
    _whole("sales", money(PAID_LINES, "item_amount_e4", _HAS_BUYER)),
    _whole("customers", buyers_where()),
    _whole("orders", orders_where(_HAS_BUYER)),
    _whole("units", units(PAID_LINES, "quantity", _HAS_BUYER)),
)
