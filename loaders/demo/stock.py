"""Price list, stock and exchange rates of the made-up shops."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.markets import MARKETS
from loaders.demo.products import NEVER, Catalogue
from loaders.demo.random import Floats, Ints, steady, words

CNY_PER_USD: Final = 7.1
DAILY_FOR: Final = 60
"""Days with a daily snapshot of the stock; before them every Monday's."""
UNITS_PER_ORDER: Final = 1.25
PER_EUR: Final = {"USD": 1.1, "GBP": 0.856, "CNY": 7.8, "IDR": 18_200.0, "THB": 37.6}


def sku_rows(catalogue: Catalogue, first: date) -> pl.DataFrame:
    """Rows of `skus`: from the shop's first day (or the SKU's), and again when its price rises."""
    every = np.arange(len(catalogue.shop))
    raised = every[catalogue.raised_on < NEVER]
    raised = raised[catalogue.raised_on[raised] > catalogue.launched_on[raised]]
    return pl.concat([
        _prices(catalogue, every, catalogue.launched_on, catalogue.price_e4, first),
        _prices(catalogue, raised, catalogue.raised_on[raised], catalogue.raised_e4[raised], first),
    ])  # fmt: skip


def stock_rows(
    catalogue: Catalogue, days: Sequence[date], units: Floats, rng: np.random.Generator
) -> pl.DataFrame:
    """Rows of `stock`: snapshots that fall from one delivery to the next, and the stock-outs.

    `units`: what a SKU sells on a mean day.
    """
    last = len(days) - 1
    snapshot = [n for n, day in enumerate(days) if last - n < DAILY_FOR or day.weekday() == 0]
    sku, place = (part.ravel() for part in np.indices((len(units), len(snapshot))))
    day = np.array(snapshot)[place]
    cycle = 30 + (steady(np.arange(len(units)), 14) * 30).astype(np.int64)
    left = 1 - ((day + sku * 7) % cycle[sku]) / cycle[sku]
    cover = 12 + 50 * steady(np.arange(len(units)), 15)
    on_hand = np.ceil(units[sku] * cover[sku] * left + 2 * units[sku] + 1).astype(np.int64)
    on_hand = np.where(catalogue.missing[sku, day], 0, on_hand)
    reserved = np.minimum(on_hand, rng.poisson(units[sku] * 1.2))
    inbound = np.where(left < 0.35, np.ceil(units[sku] * cover[sku]), 0).astype(np.int64)
    homes = [f"{market.shop.market} warehouse" for market in MARKETS]
    return pl.DataFrame({
        "shop_id": words([market.shop.id for market in MARKETS], catalogue.shop[sku]),
        "sku_id": catalogue.names["sku_id"].gather(sku),
        "product_id": catalogue.names["product_id"].gather(sku),
        "warehouse": words(homes, catalogue.shop[sku]), "date": pl.Series(days).gather(day),
        "on_hand": on_hand, "available": on_hand - reserved, "inbound": inbound,
    }).filter(pl.Series(day >= catalogue.launched_on[sku]))  # fmt: skip


def mean_units(catalogue: Catalogue, sold: pl.DataFrame, days: int) -> Floats:
    """What each SKU sells on a mean day of the last 60: its share of its product's orders."""
    recent = sold.filter(pl.col("day") >= days - 60)
    per_product = dict(recent.group_by("product").agg(pl.col("orders").sum() / 60).iter_rows())
    product = np.array([per_product.get(number, 0.0) for number in catalogue.product])
    all_of = np.bincount(catalogue.product, catalogue.popularity)[catalogue.product]
    return product * catalogue.popularity / all_of * UNITS_PER_ORDER


def rate_rows(first: date, last: date, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of `fx_rates` on working days, from a week before `first`; the euro's is always 1."""
    start = first - timedelta(days=7)
    span = [start + timedelta(days=n) for n in range((last - start).days + 1)]
    days = [day for day in span if day.weekday() < 5]
    steps = rng.normal(0, 0.0028, (len(PER_EUR), len(days))).cumsum(axis=1)
    return pl.concat(
        pl.DataFrame(
            {"date": days, "currency": currency, "rate": np.round(usual * np.exp(step), 6)}
        )
        for (currency, usual), step in zip(PER_EUR.items(), steps, strict=True)
    )


def _prices(catalogue: Catalogue, sku: Ints, day: Ints, price: Ints, first: date) -> pl.DataFrame:
    shop = catalogue.shop[sku]
    usd = catalogue.price_e4[sku] / np.array([market.price for market in MARKETS])[shop]
    cost = usd * (0.2 + 0.18 * steady(sku, 16)) * CNY_PER_USD
    known = steady(sku, 17) > 0.04
    lead = (18 + 30 * steady(catalogue.product[sku], 18)).astype(np.int64)
    return catalogue.names[sku].with_columns(
        words([market.shop.id for market in MARKETS], shop).alias("shop_id"),
        words([market.shop.currency for market in MARKETS], shop).alias("currency"),
        valid_from=pl.Series(day).cast(pl.Int32).cast(pl.Date) + (first - date(1970, 1, 1)),
        list_price_e4=pl.Series(price),
        floor_price_e4=pl.Series((price * 0.55).astype(np.int64) // 10_000 * 10_000),
        unit_cost_e4=pl.when(pl.Series(known)).then(pl.Series(_cents(cost))),
        cost_currency=pl.lit("CNY"),
        freight_e4=pl.Series(_cents(usd * 0.05 * CNY_PER_USD)),
        lead_days=pl.Series(lead),
    )


def _cents(amount: Floats) -> Ints:
    return (np.round(amount / 100) * 100).astype(np.int64)
