"""How an answer is cut: the words it is grouped by, and the values it is kept to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from metrics import dimensions
from metrics.calendar import Calendar
from metrics.errors import FilterError, MetricError, MissingDimensionError
from metrics.facts import Facts
from metrics.metric import N_, Measure, Metric
from metrics.period import Span

Value = str | int | bool | date | None


@dataclass(frozen=True)
class Cut:
    """`by`: the words asked for, once each. `where`: word → values, any of which will do."""

    by: tuple[str, ...]
    where: Mapping[str, tuple[Value, ...]]

    @classmethod
    def read(cls, by: Sequence[str], where: Mapping[str, Sequence[str | None]]) -> "Cut":
        """Checks the words and turns text into the values that the tables hold.

        Raises:
            UnknownNameError: a word that is no dimension.
            MetricError: a value that its dimension can't have.
        """
        dimensions.check((*by, *where))
        values = {word: tuple(_value(word, text) for text in kept) for word, kept in where.items()}
        return cls(tuple(dict.fromkeys(by)), values)

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.by, *self.where)

    @property
    def time(self) -> list[str]:
        return [word for word in self.by if word in dimensions.TIME]

    @property
    def other(self) -> list[str]:
        return [word for word in self.by if word not in dimensions.TIME]

    def measured(self, measure: Measure) -> Measure:
        """The measure itself, or the one that counts the same on finer rows."""
        fitting = (finer for words, finer in measure.finer if words.intersection(self.words))
        return next(fitting, measure)

    def missing(self, metric: Metric) -> str | None:
        """The first word that a table of the metric lacks."""
        tables = {self.measured(measure).rows.table for measure in metric.measures()}
        lacks = (w for w in self.words if not all(dimensions.has(table, w) for table in tables))
        return next(lacks, None)

    def check(self, metric: Metric) -> None:
        """Raise `MissingDimensionError` where the metric can't be cut so."""
        if word := self.missing(metric):
            raise MissingDimensionError(metric.name, word, words_of(metric))

    def shops(self, facts: Facts) -> list[str]:
        """The shops that the answer speaks for."""
        shops = facts.shops()
        if "shop" in self.where:
            shops = [shop for shop in shops if shop in self.where["shop"]]
        if "market" in self.where:
            shops = [shop for shop in shops if facts.markets.get(shop) in self.where["market"]]
        return shops

    def calendar(self, span: Span) -> pl.DataFrame:
        """The days of a span (`on`) that are asked for, with their labels (`by_…`).

        `position` numbers the groups of the positional words from the start of the span.
        """
        days = pl.DataFrame({"on": pl.date_range(span.first, span.last, eager=True)})
        for word in self.where_time:
            days = days.filter(_labels(word, days["on"], span.calendar).is_in(self.where[word]))
        labels = {f"by_{word}": _labels(word, days["on"], span.calendar) for word in self.time}
        days = days.with_columns(**labels)
        places = [f"by_{word}" for word in self.time if word in dimensions.POSITIONAL]
        return days.with_columns(position=pl.struct(places).rle_id()) if places else days

    @property
    def where_time(self) -> list[str]:
        return [word for word in self.where if word in dimensions.TIME]

    @property
    def where_other(self) -> list[str]:
        return [word for word in self.where if word not in dimensions.TIME]

    def filters(self, table: str, facts: Facts) -> list[nw.Expr]:
        """What keeps a table's rows to the values asked for; days are kept by the calendar.

        Raises:
            FilterError: a word that the table lacks.
        """
        kept = []
        if lacks := next((word for word in self.where if not dimensions.has(table, word)), None):
            raise FilterError(
                N_("{table} aren't known by {word}: take that filter back."),
                table=table,
                word=lacks,
            )
        for word, values in self.where.items():
            if word in dimensions.TIME:
                continue
            if word == "market":
                values = tuple(s for s in facts.markets if facts.markets[s] in values)
            column = dimensions.value(table, word)
            some = column.is_in([value for value in values if value is not None])
            kept.append(some | column.is_null() if None in values else some)
        return kept


def _labels(word: str, days: pl.Series, calendar: Calendar) -> pl.Series:
    """What each of the days is called by a time word."""
    if word == "day":
        return days
    if word == "weekday":
        return days.dt.weekday().cast(pl.Int64)
    return pl.Series([calendar.label(word, day) for day in days], dtype=pl.String)


def words_of(metric: Metric) -> list[str]:
    """The words by which a metric can be cut."""
    return [word for word in dimensions.WORDS if Cut((word,), {}).missing(metric) is None]


def _value(word: str, text: str | None) -> Value:
    if text is None:
        return None
    try:
        return _READERS.get(word, str)(text)
    except ValueError as error:
        raise MetricError(_EXPECTED[word], value=text) from error


def _flag(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


_READERS: Mapping[str, Callable[[str], Value]] = {
    "day": date.fromisoformat,
    "weekday": int,
    "hour": int,
    "rating": int,
    "affiliate": _flag,
}
_EXPECTED: Mapping[str, str] = {
    "day": N_("{value!r} is no value of day: write it as 2026-10-17."),
    "weekday": N_("{value!r} is no value of weekday: 1 is Monday, 7 is Sunday."),
    "hour": N_("{value!r} is no value of hour: 0 to 23."),
    "rating": N_("{value!r} is no value of rating: 1 to 5."),
    "affiliate": N_("{value!r} is no value of affiliate: true or false."),
}
