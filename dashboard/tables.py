"""Tables behind the drawings: answers as rows and columns, shown (`grids`) and taken away alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from dashboard import text
from dashboard.labels import VALUE_LABELS, WORD_LABELS
from dashboard.text import _
from metrics.answer import Answer
from metrics.catalog import CATALOG
from metrics.metric import N_
from metrics.period import Span
from reports import formats
from reports.tables import PER_ROW, Column, Table

DAYS_BY_DAY: Final = 93
DAYS_BY_WEEK: Final = 400
ORDERED: Final = ("weekday", "hour", "rating")
"""Dimensions with an order of their own."""
NAMED: Final = ("shop", *VALUE_LABELS)
"""Dimensions whose values have names of our own or of the reader's, so that an id tells nothing."""
DURATIONS: Final[Mapping[str, str]] = {"hours": N_("hours"), "minutes": N_("minutes")}
GRAINS: Final[Mapping[str, str]] = {"day": N_("Day"), "week": N_("Week"), "month": N_("Month")}


def grain(span: Span) -> str:
    """By day for a quarter, by week for a year, by month beyond."""
    if span.days <= DAYS_BY_DAY:
        return "day"
    return "week" if span.days <= DAYS_BY_WEEK else "month"


def course(answer: Answer, name: str, currency: str | None = None) -> pl.DataFrame:
    """One metric over time: when, tick, group (its day, week or month as periods are written),
    value, previous, complete (see `charts.trend`)."""
    (word,) = answer.by
    rows = answer.rows.filter(pl.col("metric") == name)
    if currency and "currency" in rows.columns:
        rows = rows.filter(pl.col("currency") == currency)
    whens = [when(one, word) for one in rows[word]]
    return rows.select(
        pl.Series("when", [when for when, _tick in whens], dtype=pl.String),
        pl.Series("tick", [tick for _when, tick in whens], dtype=pl.String),
        pl.col(word).cast(pl.String).alias("group"),
        "value",
        "previous",
        "complete",
    )


def currencies(answer: Answer, name: str) -> list[str]:
    """The currencies that a metric's rows are in, where the answer holds several."""
    rows = answer.rows.filter(pl.col("metric") == name).select(_currency(answer).alias("currency"))
    return rows["currency"].drop_nulls().unique(maintain_order=True).to_list()


def by_time(answer: Answer, title: str, notes: Sequence[tuple[str, str]]) -> Table:
    """A row each day (week, month), a column each metric; money in several currencies apart."""
    (word,) = answer.by
    when = pl.col("when").str.to_date() if word == "day" else pl.col("when")
    columns = [Column("when", _(GRAINS[word]), "date" if word == "day" else "text")]
    frame = answer.rows.select(when=pl.col(word)).unique(maintain_order=True).sort("when")
    for name, currency in _figures(answer):
        same = (pl.col("metric") == name) & pl.col("__currency").eq_missing(currency)
        column = f"{name} {currency or ''}".strip()
        rows = answer.rows.with_columns(__currency=_currency(answer))
        part = rows.filter(same).select(pl.col("value").alias(column), when=pl.col(word))
        frame = frame.join(part, on="when", how="left", maintain_order="left")
        columns.append(_column(column, name, currency or answer.currency))
    return Table(title, frame.with_columns(when), columns, notes)


def by_group(
    answer: Answer, called: Mapping[str | None, str], title: str, notes: Sequence[tuple[str, str]]
) -> Table:
    """A row each group of the one dimension, as ordered by the answer's first metric.

    Columns: group (its value; not shown of what has a name of its own), label, a column each
    metric, and how the first one changed: in percentage points of a share. Answers in several
    currencies have to be kept to one before.
    """
    (word,) = answer.by
    names = answer.rows["metric"].unique(maintain_order=True).to_list()
    frame = ranked(answer, names[0]).select("group")
    columns = [Column("label", _(WORD_LABELS[word])), Column("group", _("Id"), "id")]
    for name in names:
        part = _of_metric(answer, name).select("group", pl.col("value").alias(name))
        frame = frame.join(part, on="group", how="left", nulls_equal=True, maintain_order="left")
        columns.append(_column(name, name, answer.currency))
    if answer.compare:
        how, said, unit = _change(names[0])
        part = _of_metric(answer, names[0]).select("group", change=how)
        frame = frame.join(part, on="group", how="left", nulls_equal=True, maintain_order="left")
        columns.insert(3, Column("change", said, unit))
    label = pl.Series("label", [called[one] for one in frame["group"]], dtype=pl.String)
    if word in NAMED or all(called[one] in (one, _("not known")) for one in frame["group"]):
        columns.pop(1)
    return Table(title, frame.with_columns(label), columns, notes)


def ranked(answer: Answer, name: str) -> pl.DataFrame:
    """The groups of one metric, the greatest first: group (text or null), value, previous."""
    rows = _of_metric(answer, name)
    groups = answer.rows.select(pl.col(answer.by[0]).cast(pl.String).alias("group")).unique()
    whole = groups.join(rows, on="group", how="left", nulls_equal=True)
    if answer.by[0] in ORDERED:
        return whole.sort(pl.col("group").cast(pl.Int64, strict=False), nulls_last=True)
    return whole.sort("value", "group", descending=[True, False], nulls_last=True)


