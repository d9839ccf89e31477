"""What a row knows of its order, and an order of its rows: `ENRICHED` in `metrics.tables`.

Worked out after every load for all rows that share an order or a customer with a row of the load,
whichever file came first, so that metrics never join facts (contract, section 1). Every function
here returns enriched columns only, in the order of the rows that it was given.
"""

import polars as pl

from loaders.storing import refunds
from loaders.storing.transaction import Transaction
from metrics.tables import TABLES

OF_ORDER = (
    "customer_key is_cod created_on paid_on placed_on shipped_on delivered_on hour country region "
    "carrier warehouse fulfilment_type payment_method"
).split()
"""What lines and returns take over from their order as it is."""

SHARES_ORDER = ("orders", "order_lines", "affiliations", "returns", "reviews", "settlements")


def enrich(tx: Transaction, touched: pl.DataFrame) -> None:
    """Recomputes enriched columns. `touched`: column `order_key`, orders of which a row changed."""
    touched = touched.drop_nulls().unique()
    if touched.is_empty():
        return
    firsts = _firsts(tx, touched)
    moved = pl.concat([touched, firsts.select("order_key")]).unique()
    rows = {table: tx.find(table, moved) for table in SHARES_ORDER}
    rows = {table: found if found.width else _empty(table) for table, found in rows.items()}
    told = _told(rows, firsts)
    for table in tuple(told):
        _store(tx, table, rows.pop(table), told.pop(table))


