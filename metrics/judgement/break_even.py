"""What a conversion may cost before ads eat what an order leaves."""

from dataclasses import dataclass

from metrics.compute import compute_spans
from metrics.cut import Cut
from metrics.dimensions import has
from metrics.facts import Facts
from metrics.finance import BREAK_EVEN_CPA, PROFIT
from metrics.judgement.exact import Where
from metrics.judgement.money import currency_error
from metrics.period import Span


@dataclass(frozen=True)
class BreakEven:
    """`cpa` in currency units; `covers`: the share of GMV whose cost is known."""

    cpa: float
    covers: float
    currency: str | None


def break_even_cpa(
    facts: Facts, span: Span, where: Where | None = None, *, currency: str | None = None
) -> BreakEven | None:
    """Of all orders of the shops, whatever campaign they came by: words of ads are left aside.

    None where it is unknown, or where an order leaves nothing.

    Raises:
        MetricError: several currencies and none to convert to.
    """
    kept = {word: values for word, values in (where or {}).items() if has(PROFIT.table, word)}
    cut = Cut.read([], kept)
    computed = compute_spans([BREAK_EVEN_CPA], facts, [span], cut, currency=currency)
    rows = computed.frames[0]
    if computed.is_split:
        raise currency_error(rows["currency"].drop_nulls().unique().sort().to_list())
    value, covers = rows.select("value", "covers").row(0)
    if value is None or value <= 0:
        return None
    return BreakEven(value, 1.0 if covers is None else covers, computed.currency)
