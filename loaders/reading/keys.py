"""Whole numbers that stand for ids, so that distinct counts stay exact and fast."""

from hashlib import blake2b

import polars as pl


def row_key(shop_id: str, column: str) -> pl.Expr:
    """The id in `column` as an Int64 of its shop; null stays null.

    An id of digits keeps its number, any other is hashed; the shop's own hash is mixed in, so that
    the same id in two shops is two keys.
    """
    text = pl.col(column)
    number = pl.when(text.str.contains(r"^[1-9]\d{0,17}$|^1\d{18}$")).then(text)
    return pl.coalesce(
        number.cast(pl.Int64, strict=False),
        text.map_batches(_hashed, return_dtype=pl.Int64, is_elementwise=True),
    ) ^ pl.lit(_hash(shop_id.encode()), dtype=pl.Int64)


def customer_key(ids: pl.Series, shop_id: str, kind: str, secret: bytes) -> pl.Series:
    """Keyed BLAKE2b-64 of (shop, kind of id, id), over distinct values; null stays null.

    What a loader has hashed before (a quarantine download: `customer:123`) keeps its number.
    """
    distinct = ids.drop_nulls().unique()
    head = f"{shop_id}\x1f{kind}\x1f".encode()
    key = secret[:64]
    hashes = [
        int(text[9:])
        if text.startswith("customer:")
        else int.from_bytes(
            blake2b(head + text.encode(), digest_size=8, key=key).digest(), "little", signed=True
        )
        for text in distinct.to_list()
    ]
    return ids.replace_strict(distinct, pl.Series(hashes, dtype=pl.Int64), default=None)


def _hashed(texts: pl.Series) -> pl.Series:
    odd = texts.filter(~texts.str.contains(r"^[1-9]\d{0,17}$|^1\d{18}$")).drop_nulls().unique()
    hashes = pl.Series([_hash(text.encode()) for text in odd.to_list()], dtype=pl.Int64)
    return texts.replace_strict(odd, hashes, default=None)


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)