def without_nothing(answer: Answer) -> Answer:
    """Without what has no group (an order that wasn't cancelled has no reason for it), where all
    its figures are 0 or unknown, now and before."""
    (word,) = answer.by
    some = pl.any_horizontal((pl.col("value", "previous").fill_null(0)) != 0)
    nowhere = answer.rows.filter(pl.col(word).is_null())
    if nowhere.select(some.any()).item():
        return answer
    return replace(answer, rows=answer.rows.filter(pl.col(word).is_not_null()))


def _of_metric(answer: Answer, name: str) -> pl.DataFrame:
    rows = answer.rows.filter(pl.col("metric") == name)
    return rows.select(
        pl.col(answer.by[0]).cast(pl.String).alias("group"), "value", "previous", "change",
        "change_ratio",
    )  # fmt: skip


def in_currency(answer: Answer, currency: str) -> Answer:
    """The answer without the money of other currencies; the others' groups stay."""
    if "currency" not in answer.rows.columns:
        return answer
    rows = answer.rows.filter(pl.col("currency").is_null() | (pl.col("currency") == currency))
    return replace(answer, rows=rows.drop("currency"), currency=currency)


def by_currency(answer: Answer, title: str, notes: Sequence[tuple[str, str]]) -> Table | None:
    """A row each currency, two columns each metric that is told by currency: its value, and its
    change (of a share in percentage points).

    None where the answer's money is in one currency.
    """
    if "currency" not in answer.rows.columns:
        return None
    rows = answer.rows.drop_nulls("currency")
    frame = rows.select("currency").unique().sort("currency")
    columns = [Column("currency", _("Currency"))]
    for name in rows["metric"].unique(maintain_order=True):
        how, said, unit = _change(name)
        part = rows.filter(pl.col("metric") == name).select(
            "currency", pl.col("value").alias(name), how.alias(f"{name} change")
        )
        frame = frame.join(part, on="currency", how="left", maintain_order="left")
        columns.append(_column(name, name, PER_ROW))
        if answer.compare:
            columns.append(Column(f"{name} change", said, unit))
    return Table(title, frame, columns, notes)


def _change(name: str) -> tuple[pl.Expr, str, str]:
    """How a metric's change is told in a column: the number, what it is called, its unit."""
    label = text.label(CATALOG[name])
    if CATALOG[name].unit == "share":
        return pl.col("change") * 100, _("{metric}, change (pp)").format(metric=label), "number"
    return pl.col("change_ratio"), _("{metric}, change").format(metric=label), "share"


def headlines(
    answer: Answer, title: str, notes: Sequence[tuple[str, str]], marks: Sequence[str] = ()
) -> Table:
    """A row each metric: its value, the one before and the change, where there is one.

    `marks`: what is said of each row, for instance that it still settles.
    """
    currency = pl.coalesce(_currency(answer), pl.lit(answer.currency, pl.String))
    metrics = [CATALOG[name] for name in answer.rows["metric"]]
    frame = answer.rows.select(
        pl.Series("label", [text.label(metric) for metric in metrics], dtype=pl.String),
        pl.Series("unit", [metric.unit.value for metric in metrics], dtype=pl.String),
        currency.alias("currency"),
        "value",
        "previous",
        "change",
        "change_ratio",
        pl.Series("meaning", [_(metric.meaning) for metric in metrics], dtype=pl.String),
    ).with_columns(currency=pl.when(pl.col("unit") == "money").then("currency"))
    before = (
        Column("previous", _("Before"), PER_ROW, PER_ROW),
        Column("change", _("Change"), PER_ROW, PER_ROW),
        Column("change_ratio", _("Change in %"), "share"),
    )
    columns = (
        Column("label", _("Metric")),
        Column("value", _("Value"), PER_ROW, PER_ROW),
        *(before if answer.compare else ()),
        Column("currency", _("Currency")),
        *([Column("mark", _("Remark"))] if any(marks) else []),
        Column("meaning", _("Rule")),
    )
    if any(marks):
        frame = frame.with_columns(mark=pl.Series(marks, dtype=pl.String))
    return Table(title, frame, columns, notes)


def column(name: str, currency: str | None) -> Column:
    """The column of a metric, named as the metric."""
    return _column(name, name, currency)


def _column(column: str, name: str, currency: str | None) -> Column:
    metric = CATALOG[name]
    money = currency if metric.unit == "money" else None
    label = text.label(metric)
    if metric.unit in DURATIONS:
        label = f"{label} ({_(DURATIONS[metric.unit])})"
    return Column(column, label, metric.unit, money, _meaning(name))


def _meaning(name: str) -> str:
    return _(CATALOG[name].meaning)


def _figures(answer: Answer) -> list[tuple[str, str | None]]:
    """Every metric of the answer, once for each currency that it is in."""
    rows = answer.rows.select("metric", _currency(answer).alias("currency"))
    return list(rows.unique(maintain_order=True).iter_rows())


def _currency(answer: Answer) -> pl.Expr:
    return pl.col("currency") if "currency" in answer.rows.columns else pl.lit(None, pl.String)


def when(value: str, word: str) -> tuple[str, str]:
    """The long form of a day, and the short one; weeks and months are short already."""
    if word != "day":
        return value, value
    day = date.fromisoformat(value)
    return formats.day(day, text.language()), formats.short_day(day, text.language())
