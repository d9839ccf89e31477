"""Ads and customer service of the made-up shops, day by day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.calendar import EVENT
from loaders.demo.markets import MARKETS
from loaders.demo.random import Floats, Ints, scatter, words
from loaders.demo.traffic import by_day

AGENTS: Final = ("agent-1", "agent-2", "agent-3")
CAMPAIGNS: Final = (
    ("GMV Max products", "gmv_max_product", 0.08),
    ("GMV Max LIVE", "gmv_max_live", 0.14),
    ("New buyers, video", "other", 0.02),
    ("Come back", "other", 0.008),
    ("Campaign days", "other", 0.03),
)
"""Name, type, cost as a share of the day's GMV (of LIVE: of what LIVEs sold)."""
CPM_USD: Final = 4.2


def ad_rows(
    sold: pl.DataFrame, days: Sequence[date], lift: Floats, rng: np.random.Generator
) -> pl.DataFrame:
    """Rows of `ad_performance`, by campaign; one shop doesn't advertise."""
    gmv, live = by_day(sold, "gmv_e4", len(days)), by_day(sold, "live_e4", len(days))
    orders = by_day(sold, "orders", len(days))
    rests = np.array([1.0 if day.weekday() < 5 else 0.72 for day in days])
    parts = []
    for shop, market in enumerate(MARKETS):
        if market.advertises:
            mean = float(gmv[shop].mean())
            for number, (name, kind, share) in enumerate(CAMPAIGNS):
                base = live[shop] if kind == "gmv_max_live" else 0.7 * gmv[shop] + 0.3 * mean
                pause = rests if kind == "other" else np.ones(len(days))
                runs = (lift[shop] >= EVENT) if number == 4 else base > 0
                cost = base * share * pause * scatter(rng, len(days), 0.18) * (gmv[shop] > 0)
                grid = np.stack([cost, live[shop], gmv[shop], orders[shop]])
                row = _campaign(shop, number, name, kind, days, grid, rng)
                parts.append(row.filter(pl.Series(runs & (gmv[shop] > 0))))
    return pl.concat(parts, how="diagonal")


def _campaign(
    shop: int, number: int, name: str, kind: str, days: Sequence[date], grid: Floats,
    rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    cost, live, gmv, orders = grid
    market, size = MARKETS[shop], len(days)
    spent = _cents(cost)
    if kind == "other":
        views = np.ceil(cost / 10_000 / (CPM_USD * market.price) * 1000 * scatter(rng, size, 0.1))
        clicks = rng.poisson(views * 0.011 * scatter(rng, size, 0.12)).astype(np.float64)
        done = rng.poisson(clicks * 0.03).astype(np.float64)
        revenue = done * np.divide(gmv, orders, out=np.zeros(size), where=orders > 0)
        shown = {"impressions": _whole(views), "clicks": _whole(clicks)}
    else:
        part = (
            0.5 * scatter(rng, size, 0.08)
            if kind == "gmv_max_product"
            else 0.85 * live / gmv.clip(1)
        )
        done, revenue, shown = np.floor(orders * part), gmv * part, {}
    return pl.DataFrame({
        "shop_id": market.shop.id, "account_id": f"7{shop + 1:03}000000000000",
        "campaign_id": f"18{shop + 1:03}{number + 1:03}00000000", "adgroup_id": "", "ad_id": "",
        "date": days, "level": "campaign", "platform": "tiktok", "campaign_name": name,
        "campaign_type": kind, "currency": market.shop.currency, "cost_e4": spent,
        "net_cost_e4": spent, "conversions": _whole(done), "revenue_e4": _cents(revenue),
        "budget_e4": _cents(np.full(size, 1.4 * cost.mean())), **shown,
    })  # fmt: skip


def conversation_rows(
    sold: pl.DataFrame, days: Sequence[date], rng: np.random.Generator
) -> pl.DataFrame:
    """Rows of `conversations`: each agent's day."""
    orders = by_day(sold, "orders", len(days))
    shop, day, agent = (part.ravel() for part in np.indices((*orders.shape, len(AGENTS))))
    size = len(shop)
    chats = rng.poisson(orders[shop, day] * 0.09 / len(AGENTS))
    needing = rng.binomial(chats, 0.8)
    in_day = rng.binomial(needing, np.array([0.97, 0.93, 0.88])[agent])
    rated = rng.binomial(chats, 0.3)
    satisfied = rng.binomial(rated, 0.82)
    return pl.DataFrame({
        "shop_id": words([market.shop.id for market in MARKETS], shop),
        "agent": words(AGENTS, agent), "opened_on": pl.Series(days).gather(day),
        "chats": chats, "needing_answer": needing, "answered_24h": in_day,
        "answered_12h": rng.binomial(in_day, 0.9), "rated": rated, "satisfied": satisfied,
        "dissatisfied": rng.binomial(rated - satisfied, 0.7),
        "first_response_minutes": rng.gamma(1.6, 14 + 6.0 * agent, size).astype(np.int64),
    }).filter(pl.col("chats") > 0).with_columns(
        conversation_id=pl.format("{}:{}", "agent", "opened_on"),
        first_response_minutes=pl.when(pl.col("needing_answer") > 0).then("first_response_minutes"),
    )  # fmt: skip


def _whole(values: Floats) -> Ints:
    return values.astype(np.int64)


def _cents(amount: Floats) -> Ints:
    return (np.round(amount / 100) * 100).astype(np.int64)
