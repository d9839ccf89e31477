"""Buyers of one shop known by two kinds of id, joined by the orders that both sources hold.

Order files name a buyer by username, databases by an id of their own. An order that came from both
says that the two are one buyer: from then on all orders of that buyer have the username's key,
whichever source they came from (contract, section 1).
"""

import polars as pl

from loaders.storing.transaction import Transaction
from metrics.tables import TABLES

TABLE = "customer_links"
TYPES = {"shop_id": pl.String, "username_key": pl.Int64, "id_key": pl.Int64}
KEY = tuple(TYPES)
KINDS = ("username", "id")
"""The first names a buyer that is known by both."""


def renamed(tx: Transaction, orders: pl.DataFrame) -> pl.DataFrame:
    """Incoming `orders` with the keys of buyers that are known to be the same as others."""
    links = _stored(tx, orders)
    return orders if links.is_empty() else _under(orders, _names(links))


def links(tx: Transaction, orders: pl.DataFrame) -> pl.DataFrame:
    """KEY of the buyers of incoming `orders` that are stored under the other kind of id."""
    found = [_across(tx, orders, kind, other) for kind, other in (KINDS, KINDS[::-1])]
    return pl.concat(found).unique()


def join(tx: Transaction, found: pl.DataFrame) -> pl.DataFrame:
    """Notes the links `found`, and gives all orders of their buyers one key each.

    Returns the `order_key` of the orders that got another key.
    """
    known = _stored(tx, found)
    fresh = found.unique().join(known, on=KEY, how="anti") if known.width else found.unique()
    month, was = pl.lit("all").alias("month"), pl.lit(None, pl.String).alias("was")
    tx.put(TABLE, fresh.with_columns(month, was), KEY)
    names = _names(_stored(tx, found))
    orders = tx.find("orders", names.select(customer_key="key"))
    moved = _under(orders, names)
    moved = moved.filter(moved["customer_key"] != orders["customer_key"])
    tx.put("orders", moved, TABLES["orders"].primary_key())
    return moved.select("order_key")


def _across(tx: Transaction, orders: pl.DataFrame, kind: str, other: str) -> pl.DataFrame:
    empty = pl.DataFrame(schema=TYPES)
    own = orders.filter(pl.col("customer_kind") == kind)
    if own.is_empty():
        return empty
    others = pl.DataFrame({"customer_kind": [other]})
    if tx.columns("orders", others, ["customer_kind"]).is_empty():
        return empty
    keys = own.select("shop_id", "order_id", customer_kind=pl.lit(other))
    stored = tx.columns("orders", keys, [*keys.columns, "customer_key"])
    both = own.join(stored, on=["shop_id", "order_id"], suffix="__stored")
    keyed = {f"{kind}_key": "customer_key", f"{other}_key": "customer_key__stored"}
    return both.select("shop_id", **keyed).select(KEY)


def _stored(tx: Transaction, of: pl.DataFrame) -> pl.DataFrame:
    return tx.find(TABLE, of.select("shop_id").unique())


def _names(links: pl.DataFrame) -> pl.DataFrame:
    """key → name: of all usernames that links lead to, the smallest key."""
    named = links.select(key="username_key", name="username_key").unique()
    while True:
        by_id = _smallest(links, named, "username_key", "id_key")
        again = _smallest(links, by_id, "id_key", "username_key")
        if again.sort("key").equals(named.sort("key")):
            return pl.concat([named, by_id])
        named = again


def _smallest(links: pl.DataFrame, named: pl.DataFrame, side: str, other: str) -> pl.DataFrame:
    reached = links.join(named, left_on=side, right_on="key")
    return reached.group_by(key=other).agg(pl.col("name").min())


def _under(orders: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """`orders` under the names of their buyers."""
    told = orders.join(
        names, left_on="customer_key", right_on="key", how="left", maintain_order="left"
    )
    is_named = pl.col("name").is_not_null()
    return told.with_columns(
        customer_key=pl.coalesce("name", "customer_key"),
        customer_kind=pl.when(is_named).then(pl.lit(KINDS[0])).otherwise("customer_kind"),
    ).drop("name")
