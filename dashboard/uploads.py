"""Uploading files: for which shop, what became of each, and what was refused and why."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import streamlit as st

from dashboard import access, data, downloads, grids, text
from dashboard.data import Shop
from dashboard.filters import market_name
from dashboard.sources import kind_label
from dashboard.text import _
from loaders.errors import LoadError, SettingsError
from loaders.load import STORING
from loaders.reading import refusals
from metrics.currencies import CURRENCIES
from reports.tables import Column, Table

if TYPE_CHECKING:
    from dashboard.data import FileReport

FILE_TYPES: Final = ("csv", "tsv", "txt", "xlsx", "xls", "zip")
SHOWN_REFUSED: Final = 200
FEW: Final = 5
_DONE: Final = "what became of the files"
_FAILED: Final = "why none of the files was loaded"
_ROUND: Final = "how often files were loaded"

MARKETS: Final = {
    "US": ("USD", "America/Los_Angeles"),
    "GB": ("GBP", "Europe/London"),
    "ID": ("IDR", "Asia/Jakarta"),
    "MY": ("MYR", "Asia/Kuala_Lumpur"),
    "PH": ("PHP", "Asia/Manila"),
    "SG": ("SGD", "Asia/Singapore"),
    "TH": ("THB", "Asia/Bangkok"),
    "VN": ("VND", "Asia/Ho_Chi_Minh"),
    "DE": ("EUR", "Europe/Berlin"),
    "ES": ("EUR", "Europe/Madrid"),
    "FR": ("EUR", "Europe/Paris"),
    "IE": ("EUR", "Europe/Dublin"),
    "IT": ("EUR", "Europe/Rome"),
    "BR": ("BRL", "America/Sao_Paulo"),
    "JP": ("JPY", "Asia/Tokyo"),
    "MX": ("MXN", "America/Mexico_City"),
}
"""Where TikTok Shop sells: each market's currency and usual time zone."""


def offer() -> None:
    """The upload form, or, where no shop is known yet, the form that adds the first.

    Each only for those who may.
    """
    who = access.person()
    if not who.may("upload"):
        return
    shops = data.real_shop_names()
    st.subheader(_("Load files"), anchor=False)
    if data.is_being_written():
        st.info(
            _(
                "Another load is under way: what you load now waits for it. Until it ends, all "
                "pages show what was there before."
            ),
            icon=":material/hourglass_top:",
        )
    if shops:
        _upload_form(shops)
    elif who.may("add_shops"):
        st.markdown(_("To load your own files, first add the shop that they are from."))
    else:
        st.markdown(_("No shop is set up yet: an admin has to add the first."))
    if who.may("add_shops"):
        with st.expander(_("Add a shop"), expanded=not shops):
            _shop_form()
    if shops:
        _templates()
    if failure := st.session_state.get(_FAILED):
        st.error(text.plain(text.said(failure)).replace("\n", "\n\n"), icon=":material/error:")
    if reports := st.session_state.get(_DONE):
        _show(reports)


