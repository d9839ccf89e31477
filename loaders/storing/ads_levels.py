"""Which ad rows count: of an account, campaign and day only those of the finest loaded level.

Account rows count only where no campaign rows exist (contract, section 2), so that spend exported
by campaign and by ad is counted once.
"""

import polars as pl

from loaders.storing.transaction import Transaction
from metrics.tables import TABLES

FINENESS = {"account": 0, "campaign": 1, "adgroup": 2, "ad": 3}


def mark(tx: Transaction, touched: pl.DataFrame) -> None:
    """Sets `counts` anew for the accounts and days in `touched` (shop_id, account_id, date)."""
    rows = tx.find("ad_performance", touched.unique()) if touched.height else pl.DataFrame()
    if rows.is_empty():
        return
    marked = rows.with_columns(counts=counts()).select(rows.columns)
    changed = marked.filter(marked["counts"] != rows["counts"])
    tx.put("ad_performance", changed, TABLES["ad_performance"].primary_key())


def counts() -> pl.Expr:
    """True for the rows that metrics sum."""
    fine = pl.col("level").replace_strict(FINENESS, return_dtype=pl.Int64)
    finest = fine == fine.max().over("shop_id", "account_id", "campaign_id", "date")
    alone = fine.max().over("shop_id", "account_id", "date") == 0
    return pl.when(pl.col("level") == "account").then(alone).otherwise(finest)
