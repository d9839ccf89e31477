"""What there is to know about the data before trusting a number: coverage, freshness, doubts.

Plain counts over the store at one version; nothing is changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import narwhals as nw
import polars as pl

from loaders.order_words import COD_MARKETS
from loaders.reading.values import units
from loaders.settings import Home
from loaders.store import Store
from loaders.storing import quarantine
from loaders.storing.manifest import PRICE_LIST, Manifest
from loaders.storing.transaction import DAYS
from metrics.metric import N_
from metrics.worklists.suspect import DIFFERS, with_parts

Row = Mapping[str, Any]


def check(home: Home) -> dict[str, Any]:
    """Everything `shoppulse check` says, ready for JSON.

    Keys: as_of, coverage (shop, table, first and last day, rows, days without a row, newest file),
    files, quarantine (shop, kind, open rows), doubts (shop, what, orders), reconciliation (shop,
    day, the platform's GMV, ours, gap). Which GMV ties to it is said by `metrics.judgement.ties`.
    """
    store = Store(home.store)
    at = store.manifest()
    doubts = _doubts(store, at, home) if at.tables else []
    return {
        "as_of": _instant(at.written_at) if at.version else None,
        "coverage": [row for table in at.tables for row in _coverage(store, at, table)],
        "files": _files(store, at),
        "quarantine": _quarantine(store, at),
        "doubts": [row for row in doubts if row["orders"]],
        "reconciliation": reconciliation(store, at).to_dicts() if at.tables else [],
    }


def reconciliation(store: Store, at: Manifest) -> pl.DataFrame:
    """GMV by shop and day: the platform's own figure, ours, and the gap (currency units)."""
    schema = {"shop_id": pl.String, "date": pl.Date}
    empty = pl.DataFrame(schema=schema | dict.fromkeys(["platform", "ours", "gap"], pl.Float64))
    if not {"platform_figures", "order_lines"} <= at.tables.keys():
        return empty
    theirs = (
        store.scan("platform_figures", at)
        .filter(pl.col("figure") == "gmv", pl.col("scope") == "shop")
        .filter(pl.col("value").is_not_null())
        .select("shop_id", "date", platform="value")
    )
    ours = (
        store.scan("order_lines", at)
        .filter(pl.col("order_kind") == "normal", pl.col("placed_on").is_not_null())
        .group_by("shop_id", date="placed_on")
        .agg(ours_e4=pl.col("item_amount_e4").sum())
    )
    platform_e4 = (pl.col("platform") * 10_000).round().cast(pl.Int64)
    both = theirs.join(ours, on=["shop_id", "date"], how="left").select(
        "shop_id",
        "date",
        "platform",
        ours=units(pl.col("ours_e4")),
        gap=units(pl.col("ours_e4") - platform_e4),
    )
    return both.sort("date", "shop_id").collect()


def _coverage(store: Store, at: Manifest, table: str) -> list[Row]:
    if table not in at.days:
        return []
    rows = store.scan(table, at)
    clock = DAYS.get(table, ("date",))[0]
    counted = rows.group_by("shop_id").agg(
        rows=pl.len(), days=pl.col(clock).n_unique(), newest_file=pl.col("made_at").max()
    )
    found = {row["shop_id"]: row for row in counted.collect().to_dicts()}
    return [
        {
            "shop": shop,
            "table": table,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "rows": found[shop]["rows"],
            "days_without": 0
            if table == PRICE_LIST
            else max(0, (last - first).days + 1 - found[shop]["days"]),
            "newest_file": _instant(found[shop]["newest_file"]),
        }
        for shop, (first, last) in sorted(at.days[table].items())
    ]


def _files(store: Store, at: Manifest) -> list[Row]:
    if "files" not in at.tables:
        return []
    columns = "name kind shop_id made_at loaded_at read inserted updated unchanged refused".split()
    rows = store.scan("files", at).select(columns).sort("loaded_at", "name").collect().to_dicts()
    return [
        row | {"made_at": _instant(row["made_at"]), "loaded_at": _instant(row["loaded_at"])}
        for row in rows
    ]


def _quarantine(store: Store, at: Manifest) -> list[Row]:
    if quarantine.TABLE not in at.tables:
        return []
    rows = store.scan(quarantine.TABLE, at).filter(pl.col("closed_at").is_null())
    counted = rows.group_by("shop_id", "kind").agg(rows=pl.len()).sort("shop_id", "kind")
    return [*counted.rename({"shop_id": "shop"}).collect().iter_rows(named=True)]


def _doubts(store: Store, at: Manifest, home: Home) -> list[Row]:
    found: list[Row] = []
    if "orders" in at.tables:
        orders = store.scan("orders", at)
        for what, where in _order_doubts(home).items():
            found += _counted(orders, what, where)
        if "order_lines" in at.tables:
            found += _counted(
                _payments(orders, store.scan("order_lines", at)), PARTS, pl.lit(value=True)
            )
    if "returns" in at.tables:
        returns = store.scan("returns", at)
        found += _counted(returns, N_("returns whose order is unknown"), ~pl.col("order_known"))
    return found


PARTS: Final = N_("orders whose amount is not the sum of its parts")


def _order_doubts(home: Home) -> dict[str, pl.Expr]:
    markets = {shop.id: shop.market for shop in home.settings.shops.values()}
    in_cod_market = pl.col("shop_id").is_in(
        [shop for shop, market in markets.items() if market in COD_MARKETS]
    )
    backwards = pl.any_horizontal(
        pl.col("shipped_at") < pl.col("placed_at"),
        pl.col("delivered_at") < pl.col("shipped_at"),
        pl.col("ready_at") < pl.col("placed_at"),
        pl.col("cancelled_at") < pl.col("placed_at"),
    )
    paid_late = pl.col("is_cod") & (pl.col("paid_at") >= pl.col("delivered_at"))
    cash = pl.col("payment_method").str.to_lowercase().str.contains("cash|cod")
    return {
        N_("orders with a step before the one it follows"): backwards.fill_null(value=False),
        N_("orders taken as cash on delivery because they were paid at or after delivery"): (
            paid_late & ~cash.fill_null(value=False)
        ).fill_null(value=False),
        N_("orders that may be cash on delivery or not"): in_cod_market
        & pl.col("is_cod").is_null(),
        N_("orders without a known buyer"): pl.col("customer_key").is_null(),
        N_("orders whose buyer is known by an id only, which no order joins to a username"): (
            pl.col("customer_kind") == "id"
        )
        & (pl.col("customer_kind") == "username").any().over("shop_id"),
    }


def _payments(orders: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Orders off by more than a minor unit (metric book, `customer_payment`)."""
    both = with_parts(nw.from_native(orders), nw.from_native(lines))
    return both.filter(DIFFERS).to_native()


def _counted(rows: pl.LazyFrame, what: str, where: pl.Expr) -> list[Row]:
    counted = rows.filter(where).group_by("shop_id").agg(orders=pl.len()).sort("shop_id").collect()
    return [{"shop": shop, "what": what, "orders": n} for shop, n in counted.iter_rows()]


def _instant(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