def _templates() -> None:
    """Files to fill in: what no export of the platform holds."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("No export has these: fill in the template and load it."), width="content")
        for kind, content in data.templates().items():
            said = _("{kind}: template").format(kind=kind_label(kind))
            downloads.offer_file(said, content, f"{kind.replace('_', '-')}.csv")


def _upload_form(shops: Mapping[str, str]) -> None:
    rounds = st.session_state.setdefault(_ROUND, 0)
    with st.form("upload files", border=True):
        files = st.file_uploader(
            _("Export files from Seller Center and Ads Manager (CSV, Excel, zip)"),
            FILE_TYPES,
            accept_multiple_files=True,
            key=f"files {rounds}",
        )
        shop = _which_shop(shops)
        pressed = st.form_submit_button(_("Load"), type="primary", icon=":material/upload:")
    if pressed and not files:
        st.warning(_("Choose one file or more first."))
    elif pressed and shop is None:
        st.warning(_("Choose the shop that the files are from."))
    elif pressed:
        load(files, shop)


def _which_shop(shops: Mapping[str, str]) -> str | None:
    if len(shops) == 1:
        return next(iter(shops))
    return st.selectbox(
        _("Shop"), list(shops), index=None, format_func=shops.__getitem__,
        placeholder=_("The shop that the files are from"),
    )  # fmt: skip


def load(files: Sequence[data.Upload], shop: str | None, kind: str | None = None) -> None:
    """Loads files with a bar that moves, and draws the page anew, with what became of them."""
    bar = st.progress(0.0, _("Loading …"))

    def progress(what: str, share: float) -> None:
        said = _("Storing …") if what == STORING else Path(what).name
        bar.progress(share, text.plain(said))

    st.session_state.update({_DONE: [], _FAILED: None})
    try:
        st.session_state[_DONE] = data.load(files, shop, progress, kind)
    except LoadError as error:
        st.session_state[_FAILED] = error.reason
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def _show(reports: "Sequence[FileReport]") -> None:
    refused = sum(report.refused for report in reports)
    failed = [report for report in reports if report.failed]
    read = sum(report.read for report in reports)
    said = _("Files: {files}. Rows read: {read}, refused: {refused}.").format(
        files=len(reports), read=read, refused=refused
    )
    (st.warning if refused or failed else st.success)(said)
    table = _reports_table(reports)
    grids.show(table)
    downloads.offer(table, "shoppulse-loaded-files")
    for report in reports:
        if report.message:
            (st.error if report.failed else st.info)(text.plain(text.said(report.message)))
        if report.refused_file:
            _show_refused(report, Path(report.refused_file))


def _show_refused(report: "FileReport", path: Path) -> None:
    content = path.read_bytes()
    rows = pl.read_csv(content, infer_schema=False)
    st.markdown(
        _("**{n} rows of {file} were refused.** Correct them in the download and load it.").format(
            n=report.refused, file=text.plain(report.file)
        )
    )
    *own, reasons = rows.columns
    said = [text.said(refusals.told(one)) for one in rows[reasons].head(SHOWN_REFUSED)]
    shown = rows.head(SHOWN_REFUSED).select(pl.Series(reasons, said, dtype=pl.String), *own)
    columns = [Column(reasons, _("Reasons")), *(Column(name, name) for name in own)]
    height = "content" if shown.height <= FEW else 240
    grids.show(Table(report.file, shown, columns), height=height)
    downloads.offer_file(_("Download refused rows"), content, path.name)


def _reports_table(reports: "Sequence[FileReport]") -> Table:
    columns = (
        Column("file", _("File")),
        Column("kind", _("Kind")),
        Column("shop", _("Shop")),
        Column("read", _("Rows read"), "count"),
        Column("inserted", _("New"), "count"),
        Column("updated", _("Updated"), "count"),
        Column("unchanged", _("Unchanged"), "count"),
        Column("refused", _("Refused"), "count"),
    )
    schema = {one.name: pl.Int64 if one.unit == "count" else pl.String for one in columns}
    rows = [
        {name: getattr(report, name) for name in schema}
        | {"kind": report.kind and kind_label(report.kind)}
        for report in reports
    ]
    return Table(_("Loaded files"), pl.DataFrame(rows, schema=schema), columns)


def _shop_form() -> None:
    with st.form("add shop", border=False, clear_on_submit=False):
        grid = st.grid(2, min_column_width=240)
        name = grid.text_input(_("Name"), placeholder=_("Main shop"))
        shop_id = grid.text_input(_("Id (letters, digits, -)"), placeholder="us-main")
        market = grid.selectbox(_("Market"), list(MARKETS), format_func=market_name)
        own = _("The market's own")
        currency = grid.selectbox(_("Currency"), [own, *sorted(CURRENCIES)])
        zone = grid.text_input(_("Time zone"), placeholder=own)
        pressed = st.form_submit_button(_("Add shop"), type="primary", icon=":material/add:")
    if not pressed:
        return
    own_currency, own_zone = MARKETS[market]
    try:
        shop = Shop(
            id=shop_id.strip(),
            name=name.strip() or shop_id.strip(),
            market=market,
            currency=own_currency if currency == own else currency,
            time_zone=zone.strip() or own_zone,
        )
        data.add_shop(shop)
    except SettingsError as error:
        st.error(text.plain(text.said(error)))
        return
    st.rerun()
