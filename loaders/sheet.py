"""What a file holds once opened, and what a kind of file is recognised by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from loaders.reading.values import no_refusals
from loaders.settings import Shop
from metrics.errors import Reason


@dataclass(frozen=True, eq=False)
class Sheet:
    """One table of text as found in a file, its header found, description and total rows gone.

    `rows`: one String column per header under its normalised name (`normalise`), and
    `source_row`, the 1-based row in the file. `headers`: normalised name → as written.
    `preamble`: the file's name, then the cells above the header, row by row. `made_at`: the
    file's own time (workbook properties, zip entry; a stamp in its name is naive, in the shop's
    zone), else None.
    """

    file: str
    rows: pl.LazyFrame
    headers: Mapping[str, str]
    preamble: tuple[tuple[str, ...], ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True)
class Given:
    """What a file does not say of itself."""

    shop: Shop
    made_at: datetime
    loaded_at: datetime
    secret: bytes = field(repr=False)
    is_known: bool = False
    """The same content was loaded before: it has filled what it could."""


@dataclass(frozen=True, eq=False)
class Parsed:
    """What one file (or one SQL answer) brought: rows of tables, not yet checked.

    `tables`: table name → frame of the columns of `metrics.tables` that the source has (no
    derived or enriched ones), and `source_row`. `refused`: `source_row`, `reason`.
    `counted`: the table whose keys the data rows stand for. `keys`: `source_row` and the keys of
    `counted` for every accepted data row, where several data rows make one table row.
    """

    tables: Mapping[str, pl.DataFrame]
    counted: str
    refused: pl.DataFrame = field(default_factory=no_refusals)
    keys: pl.DataFrame | None = None
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Field:
    """A column that a loader uses, and every header that it goes by."""

    name: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of file: recognised by its required fields, read by `parse`.

    `parse(rows, given, preamble)`: `rows` holds `source_row` and, as text under the field's name,
    every field that the file has. Raises `LoadError` when the file as a whole can't be used.
    `source`: where a person finds the file, as said on pages and in messages.
    """

    name: str
    tables: tuple[str, ...]
    source: str
    fields: tuple[Field, ...]
    parse: Callable[[pl.LazyFrame, Given, tuple[tuple[str, ...], ...]], Parsed]
    personal: tuple[str, ...] = ()
    """Fields that name a buyer: quarantine keeps them as a hash."""
    buyers_by: str = "username"
    """The kind of id that names a buyer."""


def normalise(header: str) -> str:
    """Trimmed, blanks collapsed, lower case: what headers are compared by.

    >>> normalise("  SKU  Subtotal After Discount\\t")
    'sku subtotal after discount'
    """
    return " ".join(header.replace("\u00a0", " ").replace("\ufeff", "").split()).lower()
