"""What an ad row is about: its account, campaign, ad group and ad, and the type of its campaign."""

from collections.abc import Sequence
from typing import Final

import polars as pl

LEVELS: Final = ("ad", "adgroup", "campaign")
IS_GMV_MAX: Final = r"(?i)gmv[\s_\-]*max"
IS_LIVE: Final = r"(?i)(^|[^a-z])live([^a-z]|$)|livestream|直播"
IS_PRODUCT: Final = r"(?i)product|商品|sản phẩm|produk"


def campaign_type(read: pl.DataFrame, *, is_gmv_max: bool) -> pl.Expr:
    """gmv_max_product, gmv_max_live, gmv_max where it isn't said which, or other."""
    said = pl.concat_str(
        either(read, ["campaign_kind"], ""), either(read, ["campaign_name"], ""), separator=" "
    )
    kind = (
        pl.when(said.str.contains(IS_LIVE))
        .then(pl.lit("gmv_max_live"))
        .when(said.str.contains(IS_PRODUCT))
        .then(pl.lit("gmv_max_product"))
        .otherwise(pl.lit("gmv_max"))
    )
    found = pl.lit(value=True) if is_gmv_max else said.str.contains(IS_GMV_MAX)
    return pl.when(found).then(kind).otherwise(pl.lit("other"))


def keys(read: pl.DataFrame) -> list[pl.Expr]:
    """The ids, `name:…` where there is only a name, and "" for what the row is not about."""
    is_gmv_max = pl.col("campaign_type").str.starts_with("gmv_max")
    no_account = pl.when(is_gmv_max).then(pl.lit("gmv_max")).otherwise(pl.lit(""))
    named = [
        either(read, [f"{level}_id", f"{level}_name"], "", prefix="name:").alias(f"{level}_id")
        for level in LEVELS
    ]
    return [
        pl.coalesce(either(read, ["account_id"], None), no_account).alias("account_id"),
        *named,
    ]


def level() -> pl.Expr:
    """The finest object that the row is about."""
    finest = [pl.when(pl.col(f"{level}_id") != "").then(pl.lit(level)) for level in LEVELS]
    return pl.coalesce(*finest, pl.lit("account"))


def either(
    read: pl.DataFrame, names: Sequence[str], default: str | None, prefix: str = ""
) -> pl.Expr:
    """The first known of the columns that `read` has, the later ones behind `prefix`."""
    found = [
        pl.col(name) if name == names[0] or not prefix else pl.lit(prefix) + pl.col(name)
        for name in names
        if name in read.columns
    ]
    return pl.coalesce(*found, pl.lit(default))