def _told(rows: dict[str, pl.DataFrame], firsts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Table → its enriched columns, row by row."""
    orders = _with_history(rows["orders"], firsts, rows["settlements"])
    lines = _lines(rows["order_lines"], orders, rows["affiliations"])
    known = rows["order_lines"].select(*refunds.OF_LINE).hstack(lines)
    returns = refunds.returns(rows["returns"], orders, known, OF_ORDER)
    counted = (
        rows["returns"]
        .select("order_key", "sku_id", "kind", "status", "fault")
        .hstack(returns.select("counted_goods_e4", "counted_units"))
    )
    of_order = orders.select("order_key", "order_kind", "delivered_on")
    return {
        "orders": _orders(orders, known, counted, rows["reviews"]),
        "order_lines": lines.hstack(refunds.onto_lines(rows["order_lines"], counted)),
        "returns": returns,
        "reviews": _join(rows["reviews"].select("order_key"), of_order).select(
            pl.col("order_kind").fill_null("normal")
        ),
        "settlements": _join(rows["settlements"].select("order_key"), of_order).select(
            "delivered_on"
        ),
    }


def _firsts(tx: Transaction, touched: pl.DataFrame) -> pl.DataFrame:
    """order_key, is_first_of_customer of every order whose flag is touched or has to change.

    The first is the first paid, normal order at the shop, ties by order id.
    """
    wanted = [
        "order_key", "customer_key", "placed_at", "order_id", "order_kind", "is_first_of_customer",
    ]  # fmt: skip
    own = tx.columns("orders", touched, ["order_key", "customer_key"])
    if own.is_empty():
        return pl.DataFrame(schema={"order_key": pl.Int64, "is_first_of_customer": pl.Boolean})
    buyers = own.select("customer_key").drop_nulls().unique()
    theirs = tx.columns("orders", buyers, wanted)
    paid = theirs.filter(pl.col("placed_at").is_not_null(), pl.col("order_kind") == "normal")
    first = (
        paid.sort("customer_key", "placed_at", "order_id")
        .unique("customer_key", keep="first", maintain_order=True)
        .select("order_key", __first=pl.lit(value=True))
    )
    known = theirs.join(first, on="order_key", how="left").with_columns(
        pl.col("__first").fill_null(value=False)
    )
    changed = known.filter(pl.col("__first").ne_missing(pl.col("is_first_of_customer")))
    kept = known.join(touched, on="order_key", how="semi")
    return (
        pl.concat([changed, kept])
        .select("order_key", is_first_of_customer="__first")
        .unique("order_key")
    )


def _with_history(
    orders: pl.DataFrame, firsts: pl.DataFrame, settlements: pl.DataFrame
) -> pl.DataFrame:
    """What lines and returns take over: the order's own columns and two that others say."""
    settled = settlements.group_by("order_key").agg(settled_on=pl.col("settled_on").min())
    own = orders.select(
        "order_key", *OF_ORDER, "order_kind", "content_type", "creator", "month", "is_cancelled",
        "order_amount_e4", order_currency="currency",
    )  # fmt: skip
    return _join(_join(own, firsts), settled)


def _lines(lines: pl.DataFrame, orders: pl.DataFrame, sold: pl.DataFrame) -> pl.DataFrame:
    of_order = orders.rename({"is_cancelled": "order_cancelled"})
    of_sale = sold.select(
        "order_key", "line_id", "affiliate", "commission_e4",
        sold_type="content_type", seller="creator",
    )  # fmt: skip
    own = _join(
        lines.select("order_key", "line_id", "status", "cancelled_at", "is_gift", "currency"),
        of_order,
    )
    told = own.join(of_sale, on=["order_key", "line_id"], how="left", maintain_order="left")
    cancelled = (pl.col("status") == "cancelled").fill_null(value=False)
    return told.select(
        *OF_ORDER,
        "is_first_of_customer",
        "settled_on",
        "affiliate",
        "commission_e4",
        pl.col("month").fill_null("unknown"),
        currency=pl.coalesce("order_currency", "currency"),
        content_type=pl.coalesce("sold_type", "content_type"),
        creator=pl.coalesce("seller", "creator"),
        is_cancelled=cancelled
        | pl.col("cancelled_at").is_not_null()
        | pl.col("order_cancelled").fill_null(value=False),
        order_kind=pl.when("is_gift")
        .then(pl.lit("sample"))
        .otherwise(pl.col("order_kind").fill_null("normal")),
    )


def _orders(
    orders: pl.DataFrame, lines: pl.DataFrame, counted: pl.DataFrame, reviews: pl.DataFrame
) -> pl.DataFrame:
    of_lines = lines.group_by("order_key").agg(
        units=pl.col("quantity").sum(), lines=pl.len().cast(pl.Int64)
    )
    of_reviews = (
        reviews.sort("created_at", "review_id")
        .group_by("order_key", maintain_order=True)
        .agg(first_review_rating=pl.col("rating").first())
    )
    known = orders.select("order_key", "is_first_of_customer", "settled_on", "delivered_on")
    for told in (of_lines, refunds.of_orders(counted), of_reviews):
        known = _join(known, told)
    to_settle = (pl.col("settled_on") - pl.col("delivered_on")).dt.total_days()
    return known.select(
        "is_first_of_customer",
        "settled_on",
        "units",
        "lines",
        pl.when(to_settle >= 0).then(to_settle).alias("days_to_settle"),
        "first_review_rating",
        *(pl.col(flag).fill_null(value=False) for flag in refunds.FLAGS),
        *(pl.col(total).fill_null(0) for total in refunds.TOTALS),
    )


def _join(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    return rows.join(told, on="order_key", how="left", maintain_order="left")


def _store(tx: Transaction, table: str, rows: pl.DataFrame, told: pl.DataFrame) -> None:
    """Puts the rows that are not as they were."""
    told = told.cast({name: rows.schema[name] for name in told.columns})
    compared = [rows[name].ne_missing(told[name]) for name in told.columns]
    changed = pl.select(pl.any_horizontal(compared)).to_series()
    anew = rows.with_columns(told)
    if not changed.all():
        anew = anew.filter(changed)
    tx.put(table, anew, TABLES[table].primary_key())


def _empty(table: str) -> pl.DataFrame:
    return TABLES[table].create_empty().with_columns(was=pl.lit(None, pl.String))
