"""Downloads: what is shown, as CSV and as an Excel workbook, made when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from threading import Event

import polars as pl
import streamlit as st

from dashboard.parts import all_drawn
from dashboard.text import _
from reports.export import to_csv, to_xlsx
from reports.tables import Column, Table

Taken = tuple[int, Callable[[], Table]]
"""The place of a table on its page, and how it is made."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(table: Table, name: str) -> None:
    """Two buttons below a table: CSV and Excel. `name`: of the file, without its suffix."""
    offer_made(lambda: table, name)


def offer_made(make: Callable[[], Table], name: str, *, as_workbook: bool = True) -> None:
    """`offer` of a table that is made when it is asked for."""
    about = _("About")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("CSV"),
            lambda: to_csv(make()),
            f"{name}.csv",
            "text/csv",
            key=f"csv {name}",
            on_click="ignore",
            icon=":material/download:",
        )
        if not as_workbook:
            return
        st.download_button(
            _("Excel"),
            lambda: to_xlsx([make()], about),
            f"{name}.xlsx",
            XLSX,
            key=f"xlsx {name}",
            on_click="ignore",
            icon=":material/download:",
        )


def offer_workbook(label: str, made: Callable[[], Sequence[Table]], name: str) -> None:
    """One button for a workbook whose tables are worked out when it is asked for."""
    about = _("About")
    st.download_button(
        label,
        lambda: to_xlsx(made(), about),
        f"{name}.xlsx",
        XLSX,
        key=f"made {name}",
        on_click="ignore",
        icon=":material/download:",
    )


def offer_page(tables: Mapping[str, Taken], parts: Sequence[Event], name: str) -> None:
    """One button for the whole page: a workbook with a sheet for each table, in their order.

    `tables`: by title. It waits for the `parts` that are still drawn; what takes too
    long is said to be missing in it.
    """
    said = _(
        "A part of the page was not drawn in time and is missing here. Open the page again, wait "
        "until it is there, and download it then."
    )
    columns = [Column("said", _("Remark"))]
    missing = Table(_("Not complete"), pl.DataFrame({"said": [said]}), columns)

    def made() -> list[Table]:
        is_whole = all_drawn(parts)
        ordered = sorted(tables.values(), key=itemgetter(0))
        return [*([] if is_whole else [missing]), *(make() for _place, make in ordered)]

    offer_workbook(_("Download this page"), made, name)


def offer_file(label: str, content: bytes, name: str, mime: str = "text/csv") -> None:
    """One button for a file as it is."""
    st.download_button(
        label,
        content,
        name,
        mime,
        key=f"file {name}",
        on_click="ignore",
        icon=":material/download:",
    )
