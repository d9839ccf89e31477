"""What a row knows of its order, and an order of its rows: `metrics.tables.ENRICHED`.

Worked out after every load for all rows that share an order or a customer with a row of the load,
whichever file came first, so that metrics never join facts (contract, section 1).
"""

import polars as pl

from loaders.transaction import Transaction
from metrics.tables import ENRICHED, TABLES

OF_ORDER = (
    "customer_key is_cod created_on paid_on placed_on shipped_on delivered_on hour country region "
    "carrier warehouse fulfilment_type payment_method is_first_of_customer settled_on"
).split()
"""What lines and returns take over from their order as it is."""

SHARES_ORDER = ("orders", "order_lines", "affiliations", "returns", "reviews", "settlements")


def enrich(tx: Transaction, touched: pl.DataFrame) -> None:
    """Recomputes enriched columns. `touched`: column `order_key`, orders of which a row changed."""
    touched = touched.drop_nulls().unique()
    if not touched.is_empty():
        firsts = _firsts(tx, touched)
        moved = pl.concat([touched, firsts.select("order_key")]).unique()
        rows = {table: tx.find(table, moved) for table in SHARES_ORDER}
        rows = {table: found if found.width else _empty(table) for table, found in rows.items()}
        _of_orders(tx, rows, firsts)


def _of_orders(tx: Transaction, rows: dict[str, pl.DataFrame], firsts: pl.DataFrame) -> None:
    settled = rows["settlements"].group_by("order_key").agg(settled_on=pl.col("settled_on").min())
    orders = (
        rows["orders"]
        .drop("is_first_of_customer", "settled_on")
        .join(firsts, on="order_key", how="left")
        .join(settled, on="order_key", how="left")
    )
    lines = _lines(rows["order_lines"], orders, rows["affiliations"])
    returns = _returns(rows["returns"], orders, lines)
    lines = _refunded(lines, returns)
    orders = _orders(orders, lines, returns, rows["reviews"])
    kinds = orders.select("order_key", "order_kind", "delivered_on")
    _store(tx, "orders", rows["orders"], orders)
    _store(tx, "order_lines", rows["order_lines"], lines)
    _store(tx, "returns", rows["returns"], returns)
    for table, column in (("reviews", "order_kind"), ("settlements", "delivered_on")):
        told = (
            rows[table]
            .drop(column)
            .join(kinds.select("order_key", column), on="order_key", how="left")
        )
        if column == "order_kind":
            told = told.with_columns(pl.col(column).fill_null("normal"))
        _store(tx, table, rows[table], told)


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


def _lines(lines: pl.DataFrame, orders: pl.DataFrame, sold: pl.DataFrame) -> pl.DataFrame:
    of_order = orders.select(
        "order_key", *OF_ORDER, "order_kind", "content_type", "creator", "month",
        order_cancelled="is_cancelled",
    )  # fmt: skip
    of_sale = sold.select(
        "order_key", "line_id", "affiliate", "commission_e4",
        sold_type="content_type", seller="creator",
    )  # fmt: skip
    replaced = [*ENRICHED["order_lines"], "month"]
    kept = [c for c in lines.columns if c not in replaced]
    cancelled = (pl.col("status") == "cancelled").fill_null(value=False)
    return (
        lines.select(*kept, "refunded_goods_e4", "refunded_units")
        .join(of_order, on="order_key", how="left")
        .join(of_sale, on=["order_key", "line_id"], how="left")
        .with_columns(
            content_type=pl.coalesce("sold_type", "content_type"),
            creator=pl.coalesce("seller", "creator"),
            month=pl.col("month").fill_null("unknown"),
            is_cancelled=cancelled
            | pl.col("cancelled_at").is_not_null()
            | pl.col("order_cancelled").fill_null(value=False),
            order_kind=pl.when("is_gift")
            .then(pl.lit("sample"))
            .otherwise(pl.col("order_kind").fill_null("normal")),
        )
        .drop("sold_type", "seller", "order_cancelled")
    )


