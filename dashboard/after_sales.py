"""What came back: how refunds arrive and where they will end, and which products come back why."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import charts, labels, tables, text
from dashboard.labels import WORD_LABELS
from dashboard.text import _
from dashboard.view import View
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.errors import MetricError
from metrics.judgement.refund_curves import Outlook, outlook
from reports.tables import Column, Table

RATE: Final = "refund_rate_amount"
PRODUCTS: Final = 12
REASONS: Final = 8
PAIRED: Final = ("requests", "refunds", "refund_amount")


def of_view(view: View) -> Outlook | None:
    """What the period's orders have come to and will; None where returns aren't loaded."""
    if not view.known([RATE]):
        return None
    try:
        return view.judged(
            outlook, span=view.chosen.span, where=view.where, currency=_currency(view)
        )
    except MetricError as error:
        view.missing.append(str(error))
        return None


def _currency(view: View) -> str:
    """Shares of money need one currency: the chosen one, else that of the first shop."""
    return view.chosen.currency or view.at.currencies(view.chosen.shops)[0]


def remarks(told: Outlook | None) -> dict[str, str]:
    """What the card of the refund rate says: a young rate isn't put beside an old one."""
    return {RATE: charts.outcome(told.whole)} if told and not told.whole.is_mature else {}


def ripening(view: View, told: Outlook) -> None:
    """The large drawing, and the orders of each week as a table."""
    st.subheader(_("How refunds arrive"), anchor=False)
    if not told.curve.shares and not told.before:
        view.no_data()
        return
    st.caption(
        text.plain(
            _(
                "The share of what was sold that is refunded within so many days of the order, "
                "cancelled ones left out; each day speaks of the orders that are so old. {label}: "
                "{said}."
            ).format(label=text.label(CATALOG[RATE]), said=charts.outcome(told.whole))
        )
    )
    st.plotly_chart(
        charts.ripening(told),
        alt=charts.ripening_in_words(told),
        config=charts.SHOWN,
        key="after_sales ripening",
    )
    if told.weeks:
        view.table(by_week(told, view.notes), "refunds-by-week")


def by_week(told: Outlook, notes: Sequence[tuple[str, str]]) -> Table:
    """A row for the orders of each week: so far, expected, and the range of it."""
    currency = told.whole.currency
    shares = {
        "so_far": _("Refunded so far"), "expected": _("Expected in the end"),
        "low": _("At least"), "high": _("At most"),
    }  # fmt: skip
    columns = [
        Column("first", _("From"), "date"),
        Column("last", _("To"), "date"),
        Column("sold", _("Sold ({currency})").format(currency=currency), "money", currency),
        *(Column(name, label, "share") for name, label in shares.items()),
        Column("state", _("State")),
    ]
    rows = [
        [one.first, one.last, one.sold, one.so_far, one.expected, one.low, one.high,
         _("complete") if one.is_mature else _("still settling")]
        for one in reversed(told.weeks)
    ]  # fmt: skip
    kinds = {"first": pl.Date, "last": pl.Date, "state": pl.String}
    schema = {one.name: kinds.get(one.name, pl.Float64) for one in columns}
    title = _("Refunds so far and expected, by week of order")
    return Table(title, pl.DataFrame(rows, schema=schema, orient="row"), columns, notes)


def reasons(view: View) -> None:
    """Which products come back for which reason."""
    names = view.known(PAIRED)
    words = [one for one in ("product", "reason") if one not in view.chosen.where]
    if not names or len(words) < 2:
        return
    st.subheader(_("Reasons by product"), anchor=False)
    with st.container(horizontal=True):
        shown = {one: text.label(CATALOG[one]) for one in names}
        name = st.selectbox(
            _("Metric"), names, format_func=shown.__getitem__, key="after_sales pair", width=260
        )
        answer = view.ask(names, "product", "reason", compared=False)
        currencies = tables.currencies(answer, name)
        if len(currencies) > 1:
            chosen = st.selectbox(
                _("Currency"), currencies, key="after_sales pair currency", width=140
            )
        else:
            chosen = currencies[0] if currencies else ""
    answer = tables.in_currency(answer, chosen)
    if answer.rows.is_empty():
        view.no_data()
        return
    called = {
        word: labels.of_values(view.at, word, answer.rows[word].to_list(), view.chosen.span)
        for word in words
    }
    _drawn(answer, name, called)
    view.take(pairs(answer, called, view.notes), "reasons-by-product")


def _drawn(answer: Answer, name: str, called: Mapping[str, Mapping[str | None, str]]) -> None:
    cells = answer.rows.filter(pl.col("metric") == name, pl.col("value") > 0)
    if cells.is_empty():
        st.info(_("There was none."))
        return
    first = {
        word: _first(cells, word, most)
        for word, most in (("product", PRODUCTS), ("reason", REASONS))
    }
    kept = cells.filter(
        *(pl.col(word).is_in(some, nulls_equal=True) for word, some in first.items())
    )
    named = kept.select(
        *(pl.Series(word, [called[word][one] for one in kept[word]]) for word in first), "value"
    )
    names = {word: [called[word][one] for one in some] for word, some in first.items()}
    scale = charts.Scale(CATALOG[name], answer.currency)
    st.plotly_chart(
        charts.heat(named, names["product"], names["reason"], scale),
        alt=charts.heat_in_words(named, scale),
        config=charts.SHOWN,
        key="after_sales heat",
    )
    counts = {word: cells[word].n_unique() for word in first}
    if counts["product"] > PRODUCTS or counts["reason"] > REASONS:
        said = _("The first {products} products and {reasons} reasons; all are in the download.")
        st.caption(said.format(products=len(first["product"]), reasons=len(first["reason"])))


def _first(cells: pl.DataFrame, word: str, most: int) -> list[str | None]:
    """The groups with the greatest sums."""
    sums = cells.group_by(word).agg(pl.col("value").sum())
    return sums.sort("value", word, descending=[True, False])[word].head(most).to_list()


def pairs(
    answer: Answer,
    called: Mapping[str, Mapping[str | None, str]],
    notes: Sequence[tuple[str, str]],
) -> Table:
    """A row each product and reason, a column each metric; the most requests first."""
    names = answer.rows["metric"].unique(maintain_order=True).to_list()
    frame = answer.rows.select("product", "reason").unique(maintain_order=True)
    for name in names:
        part = answer.rows.filter(pl.col("metric") == name)
        frame = frame.join(
            part.select("product", "reason", pl.col("value").alias(name)),
            on=["product", "reason"], how="left", nulls_equal=True, maintain_order="left",
        )  # fmt: skip
    frame = frame.sort(
        names[0], "product", "reason", descending=[True, False, False], nulls_last=True
    )
    said = {
        f"{word}_label": pl.Series([called[word][one] for one in frame[word]], dtype=pl.String)
        for word in ("product", "reason")
    }
    columns = [
        Column("product_label", _(WORD_LABELS["product"])),
        Column("product", _("Id"), "id"),
        Column("reason_label", _(WORD_LABELS["reason"])),
        *(tables.column(name, answer.currency) for name in names),
    ]
    return Table(_("Reasons by product"), frame.with_columns(**said), columns, notes)
