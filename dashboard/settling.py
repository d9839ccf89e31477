"""From list price to the bank: the bridge, what the platform keeps, what is still to come."""

from collections.abc import Sequence
from typing import Final

import polars as pl
import streamlit as st

from dashboard import bridges, cards, charts, data, judging, money, plots, tables, text
from dashboard.cards import Card
from dashboard.text import _
from dashboard.view import View
from metrics.catalog import CATALOG
from metrics.judgement.bridge import bridge
from metrics.judgement.bridge_amounts import Placed, placed
from metrics.judgement.cash import AHEAD, Unsettled, expected, unsettled
from metrics.judgement.steps import Step
from metrics.metric import N_
from metrics.values import E4, divided
from reports import formats
from reports.tables import Column, Table

FEES: Final = (
    "platform_commission", "transaction_fees", "affiliate_fees", "service_fees",
    "settled_shipping", "settled_ads", "settled_taxes", "settled_adjustments", "settled_reserve",
)  # fmt: skip
"""What statements keep, kind by kind."""

UNSETTLED: Final = CATALOG["unsettled_amount"]


def show_bridge(view: View) -> None:
    """The waterfall of the orders placed in the period, in one currency."""
    st.subheader(_("From list price to the bank"), anchor=False)
    shops = list(view.chosen.shops) or None
    found = {
        one.amounts.currency: one for one in view.judged(placed, span=view.chosen.span, shops=shops)
    }
    if not found:
        view.no_data()
        return
    if view.chosen.where:
        st.caption(_("Of whole shops: what the page is kept to besides shops isn't in statements."))
    wanted = view.chosen.currency
    codes = sorted(found, key=lambda code: (code != wanted, code))
    one = found[money.one_of(codes, "bridge", _("Shops that sell in"))]
    steps = bridge(one.amounts)
    drawn = drawable(steps)
    bridges.draw(one.amounts.currency, bridges.rows(drawn), key="bridge to the bank")
    for line in _beside(one):
        st.caption(text.plain(line))
    table = bridges.table(
        [bridges.rows(steps)], one.amounts.currency, _("Bridge to the bank"), view.notes
    )
    with st.expander(_("The steps as a table")):
        view.table(table, "bridge")


def drawable(steps: Sequence[Step]) -> list[Step]:
    """The steps up to the last that is known; those that change nothing are left out."""
    known = [n for n, step in enumerate(steps) if step.amount_e4 is not None]
    some = steps[: known[-1] + 1] if known else steps
    return [step for step in some if step.kind == "total" or step.amount_e4 != 0]


def _beside(one: Placed) -> list[str]:
    """What the bridge speaks of, and what it leaves out."""
    code = one.amounts.currency
    said = [
        _(
            "The {n} orders placed in the period, with all that statements say of them until now. "
            "Hatched bars are estimates: orders without a statement should leave what the shop's "
            "last 60 settled days left."
        ).format(n=f"{one.orders - one.left_out:,}"),
    ]
    booked = _("In the period itself, of whatever order: settled {settled}, paid out {paid}.")
    said.append(
        booked.format(settled=_amount(one.settled_e4, code), paid=_amount(one.paid_out_e4, code))
    )
    if one.left_out:
        left = _("{n} of {all} orders are left out: they don't say list price or seller discount.")
        said.append(left.format(n=f"{one.left_out:,}", all=f"{one.orders:,}"))
    return said


def show_fees(view: View) -> None:
    """What statements keep by kind, beside the comparison."""
    names = view.known(FEES)
    if not names:
        return
    st.subheader(_("What the platform keeps, by kind"), anchor=False)
    answer = view.ask(names, where=judging.in_one_currency(view, "fees")["where"])
    rows = answer.rows.filter(pl.col("value").is_not_null() & (pl.col("value") != 0))
    if rows.is_empty():
        view.no_data()
        return
    groups = rows.select(group="metric", value="value", previous="previous").sort(
        "value", descending=True
    )
    labels = {name: text.label(CATALOG[name]) for name in groups["group"]}
    groups = charts.named(groups, dict(labels))
    scale = charts.Scale(CATALOG["fees"], answer.currency)
    compared = text.span(answer.compare) if answer.compare else None
    plots.show(
        charts.ranking(groups, scale, (text.span(answer.period), compared)),
        alt=charts.ranking_in_words(groups, scale),
        key="fees by kind",
    )
    table = tables.headlines(answer, _("Deductions by kind"), view.notes)
    with st.expander(_("All kinds as a table")):
        view.table(table, "fees")


