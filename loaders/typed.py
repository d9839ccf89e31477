"""A figure that a person typed, into the store with its author."""

import math
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from loaders.errors import LoadError, unknown
from loaders.settings import Home
from loaders.sheet import Given, Parsed
from loaders.store import Store
from loaders.storing.ingest import Ingested, ingest
from metrics.errors import Reason
from metrics.metric import N_, Unit
from metrics.typed_figures import SHOP, TABLE, TYPED, TypedFigure

SOURCE: Final = "typed"
"""As `source_file` says it."""
LONGEST: Final = 100


def type_figure(
    home: Home,
    shop_id: str,
    figure: str,
    day: date,
    value: float | None,
    author: str,
    scope: str = SHOP,
) -> Ingested:
    """Stores one figure (one of `TYPED`) of a shop's day; typed again, the new one holds.

    None takes it back: unknown from then on. A file that is made later and says otherwise replaces
    it, as any newer data does; what was taken back, any file that says it.

    Raises:
        LoadError: nothing was stored; which of the given can't be, and why.
        SettingsError: no such shop.
    """
    shop = home.settings.shop(shop_id)
    now = home.now()
    _check(figure, value, scope, author)
    today = now.astimezone(ZoneInfo(shop.time_zone)).date()
    if day > today:
        raise LoadError(
            N_("{day} lies ahead: at {shop} it is {today}. Choose a day until then."),
            day=day, shop=shop.name, today=today,
        )  # fmt: skip
    frame = pl.DataFrame(
        {
            "figure": [figure],
            "scope": [" ".join(scope.split())],
            "date": [day],
            "value": [value],
            "currency": [shop.currency if TYPED[figure].unit is Unit.MONEY else None],
            "author": [None if value is None else author],
            "source_row": [1],
        },
        schema_overrides={"currency": pl.String, "value": pl.Float64, "author": pl.String},
    )
    given = Given(shop, now, now, b"")
    parsed = Parsed({TABLE: frame}, counted=TABLE)
    return ingest(Store(home.store), parsed, given, SOURCE, home.settings.shops)


def _check(figure: str, value: float | None, scope: str, author: str) -> None:
    one = TYPED.get(figure)
    if one is None:
        raise LoadError(*unknown(N_('there is no figure "{name}" to type.'), figure, [*TYPED]))
    label = Reason(one.label)
    if value is not None:
        _check_value(one, label, value)
    for what, said in ((N_("what it is of"), scope), (N_("its author"), author)):
        if not said.strip() or not said.isprintable() or len(said) > LONGEST:
            raise LoadError(
                N_("{figure}: say {what}, in at most {most} characters."),
                figure=label, what=Reason(what), most=LONGEST,
            )  # fmt: skip
    if not one.scoped and scope != SHOP:
        raise LoadError(
            N_("{figure} is of the whole shop, not of {scope}."), figure=label, scope=scope
        )


def _check_value(one: TypedFigure, label: Reason, value: float) -> None:
    shown = f"{value:,g}"
    if not math.isfinite(value):
        raise LoadError(N_("{figure}: {value} is no number."), figure=label, value=value)
    if (one.low is not None and value < one.low) or (one.high is not None and value > one.high):
        raise LoadError(
            N_("{figure}: {value} can't be; it is {ends} ({where})."),
            figure=label, value=shown, ends=_ends(one), where=Reason(one.where),
        )  # fmt: skip
    if one.unit is Unit.COUNT and value != int(value):
        raise LoadError(
            N_("{figure}: {value} is not whole; it is counted in ones."), figure=label, value=shown
        )


def _ends(one: TypedFigure) -> Reason:
    low = f"{one.low:,g}"
    if one.high is None:
        return Reason(N_("{low} or more"), {"low": low})
    return Reason(N_("{low} to {high}"), {"low": low, "high": f"{one.high:,g}"})
