"""Tables on the page: numbers in their unit, headings with their rule, long ones cut off."""

from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import text
from dashboard.text import _
from reports import formats
from reports.tables import PER_ROW, Column, Table

LONGEST: Final = 2_000
"""Rows that a table has on a page, if it doesn't say otherwise; its downloads have all."""
TIMES: Final = ("hours", "minutes", "days")


def show(table: Table, **options: Any) -> None:
    """The table on the page; numbers stay numbers, so that columns sort."""
    st.dataframe(
        table.frame.select(_in_its_unit(column, table.frame) for column in table.columns),
        hide_index=True,
        placeholder=formats.UNKNOWN,
        column_config={column.name: _shown(column) for column in table.columns},
        alt=table.title,
        **options,
    )


def show_first(table: Table, most: int = LONGEST, **options: Any) -> None:
    """So many rows of the table on the page; if there are more, a line says that they are left."""
    show(table.head(most), **options)
    if table.frame.height > most:
        said = _("The first {shown} of {n} rows; all are in the download.")
        st.caption(said.format(shown=f"{most:,}", n=f"{table.frame.height:,}"))


def _in_its_unit(column: Column, frame: pl.DataFrame) -> pl.Expr | pl.Series:
    """A share as its percentage: the browser's own percent format varies its decimals by row. What
    has another unit in each row, in words. Times, which are of whole minutes, are rounded as cards
    round them: a browser takes 21.95 for a bit less."""
    if column.unit != PER_ROW:
        if column.unit in TIMES:
            return pl.col(column.name).round(_places(column), "half_to_even")
        return pl.col(column.name) * 100 if column.unit == "share" else pl.col(column.name)
    said = [
        None if value is None else formats.exact(value, unit, currency, text.language())
        for value, unit, currency in frame.select(column.name, "unit", "currency").iter_rows()
    ]
    return pl.Series(column.name, said, dtype=pl.String)


def show_whole(table: Table) -> None:
    """The table in full, texts wrapped: for tables that are read rather than searched."""
    shown = pl.DataFrame(
        [
            pl.Series(
                column.heading, [_lines(said) for said in table.frame[column.name]], pl.String
            )
            for column in table.columns
        ]
    )
    st.table(shown, hide_index=True, border="horizontal", alt=table.title)


def _lines(said: str | None) -> str | None:
    """Markdown of a text as it stands, its line breaks kept."""
    return said and text.plain(said).replace("\n", "  \n")


def _shown(column: Column) -> Any:
    help_text = text.plain(column.meaning) or None
    if column.unit in {"text", "id"}:
        return st.column_config.TextColumn(column.heading, help=help_text)
    if column.unit == PER_ROW:
        return st.column_config.TextColumn(column.heading, help=help_text, alignment="right")
    if column.unit == "date":
        return st.column_config.DateColumn(column.heading, help=help_text, format="YYYY-MM-DD")
    if column.unit == "instant":
        return st.column_config.DatetimeColumn(
            column.heading, help=help_text, format="YYYY-MM-DD HH:mm"
        )
    return st.column_config.NumberColumn(column.heading, help=help_text, format=_printf(column))


def _printf(column: Column) -> str:
    if column.unit == "share":
        return "%.2f%%"
    if column.unit == "count":
        return "%,d"
    return f"%,.{_places(column)}f"


def _places(column: Column) -> int:
    """How many decimals a number of the column is shown with."""
    if column.unit == "money":
        single = column.currency if column.currency != PER_ROW else None
        return formats.decimals(single) if single else 2
    return {"count": 0, "number": 2, "share": 2}.get(column.unit, 1)
