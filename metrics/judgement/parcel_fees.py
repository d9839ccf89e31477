"""What a fee on parcels would have cost on the orders of a period.

Order files say what was sold, not what lay in which parcel: an order in several parcels is reckoned
as one, which is the least it can cost, and counted. Where something is unknown, no fee is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from metrics import rates
from metrics.cut import Cut
from metrics.dimensions import LINE_WORDS
from metrics.errors import MetricError
from metrics.facts import Facts
from metrics.judgement.exact import Where, rows_of
from metrics.judgement.fee_rules import FeeRule, Per, country_codes
from metrics.judgement.money import currency_error
from metrics.measures import PAID_LINES
from metrics.metric import N_
from metrics.period import Span

_COUNT: Final = {
    Per.PRODUCT: pl.col("products"),
    Per.UNIT: pl.col("units"),
    Per.PARCEL: pl.col("parcels").fill_null(1),
}


@dataclass(frozen=True)
class ParcelFees:
    """`fee_e4` in `currency`, of the `charged` orders among the `orders` that were or will be sent.

    `unknown` counts orders that are not charged because something isn't known: the `country`, the
    `origin` (where the warehouse stands), the `value` beside the limit (no rate, or several parcels
    that are above it together); and, charged as one, those whose number of `parcels` isn't known.
    `several_parcels`: charged orders of which a product may lie in two parcels and count twice.
    """

    currency: str | None
    fee_e4: int
    orders: int
    charged: int
    unknown: Mapping[str, int]
    several_parcels: int


def parcel_fees(
    rule: FeeRule,
    facts: Facts,
    span: Span,
    warehouses: Mapping[str, str],
    where: Where | None = None,
    *,
    currency: str | None = None,
) -> ParcelFees:
    """The fee on orders placed in `span` from the rule's first day on (by shipping, else placing).

    `warehouses`: name → country code of where it stands; any other warehouse is unknown.

    Raises:
        MetricError: several currencies and none to convert to; kept to a product or another word of
            lines, of which a parcel may hold others.
    """
    if words := LINE_WORDS.intersection(where or {}):
        raise MetricError(
            N_("A parcel may hold more than one {word}: leave that word out."), word=min(words)
        )
    sent = _orders(facts, span, Cut.read([], where or {}))
    found = sent["currency"].unique().sort().to_list()
    if currency is None and len(found) > 1:
        raise currency_error(found)
    target = currency or (found[0] if found else None)
    judged = _judged(_valued(sent, rule, facts, target), rule, warehouses)
    hit = judged.filter("is_charged")
    unknown = {
        name: judged.filter(pl.col("why") == name).height for name in ("country", "origin", "value")
    }
    if rule.per is Per.PARCEL:
        unknown["parcels"] = hit["parcels"].null_count()
    return ParcelFees(
        target, sum(hit["fee_e4"].to_list()), sent.height, hit.height, unknown,
        hit.filter(pl.col("parcels") > 1).height,
    )  # fmt: skip


def _orders(facts: Facts, span: Span, cut: Cut) -> pl.DataFrame:
    """One row per paid order that was or will be sent: what is in it and where it goes."""
    first = ("country", "warehouse", "currency", "shipped_on", "placed_on")
    columns = (*first, "order_key", "is_cancelled", "product_id", "sku_id", "quantity")
    lines = rows_of(PAID_LINES.table, facts, cut, PAID_LINES.only, span)
    stays = pl.col("is_cancelled") & pl.col("shipped_on").is_null()
    sold = facts.lazy(lines.select(*columns, "item_amount_e4")).filter(~stays)
    sent = sold.group_by("order_key").agg(
        *(pl.col(name).drop_nulls().first() for name in first),
        products=pl.coalesce("product_id", "sku_id").n_unique().cast(pl.Int64),
        units=pl.col("quantity").sum(),
        goods_e4=pl.col("item_amount_e4").sum(),
    )  # fmt: skip
    parcels = rows_of("orders", facts, Cut.read([], {}), None, span)
    joined = sent.join(
        facts.lazy(parcels.select("order_key", "parcels")), on="order_key", how="left"
    )
    return joined.with_columns(day=pl.coalesce("shipped_on", "placed_on")).collect()


def _valued(sent: pl.DataFrame, rule: FeeRule, facts: Facts, target: str | None) -> pl.DataFrame:
    """Adds what 1 of the order's currency is in the rule's, and 1 of that in `target`."""
    pairs = sent.with_columns(of_rule=pl.lit(rule.currency), into=pl.lit(target, pl.String))
    keys = ["currency", "of_rule", "into", "day"]
    known = pairs.select(keys).unique()
    for name, source, aim in (("to_rule", "currency", "of_rule"), ("from_rule", "of_rule", "into")):
        found, _ = rates.cross_rates(known, facts, source, aim, "day")
        pairs = pairs.join(found.rename({"factor": name}), on=keys, how="left", nulls_equal=True)
    return pairs


def _judged(orders: pl.DataFrame, rule: FeeRule, warehouses: Mapping[str, str]) -> pl.DataFrame:
    """Adds fee_e4, is_charged, and why a fee is unknown."""
    codes, places = country_codes(), {name: code.upper() for name, code in warehouses.items()}
    country = pl.col("country").str.to_lowercase().replace_strict(
        codes, default=pl.col("country").str.to_uppercase(), return_dtype=pl.String
    )  # fmt: skip
    origin = pl.col("warehouse").replace_strict(places, default=None, return_dtype=pl.String)
    told = orders.filter(pl.col("day") >= rule.since).with_columns(country=country, origin=origin)
    goes_there = pl.col("country").is_in(list(rule.destinations))
    may_be = pl.col("country").is_null() | goes_there
    is_local = pl.col("origin").is_in(list(rule.local)) & pl.lit(rule.cross_border_only)
    no_origin = pl.col("origin").is_null() & pl.lit(rule.cross_border_only)
    above = pl.lit(value=False)
    if rule.limit_e4 is not None:
        above = pl.col("goods_e4") * pl.col("to_rule") > rule.limit_e4
    no_value = above.is_null() | (above & (pl.col("parcels") > 1)) | pl.col("from_rule").is_null()
    fee = (_COUNT[rule.per] * rule.amount_e4 * pl.col("from_rule")).round(mode="half_to_even")
    over = above.fill_null(value=False) & ~(pl.col("parcels") > 1).fill_null(value=False)
    why = (
        pl.when(~may_be | is_local.fill_null(value=False) | over)
        .then(pl.lit("nothing is due"))
        .when(pl.col("country").is_null())
        .then(pl.lit("country"))
        .when(no_origin)
        .then(pl.lit("origin"))
        .when(no_value)
        .then(pl.lit("value"))
    )
    told = told.with_columns(why=why, fee_e4=fee.cast(pl.Int64))
    return told.with_columns(is_charged=pl.col("why").is_null())
