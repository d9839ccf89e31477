"""Which files were loaded: by content, so that the same file again is known as the same."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import polars as pl

from loaders.sheet import Given, Kind
from loaders.storing.ingest import Ingested
from loaders.storing.transaction import Transaction

TABLE = "files"
KEY = ("shop_id", "kind", "digest")


@dataclass(frozen=True)
class Content:
    """A file's content, by its digest."""

    digest: str

    @classmethod
    def of(cls, path: Path) -> "Content":
        with path.open("rb") as file:
            return cls(file_digest(file, "sha256").hexdigest())


def made_at_before(tx: Transaction, shop: str, kind: str, content: Content) -> datetime | None:
    """The making time that the same content was given when it was first loaded."""
    key = pl.DataFrame({"shop_id": [shop], "kind": [kind], "digest": [content.digest]})
    found = tx.find(TABLE, key)
    return found["made_at"].item() if found.height else None


def remember(
    tx: Transaction, kind: Kind, content: Content, name: str, given: Given, done: Ingested
) -> None:
    """Notes a file that was loaded; one that was before stays noted as it was."""
    row = pl.DataFrame(
        {
            "shop_id": [given.shop.id],
            "kind": [kind.name],
            "digest": [content.digest],
            "name": [name],
            "made_at": [given.made_at],
            "loaded_at": [given.loaded_at],
            "read": [done.read],
            "inserted": [done.inserted],
            "updated": [done.updated],
            "unchanged": [done.unchanged],
            "refused": [done.refused.height],
            "month": [given.loaded_at.strftime("%Y-%m")],
        }
    )
    if tx.find(TABLE, row.select(KEY)).is_empty():
        tx.put(TABLE, row.with_columns(was=pl.lit(None, pl.String)), KEY)
