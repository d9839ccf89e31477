"""Targets: a value that a metric should have in a period, for one shop or for all together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import polars as pl

from metrics.answer import Answer
from metrics.calendar import ISO, Calendar
from metrics.catalog import find
from metrics.currencies import CURRENCIES
from metrics.errors import MetricError, UnknownNameError
from metrics.metric import N_, Metric, Unit
from metrics.period import Span, resolve, whole

COMPARISON: Final = "target"
"""The word that compares with targets."""


@dataclass(frozen=True)
class Target:
    """`shop` null: all shops together. Money is in units of `currency`, shares are fractions."""

    metric: str
    shop: str | None
    label: str
    first: date
    last: date
    value: Decimal
    currency: str | None


def read_target(
    name: str,
    period: str,
    value: str,
    shop: str | None,
    currency: str | None,
    currencies: Mapping[str, str],
    today: date,
    calendar: Calendar = ISO,
) -> Target:
    """A target as a person wrote it. `currencies`: shop → the one it sells in.

    Money without a currency is in that of its shop, or of all shops where that is one.

    Raises:
        MetricError: an unknown metric or currency, a value that is no number, money without a
            currency or a currency without money.
        PeriodError: no period.
    """
    metric, span = one_metric(name), whole(resolve(period, today, calendar, may_lie_ahead=True))
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise MetricError(
            N_("{value!r} is not a number: write 120000 or 0.035 (3.5 %)."), value=value
        )
    known = _currency(metric, shop, currency, currencies)
    return Target(metric.name, shop, span.label, span.first, span.last, amount, known)


def one_metric(name: str) -> Metric:
    """Raises: MetricError, also for a duration's bare name, which means three."""
    found = find([name])
    if len(found) > 1:
        names = ", ".join(metric.name for metric in found)
        raise MetricError(N_("{name!r} means {names}: choose one of them."), name=name, names=names)
    if found[0].unit is Unit.DATE:
        raise MetricError(N_("{name} is a day: it can't have a target."), name=name)
    return found[0]


def _currency(
    metric: Metric, shop: str | None, said: str | None, currencies: Mapping[str, str]
) -> str | None:
    if metric.unit is not Unit.MONEY:
        if said is not None:
            raise MetricError(N_("{name} is not money: leave the currency out."), name=metric.name)
        return None
    if said is not None:
        if said.upper() not in CURRENCIES:
            raise UnknownNameError("currency", said.upper(), sorted(CURRENCIES))
        return said.upper()
    found = {currencies[shop]} if shop else {*currencies.values()}
    if len(found) != 1:
        raise MetricError(
            N_("In which currency is {name}? Say one, such as --currency EUR."), name=metric.name
        )
    return found.pop()


def beside_targets(
    answer: Answer, targets: Iterable[Target], where: Mapping[str, Sequence[str | None]]
) -> Answer:
    """The answer compared with the targets of its whole period.

    A row of all that was asked takes the target of the one shop that it is kept to, or that of all
    shops; by shop each takes its own. Any other group, and money in another currency, has none.
    """
    period = replace(whole(answer.period), label=COMPARISON, unfinished=False)
    known = {
        (one.metric, one.shop): one
        for one in targets
        if (one.first, one.last) == (period.first, period.last)
    }
    found = [
        known.get((row["metric"], shop)) if has_one else None
        for row in answer.rows.iter_rows(named=True)
        for has_one, shop in [_shop_of(row, answer.by, where)]
    ]
    rows = list(answer.rows.iter_rows(named=True))
    pairs = [_compared(answer, row, target) for row, target in zip(rows, found, strict=True)]
    new = pl.DataFrame(
        pairs,
        schema=dict.fromkeys(("previous", "change", "change_ratio"), pl.Float64),
        orient="row",
    )
    notes = (*answer.notes, *_notes(answer, period, [one for one in found if one]))
    rows_with = answer.rows.with_columns(new.get_columns())
    return replace(answer, compare=period, rows=rows_with, notes=notes)


def _shop_of(
    row: Mapping[str, object], by: Sequence[str], where: Mapping[str, Sequence[str | None]]
) -> tuple[bool, str | None]:
    """Whether a row may have a target, and whose."""
    if set(where) - {"shop"} or set(by) - {"shop"}:
        return False, None
    if "shop" in by:
        return True, str(row["shop"])
    shops = list(dict.fromkeys(where.get("shop", ())))
    return len(shops) < 2, shops[0] if shops else None


def _compared(
    answer: Answer, row: Mapping[str, object], target: Target | None
) -> tuple[float | None, float | None, float | None]:
    """previous, change, change_ratio: exact until they are written as floats."""
    if target is None or target.currency not in (None, row.get("currency") or answer.currency):
        return None, None, None
    if row["value"] is None:
        return float(target.value), None, None
    change = Decimal(str(row["value"])) - target.value
    ratio = float(change / abs(target.value)) if target.value else None
    return float(target.value), float(change), ratio


def _notes(answer: Answer, period: Span, found: Sequence[Target]) -> Iterator[str]:
    if not found:
        yield (
            f"No target is set for {period}. Set one: "
            f"shoppulse target set METRIC {answer.period.label} VALUE [--shop ID]"
        )
    codes = {
        answer.currency,
        *(answer.rows["currency"] if "currency" in answer.rows.columns else ()),
    }
    for one in found:
        if one.currency and one.currency not in codes:
            code = one.currency
            yield f"The target of {one.metric} is in {code}: ask with --currency {code}."
