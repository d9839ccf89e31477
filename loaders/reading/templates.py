"""Files of our own that a person fills in and loads."""

import csv
import io
from collections.abc import Sequence
from typing import Final

import polars as pl

from loaders.reading.values import clean
from loaders.sheet import Kind

NOTE: Final = "#"
"""What a line begins with that explains and is not data."""


def template(kind: Kind, notes: Sequence[str]) -> bytes:
    """A CSV that spreadsheets open correctly: a header, and a line of `notes`, one a field."""
    if len(notes) != len(kind.fields):
        raise ValueError(f"{kind.name}: {len(notes)} notes for {len(kind.fields)} fields")
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([field.headers[0] for field in kind.fields])
    first = f"{NOTE} {notes[0]} (lines that begin with {NOTE} are not read)"
    lines.writerow([first, *notes[1:]])
    return text.getvalue().encode("utf-8-sig")


def without_notes(rows: pl.LazyFrame, first: str) -> pl.LazyFrame:
    """`rows` without the lines whose cell in column `first` begins with `NOTE`."""
    return rows.filter(~clean(first).str.starts_with(NOTE).fill_null(value=False))