def _returns(returns: pl.DataFrame, orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    of_order = orders.select(
        "order_key", *OF_ORDER, "order_kind", order_cancelled="is_cancelled",
        order_type="content_type", order_creator="creator",
    )  # fmt: skip
    kept = [c for c in returns.columns if c not in ENRICHED["returns"]]
    known = (
        returns.select(kept)
        .join(of_order, on="order_key", how="left")
        .join(_by_sku(lines), on=["order_key", "sku_id"], how="left")
        .with_columns(
            order_known=pl.col("order_cancelled").is_not_null(),
            order_kind=pl.col("order_kind").fill_null("normal"),
            content_type=pl.coalesce("content_type", "order_type"),
            creator=pl.coalesce("creator", "order_creator"),
            is_cancelled=pl.coalesce("is_cancelled", "order_cancelled").fill_null(value=False),
        )
    )
    counted = _counted(known)
    return counted.select(*kept, *ENRICHED["returns"])


def _by_sku(lines: pl.DataFrame) -> pl.DataFrame:
    """Per order and SKU, and per order under sku_id "" (returns of a whole order)."""
    amounts = {
        "sold_units": pl.col("quantity").sum(),
        "sold_e4": pl.col("item_amount_e4").sum(),
        "revenue_e4": (pl.col("list_e4") - pl.col("seller_discount_e4")).sum(),
        "revenue_known": (pl.col("list_e4") - pl.col("seller_discount_e4")).is_not_null().all(),
        "is_cancelled": pl.col("is_cancelled").all(),
    }
    names = ["product_id", "category", "variation", "content_type", "creator"]
    of_sku = lines.group_by("order_key", "sku_id").agg(
        **amounts, **{name: pl.col(name).first() for name in names}
    )
    whole = lines.group_by("order_key").agg(**amounts).with_columns(sku_id=pl.lit(""))
    return pl.concat([of_sku, whole.filter(pl.col("order_key").is_not_null())], how="diagonal")


def _counted(returns: pl.DataFrame) -> pl.DataFrame:
    """Completed refunds, oldest first, until the line's amount and units are used up."""
    counts = (
        (pl.col("status") == "completed")
        & pl.col("kind").is_in(["refund", "return"])
        & pl.col("order_known")
        & ~pl.col("is_cancelled")
    )
    line = ["order_key", "sku_id"]
    returns = returns.sort("refunded_at", "return_id", nulls_last=True).with_columns(
        goods=pl.when(counts).then("goods_e4"), pieces=pl.when(counts).then("quantity")
    )
    up_to_goods = _capped("goods", "sold_e4", line)
    up_to_units = _capped("pieces", "sold_units", line)
    revenue = pl.when("revenue_known").then(
        (pl.col("revenue_e4") * pl.col("counted_units") / pl.col("sold_units"))
        .round(mode="half_to_even")
        .cast(pl.Int64)
    )
    return returns.with_columns(
        counted_goods_e4=up_to_goods, counted_units=up_to_units
    ).with_columns(counted_revenue_e4=pl.when(pl.col("sold_units") > 0).then(revenue))


def _capped(column: str, limit: str, line: list[str]) -> pl.Expr:
    used = pl.col(column).fill_null(0).cum_sum().over(line)
    before = used - pl.col(column).fill_null(0)
    most = pl.coalesce(limit, used)
    part = pl.min_horizontal(used, most) - pl.min_horizontal(before, most)
    return pl.when(pl.col(column).is_not_null()).then(part)


def _refunded(lines: pl.DataFrame, returns: pl.DataFrame) -> pl.DataFrame:
    """Refunds onto lines; an order's lines of one SKU share theirs with the first of them."""
    back = returns.group_by("order_key", "sku_id").agg(
        refunded_goods_e4=pl.col("counted_goods_e4").sum(),
        refunded_units=pl.col("counted_units").sum(),
    )
    first = pl.col("line_id") == pl.col("line_id").min().over("order_key", "sku_id")
    return (
        lines.drop("refunded_goods_e4", "refunded_units")
        .join(back, on=["order_key", "sku_id"], how="left")
        .with_columns(
            pl.when(first).then(pl.col(name).fill_null(0)).otherwise(0).alias(name)
            for name in ("refunded_goods_e4", "refunded_units")
        )
    )


def _orders(
    orders: pl.DataFrame, lines: pl.DataFrame, returns: pl.DataFrame, reviews: pl.DataFrame
) -> pl.DataFrame:
    of_lines = lines.group_by("order_key").agg(units=pl.col("quantity").sum(), lines=pl.len())
    refund = (pl.col("status") == "completed") & pl.col("kind").is_in(["refund", "return"])
    of_returns = returns.group_by("order_key").agg(
        refunded_goods_e4=pl.col("counted_goods_e4").sum(),
        refunded_units=pl.col("counted_units").sum(),
        has_refund=refund.any(),
        has_request=pl.lit(value=True),
        has_fault_request=pl.col("fault").is_in(["seller", "logistics"]).any(),
        has_replacement=(
            (pl.col("kind") == "exchange") & ~pl.col("status").is_in(["rejected", "withdrawn"])
        ).any(),
    )
    of_reviews = (
        reviews.sort("created_at", "review_id")
        .group_by("order_key", maintain_order=True)
        .agg(first_review_rating=pl.col("rating").first())
    )
    flags = ["has_refund", "has_request", "has_fault_request", "has_replacement"]
    kept = [c for c in orders.columns if c not in ENRICHED["orders"]]
    known = orders.select(*kept, "is_first_of_customer", "settled_on")
    for told in (of_lines, of_returns, of_reviews):
        known = known.join(told, on="order_key", how="left")
    return known.with_columns(
        *(pl.col(flag).fill_null(value=False) for flag in flags),
        pl.col("refunded_goods_e4").fill_null(0),
        pl.col("refunded_units").fill_null(0),
        pl.col("lines").cast(pl.Int64),
    )


def _store(tx: Transaction, table: str, before: pl.DataFrame, after: pl.DataFrame) -> None:
    """Puts the rows that are not as they were."""
    if before.is_empty():
        return
    key = TABLES[table].primary_key()
    told = [*ENRICHED.get(table, ()), "month"]
    after = after.select(before.columns).cast(dict(before.schema))
    was = before.select(*key, *(pl.col(c).alias(f"{c}__was") for c in told))
    changed = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}__was")) for c in told)
    moved = after.join(was, on=key, how="left").filter(changed).select(before.columns)
    tx.put(table, moved, key)


def _empty(table: str) -> pl.DataFrame:
    return TABLES[table].create_empty().with_columns(was=pl.lit(None, pl.String))
