"""Lines of made-up orders: SKUs, quantities, discounts, gifts; and what the buyer pays in all."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loaders.demo.calendar import EVENT
from loaders.demo.fate import NORMAL, Fate
from loaders.demo.markets import MARKETS
from loaders.demo.orders import Placed, of_market
from loaders.demo.products import Catalogue
from loaders.demo.random import Flags, Floats, Ints, steady

MORE_LINES: Final = (0.42, 0.7, 0.86, 0.95)
"""Share of orders with one line, at most two, three, four; the rest have five."""
MORE_UNITS: Final = (0.82, 0.95, 0.985)
TAX: Final = np.array([tax for m in MARKETS for *_, tax in m.regions.values()])
DELAY: Final = np.array([delay for m in MARKETS for _, delay, _ in m.regions.values()])
DELIVERY_FEE_E4: Final = np.array(
    [2_800 if name == "Colorado" else 0 for m in MARKETS for name in m.regions]
)


@dataclass(frozen=True, eq=False)
class Lines:
    """Order lines, by order; arrays of one length, amounts in ten-thousandths."""

    order: Ints
    """Position of its order."""
    sku: Ints
    """Position in the catalogue."""
    quantity: Ints
    list_e4: Ints
    seller_e4: Ints
    platform_e4: Ints
    item_e4: Ints
    is_gift: Flags
    cancelled: Floats
    """Minutes after the order's creation; NaN unless this line alone was cancelled."""

    def per_order(self, values: Ints) -> Ints:
        """Sums over each order's lines; every order has one."""
        starts = np.flatnonzero(np.diff(self.order, prepend=-1))
        return np.add.reduceat(values, starts) if len(starts) else values


@dataclass(frozen=True, eq=False)
class Bill:
    """What stands on the order, not on its lines; ten-thousandths."""

    original_shipping_e4: Ints
    shipping_e4: Ints
    tax_e4: Ints
    fees_e4: Ints
    payment_discount_e4: Ints
    order_e4: Ints


def fill(
    placed: Placed, fate: Fate, minutes: Floats, catalogue: Catalogue, rng: np.random.Generator
) -> Lines:
    """The lines of all orders. `minutes`: for how long each order is known."""
    order, sku = _baskets(placed, fate, catalogue, rng)
    size, normal = len(order), fate.kind[order] == NORMAL
    quantity = np.searchsorted(MORE_UNITS, rng.random(size), side="right") + 1
    quantity = np.where(normal, quantity, 1)
    list_e4 = catalogue.price(sku, placed.day[order]) * quantity
    last = np.diff(order, append=-1) != 0
    follows = np.diff(order, prepend=-1) == 0
    is_gift = normal & last & follows & (rng.random(size) < 0.02)
    free = is_gift | ~normal
    minor = of_market("minor_e4", placed.shop)[order]
    off = _seller_rate(placed, order, sku, rng)
    seller = np.where(free, list_e4, _rounded(list_e4 * off, minor))
    voucher = np.where(placed.lift >= EVENT, 0.4, 0.13) > rng.random(len(placed.shop))
    help_rate = np.where(voucher, rng.uniform(0.03, 0.1, len(voucher)), 0.0)[order]
    platform = np.where(free, 0, _rounded((list_e4 - seller) * help_rate, minor))
    item = list_e4 - seller - platform
    parted = last & follows & ~is_gift & normal & np.isnan(fate.cancelled)[order]
    parted &= rng.random(size) < 0.02
    end = np.fmin(np.fmin(fate.shipped, fate.placed + 1440), minutes)
    when = (fate.placed + (end - fate.placed) * rng.random(len(end)))[order]
    return Lines(
        order, sku, quantity, list_e4, seller, platform, item,
        is_gift | (fate.kind[order] == 1), np.where(parted, when, np.nan),
    )  # fmt: skip


def charge(placed: Placed, fate: Fate, lines: Lines, rng: np.random.Generator) -> Bill:
    """Shipping, tax and fees of each order; the buyer pays items + all of it − discount."""
    size, shop, normal = len(placed.shop), placed.shop, fate.kind == NORMAL
    minor, price = of_market("minor_e4", shop), of_market("price", shop) * 10_000
    items = lines.per_order(lines.item_e4)
    far = np.where(DELAY[fate.region] > 1.3, 1.5, 1.0)
    original = np.where(normal, _rounded(of_market("shipping", shop) * price * far, minor), 0)
    ships_free = (items >= of_market("free_shipping", shop) * price) | (rng.random(size) < 0.25)
    shipping = np.where(ships_free, 0, original)
    tax = np.where(normal, _rounded(items * TAX[fate.region], minor), 0)
    fees = of_market("service_fee_e4", shop).astype(np.int64) + DELIVERY_FEE_E4[fate.region]
    fees = np.where(normal & (items > 0), fees, 0)
    bonus = normal & ~fate.is_cod & (rng.random(size) < 0.04)
    discount = np.where(bonus, _rounded(items * 0.02, minor), 0)
    return Bill(
        original, shipping, tax, fees, discount, items + shipping + tax + fees - discount
    )  # fmt: skip


def _baskets(
    placed: Placed, fate: Fate, catalogue: Catalogue, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Order and SKU of each line, every pair once; what is not on sale gives way to another."""
    size = np.searchsorted(MORE_LINES, rng.random(len(placed.shop)), side="right") + 1
    order = np.repeat(np.arange(len(size)), np.where(fate.kind == NORMAL, size, 1))
    shop, day = placed.shop[order], placed.day[order]
    sku = catalogue.popular.draw(rng.random(len(order)), shop)
    other = catalogue.steady.draw(rng.random(len(order)), shop)
    gone = catalogue.missing[sku, day] | (day < catalogue.launched_on[sku])
    pairs = np.unique(order * 10_000 + np.where(gone, other, sku))
    order, sku = np.divmod(pairs, 10_000)
    return order, sku


def _seller_rate(placed: Placed, order: Ints, sku: Ints, rng: np.random.Generator) -> Floats:
    """Some SKUs are on sale for a fortnight; campaign days come on top."""
    fortnight = sku * 1_000 + placed.day[order] // 14
    running = np.where(
        steady(fortnight, 3) < 0.5, np.round(0.05 + 0.2 * steady(fortnight, 4), 2), 0.0
    )
    event = np.where(placed.lift[order] >= EVENT, rng.choice([0.1, 0.15, 0.2, 0.25], len(sku)), 0.0)
    return 1 - (1 - running) * (1 - event)


def _rounded(amount: NDArray[np.floating], minor: Floats) -> Ints:
    return (np.round(amount / minor) * minor).astype(np.int64)
