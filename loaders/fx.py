"""Exchange rates: what one euro was worth in each currency on each day.

Source: the European Central Bank's reference rates, all days (`eurofxref-hist.csv`, or its zip), or
a file of one's own of the same shape: `Date` and at least one currency.

Quirks of the source:
- one row a day, one column a currency, `N/A` where there was no rate; lines end in a comma;
- bank holidays and weekends have no row;
- the euro has no column: its rate is 1.
"""

import polars as pl

from loaders.reading import cells, values
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.currencies import CURRENCIES
from metrics.metric import N_

CODES = tuple(sorted(CURRENCIES))


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a day → one `fx_rates` row a currency that had a rate: units of it for 1 EUR."""
    rows, date = cells.day_of_file(rows, "date")
    rates = [values.number(currency) for currency in CODES]
    good, refused = cells.read_present(rows, [date, *rates], required=["date"])
    found = [name for name in good.columns if name in CURRENCIES]
    table = (
        good.unpivot(
            found, index=["source_row", "date"], variable_name="currency", value_name="rate"
        )
        .drop_nulls("rate")
        .with_columns(pl.col("currency").cast(pl.String))
        .sort("source_row", "currency")
    )
    return Parsed({"fx_rates": table}, counted="fx_rates", refused=refused)


KINDS = (
    Kind(
        name="fx_rates",
        tables=("fx_rates",),
        source=N_("European Central Bank → Euro foreign exchange reference rates → CSV, all days"),
        fields=(
            Field("date", ("Date",), required=True),
            Field("any currency", CODES, required=True),
            *(Field(currency, (currency,)) for currency in CODES),
        ),
        parse=parse,
    ),
)
