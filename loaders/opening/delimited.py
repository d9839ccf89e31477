"""Comma-, semicolon- and tab-separated text into a lazy table of text.

Quirks: UTF-8 with or without BOM, UTF-16, GB18030; `;` in some finance files; a header with commas
above rows with tabs (one MY order file); line ends of any system; line breaks inside quotes.
"""

import csv
from collections.abc import Collection
from pathlib import Path
from typing import Final

import polars as pl

from loaders.errors import LoadError
from loaders.opening.encodings import encoding_of
from loaders.opening.grid import Grid, preamble_of, too_wide
from loaders.opening.header_search import (
    MAX_COLUMNS,
    SEARCHED_ROWS,
    column_names,
    find,
    known_names,
    shown_names,
)
from metrics.metric import N_

HEAD: Final = 2**18
SEPARATORS: Final = ",;\t|"


def open_text(path: Path, known: Collection[str]) -> Grid:
    """The table in the text file at `path`; its rows are read when they are collected.

    Raises:
        LoadError: empty, not text, or wider than any export. The message doesn't name the file.
    """
    encoding = encoding_of(path)
    source: Path | bytes = path
    if encoding != "utf-8":
        source = path.read_bytes().decode(encoding).encode()
    with path.open("rb") as file:
        head = source[:HEAD] if isinstance(source, bytes) else file.read(HEAD)
    text = head.decode("utf-8-sig", "ignore")
    if not text.strip():
        raise LoadError(N_("is empty: export it again."))
    return _grid(source, text, known, whole=len(head) < HEAD)


def _grid(source: Path | bytes, text: str, known: Collection[str], *, whole: bool) -> Grid:
    end = "\r" if "\n" not in text and "\r" in text else "\n"
    lines = text.split(end)
    if not whole:
        lines.pop()
    marks = max(
        (line.count(mark) for line in lines[:SEARCHED_ROWS] for mark in SEPARATORS), default=0
    )
    if marks >= MAX_COLUMNS:
        raise too_wide(marks + 1)
    separator, records = max(
        ((mark, _records(lines, mark)) for mark in SEPARATORS),
        key=lambda read: (_score(read[1], known), max(len(cells) for _, cells in read[1])),
    )
    rows = [cells for _, cells in records]
    at = find(rows, known)
    header = rows[at]
    names = column_names(header)
    body = pl.scan_csv(
        source,
        separator=_row_separator(rows[at + 1 :], separator, len(header)),
        has_header=False,
        schema=dict.fromkeys(names, pl.String()),
        infer_schema=False,
        skip_lines=records[at][0],
        truncate_ragged_lines=True,
        extra_columns="ignore",
        missing_columns="insert",
        row_index_name="source_row",
        row_index_offset=at + 2,
        eol_char=end,
        glob=False,
        raise_if_empty=False,
    ).with_columns(pl.col("source_row").cast(pl.Int64))
    return Grid(body, shown_names(header), preamble_of(rows[:at]))


def _records(lines: list[str], separator: str) -> list[tuple[int, list[str]]]:
    """The first rows, each with the number of lines up to its end."""
    if not lines:
        raise LoadError(
            N_(
                "has a first line longer than {size} kB: this is no export. Load the file as it "
                "was downloaded."
            ),
            size=HEAD // 1024,
        )
    reader = csv.reader(lines, delimiter=separator)
    records = []
    try:
        for cells in reader:
            records.append((reader.line_num, cells))
            if len(records) > SEARCHED_ROWS:
                break
    except csv.Error as error:
        raise LoadError(
            N_("is not a table of text ({error}): export it again."), error=error
        ) from error
    return records


def _score(records: list[tuple[int, list[str]]], known: Collection[str]) -> int:
    return max(known_names(cells, known) for _, cells in records)


def _row_separator(rows: list[list[str]], separator: str, width: int) -> str:
    """The header's separator, but TAB where the rows below are clearly split by it."""
    filled = [row for row in rows if row]
    if separator == "\t" or not filled or len(filled[0]) > width // 2:
        return separator
    split_by_tab = len(separator.join(filled[0]).split("\t"))
    return "\t" if width // 2 < split_by_tab else separator
