"""A figure that a person typed, into the store with its author."""

import math
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from loaders.errors import LoadError
from loaders.settings import Home
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import Ingested, ingest
from loaders.toml import did_you_mean
from metrics.metric import Unit
from metrics.typed_figures import SHOP, TABLE, TYPED

SOURCE: Final = "typed"
"""As `source_file` says it."""
LONGEST: Final = 100


def type_figure(
    home: Home, shop_id: str, figure: str, day: date, value: float, author: str, scope: str = SHOP
) -> Ingested:
    """Stores one figure (one of `TYPED`) of a shop's day; typed again, the new one holds.

    A file that is made later and says otherwise replaces it, as any newer data does.

    Raises:
        LoadError: nothing was stored; which of the given can't be, and why.
        SettingsError: no such shop.
    """
    shop = home.settings.shop(shop_id)
    now = home.now()
    _check(figure, value, scope, author)
    today = now.astimezone(ZoneInfo(shop.time_zone)).date()
    if day > today:
        raise LoadError(f"{day} lies ahead: at {shop.name} it is {today}. Choose a day until then.")
    frame = pl.DataFrame(
        {
            "figure": [figure],
            "scope": [" ".join(scope.split())],
            "date": [day],
            "value": [float(value)],
            "currency": [shop.currency if TYPED[figure].unit is Unit.MONEY else None],
            "author": [author],
            "source_row": [1],
        },
        schema_overrides={"currency": pl.String},
    )
    given = Given(shop, now, now, b"")
    parsed = Parsed({TABLE: frame}, counted=TABLE)
    return ingest(Store(home.store), parsed, given, SOURCE, home.settings.shops)


def _check(figure: str, value: float, scope: str, author: str) -> None:
    one = TYPED.get(figure)
    if one is None:
        raise LoadError(f'there is no figure "{figure}" to type.{did_you_mean(figure, [*TYPED])}')
    if not math.isfinite(value):
        raise LoadError(f"{one.label}: {value} is no number.")
    if (one.low is not None and value < one.low) or (one.high is not None and value > one.high):
        ends = f"{one.low:,g} to {one.high:,g}" if one.high is not None else f"{one.low:,g} or more"
        raise LoadError(f"{one.label}: {value:,g} can't be; it is {ends} ({one.where}).")
    if one.unit is Unit.COUNT and value != int(value):
        raise LoadError(f"{one.label}: {value:,g} is not whole; it is counted in ones.")
    for what, said in (("what it is of", scope), ("its author", author)):
        if not said.strip() or not said.isprintable() or len(said) > LONGEST:
            raise LoadError(f"{one.label}: say {what}, in at most {LONGEST} characters.")
    if not one.scoped and scope != SHOP:
        raise LoadError(f"{one.label} is of the whole shop, not of {scope}.")
