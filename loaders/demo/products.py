"""What the made-up shops sell: products in categories, their SKUs, prices, costs and stock-outs."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from loaders.demo.markets import MARKETS, Market
from loaders.demo.random import Choices, Flags, Floats, Ints, steady

RANGE: Final = (
    ("Beauty", "Vitamin C serum", 14, "30 ml/60 ml"),
    ("Beauty", "Lip tint set", 11, "Rose/Coral/Berry"),
    ("Beauty", "Sunscreen SPF 50", 13, "50 ml/100 ml"),
    ("Beauty", "Hair growth oil", 16, "60 ml/120 ml"),
    ("Beauty", "Clay mask", 12, "One size"),
    ("Beauty", "Heatless curler", 9, "Pink/Black"),
    ("Womenswear", "Shapewear bodysuit", 24, "S/M/L/XL"),
    ("Womenswear", "Wide-leg trousers", 27, "S/M/L/XL"),
    ("Womenswear", "Ribbed tank top", 12, "S/M/L"),
    ("Womenswear", "Pleated maxi skirt", 25, "S/M/L"),
    ("Womenswear", "Modal scarf", 8, "Beige/Black/Sage"),
    ("Home", "LED strip lights", 15, "5 m/10 m/20 m"),
    ("Home", "Blackout curtains", 29, "Grey/White"),
    ("Home", "Storage boxes, set of 6", 22, "Clear/Grey"),
    ("Home", "Sunset lamp", 18, "One size"),
    ("Home", "Mattress topper", 59, "Single/Double/King"),
    ("Kitchen", "Portable blender", 28, "White/Green/Pink"),
    ("Kitchen", "Non-stick pan", 26, "24 cm/28 cm"),
    ("Kitchen", "Vegetable chopper", 19, "One size"),
    ("Kitchen", "Lunch box with cutlery", 16, "Blue/Pink"),
    ("Kitchen", "Insulated tumbler", 21, "600 ml/900 ml/1200 ml"),
    ("Phones & accessories", "Magnetic power bank", 32, "5,000 mAh/10,000 mAh"),
    ("Phones & accessories", "Clear phone case", 8, "15/15 Pro/16/16 Pro"),
    ("Phones & accessories", "Wireless earbuds", 25, "White/Black"),
    ("Phones & accessories", "Fast charger 65 W", 23, "One size"),
    ("Phones & accessories", "Phone tripod", 17, "1 m/1.7 m"),
    ("Sports", "Resistance bands", 14, "Set of 3/Set of 5"),
    ("Sports", "Yoga mat", 24, "6 mm/10 mm"),
    ("Sports", "Massage gun", 45, "Grey/Black"),
    ("Sports", "Smart skipping rope", 19, "One size"),
    ("Pets", "Cat water fountain", 27, "2 l/3 l"),
    ("Pets", "Dog harness", 18, "S/M/L"),
    ("Pets", "Grooming brush", 12, "One size"),
    ("Toys", "Building blocks", 31, "300 pieces/800 pieces"),
    ("Toys", "Fidget set", 9, "One size"),
    ("Toys", "Bubble machine", 16, "Blue/Pink"),
)
NEVER: Final = 10**6


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Every SKU of every shop (arrays of one length), and how likely it is to be bought."""

    names: pl.DataFrame
    """sku_id, seller_sku, product_id, product_name, variation, category: a row per SKU."""
    shop: Ints
    product: Ints
    price_e4: Ints
    raised_e4: Ints
    """List price from `raised_on` on."""
    raised_on: Ints
    launched_on: Ints
    badness: Floats
    """0 a good product … 1 a bad one."""
    popularity: Floats
    missing: Flags
    """SKUs × days: not on sale, because sold out (a new product's first day is `launched_on`)."""
    popular: Choices
    steady: Choices
    """The same, without what is ever missing."""

    def price(self, sku: Ints, day: Ints) -> Ints:
        """List price of a unit on a day (counted from the first)."""
        return np.where(day >= self.raised_on[sku], self.raised_e4[sku], self.price_e4[sku])


def stock_up(days: int, openings: Ints, seed: int) -> Catalogue:
    """The range of all shops over so many days; `openings`: the first day of each shop."""
    rng = np.random.default_rng([seed, 1])
    rows = [row for shop, market in enumerate(MARKETS) for row in _range(shop, market)]
    frame = pl.DataFrame(rows, orient="row", schema=[
        "shop", "product", "sku_id", "seller_sku", "product_id", "product_name", "variation",
        "category", "price_e4", "popularity",
    ])  # fmt: skip
    shop, product = frame["shop"].to_numpy(), frame["product"].to_numpy()
    opened = openings[shop]
    late = steady(product, 11) < 0.25
    launched = np.where(late, opened + steady(product, 12) * (days - opened), opened)
    missing = _spells(rng, len(shop), days)
    popularity, price = frame["popularity"].to_numpy(), frame["price_e4"].to_numpy()
    always = np.where(late | missing.any(axis=1), 0.0, popularity)
    raised = rng.random(len(shop)) < 0.2
    return Catalogue(
        frame.select("sku_id", "seller_sku", "product_id", "product_name", "variation", "category"),
        shop, product, price,
        np.array([_ending(p * 1.08, MARKETS[s]) for p, s in zip(price, shop, strict=True)]),
        np.where(raised, rng.integers(days // 3, days, len(shop)), NEVER),
        launched.astype(np.int64), steady(product, 13) ** 3, popularity, missing,
        Choices(_by_shop(popularity, shop)), Choices(_by_shop(always, shop)),
    )  # fmt: skip


def _range(shop: int, market: Market) -> list[tuple[int | str | float, ...]]:
    """The rows of one shop: every product but a few, the most popular in an order of its own."""
    rng = np.random.default_rng([2, shop])
    chosen = rng.permutation(len(RANGE))[: len(RANGE) - 6]
    rows: list[tuple[int | str | float, ...]] = []
    for rank, position in enumerate(chosen):
        category, name, usd, variations = RANGE[position]
        product = shop * 100 + int(position)
        split = 1.0
        for number, variation in enumerate(variations.split("/")):
            usual = usd * market.price * (1 + 0.18 * number * _sized(variation))
            price = _ending(usual * 10_000, market)
            sku = f"{market.shop.market}-{position + 1:02}-{number + 1}"
            ids = (f"1729{product:04}{number:02}5{product * 7919 + 10**6:08}", sku)
            split *= 0.62
            rows.append(
                (shop, product, *ids, f"1728{product:04}{product * 104729 + 10**8:010}", name,
                 variation, category, price, split / (rank + 1.5) ** 0.95)
            )  # fmt: skip
    return rows


def _sized(variation: str) -> bool:
    """Bigger ones cost more; colours and letters don't."""
    return variation[0].isdigit()


def _ending(price_e4: float, market: Market) -> int:
    """The plausible local price near this one, in ten-thousandths: 14.99, or 129,000 less 100."""
    step, less = market.prices_end
    return max(1, round(price_e4 / step)) * step - less


def _spells(rng: np.random.Generator, skus: int, days: int) -> Flags:
    """Sold out for one to three weeks, now and then, some SKUs only."""
    missing = np.zeros((skus, days), bool)
    for sku in np.flatnonzero(rng.random(skus) < 0.4):
        for start in rng.integers(0, days, rng.integers(1, 3)):
            missing[sku, start : start + rng.integers(6, 21)] = True
    return missing


def _by_shop(weights: Floats, shop: Ints) -> list[Floats]:
    return [weights[shop == number] for number in range(len(MARKETS))]
