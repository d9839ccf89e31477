"""What ads cost and brought each day: Ads Manager reports and GMV Max reports by day.

Source: Ads Manager → Reporting → Custom report, with the column By Day; GMV Max → Campaign
overview → Export by day (`Campaign_overview_data_….xlsx`). reference/ads-api.md, sections 2 and 5;
reference/seller-center-exports.md, section 5.5.

Quirks of the source:
- whoever exports chooses the columns, their names follow the language; `-` is unknown, not 0;
- days are the ad account's, the last row may be a total;
- rates are never read: they are worked out from counts. Clicks are those on the destination,
  `Clicks (all)` is another figure. Conversions are the optimisation event's; a report without them
  gives purchases in the shop. For GMV Max they are SKU orders, organic ones included;
- an object without an id is known by its name (`name:Summer`): the same campaign once with and
  once without its id is counted twice;
- a campaign's budget stands on the rows of its ads too: it is read from campaign rows only, and
  only where it is a daily one;
- the overview of GMV Max has one row a day for all campaigns, and names neither them nor whether
  they are for products or LIVE: its type is `gmv_max`. GMV Max without an account id goes by the
  account `gmv_max`, so that its overview stands beside other campaigns and gives way to its own.
"""

from dataclasses import replace
from functools import partial
from typing import Final

import polars as pl

from loaders.ads_columns import ADS_MANAGER, GMV_MAX
from loaders.ads_objects import LEVELS, campaign_type, either, keys, level
from loaders.errors import LoadError
from loaders.reading import amounts, cells, days, values
from loaders.reading.merge import merge
from loaders.reading.values import Column
from loaders.sheet import Given, Kind, Parsed
from metrics.errors import Reason
from metrics.metric import N_

KEY: Final = ("account_id", "campaign_id", "adgroup_id", "ad_id", "date")
MONEY: Final = ("cost", "net_cost", "revenue")
COUNTS: Final = ("impressions", "clicks", "conversions", "purchases", "sku_orders")
SUMS: Final = ("cost_e4", "net_cost_e4", "revenue_e4", "impressions", "clicks", "conversions")
KNOWN_BY_NAME: Final = N_(
    "campaigns are known by name: the report has no column Campaign ID. Always export it with that "
    "column, or always without: otherwise their cost is counted twice."
)
NOT_DAILY: Final = r"(?i)lifetime|total|总预算"


def parse(
    rows: pl.LazyFrame,
    given: Given,
    preamble: tuple[tuple[str, ...], ...],
    *,
    is_gmv_max: bool,
) -> Parsed:
    """One object and day a row → `ad_performance`; rows of the same key are summed.

    Raises `LoadError` for a report without days.
    """
    if not days.known(rows, "date"):
        raise LoadError(
            N_('this ad report has no column of days: export it by day (add the column "By Day").')
        )
    columns = _columns(rows, given.shop.currency)
    read, refused = cells.read_present(rows, columns, ("date", "cost_e4"))
    typed = read.with_columns(campaign_type=campaign_type(read, is_gmv_max=is_gmv_max))
    keyed = typed.with_columns(keys(typed)).with_columns(level=level())
    table = keyed.select(
        *("source_row", *KEY, "level", "campaign_type"),
        *(
            name
            for name in ("campaign_name", "currency", *SUMS)
            if name in keyed.columns and name != "conversions"
        ),
        platform=pl.lit("tiktok"),
        **_conversions(keyed),
        **_budget(keyed),
    )
    merged, data_rows = merge(table, KEY, SUMS, {"budget_e4": pl.col("budget_e4").max()})
    return Parsed({"ad_performance": merged}, "ad_performance", refused, data_rows, _warnings(read))


def _columns(rows: pl.LazyFrame, currency: str) -> list[Column]:
    money = amounts.reader(rows, currency)
    budget = money("budget_e4", "budget")
    return [
        days.year_first("date"),
        *(values.identifier(f"{name}_id") for name in ("account", *LEVELS)),
        *(values.text(f"{name}_name") for name in LEVELS),
        *(values.text(name) for name in ("campaign_kind", "budget_type")),
        amounts.currency(),
        *(money(f"{name}_e4", name) for name in MONEY),
        *(values.whole(name) for name in COUNTS),
        Column(budget.name, budget.text, budget.typed),
    ]


def _conversions(read: pl.DataFrame) -> dict[str, pl.Expr]:
    usual = [name for name in ("conversions", "purchases") if name in read.columns][:1]
    if "sku_orders" not in read.columns:
        return {"conversions": either(read, usual, None)} if usual else {}
    is_gmv_max = pl.col("campaign_type").str.starts_with("gmv_max")
    other = either(read, usual, None).cast(pl.Int64)
    return {"conversions": pl.when(is_gmv_max).then("sku_orders").otherwise(other)}


def _budget(read: pl.DataFrame) -> dict[str, pl.Expr]:
    """The daily budget of rows that are about a campaign."""
    if "budget_e4" not in read.columns:
        return {}
    lifetime = either(read, ["budget_type"], "").str.contains(NOT_DAILY)
    return {"budget_e4": pl.when((pl.col("level") == "campaign") & ~lifetime).then("budget_e4")}


def _warnings(read: pl.DataFrame) -> tuple[Reason, ...]:
    if "campaign_name" not in read.columns or "campaign_id" in read.columns:
        return ()
    return (Reason(KNOWN_BY_NAME),)


ADS_MANAGER_REPORT: Final = Kind(
    name="ads",
    tables=("ad_performance",),
    source=N_("Ads Manager → Reporting → Custom report, by day"),
    fields=ADS_MANAGER,
    parse=partial(parse, is_gmv_max=False),
)
CAMPAIGN_REPORT: Final = replace(
    ADS_MANAGER_REPORT,
    fields=tuple(
        replace(each, required=each.name in ("date", "cost", "campaign_name"))
        for each in ADS_MANAGER
    ),
)
"""The same report when whoever exported it left out the impressions."""
GMV_MAX_REPORT: Final = Kind(
    name="gmv_max",
    tables=("ad_performance",),
    source=N_("Seller Center → Shop ads → GMV Max → Campaign overview → Export, by day"),
    fields=GMV_MAX,
    parse=partial(parse, is_gmv_max=True),
)

KINDS: Final = (ADS_MANAGER_REPORT, CAMPAIGN_REPORT, GMV_MAX_REPORT)
