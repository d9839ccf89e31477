"""What a rule, a price or a cost would change: the effect on the margin of a period's real orders.

Everything else stays as it was: nobody buys more or less. Where something isn't known the effect is
null or the unknown is counted, never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from metrics.answer import Answer, ask
from metrics.catalog import CATALOG
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.judgement.exact import Where
from metrics.judgement.fee_rules import FeeRule
from metrics.judgement.money import currency_error
from metrics.judgement.parcel_fees import ParcelFees, parcel_fees
from metrics.period import Span
from metrics.values import E4
from metrics.views.finance import share_of_revenue
from metrics.views.question import Question


@dataclass(frozen=True)
class Effect:
    """`effect` on the margin, in `currency`; null is unknown.

    `metric`: margin, or margin_before_ads where ads can't be cut so. `margin` is of the lines whose
    cost is known: `margin_covers` is their share of GMV, null when it is all, as `effect_covers` is
    of the effect. `fees` says what is unknown of a fee.
    """

    currency: str | None
    effect: float | None
    metric: str
    margin: float | None
    margin_covers: float | None
    effect_covers: float | None = None
    fees: ParcelFees | None = None

    @property
    def margin_after(self) -> float | None:
        """Null where either is unknown."""
        if self.margin is None or self.effect is None:
            return None
        return self.margin + self.effect


@dataclass(frozen=True)
class Asked:
    """The orders that a change is tried on."""

    facts: Facts
    span: Span
    where: Where = field(default_factory=dict)
    currency: str | None = None


def fee(asked: Asked, rule: FeeRule, warehouses: Mapping[str, str]) -> Effect:
    """A fee on parcels, borne by the shop. `warehouses`: name → country code."""
    told = parcel_fees(
        rule, asked.facts, asked.span, warehouses, asked.where, currency=asked.currency
    )
    return _effect(asked, Fraction(-told.fee_e4, E4), fees=told)


def commission(asked: Asked, points: Decimal) -> Effect:
    """A commission higher by so many parts of net revenue: 0.01 is one point more."""
    rows = _answer(asked, "net_revenue").rows
    net, covers = rows.select("value", "covers").row(0)
    effect = None if net is None else -Fraction(points) * Fraction(str(net))
    return _effect(asked, effect, effect_covers=covers)


def ad_cost(asked: Asked, share: Decimal) -> Effect:
    """Ads that cost more by a share of what they cost, and bring the same: 0.1 is 10 % more."""
    cost = _answer(asked, "ad_cost").rows["value"].item()
    return _effect(asked, None if cost is None else -Fraction(share) * Fraction(str(cost)))


def price(asked: Asked, share: Decimal) -> Effect:
    """Prices higher by a share of net revenue: 0.05 is 5 % more.

    Platform fees grow with it, at the shop's share of revenue in its last 60 settled days; shipping
    doesn't. Unknown where a shop that sold has no statement.
    """
    rows = _answer(asked, "net_revenue", "shop").rows
    kept = _fees_of_revenue(asked)
    effect: Fraction | None = Fraction(0)
    for shop, net in rows.select("shop", "value").rows():
        if not net:
            continue
        if shop not in kept or effect is None:
            effect = None
            break
        effect += Fraction(share) * Fraction(str(net)) * (1 - Fraction(kept[shop]))
    covers = _answer(asked, "net_revenue").rows["covers"].item()
    return _effect(asked, effect if rows["value"].count() else None, effect_covers=covers)


def _fees_of_revenue(asked: Asked) -> dict[str, float]:
    """Shop → platform fees ÷ revenue in its last 60 settled days."""
    if "settlements" not in asked.facts.tables:
        return {}
    question = Question(asked.facts, [asked.span], Cut.read([], {}))
    kept = share_of_revenue(question, "fees", [question.now.date()])
    return dict(kept.select("shop_id", "share").rows())


def _effect(
    asked: Asked,
    effect: Fraction | None,
    *,
    effect_covers: float | None = None,
    fees: ParcelFees | None = None,
) -> Effect:
    """The effect, to a ten-thousandth, beside the margin as it is."""
    cut = Cut.read([], asked.where)
    name = "margin_before_ads" if cut.missing(CATALOG["margin"]) else "margin"
    answer = _answer(asked, name)
    margin, covers = answer.rows.select("value", "covers").row(0)
    exact = None if effect is None else float(round(effect * E4) / Fraction(E4))
    return Effect(answer.currency, exact, name, margin, covers, effect_covers, fees)


def _answer(asked: Asked, name: str, *by: str) -> Answer:
    answer = ask(
        [CATALOG[name]], asked.facts, asked.span, by=by, where=asked.where, currency=asked.currency
    )
    if "currency" in answer.rows.columns:
        raise currency_error(answer.rows["currency"].drop_nulls().unique().sort().to_list())
    return answer
