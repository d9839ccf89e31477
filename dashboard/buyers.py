"""Who buys: new and returning, who comes back when, and on how few the shop depends."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl
import streamlit as st

from dashboard import charts, grids, plots, text
from dashboard.charts.cohorts import month
from dashboard.judging import told
from dashboard.text import _
from dashboard.view import View
from metrics.judgement.cohorts import repeat_purchase
from metrics.judgement.concentration import BUYER, TOPS, Concentration, concentration_of
from metrics.metric import N_, Unit
from reports import formats
from reports.tables import Column, Table

SHOWN: Final = 12
"""So many cohorts, and months of each, are drawn; the table has all."""
KINDS: Final[Mapping[str, str]] = {"product": N_("Products"), BUYER: N_("Buyers")}
HALF: Final[Mapping[str, str]] = {
    "product": N_("{half} of {groups} products make half of GMV."),
    BUYER: N_("{half} of {groups} buyers make half of GMV."),
}


def new_and_returning(view: View) -> None:
    """How many of the customers are new, in a sentence."""
    names = view.known(["customers", "new_customers", "returning_customer_rate"])
    values = dict(view.ask(names).rows.select("metric", "value").iter_rows()) if names else {}
    if None in (values.get("new_customers"), values.get("returning_customer_rate")):
        return
    said = _("Of {customers} customers {new} were new; {share} had bought before.")
    st.markdown(
        text.plain(
            said.format(
                customers=_count(values["customers"]),
                new=_count(values["new_customers"]),
                share=_share(values["returning_customer_rate"]),
            )
        )
    )


def show_cohorts(view: View) -> None:
    """Buyers by the month of their first order, and in which months they bought again."""
    title = _("Who comes back")
    st.subheader(title, anchor=False)
    new_and_returning(view)
    today = view.at.now(st.context.timezone).date()
    rows = told(view, repeat_purchase, today=today, where=view.where)
    if rows is None:
        return
    known = rows.filter("is_known")
    again = known.filter(pl.col("months") > 0)
    if again.is_empty():
        st.caption(_("No cohort has a month behind it yet whose buyers are known to be new."))
        return
    drawn = latest(again)
    plots.show(
        charts.cohorts(drawn),
        alt=charts.cohorts_in_words(drawn),
        key="cohorts",
    )
    said = _(
        "Share of a month's new buyers (in %) who bought again so many months later, whatever the "
        "period. * the month is not over. A shop's first 90 days of data are left out."
    )
    st.caption(text.plain(said))
    table = cohort_table(known, title, view.notes)
    with st.expander(_("All months as a table")):
        grids.show(table, height=280)
        view.take(table, "cohorts")


def latest(rows: pl.DataFrame) -> pl.DataFrame:
    """The newest cohorts, and the first months of each."""
    newest = rows["cohort"].unique().sort().tail(SHOWN)
    return rows.filter(pl.col("cohort").is_in(newest.implode()), pl.col("months") <= SHOWN)


def cohort_table(rows: pl.DataFrame, title: str, notes: Sequence[tuple[str, str]]) -> Table:
    """A row each cohort, the newest first: its buyers, and a column each month since."""
    again = rows.filter(pl.col("months") > 0, "complete")
    months = sorted(set(again["months"]))
    frame = rows.select("cohort", "size").unique().sort("cohort", descending=True)
    for n in months:
        part = again.filter(months=n).select("cohort", pl.col("share").alias(f"m{n}"))
        frame = frame.join(part, on="cohort", how="left", maintain_order="left")
    named = [month(one) for one in frame["cohort"]]
    columns = [
        Column("month", _("First order in")),
        Column("size", _("New buyers"), "count"),
        *(Column(f"m{n}", _("Month {n}").format(n=n), "share") for n in months),
    ]
    return Table(title, frame.with_columns(month=pl.Series(named, dtype=pl.String)), columns, notes)


def show_concentration(view: View, asked: Mapping[str, Any]) -> None:
    """Which share of GMV the greatest products and buyers have."""
    title = _("Concentration of sales")
    st.subheader(title, anchor=False)
    found = {
        by: told(
            view, concentration_of, span=view.chosen.span, by=by, clock=view.chosen.clock, **asked
        )
        for by in KINDS
    }
    known = {by: one for by, one in found.items() if one is not None}
    if not known:
        view.no_data()
        return
    said = [sentence(by, one) for by, one in known.items() if one.half]
    st.markdown(text.plain(" ".join(said)))
    table = concentration_table(known, title, view.notes)
    grids.show(table)
    view.take(table, "concentration")


def sentence(by: str, one: Concentration) -> str:
    """How many make half of GMV, and how much has no name."""
    said = _(HALF[by]).format(half=_count(one.half), groups=_count(one.groups))
    if one.unknown > 0:
        unknown = _("{share} of it has no known buyer.") if by == BUYER else _("{share} has no id.")
        said += " " + unknown.format(share=_share(one.unknown))
    return said


def concentration_table(
    known: Mapping[str, Concentration], title: str, notes: Sequence[tuple[str, str]]
) -> Table:
    """A row each of the greatest 1, 5, 10 and 20; a column each of products and buyers."""
    shares = {by: [one.shares[top] for top in TOPS] for by, one in known.items()}
    frame = pl.DataFrame({"top": [_("Top {n}").format(n=top) for top in TOPS]} | shares)
    columns = [
        Column("top", _("Share of GMV")),
        *(Column(by, _(KINDS[by]), "share") for by in known),
    ]
    return Table(title, frame, columns, notes)


def _count(number: float | None) -> str:
    return formats.exact(number, Unit.COUNT, language=text.language())


def _share(number: float | None) -> str:
    return formats.exact(number, Unit.SHARE, language=text.language())
