"""Sources: what they bring, how their last run went, when the next is due, and running them now."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import access, data, downloads, freshness, grids, text
from dashboard.data import SourceState
from dashboard.text import _
from loaders.errors import SettingsError, within
from loaders.settings_file import source_place
from loaders.source_report import SourceReport
from metrics.errors import NOTHING, Reason
from metrics.metric import N_
from reports.tables import Column, Table

STATES: Final[Mapping[str, str]] = {
    "never": N_("never run"),
    "running": N_("running"),
    "stopped": N_("stopped before its end"),
    "failed": N_("failed"),
    "done": N_("done"),
}
KINDS: Final[Mapping[str, str]] = {"database": N_("database"), "files": N_("folder")}
_DONE: Final = "what became of the sources"


def offer() -> None:
    """The table of sources, and a button that runs them, for those who may."""
    st.subheader(_("Sources"), anchor=False)
    states = data.source_states()
    if not states:
        st.caption(
            _(
                "No database or folder is set up yet: add it to shoppulse.toml under [[sources]] "
                "(docs/sources.md), and it is pulled from here or by `shoppulse sync`."
            )
        )
        return
    table = _table(states)
    grids.show(table)
    downloads.offer(table, "shoppulse-sources")
    for one in states:
        if one.error:
            st.error(text.plain(_why(one, one.error)), icon=":material/error:")
    st.caption(
        _(
            "To pull them by themselves: `shoppulse sync --every 15m` goes on until it is stopped, "
            "or let cron or the task scheduler run `shoppulse sync`. Next goes by the last runs."
        )
    )
    if access.may("run_sources"):
        _run(states)


def _why(one: SourceState, error: Reason) -> str:
    """Addresses of servers and folders are for those who set sources up."""
    if access.may("run_sources"):
        place = text.said(within(source_place(one.name), NOTHING))
        said = text.said(error).replace(place, "")
        return _("{source} failed: {error}").format(source=one.name, error=said)
    return _("{source} failed: an admin sees here why.").format(source=one.name)


def _run(states: Sequence[SourceState]) -> None:
    names = [one.name for one in states]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect(
            _("Sources to run"), names, key="sources to run", placeholder=_("All"), width=320
        )
        pressed = st.button(_("Run now"), icon=":material/sync:")
    if pressed:
        bar = st.progress(0.0, _("Loading …"))

        def progress(what: str, share: float) -> None:
            bar.progress(share, text.plain(what))

        try:
            reports = data.run_sources(chosen, progress)
        except SettingsError as error:
            bar.empty()
            st.error(text.plain(text.said(error)))
            return
        st.session_state[_DONE] = reports
        st.rerun()
    if reports := st.session_state.get(_DONE):
        grids.show(_reports(reports))


def _table(states: Sequence[SourceState]) -> Table:
    columns = (
        Column("source", _("Source")),
        Column("kind", _("Kind")),
        Column("shop", _("Shop")),
        Column("brings", _("Brings")),
        Column("last", _("Last run (UTC)"), "instant"),
        Column("state", _("Result")),
        Column("read", _("Rows read"), "count"),
        Column("inserted", _("New"), "count"),
        Column("updated", _("Updated"), "count"),
        Column("refused", _("Refused"), "count"),
        Column("next", _("Next (UTC)"), "instant"),
    )
    names = data.real_shop_names()
    rows = [
        {
            "source": one.name,
            "kind": _(KINDS.get(one.kind, one.kind)),
            "shop": names.get(one.shop or "", one.shop),
            "brings": text.listed([freshness.table_label(name) for name in one.tables])
            or _("export files"),
            "last": one.started_at,
            "state": _(STATES[one.state]),
            "read": one.read,
            "inserted": one.inserted,
            "updated": one.updated,
            "refused": one.refused,
            "next": one.next_at,
        }
        for one in states
    ]
    return Table(_("Sources"), _framed(rows, columns), columns)


def _reports(reports: Sequence[SourceReport]) -> Table:
    columns = (
        Column("source", _("Source")),
        Column("table", _("Data")),
        Column("read", _("Rows read"), "count"),
        Column("inserted", _("New"), "count"),
        Column("updated", _("Updated"), "count"),
        Column("unchanged", _("Unchanged"), "count"),
        Column("refused", _("Refused"), "count"),
        Column("message", _("Message")),
    )
    rows = [
        {column.name: getattr(one, column.name) for column in columns}
        | {
            "table": freshness.table_label(one.table) if one.table else None,
            "message": text.said(one.error or one.message),
        }
        for one in reports
    ]
    return Table(_("What the sources brought"), _framed(rows, columns), columns)


def _framed(rows: Sequence[dict], columns: Sequence[Column]) -> pl.DataFrame:
    types = {"count": pl.Int64, "instant": pl.Datetime("us", "UTC")}
    schema = {column.name: types.get(column.unit, pl.String) for column in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")