def show_coming(view: View) -> None:
    """Unsettled orders: by age, when they should settle, and those that should have."""
    if not view.known(["unsettled_amount"]):
        return
    st.subheader(_("Not yet settled, and cash to come"), anchor=False)
    asked = judging.in_one_currency(view, "cash")
    found = judging.told(view, unsettled, span=view.chosen.span, **asked)
    if found is None:
        return
    if found.orders.is_empty():
        st.caption(text.plain(_("No delivered order waits for its statement.")))
        return
    cards.show([*_cash_cards(found), *_lost(view, asked["where"])])
    left, right = st.columns(2)
    scale = charts.Scale(UNSETTLED, found.currency)
    with left:
        st.markdown("**{}**".format(_("By days since delivery")))
        _columns(_ages(found), scale, "unsettled by age")
    with right:
        st.markdown("**{}**".format(_("By the day on which it should settle")))
        _columns(_days(found), scale, "cash ahead")
    st.caption(
        _(
            "An estimate: an order should settle as many days after delivery as half of the "
            "shop's orders of the last 60 days took. What is delivered later comes on top, and "
            "the bank has it some days after it is settled."
        )
    )
    view.table(_listed(view, found), "unsettled")


def _cash_cards(found: Unsettled) -> list[Card]:
    day = _("as of {day}").format(day=formats.day(found.day, text.language()))
    rows = (
        (_("Not yet settled"), expected(found.orders), UNSETTLED.meaning),
        (
            _("Due in {n} days").format(n=AHEAD),
            expected(found.due()),
            N_("Of the orders delivered until now, by their expected day."),
        ),
        (
            _("Overdue"),
            expected(found.overdue),
            N_("Delivered longer ago than half of the shop's orders took to settle."),
        ),
    )
    return [
        Card(label, _compact(amount, found.currency), None, f"{_orders(n)} · {day}", "off", _(rule))
        for label, (amount, n), rule in rows
    ]


def _lost(view: View, where: data.Where) -> list[Card]:
    """What carriers lost and nobody paid for, where that is known."""
    if not view.known(["unclaimed_losses"]):
        return []
    answer = view.ask(["unclaimed_losses"], where=where, compared=False)
    return cards.cards_of(answer, None, answer.period.last)


def _ages(found: Unsettled) -> pl.DataFrame:
    rows = [
        {
            "label": f"{first}+" if last is None else f"{first} – {last}",
            "value": money.units(amount),
            "said": _orders(n),
        }
        for first, last, amount, n in found.by_age().iter_rows()
    ]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64})


def _days(found: Unsettled) -> pl.DataFrame:
    rows = [
        {
            "label": formats.short_day(on, text.language()),
            "value": money.units(amount),
            "said": _orders(n),
        }
        for on, amount, n in found.ahead().iter_rows()
    ]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64})


def _columns(bars: pl.DataFrame, scale: charts.Scale, key: str) -> None:
    plots.show(
        charts.columns(bars, scale),
        alt=charts.columns_in_words(bars, scale),
        key=key,
    )


def _listed(view: View, found: Unsettled) -> Table:
    names = view.at.shop_names
    frame = found.orders.select(
        "order_id",
        pl.col("shop").replace_strict(dict(names), default=pl.col("shop")),
        "delivered_on",
        "age",
        "expected_on",
        expected=divided(pl.col("expected_e4"), E4),
    )
    title = _("Orders that wait for their statement, the oldest first")
    columns = (
        Column("order_id", _("Order ID"), "id"),
        Column("shop", _("Shop")),
        Column("delivered_on", _("Delivered on"), "date"),
        Column("age", _("Days since"), "count"),
        Column("expected_on", _("Should settle"), "date"),
        Column("expected", _("Expected"), "money", found.currency, _(UNSETTLED.meaning)),
    )
    return Table(title, frame, columns, view.notes)


def _orders(n: int) -> str:
    return _("{n} orders").format(n=f"{n:,}")


def _amount(amount_e4: int | None, currency: str | None) -> str:
    return formats.exact(money.units(amount_e4), "money", currency, text.language())


def _compact(amount_e4: int | None, currency: str | None) -> str:
    return formats.compact(money.units(amount_e4), "money", currency, text.language())
