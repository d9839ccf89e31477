"""Calendar days that files write year first."""

import polars as pl

from loaders.reading.refusals import What
from loaders.reading.values import Column, clean, plausible


def year_first(name: str, text: str | None = None) -> Column:
    """A day as `2026/09/18` or `2026-09-18`; a time behind it is left out, other orders refused."""
    digits = clean(text or name).str.extract(r"^(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:\D|$)", 1)
    typed = plausible(
        digits.str.replace_all("/", "-", literal=True).str.to_date("%Y-%m-%d", strict=False)
    )
    return Column(name, text or name, typed, What.DAY_FIRST)


def known(rows: pl.LazyFrame, name: str) -> bool:
    """Whether the file has any day at all in `name`."""
    if name not in rows.collect_schema().names():
        return False
    return bool(rows.select(clean(name).is_not_null().any()).collect().item())
