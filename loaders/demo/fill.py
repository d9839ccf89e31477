"""Made-up shops: two years of orders and all that belongs to them, in `HOME/demo`.

The same seed, number of orders and last day give the same numbers. Orders are made some months at
a time, so that ten million lines need no more memory than a few months of them.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from loaders.demo import ads, money, stock, traffic
from loaders.demo.markets import MARKETS
from loaders.demo.months import Months, World, make_months, make_world
from loaders.errors import LoadError
from loaders.settings import FILE, add_shop, customer_secret, holds_rows, now, real_home
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import ingest
from metrics.metric import N_

Tables = Mapping[str, pl.DataFrame]
Progress = Callable[[str, float], None]
ORDERS_AT_ONCE: Final = 200_000
NAME: Final = "demo"
"""`source_file` of all rows."""


def fill(
    home_path: Path,
    orders: int = 60_000,
    seed: int = 1,
    until: date | None = None,
    progress: Progress | None = None,
) -> None:
    """Fills `home_path/demo` with made-up shops: two years up to `until` (default: yesterday).

    An earlier demo is replaced once the new one is whole. `progress`: called with what is being
    made and the share that is done.

    Raises:
        LoadError: the home holds real data; it stays as it was.
    """
    if holds_rows(real_home(home_path)):
        raise LoadError(
            N_("{home} holds real data and is left alone: name an empty home for the demo."),
            home=home_path,
        )
    world = make_world(orders, seed, until or now().date() - timedelta(days=1))
    demo, draft, old = (home_path / name for name in ("demo", ".demo-draft", ".demo-old"))
    _remove(draft, old)
    try:
        _write(draft, world, progress or _silent)
        if demo.exists():
            demo.rename(old)
        draft.rename(demo)
    finally:
        _remove(draft)
    _remove(old)


def _write(folder: Path, world: World, progress: Progress) -> None:
    folder.mkdir(parents=True)
    (folder / FILE).write_text(f"demo_until = {world.until}\n", "utf-8")
    for market in MARKETS:
        add_shop(folder, market.shop)
    shops = {market.shop.id: market.shop for market in MARKETS}
    store, secret = Store(folder / "store"), customer_secret(folder)
    for label, share, loaded_on, tables in _parts(world):
        progress(label, share)
        given = Given(MARKETS[0].shop, _noon_after(world.until), _noon_after(loaded_on), secret)
        counted = "orders" if "orders" in tables else "skus"
        numbered = {name: frame.with_row_index("source_row", 1) for name, frame in tables.items()}
        refused = ingest(store, Parsed(numbered, counted), given, NAME, shops).refused
        if refused.height:
            raise AssertionError(f"a made-up row breaks a rule: {refused.row(0)}")
    progress("", 1.0)


def _parts(world: World) -> Iterator[tuple[str, float, date, Tables]]:
    """What is stored together: label, share done before it, when it was loaded, tables.

    As if each month had been loaded when it was over, so that tables partitioned by the month of
    their load are spread as those of a real home.
    """
    known = np.zeros(len(MARKETS), np.int64)
    done: list[Months] = []
    spans = world.spans(ORDERS_AT_ONCE)
    days = world.calendar.days
    for start, end in spans:
        months = make_months(world, (start, end), known)
        known = months.known
        label = f"{days[start]:%Y-%m} – {days[end - 1]:%Y-%m}"
        yield label, start / len(days), days[end - 1], months.tables
        done.append(Months({}, known, months.sold, months.paid_out))
    yield f"{days[0]:%Y} – {days[-1]:%Y}", 0.97, days[-1], _daily(world, done)


def _daily(world: World, done: list[Months]) -> Tables:
    """Tables that need all months at once, and are small."""
    days, catalogue = world.calendar.days, world.catalogue
    rng = np.random.default_rng([world.seed, 3])
    sold = traffic.together(months.sold for months in done)
    paid_out = pl.concat(months.paid_out for months in done)
    units = stock.mean_units(catalogue, sold, len(days))
    tables = {
        "traffic": traffic.traffic_rows(sold, days[0], catalogue, rng),
        "platform_figures": traffic.figure_rows(sold, days[0], rng),
        "ad_performance": ads.ad_rows(sold, days, world.calendar.lift, rng),
        "conversations": ads.conversation_rows(sold, days, rng),
        "skus": stock.sku_rows(catalogue, days[0]),
        "stock": stock.stock_rows(catalogue, days, units, rng),
        "fx_rates": stock.rate_rows(days[0], days[-1], rng),
        "payouts": money.payout_rows(paid_out, (days[-1] - date(1970, 1, 1)).days),
    }
    return {name: frame for name, frame in tables.items() if frame.height}


def _silent(label: str, share: float) -> None:
    pass


def _noon_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(12), UTC)


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
