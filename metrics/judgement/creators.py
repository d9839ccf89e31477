"""What each creator sold, what came back, and what is left after commission and samples.

Profit is the contribution before ads of the lines that a creator sold (the commission is among
its fees) less what the goods of samples sent to the creator in the period cost. Until an order
settles its fees are the shop's usual share, whatever the creator's own commission.
"""

from typing import Final

import polars as pl

from metrics.catalog import CATALOG
from metrics.compute import compute_spans
from metrics.cut import Cut
from metrics.facts import Facts
from metrics.finance import BEFORE_ADS, SALES, SALES_WITH_PROFIT
from metrics.judgement.exact import Where
from metrics.judgement.money import currency_error
from metrics.measures import PAID_LINES, money
from metrics.metric import N_, Better, Metric, Unit, total
from metrics.period import Span
from metrics.sales import AFFILIATE_SALES, AFFILIATE_SALES_WITH_COMMISSION, IS_AFFILIATE

COMMISSION: Final = Metric(
    name="commission",
    label=N_("Affiliate commission"),
    meaning=N_("Affiliate commission (actual, else estimated) of lines sold by affiliates."),
    unit=Unit.MONEY,
    better=Better.NEITHER,
    value=total(money(PAID_LINES, "commission_e4", IS_AFFILIATE, "affiliations")),
    covers=(AFFILIATE_SALES_WITH_COMMISSION, AFFILIATE_SALES),
)
PROFIT_AFTER_SAMPLES: Final = Metric(
    name="profit_after_samples",
    label=N_("Profit after commission and samples"),
    meaning=N_(
        "Contribution before ads, affiliate commission taken off, less the cost of samples shipped."
    ),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    value=total(BEFORE_ADS, less=tuple(m for _, m in CATALOG["sample_cost"].value)),
    covers=(SALES_WITH_PROFIT, SALES),
)
METRICS: Final = (
    CATALOG["gmv"],
    PROFIT_AFTER_SAMPLES,
    CATALOG["refund_rate"],
    COMMISSION,
    CATALOG["commission_rate"],
    CATALOG["orders"],
    CATALOG["samples_shipped"],
    CATALOG["sample_cost"],
    CATALOG["margin_before_ads"],
    CATALOG["estimated_fee_share"],
)


def by_creator(
    facts: Facts, span: Span, where: Where | None = None, *, currency: str | None = None
) -> tuple[pl.DataFrame, str | None]:
    """A row each creator, the greatest GMV first, and the currency of the money.

    Columns: creator, those of `METRICS` (money in currency units, null: unknown) and covers (the
    share of GMV whose profit is known). What nobody is known to have sold is not in it.

    Raises:
        MetricError: several currencies and none to convert to.
    """
    cut = Cut.read(["creator"], where or {})
    asked = [one for one in METRICS if cut.missing(one) is None]
    computed = compute_spans(asked, facts, [span], cut, currency=currency)
    rows = computed.frames[0]
    if computed.is_split:
        raise currency_error(rows["currency"].drop_nulls().unique().sort().to_list())
    known = rows.drop_nulls("creator")
    frame = known.select("creator").unique()
    for metric in METRICS:
        part = known.filter(metric=metric.name).select(
            "creator", pl.col("value").alias(metric.name)
        )
        frame = frame.join(part, on="creator", how="left")
    profit = known.filter(metric=PROFIT_AFTER_SAMPLES.name)
    covers = pl.when(pl.col("value").is_not_null()).then(pl.col("covers").fill_null(1.0))
    frame = frame.join(profit.select("creator", covers=covers), on="creator", how="left")
    return frame.sort(
        "gmv", "creator", descending=[True, False], nulls_last=True
    ), computed.currency
