"""What Seller Center itself counts for the shop each day: sales figures and traffic.

Source: Analytics → Shop Analytics → Key metrics (`Shop Analytics_Key metrics_….xlsx`; before 2026
`Overview_My Business Performance_….xlsx`, in 2023 `Core….xlsx`): reference 5.1.

Quirks of the source:
- the header of the daily rows stands in row 9, 5 or 3; above it stand totals of the span;
- whoever exports chooses the columns: any may be missing;
- days are DD/MM/YYYY (MM-DD-YYYY in 2023), `-` and `--` say that nothing was counted;
- the conversion rate is a fraction in some versions and has a `%` in others;
- visitors of several days can't be added: the platform counts a person once a day.
"""

import polars as pl

from loaders.figures import COUNTS, DATE, MONEY, SHARES
from loaders.reading import cells, values
from loaders.reading.values import Column
from loaders.sheet import Field, Given, Kind, Parsed
from metrics.metric import N_

TRAFFIC = {
    "page_views": "page_views",
    "product_clicks": "product_clicks",
    "product_impressions": "product_impressions",
    "visitors": "visitors",
    "customers": "buyers",
}
"""Figure → column of `traffic`."""


def parse(rows: pl.LazyFrame, given: Given, preamble: tuple[tuple[str, ...], ...]) -> Parsed:
    """One row a day → one `platform_figures` row a figure, and a `traffic` row of the shop.

    Money figures are in currency units. A figure without a value has no row, nor has a day without
    figures.
    """
    currency = given.shop.currency
    rows, date = cells.day_of_file(rows, "date")
    read: list[Column] = [date]
    read += [cells.money(name, currency) for name in MONEY]
    read += [values.whole(name) for name in COUNTS]
    read += [cells.share(name) for name in SHARES]
    good, refused = cells.read_present(rows, read, required=["date"])
    figures = _figures(good, currency)
    tables = {"platform_figures": figures}
    seen = [name for name in TRAFFIC if name in good.columns]
    if seen:
        tables["traffic"] = _traffic(good, seen)
    return Parsed(tables, counted="platform_figures", refused=refused)


def _figures(good: pl.DataFrame, currency: str) -> pl.DataFrame:
    names = [name for name in good.columns if name not in ("source_row", "date")]
    is_money = pl.col("figure").is_in(list(MONEY))
    figures = (
        good.cast(dict.fromkeys(names, pl.Float64))
        .unpivot(names, index=["source_row", "date"], variable_name="figure", value_name="value")
        .drop_nulls("value")
        .with_columns(
            pl.col("figure").cast(pl.String),
            scope=pl.lit("shop"),
            currency=pl.when(is_money).then(pl.lit(currency)),
            parts=pl.when(is_money).then(10_000.0).otherwise(1.0),
        )
    )
    # By a column: Polars divides by one number as a product with its inverse, which is less exact.
    exact = figures.with_columns(pl.col("value") / pl.col("parts"))
    return exact.drop("parts").sort("source_row", maintain_order=True)


def _traffic(good: pl.DataFrame, seen: list[str]) -> pl.DataFrame:
    known = pl.any_horizontal(pl.col(seen).is_not_null())
    return good.filter(known).select(
        "source_row",
        "date",
        *(pl.col(name).alias(TRAFFIC[name]) for name in seen),
        scope=pl.lit("shop"),
        product_id=pl.lit(""),
        content_type=pl.lit(""),
    )


def _known_by(*required: str) -> Kind:
    return Kind(
        name="shop_analytics",
        tables=("platform_figures", "traffic"),
        source=N_("Seller Center → Analytics → Shop Analytics → Key metrics → Export"),
        fields=(
            Field("date", DATE, required=True),
            *(
                Field(name, headers, required=name in required)
                for group in (MONEY, COUNTS, SHARES)
                for name, headers in group.items()
            ),
        ),
        parse=parse,
    )


KINDS = (_known_by("gmv"), _known_by("visitors"), _known_by("unique_product_impressions"))
"""One kind; an export without the GMV is known by figures that no other file has."""
